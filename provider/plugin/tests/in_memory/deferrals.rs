//! Answers of "not now".

use serde_json::json;
use terraform_plugin::Capabilities;
use terraform_plugin::testing::Client;

use crate::{Room, provider};

/// A Terraform that takes "not now" for an answer.
async fn patient(room: &Room, config: serde_json::Value) -> Client {
    std::fs::write(room.file("note-n"), "x").unwrap();
    let capabilities = Capabilities {
        deferral_allowed: true,
        write_only_attributes_allowed: true,
        ..Capabilities::default()
    };
    let client = Client::new(provider::Lab)
        .await
        .with_terraform("1.16.0", capabilities);
    client.configure(config).await.ok();
    client
}

#[tokio::test]
async fn units_can_answer_not_now() {
    let room = Room::new();
    let client = patient(&room, room.config()).await;
    let config = json!({ "name": "a", "mischief": "later" });
    let open = client.open("lab_key", config).await.ok();
    assert!(open.deferred && open.value.get("secret").is_unknown());
    let config = json!({ "note": "n", "mischief": "later" });
    assert!(client.plan_action("lab_append", config).await.ok());
}

#[tokio::test]
async fn all_units_wait_for_a_provider_that_waits() {
    let room = Room::new();
    let mut config = room.config();
    config["mischief"] = json!("later");
    let client = patient(&room, config.clone()).await;
    assert!(
        client
            .open("lab_key", json!({ "name": "a" }))
            .await
            .ok()
            .deferred
    );
    let plan = client
        .plan("lab_note", None, json!({ "text": "x" }))
        .await
        .ok();
    assert!(plan.deferred && plan.json()["text"] == "x" && plan.planned.get("id").is_unknown());
    let echo = client
        .data_source("lab_echo", json!({ "text": "x" }))
        .await
        .ok();
    assert!(echo.value.get("shout").is_unknown());
    let note = client.state("lab_note", json!({ "id": "n", "text": "x" }));
    assert_eq!(client.read(&note).await.ok().value, note.value);
    assert!(client.import("lab_note", "n").await.ok().is_absent());
    // What cannot wait fails.
    let list = client.list("lab_note", json!({}), 0, false).await;
    assert_eq!(list.error().summary, "Provider is not configured");

    let hasty = Client::new(provider::Lab).await;
    let refused = hasty.configure(config).await;
    assert_eq!(refused.error().summary, "It is too early for this");
}
