//! Identities of resources.

use serde_json::json;
use terraform_plugin::testing::{Action, unknown};
use terraform_plugin::value::Tree;

use crate::Room;

#[tokio::test]
async fn an_object_has_the_same_identity_all_its_life() {
    let room = Room::new();
    let client = room.client().await;
    let plan = client
        .plan("lab_note", None, json!({ "text": "x" }))
        .await
        .ok();
    assert!(
        plan.identity.is_null(),
        "the name is not known before apply"
    );
    let plan = client
        .plan("lab_note", None, json!({ "name": unknown(), "text": "x" }))
        .await
        .ok();
    assert!(plan.identity.is_null());

    let life = room.lifecycle();
    let note = life
        .create("lab_note", json!({ "name": "a", "text": "x" }))
        .await
        .unwrap();
    let identity = json!({ "name": "a", "kind": "note" });
    assert_eq!(note.identity_json(), identity);
    let plan = client
        .plan("lab_note", Some(&note), json!({ "name": "a", "text": "y" }))
        .await
        .ok();
    assert_eq!(plan.identity.get("name").as_str(), Some("a"));
    let note = life
        .update(&note, json!({ "name": "a", "text": "y" }))
        .await
        .unwrap();
    assert_eq!(note.identity_json(), identity);
    // A replacement is another object.
    let other = life
        .update(&note, json!({ "name": "b", "text": "y" }))
        .await
        .unwrap();
    assert_eq!(
        other.identity_json(),
        json!({ "name": "b", "kind": "note" })
    );
    let (planning, applying) = (
        json!({ "name": unknown(), "text": "y" }),
        json!({ "name": "c", "text": "y" }),
    );
    let plan = client
        .plan("lab_note", Some(&other), planning.clone())
        .await
        .ok();
    assert_eq!(plan.action, Action::Replace);
    assert!(
        plan.identity.is_null(),
        "the identity of the new object is not known yet"
    );
    let other = life
        .change("lab_note", Some(&other), planning, applying)
        .await
        .unwrap();
    assert_eq!(other.identity.get("name").as_str(), Some("c"));
    life.destroy(&other).await.unwrap();
}

#[tokio::test]
async fn states_from_before_identities_get_one_when_read() {
    let room = Room::new();
    let client = room.client().await;
    let mut note = room
        .lifecycle()
        .create("lab_note", json!({ "name": "a", "text": "x" }))
        .await
        .unwrap();
    note.identity = Tree::Null;
    let read = client.read(&note).await.ok();
    assert_eq!(read.identity.get("name").as_str(), Some("a"));
}

#[tokio::test]
async fn imports_by_identity_find_what_imports_by_id_find() {
    let room = Room::new();
    std::fs::write(room.file("note-found"), "hello").unwrap();
    let client = room.client().await;
    let by_id = client.import("lab_note", "found").await.ok();
    let by_identity = client
        .import_by_identity("lab_note", json!({ "name": "found" }))
        .await
        .ok();
    assert_eq!(by_id, by_identity);
    assert_eq!(
        by_id.identity_json(),
        json!({ "name": "found", "kind": "note" })
    );
    let plan = client
        .plan("lab_note", Some(&by_identity), json!({ "text": "hello" }))
        .await
        .ok();
    assert_eq!(plan.action, Action::NoOp);

    let missing = client
        .import_by_identity("lab_note", json!({ "name": "missing" }))
        .await;
    assert_eq!(missing.error().summary, "Nothing to import");
    let wrong = client
        .import_by_identity("lab_note", json!({ "name": "found", "kind": "job" }))
        .await;
    assert_eq!(wrong.error().summary, "Not a note");
}

#[tokio::test]
async fn broken_identities_are_named_as_bugs_of_the_provider() {
    let room = Room::new();
    for (text, summary) in [
        ("mischief: no identity", "Missing identity"),
        ("mischief: half an identity", "Incomplete identity"),
        ("mischief: panic in identity", "The provider crashed"),
    ] {
        std::fs::write(room.file("note-n"), text).unwrap();
        let client = room.client().await;
        let outcome = client.import("lab_note", "n").await;
        assert_eq!(outcome.error().summary, summary, "{text}");
    }
    std::fs::write(room.file("note-n"), "fine").unwrap();
    let client = room.client().await;
    let note = client.import("lab_note", "n").await.ok();
    std::fs::write(room.file("note-n"), "mischief: changed identity").unwrap();
    let changed = client.read(&note).await;
    assert_eq!(changed.error().summary, "Unexpected change of identity");
    assert!(
        changed
            .error()
            .detail
            .starts_with(r#"`name` was "n" in the identity and is now "changed""#),
        "{}",
        changed.error().detail
    );
}

#[tokio::test]
async fn old_identities_are_upgraded() {
    let client = Room::new().client().await;
    let upgraded = client
        .upgrade_identity("lab_note", 0, r#"{"note":"old"}"#)
        .await
        .ok();
    assert_eq!(upgraded.get("name").as_str(), Some("old"));
    let same = client
        .upgrade_identity("lab_note", 1, r#"{"name":"x","kind":null}"#)
        .await
        .ok();
    assert!(same.get("kind").is_null());
    let none = client.upgrade_identity("lab_note", 0, "").await.ok();
    assert!(
        none.is_null(),
        "objects without identity get one when they are read"
    );
    for (version, json, summary) in [
        (2, r#"{"name":"x"}"#, "Identity is from a newer provider"),
        (1, r#"{"name":["x"]}"#, "Identity cannot be read"),
        (0, r#"{}"#, "Incomplete identity"),
        (1, "{", "The identity cannot be read"),
    ] {
        let outcome = client.upgrade_identity("lab_note", version, json).await;
        assert_eq!(outcome.error().summary, summary, "{version} {json}");
    }
}
