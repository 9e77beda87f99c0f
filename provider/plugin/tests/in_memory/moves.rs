//! Moves of state from other types.

use serde_json::json;

use crate::Room;

const DATA: (&str, &str, i64) = ("terraform.io/builtin/terraform", "terraform_data", 0);

fn data(input: serde_json::Value, ty: serde_json::Value) -> Vec<u8> {
    let state = json!({ "id": "x", "input": { "value": input, "type": ty }, "output": null });
    state.to_string().into_bytes()
}

#[tokio::test]
async fn a_wrapper_becomes_the_object_it_wraps() {
    let room = Room::new();
    std::fs::write(room.file("note-old"), "text").unwrap();
    let client = room.client().await;
    let moved = client
        .move_state(DATA, data(json!("old"), json!("string")), "lab_note")
        .await
        .ok();
    assert_eq!(moved.json()["text"], "text");
    assert_eq!(moved.identity_json()["name"], "old");
    // Private data came along.
    let plan = client
        .plan("lab_note", Some(&moved), json!({ "text": "new" }))
        .await
        .ok();
    assert_eq!(plan.json()["changes"], 8);
}

#[tokio::test]
async fn what_cannot_be_moved_is_refused_with_a_reason() {
    let room = Room::new();
    let client = room.client().await;
    let number = client
        .move_state(DATA, data(json!(3), json!("number")), "lab_note")
        .await;
    assert_eq!(number.error().summary, "No name");
    let other = ("registry.terraform.io/hashicorp/null", "null_resource", 0);
    let null = client.move_state(other, *b"{}", "lab_note").await;
    assert_eq!(null.error().summary, "Not a wrapped note");
    let unsupported = client.move_state(DATA, *b"{}", "lab_job").await;
    assert_eq!(unsupported.error().summary, "Move is not supported");
    let broken = client.move_state(DATA, *b"{", "lab_note").await;
    assert_eq!(broken.error().summary, "The state cannot be read");
    assert!(broken.value.is_absent());
}
