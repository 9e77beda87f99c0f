//! Values of every kind through whole changes.

use serde_json::{Value as Json, json};
use terraform_plugin::testing::{Action, unknown};
use terraform_plugin::{Path, Tree};

use crate::Room;

/// A thing that uses every kind of attribute and block.
fn full(name: &str) -> Json {
    json!({
        "name": name,
        "ratio": 0.1,
        "document": r#"{"b": 1, "a": [2]}"#,
        "ttl": "90s",
        "mode": "Fast",
        "secret": "in-memory-secret",
        "password": "in-memory-password",
        "password_version": 1,
        "anything": { "list": [1, "x", null, 2.5], "none": null },
        "labels": { "team": "a" },
        "tags": ["b", "a"],
        "modes": ["fast", "SLOW"],
        "grid": [[1, null], []],
        "one": { "port": 80 },
        "many": [{ "port": 81 }, { "port": 82, "protocol": "udp" }],
        "some": [{ "port": 83 }, { "port": 84, "remark": "x" }],
        "named": { "a": { "port": 85 } },
        "timeouts": { "create": "1h" },
        "settings": { "title": "s", "rule": [{ "port": 86 }] },
        "limits": { "rule": [{ "port": 87 }, { "port": 88 }] },
        "step": [{ "port": 89 }],
        "piece": [{ "port": 90 }, { "port": 91 }],
        "shelf": { "top": { "title": "t", "rule": [{ "port": 92 }] } },
    })
}

#[tokio::test]
async fn every_kind_of_attribute_and_block_lives_a_whole_life() {
    let room = Room::new();
    let lab = room.lifecycle();
    let thing = lab.create("lab_thing", full("full")).await.unwrap();
    let json = thing.json();
    assert_eq!(json["id"], "thing-full");
    assert_eq!(json["text"], "hello");
    assert_eq!((&json["enabled"], &json["size"]), (&json!(true), &json!(3)));
    assert_eq!(json["password"], Json::Null);
    assert_eq!(json["password_length"], 18);
    assert_eq!(
        json["one"],
        json!({ "id": "rule-80", "port": 80, "protocol": "tcp", "remark": null, "pause": null })
    );
    assert_eq!(json["many"][1]["protocol"], "udp");
    assert_eq!(json["some"].as_array().unwrap().len(), 2);
    assert_eq!(json["named"]["a"]["id"], "rule-85");
    assert_eq!(json["fallback"], json!({ "port": 1, "protocol": "udp" }));
    assert_eq!(json["settings"]["rule"][0]["id"], "rule-86");
    assert_eq!(json["limits"]["rule"][1]["id"], "rule-88");
    assert_eq!(json["shelf"]["top"]["rule"][0]["id"], "rule-92");
    assert_eq!(
        json["anything"],
        json!({ "list": [1, "x", null, 2.5], "none": null })
    );
    assert_eq!(json["grid"], json!([[1, null], []]));

    let mut changed = full("full");
    changed["many"] = json!([{ "port": 82, "protocol": "udp" }]);
    changed["some"] = json!([{ "port": 84, "remark": "x" }, { "port": 99 }]);
    changed["piece"] = json!([]);
    changed["limits"] = json!({});
    changed["one"] = Json::Null;
    let thing = lab.update(&thing, changed).await.unwrap();
    let json = thing.json();
    assert_eq!(
        json["many"],
        json!([{ "id": "rule-81", "port": 82, "protocol": "udp", "remark": null, "pause": null }]),
        "kept by index"
    );
    assert_eq!(json["piece"], json!([]));
    assert_eq!(json["limits"], json!({ "title": null, "rule": [] }));
    assert_eq!(json["one"], Json::Null);

    lab.destroy(&thing).await.unwrap();
    assert!(!room.file("thing-full").exists());
}

#[tokio::test]
async fn what_is_unknown_while_planning_is_filled_in_when_applying() {
    let room = Room::new();
    let mut planning = full("later");
    planning["text"] = unknown();
    planning["ratio"] = unknown();
    planning["document"] = unknown();
    planning["anything"] = json!({ "list": [unknown()] });
    planning["labels"] = json!({ "team": unknown() });
    planning["tags"] = json!([unknown(), "a"]);
    planning["modes"] = json!(["fast", unknown()]);
    planning["grid"] = json!([[unknown(), null], []]);
    planning["many"] = unknown();
    planning["some"] = json!([{ "port": unknown() }, { "port": 84, "remark": unknown() }]);
    planning["step"] = unknown();
    planning["settings"] = json!({ "title": unknown(), "rule": unknown() });

    let client = room.client().await;
    let plan = client.plan("lab_thing", None, planning.clone()).await.ok();
    assert_eq!(*plan.planned.get("digest"), Tree::Unknown);
    assert_eq!(
        *plan.planned.get("tags"),
        Tree::set(vec!["a".into(), Tree::Unknown]),
        "the known element is not lost"
    );
    assert_eq!(*plan.planned.get("grid").at(0).at(1), Tree::Null);
    assert_eq!(*plan.planned.get("many"), Tree::Unknown);

    let mut applying = full("later");
    applying["anything"] = json!({ "list": ["now"] });
    let thing = room
        .lifecycle()
        .change("lab_thing", None, planning, applying)
        .await
        .unwrap();
    assert_eq!(thing.json()["digest"], "5-3");
}

