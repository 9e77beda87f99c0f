//! Defaults, modifiers, validators and what the plan hook may do.

use serde_json::{Value as Json, json};
use terraform_plugin::testing::{Action, unknown};
use terraform_plugin::{Path, Tree};

use crate::Room;

#[tokio::test]
async fn defaults_fill_what_is_not_configured_at_any_depth() {
    let room = Room::new();
    let client = room.client().await;
    let config = json!({
        "name": "d",
        "text": "mine",
        "many": [{ "port": 1 }, { "port": 2, "protocol": "udp" }],
        "some": [{ "port": 3 }],
        "step": [{ "port": 4 }],
    });
    let plan = client.plan("lab_thing", None, config).await.ok().json();
    assert_eq!(
        (&plan["text"], &plan["enabled"], &plan["size"]),
        (&json!("mine"), &json!(true), &json!(3))
    );
    let protocols = [
        &plan["many"][0],
        &plan["many"][1],
        &plan["some"][0],
        &plan["step"][0],
    ]
    .map(|rule| rule["protocol"].clone());
    assert_eq!(protocols, ["tcp", "udp", "tcp", "tcp"]);
}

#[tokio::test]
async fn a_removed_setting_returns_to_its_default() {
    let room = Room::new();
    let lab = room.lifecycle();
    let config = |protocol: Option<&str>| json!({ "name": "r", "some": [{ "port": 3, "protocol": protocol }] });
    let thing = lab.create("lab_thing", config(Some("udp"))).await.unwrap();
    assert_eq!(thing.json()["some"][0]["protocol"], "udp");
    let thing = lab.update(&thing, config(None)).await.unwrap();
    assert_eq!(thing.json()["some"][0]["protocol"], "tcp");
}

#[tokio::test]
async fn computed_values_are_unknown_only_when_something_changes() {
    let room = Room::new();
    let thing = room
        .lifecycle()
        .create("lab_thing", json!({ "name": "c" }))
        .await
        .unwrap();
    let client = room.client().await;
    let same = client
        .plan("lab_thing", Some(&thing), json!({ "name": "c" }))
        .await
        .ok();
    assert_eq!(same.action, Action::NoOp);
    let changed = client
        .plan(
            "lab_thing",
            Some(&thing),
            json!({ "name": "c", "text": "new" }),
        )
        .await
        .ok();
    assert_eq!(changed.action, Action::Update);
    assert_eq!(*changed.planned.get("password_length"), Tree::Unknown);
    assert_eq!(
        changed.planned.get("id").as_str(),
        Some("thing-c"),
        "use_state_for_unknown"
    );
    assert_eq!(
        changed.planned.get("digest").as_str(),
        Some("3-3"),
        "set by the plan hook"
    );
}

#[tokio::test]
async fn replacement_by_modifier_and_by_hook() {
    let room = Room::new();
    let lab = room.lifecycle();
    let thing = lab
        .create("lab_thing", json!({ "name": "old" }))
        .await
        .unwrap();
    let client = room.client().await;
    let plan = client
        .plan("lab_thing", Some(&thing), json!({ "name": "new" }))
        .await
        .ok();
    assert_eq!(
        (plan.action, plan.requires_replace.as_slice()),
        (Action::Replace, &[Path::root("name")][..])
    );
    assert_eq!(
        *plan.planned.get("id"),
        Tree::Unknown,
        "a replacement starts from nothing"
    );
    let plan = client
        .plan("lab_thing", Some(&thing), json!({ "name": unknown() }))
        .await
        .ok();
    assert_eq!(plan.action, Action::Replace);
    let plan = client
        .plan(
            "lab_thing",
            Some(&thing),
            json!({ "name": "old", "text": "replace me" }),
        )
        .await
        .ok();
    assert_eq!(
        (plan.action, plan.requires_replace.as_slice()),
        (Action::Replace, &[Path::root("text")][..])
    );

    let thing = lab.update(&thing, json!({ "name": "new" })).await.unwrap();
    assert_eq!(thing.json()["id"], "thing-new");
    assert!(!room.file("thing-old").exists());
}

