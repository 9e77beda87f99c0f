//! Actions.

use serde_json::json;
use terraform_plugin::Path;
use terraform_plugin::testing::unknown;

use crate::Room;

#[tokio::test]
async fn progress_is_streamed_in_order_and_without_secrets() {
    let room = Room::new();
    std::fs::write(room.file("note-n"), "").unwrap();
    let client = room.client().await;
    let config = json!({ "note": "n", "times": 3, "password": "hunter2-hunter2" });
    let said = client.invoke("lab_append", config).await.ok();
    assert_eq!(said, ["the password is ***", "1 of 3", "2 of 3", "3 of 3"]);
    let text = std::fs::read_to_string(room.file("note-n")).unwrap();
    assert_eq!(text, "and so on\nand so on\nand so on\n");
}

#[tokio::test]
async fn a_thousand_messages_arrive() {
    let room = Room::new();
    std::fs::write(room.file("note-n"), "").unwrap();
    let client = room.client().await;
    let config = json!({ "note": "n", "times": 1000 });
    let said = client.invoke("lab_append", config).await.ok();
    assert_eq!(said.len(), 1000);
    assert_eq!(said[999], "1000 of 1000");
}

#[tokio::test]
async fn failures_are_told_with_their_place() {
    let room = Room::new();
    std::fs::write(room.file("note-n"), "").unwrap();
    let client = room.client().await;
    let invoke = async |config| client.invoke("lab_append", config).await;
    let bad = invoke(json!({ "note": "n", "times": 0 })).await;
    assert_eq!(bad.error().path, Path::root("times"));
    let bad = invoke(json!({ "note": "n", "line": "a\nb" })).await;
    assert_eq!(bad.error().path, Path::root("line"));
    for (mischief, summary, said) in [
        ("fail plan", "Failed as asked", 0),
        ("fail", "Failed as asked", 1),
        ("panic", "The provider crashed", 0),
        ("later", "It is too early for this", 0),
    ] {
        let outcome = invoke(json!({ "note": "n", "mischief": mischief })).await;
        assert_eq!(outcome.error().summary, summary, "{mischief}");
        assert_eq!(outcome.value.len(), said, "{mischief}");
    }
    let planned = client
        .plan_action(
            "lab_append",
            json!({ "note": unknown(), "mischief": unknown() }),
        )
        .await;
    assert!(!planned.ok());
}

#[tokio::test]
async fn an_interrupt_reaches_the_action() {
    let room = Room::new();
    std::fs::write(room.file("note-n"), "").unwrap();
    let client = room.client().await;
    let config = json!({ "note": "n", "times": 1000, "mischief": "slow" });
    let action = client.invoke("lab_append", config);
    let stop = async {
        tokio::time::sleep(std::time::Duration::from_millis(350)).await;
        client.stop().await;
    };
    let (outcome, ()) = tokio::join!(action, stop);
    assert_eq!(outcome.error().summary, "Interrupted");
    assert!(!outcome.value.is_empty() && outcome.value.len() < 100);
}
