//! States: upgrades, import, private data, drift.

use serde_json::json;
use terraform_plugin::testing::Action;

use crate::Room;

#[tokio::test]
async fn states_of_older_versions_are_upgraded() {
    let room = Room::new();
    let client = room.client().await;
    let note = client
        .upgrade("lab_note", 0, r#"{"id":"n","body":"a\nb","gone":[1]}"#)
        .await
        .ok();
    assert_eq!(
        note.json(),
        json!({ "id": "n", "name": "n", "text": "a\nb", "lines": 2, "changes": 0 })
    );
    let note = client
        .upgrade("lab_note", 1, r#"{"id":"n","text":"a"}"#)
        .await
        .ok();
    assert_eq!(
        note.json(),
        json!({ "id": "n", "name": null, "text": "a", "lines": 1, "changes": null })
    );
    assert!(
        client
            .upgrade("lab_note", 0, r#"{"id":"n","body":{"no":"text"}}"#)
            .await
            .error()
            .detail
            .contains("body")
    );
}

#[tokio::test]
async fn states_of_the_same_version_may_have_more_or_fewer_attributes() {
    let room = Room::new();
    let client = room.client().await;
    let raw = r#"{"name":"t","big":123456789012345678901234567890,"from_the_future":{"a":[]},"many":[{"port":1,"new":true}]}"#;
    let thing = client.upgrade("lab_thing", 0, raw).await.ok();
    assert_eq!(
        thing.value.get("big").as_number().unwrap().to_string(),
        "123456789012345678901234567890"
    );
    assert_eq!(
        thing.json()["many"][0],
        json!({ "port": 1, "protocol": null, "remark": null, "pause": null, "id": null })
    );
    assert_eq!(thing.json()["step"], json!([]));
}

#[tokio::test]
async fn states_that_cannot_be_read_say_why() {
    let room = Room::new();
    let client = room.client().await;
    let newer = client.upgrade("lab_note", 3, r#"{"id":"n"}"#).await;
    assert_eq!(newer.error().summary, "State is from a newer provider");
    let wrong = client
        .upgrade("lab_thing", 0, r#"{"name":"t","many":[{"port":"x"}]}"#)
        .await;
    assert_eq!(wrong.error().path.to_string(), "many[0].port");
    assert!(
        client
            .upgrade("lab_thing", 0, "{")
            .await
            .error()
            .detail
            .contains("broken")
    );
    assert!(
        client
            .upgrade("lab_thing", 0, "")
            .await
            .error()
            .detail
            .contains("0.12")
    );
}

#[tokio::test]
async fn import_leaves_nothing_to_do() {
    let room = Room::new();
    std::fs::write(room.file("note-found"), "text of the note").unwrap();
    let config = json!({ "text": "text of the note" });
    let note = room
        .lifecycle()
        .import("lab_note", "found", config)
        .await
        .unwrap();
    assert_eq!(note.json()["name"], "found");
    let client = room.client().await;
    let missing = client.import("lab_note", "missing").await;
    assert_eq!(missing.error().summary, "Nothing to import");
    let refused = client.import("lab_job", "x").await;
    assert_eq!(refused.error().summary, "Import is not supported");
}

#[tokio::test]
async fn private_data_stays_with_the_object() {
    let room = Room::new();
    let lab = room.lifecycle();
    let mut note = lab
        .create("lab_note", json!({ "text": "1" }))
        .await
        .unwrap();
    for change in 2..=4 {
        note = lab
            .update(&note, json!({ "text": change.to_string() }))
            .await
            .unwrap();
        assert_eq!(note.json()["changes"], change);
    }
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&note.private).unwrap(),
        json!({ "changes": 4 })
    );
}

#[tokio::test]
async fn what_changed_or_vanished_outside_is_seen() {
    let room = Room::new();
    let lab = room.lifecycle();
    let note = lab
        .create("lab_note", json!({ "text": "mine" }))
        .await
        .unwrap();
    std::fs::write(room.file("note-unnamed"), "theirs").unwrap();
    let client = room.client().await;
    let drifted = client.read(&note).await.ok();
    assert_eq!(drifted.json()["text"], "theirs");
    let plan = client
        .plan("lab_note", Some(&drifted), json!({ "text": "mine" }))
        .await
        .ok();
    assert_eq!(plan.action, Action::Update);
    std::fs::remove_file(room.file("note-unnamed")).unwrap();
    assert!(client.read(&note).await.ok().is_absent());
    lab.create("lab_job", json!({ "name": "j" })).await.unwrap();
}