#[tokio::test]
async fn requires_replace_if_configured_spares_values_the_provider_chose() {
    let room = Room::new();
    let lab = room.lifecycle();
    let note = lab
        .create("lab_note", json!({ "text": "a" }))
        .await
        .unwrap();
    assert_eq!(note.json()["name"], "unnamed");
    let client = room.client().await;
    let plan = client
        .plan("lab_note", Some(&note), json!({ "text": "b" }))
        .await
        .ok();
    assert_eq!(
        (plan.action, plan.planned.get("name").as_str()),
        (Action::Update, Some("unnamed"))
    );
    let plan = client
        .plan(
            "lab_note",
            Some(&note),
            json!({ "text": "b", "name": "mine" }),
        )
        .await
        .ok();
    assert_eq!(plan.action, Action::Replace);
}

#[tokio::test]
async fn validators_name_the_attribute() {
    let room = Room::new();
    let client = room.client().await;
    let cases: [(Json, &str); 10] = [
        (json!({ "name": "" }), "name"),
        (json!({ "name": "a/b" }), "name"),
        (json!({ "name": "n", "size": 1.5 }), "size"),
        (json!({ "name": "n", "document": "{" }), "document"),
        (json!({ "name": "n", "ttl": "soon" }), "ttl"),
        (
            json!({ "name": "n", "modes": ["fast", "warp"] }),
            "modes[1]",
        ),
        (
            json!({ "name": "n", "many": [{ "port": 1 }, { "port": 0 }] }),
            "many[1].port",
        ),
        (
            json!({ "name": "n", "named": { "a": { "port": 70000 } } }),
            r#"named["a"].port"#,
        ),
        (
            json!({ "name": "n", "shelf": { "top": { "rule": [{ "port": 0 }] } } }),
            r#"shelf["top"].rule[0].port"#,
        ),
        // The protocol has no address for an element of a set.
        (json!({ "name": "n", "some": [{ "port": 0 }] }), "some"),
    ];
    for (config, path) in cases {
        let outcome = client.validate("lab_thing", config.clone()).await;
        assert_eq!(outcome.error().path.to_string(), path, "{config}");
    }
    let many: Vec<Json> = (1..=6).map(|port| json!({ "port": port })).collect();
    let outcome = client
        .validate("lab_thing", json!({ "name": "n", "step": many }))
        .await;
    assert_eq!(outcome.error().path, Path::root("step"));
    let outcome = client
        .validate("lab_thing", json!({ "name": "n", "password": "x" }))
        .await;
    assert!(outcome.error().detail.contains("password_version"));
    let outcome = client
        .validate(
            "lab_thing",
            json!({ "name": unknown(), "size": unknown(), "many": unknown() }),
        )
        .await;
    outcome.ok();
    let outcome = client
        .data_source("lab_echo", json!({ "text": "a", "anything": 1 }))
        .await;
    assert_eq!(outcome.error().path, Path::root("text"));
}

#[tokio::test]
async fn warnings_carry_their_paths() {
    let room = Room::new();
    let client = room.client().await;
    let outcome = client
        .validate(
            "lab_thing",
            json!({ "name": "w", "many": [{ "port": 1 }, { "port": 22 }] }),
        )
        .await;
    assert_eq!(outcome.warnings()[0].path.to_string(), "many[1].port");
    let outcome = client
        .data_source("lab_echo", json!({ "warn": true }))
        .await;
    assert_eq!(outcome.warnings()[0].path.to_string(), "anything.list[0]");
}

#[tokio::test]
async fn a_provider_that_is_not_configured_says_so() {
    let room = Room::new();
    let client = terraform_plugin::testing::Client::new(crate::provider::Lab).await;
    assert!(
        client
            .plan("lab_thing", None, json!({ "name": "x" }))
            .await
            .error()
            .summary
            .contains("not configured")
    );
    let refused = client
        .configure(json!({ "root": room.file("missing").to_str().unwrap() }))
        .await;
    assert_eq!(refused.error().path, Path::root("root"));
    assert_eq!(
        client
            .configure(json!({ "root": "/" }))
            .await
            .error()
            .summary,
        "Too much room"
    );
    assert_eq!(
        client.configure(json!({ "root": " " })).await.error().path,
        Path::root("root")
    );
    assert_eq!(
        client
            .configure(json!({ "root": unknown() }))
            .await
            .error()
            .summary,
        "Unknown folder"
    );
    client.configure(room.config()).await.ok();
    client
        .plan("lab_thing", None, json!({ "name": "x" }))
        .await
        .ok();
}
