//! Terraform's own rules, as the client applies them.

use serde_json::json;
use terraform_plugin::Tree;
use terraform_plugin::testing::{Action, unknown};

use crate::Room;

/// What Terraform proposes is not sent by the client alone: these plans show it.
#[tokio::test]
async fn prior_computed_values_follow_their_elements() {
    let room = Room::new();
    let lab = room.lifecycle();
    let config = json!({
        "name": "follow",
        "many": [{ "port": 1 }, { "port": 2 }],
        "some": [{ "port": 3 }, { "port": 4, "remark": "x" }],
        "named": { "a": { "port": 5 }, "b": { "port": 6 } },
        "shelf": { "x": { "rule": [{ "port": 7 }] } },
        "piece": [{ "port": 8 }, { "port": 9 }],
    });
    let thing = lab.create("lab_thing", config.clone()).await.unwrap();
    let client = room.client().await;

    let mut changed = config.clone();
    changed["text"] = "changed".into();
    let plan = client
        .plan("lab_thing", Some(&thing), changed.clone())
        .await
        .ok();
    assert_eq!(plan.action, Action::Update);
    for path in ["many", "some", "named", "shelf", "piece"] {
        assert_eq!(
            plan.planned.get(path),
            thing.value.get(path),
            "{path} keeps its ids"
        );
    }

    changed["many"] = json!([{ "port": 2 }, { "port": 1 }]);
    changed["some"] = json!([{ "port": 4, "remark": "x" }, { "port": 33 }]);
    changed["named"] = json!({ "b": { "port": 6 }, "c": { "port": 5 } });
    changed["piece"] = json!([{ "port": 9 }]);
    let plan = client.plan("lab_thing", Some(&thing), changed).await.ok();
    let planned = plan.planned;
    assert_eq!(
        planned.get("many").at(0).get("id").as_str(),
        Some("rule-1"),
        "lists go by index"
    );
    let ids = |name: &str| {
        planned
            .get(name)
            .as_items()
            .unwrap()
            .iter()
            .map(|rule| rule.get("id").clone())
            .collect::<Vec<_>>()
    };
    assert!(
        ids("some").contains(&"rule-4".into()) && ids("some").contains(&Tree::Unknown),
        "sets go by value"
    );
    assert_eq!(ids("piece"), ["rule-9".into()]);
    assert_eq!(
        planned.get("named").get("b").get("id").as_str(),
        Some("rule-6"),
        "maps go by key"
    );
    assert!(planned.get("named").get("c").get("id").is_unknown());
    assert!(planned.get("named").get("a").is_null());
}

#[tokio::test]
async fn a_made_up_object_stays_and_a_configured_one_goes_its_way() {
    let room = Room::new();
    let lab = room.lifecycle();
    let thing = lab
        .create("lab_thing", json!({ "name": "f" }))
        .await
        .unwrap();
    assert_eq!(
        thing.json()["fallback"],
        json!({ "port": 1, "protocol": "udp" })
    );
    let client = room.client().await;
    let plan = client
        .plan("lab_thing", Some(&thing), json!({ "name": "f" }))
        .await
        .ok();
    assert_eq!(plan.action, Action::NoOp);

    let thing = lab
        .update(&thing, json!({ "name": "f", "fallback": { "port": 9 } }))
        .await
        .unwrap();
    assert_eq!(
        thing.json()["fallback"],
        json!({ "port": 9, "protocol": "tcp" })
    );
    let thing = lab
        .update(
            &thing,
            json!({ "name": "f", "fallback": { "protocol": "sctp" } }),
        )
        .await
        .unwrap();
    assert_eq!(
        thing.json()["fallback"],
        json!({ "port": 1, "protocol": "sctp" }),
        "a change lets the provider choose again"
    );
    let plan = client
        .plan("lab_thing", Some(&thing), json!({ "name": "f" }))
        .await
        .ok();
    assert_eq!(
        plan.action,
        Action::NoOp,
        "nothing shows that it was configured"
    );
}

#[tokio::test]
async fn unknown_blocks_stay_unknown() {
    let room = Room::new();
    let client = room.client().await;
    let config = json!({ "name": "u", "step": unknown(), "piece": unknown(), "shelf": unknown(), "settings": unknown() });
    let plan = client.plan("lab_thing", None, config).await.ok();
    for name in ["step", "piece", "shelf", "settings"] {
        assert!(plan.planned.get(name).is_unknown(), "{name}");
    }
    assert_eq!(
        plan.planned.get("limits").get("title"),
        &Tree::Null,
        "a group is there without being configured"
    );
}

#[tokio::test]
#[should_panic(expected = "many.port: required, but not set")]
async fn the_client_refuses_what_terraform_refuses() {
    let room = Room::new();
    let client = room.client().await;
    let _ = client
        .plan("lab_thing", None, json!({ "name": "x", "many": [{}] }))
        .await;
}

#[tokio::test]
#[should_panic(expected = "nothing: no such attribute or block")]
async fn the_client_refuses_unknown_names() {
    let room = Room::new();
    let client = room.client().await;
    let _ = client
        .validate("lab_thing", json!({ "name": "x", "nothing": 1 }))
        .await;
}

/// Terraform's core drops such a value without a word.
#[tokio::test]
async fn what_only_the_provider_sets_is_refused_within_objects_too() {
    let room = Room::new();
    let client = room.client().await;
    let config = json!({ "name": "set", "many": [{ "port": 1 }, { "port": 2, "id": "mine" }] });
    let validated = client.validate("lab_thing", config).await;
    let error = validated.error();
    assert_eq!(error.path.to_string(), "many[1].id");
    assert_eq!(error.summary, "Attribute cannot be set");
}