#[tokio::test]
async fn numbers_of_any_size_stay_as_they_are() {
    let room = Room::new();
    let lab = room.lifecycle();
    for text in [
        "123456789012345678901234567890",
        "-0.000000000000000000000000000001234567890123456789",
        "9007199254740993",
        "1e300",
        "0.1",
    ] {
        let number = Tree::Number(text.parse().unwrap());
        let config = Tree::map([
            ("name", "big".into()),
            ("big", number.clone()),
            ("anything", Tree::List(vec![number.clone()])),
        ]);
        let thing = lab.create("lab_thing", config).await.unwrap();
        assert_eq!(*thing.value.get("big"), number, "{text}");
        assert_eq!(*thing.value.get("anything").at(0), number, "{text}");
    }
}

#[tokio::test]
async fn a_float_that_the_handler_does_not_touch_keeps_its_decimals() {
    let room = Room::new();
    let exact = Tree::Number(
        "0.1000000000000000000000000000000000000001"
            .parse()
            .unwrap(),
    );
    let config = Tree::map([("name", "exact".into()), ("ratio", exact.clone())]);
    let thing = room.lifecycle().create("lab_thing", config).await.unwrap();
    assert_eq!(*thing.value.get("ratio"), exact);
}

#[tokio::test]
async fn another_spelling_of_the_same_is_no_change() {
    let room = Room::new();
    let thing = room
        .lifecycle()
        .create("lab_thing", full("same"))
        .await
        .unwrap();
    assert_eq!(
        thing.json()["mode"],
        "Fast",
        "the service's spelling does not show"
    );
    let mut config = full("same");
    config["document"] = r#"{ "a": [2.0], "b": 1e0 }"#.into();
    config["ttl"] = "1m30s".into();
    config["mode"] = "FAST".into();
    let client = room.client().await;
    let plan = client
        .plan("lab_thing", Some(&thing), config.clone())
        .await
        .ok();
    assert_eq!(plan.action, Action::NoOp);

    config["ttl"] = "91s".into();
    let plan = client.plan("lab_thing", Some(&thing), config).await.ok();
    assert_eq!(plan.action, Action::Update);
    assert_eq!(plan.json()["ttl"], "91s");
    assert_eq!(
        plan.json()["document"],
        r#"{"b": 1, "a": [2]}"#,
        "still the spelling of the state"
    );
}

#[tokio::test]
async fn write_only_values_reach_create_and_update_and_nothing_else() {
    let room = Room::new();
    let lab = room.lifecycle();
    let config = |password: &str, version: i64| json!({ "name": "wo", "password": password, "password_version": version });
    let thing = lab.create("lab_thing", config("four", 1)).await.unwrap();
    assert_eq!(thing.json()["password_length"], 4);
    assert_eq!(thing.json()["password"], Json::Null);
    let client = room.client().await;
    let plan = client
        .plan("lab_thing", Some(&thing), config("another", 1))
        .await
        .ok();
    assert_eq!(
        plan.action,
        Action::NoOp,
        "a write-only value alone is no change"
    );
    let thing = lab.update(&thing, config("another", 2)).await.unwrap();
    assert_eq!(thing.json()["password_length"], 7);
}

#[tokio::test]
async fn an_older_terraform_is_told_about_write_only_attributes() {
    let room = Room::new();
    let client = room
        .client()
        .await
        .with_terraform("1.8.0", terraform_plugin::Capabilities::default());
    let config = json!({ "name": "old", "password": "secret", "password_version": 1 });
    let refused = client.validate("lab_thing", config).await;
    assert_eq!(refused.error().path, Path::root("password"));
    assert!(
        refused.error().detail.contains("1.11"),
        "{}",
        refused.error().detail
    );
    client
        .validate("lab_thing", json!({ "name": "old" }))
        .await
        .ok();
}

#[tokio::test]
async fn data_sources_read_and_fill_in() {
    let room = Room::new();
    let client = room.client().await;
    let echo = client
        .data_source("lab_echo", json!({ "text": "hey" }))
        .await
        .ok();
    assert_eq!(echo.json()["shout"], "HEY!");
    assert_eq!(echo.json()["volume"], 1);
    assert_eq!(echo.json()["lengths"], json!({ "text": 3 }));
    assert_eq!(echo.json()["token"], "in-memory-token");

    let anything = json!({ "list": [1, { "x": null }], "flag": true });
    let echo = client
        .data_source("lab_echo", json!({ "anything": anything }))
        .await
        .ok();
    assert_eq!(
        serde_json::from_str::<Json>(echo.json()["json"].as_str().unwrap()).unwrap(),
        anything
    );
}

#[tokio::test]
async fn large_values_fit_into_a_message() {
    let room = Room::new();
    let client = room.client().await;
    let text = "x".repeat(24 << 20);
    let echo = client
        .data_source("lab_echo", json!({ "text": text, "volume": 0 }))
        .await
        .ok();
    assert_eq!(
        echo.value.get("shout").as_str().map(str::len),
        Some(24 << 20)
    );
}
