//! List resources.

use serde_json::json;
use terraform_plugin::Path;

use crate::Room;

fn with_notes(count: usize) -> Room {
    let room = Room::new();
    for number in 0..count {
        std::fs::write(room.file(&format!("note-n{number:03}")), "one\ntwo").unwrap();
    }
    room
}

#[tokio::test]
async fn objects_are_found_with_identity_and_name() {
    let room = with_notes(3);
    std::fs::write(room.file("note-other"), "x").unwrap();
    let client = room.client().await;
    let all = client.list("lab_note", json!({}), 0, false).await.ok();
    assert_eq!(all.len(), 4);
    assert_eq!(all[0].display_name, "Note n000");
    assert_eq!(all[0].identity.get("name").as_str(), Some("n000"));
    assert!(all.iter().all(|found| found.resource.is_none()));

    let some = client
        .list("lab_note", json!({ "prefix": "o" }), 100, true)
        .await
        .ok();
    assert_eq!(some.len(), 1);
    let found = some[0].resource.clone().unwrap();
    assert_eq!(found.json()["text"], "x");
    // What is found can be imported by its identity, and is the same.
    let imported = client
        .import_by_identity("lab_note", some[0].identity.clone())
        .await
        .ok();
    assert_eq!(imported.value, found.value);
    assert_eq!(imported.identity, some[0].identity);
}

#[tokio::test]
async fn a_limit_ends_the_search_at_once() {
    let room = with_notes(200);
    let client = room.client().await;
    let some = client.list("lab_note", json!({}), 7, true).await.ok();
    assert_eq!(some.len(), 7);
    assert_eq!(std::fs::read(room.file("delivered")).unwrap(), b"7");
    let all = client.list("lab_note", json!({}), 1000, false).await.ok();
    assert_eq!(all.len(), 200);
}

#[tokio::test]
async fn a_search_nobody_listens_to_ends() {
    use terraform_plugin::proto::tfplugin6 as pb;
    let room = with_notes(200);
    let client = room.client().await;
    let request = pb::list_resource::Request {
        type_name: "lab_note".to_owned(),
        ..Default::default()
    };
    let mut events = client
        .grpc()
        .list_resource(request)
        .await
        .unwrap()
        .into_inner();
    events.message().await.unwrap().unwrap();
    drop(events);
    let delivered = || {
        let text = std::fs::read_to_string(room.file("delivered")).unwrap();
        text.parse::<usize>().unwrap()
    };
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let then = delivered();
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(delivered(), then);
    assert!(then < 200, "{then}");
}

#[tokio::test]
async fn failures_discard_everything_and_warnings_nothing() {
    let room = with_notes(2);
    let client = room.client().await;
    let list = async |mischief: &str| {
        client
            .list("lab_note", json!({ "mischief": mischief }), 0, true)
            .await
    };
    for (mischief, summary) in [
        ("fail", "Failed as asked"),
        ("fail late", "Failed as asked"),
        ("panic", "The provider crashed"),
        ("no state", "Found object without state"),
        ("wrong identity", "Identity does not fit the found object"),
        ("half an identity", "Incomplete identity"),
    ] {
        let outcome = list(mischief).await;
        assert_eq!(outcome.errors()[0].summary, summary, "{mischief}");
        assert!(outcome.value.is_empty());
    }
    let warned = list("warn").await;
    assert_eq!(warned.value.len(), 2);
    assert_eq!(warned.warnings()[0].summary, "Careful");
    let refused = client
        .list("lab_note", json!({ "prefix": "/" }), 0, false)
        .await;
    assert_eq!(refused.error().path, Path::root("prefix"));
    let long = json!({ "prefix": "x".repeat(21) });
    assert!(
        !client
            .list("lab_note", long, 0, false)
            .await
            .errors()
            .is_empty()
    );
}

#[tokio::test]
async fn an_interrupted_search_does_not_pass_for_a_complete_one() {
    let room = with_notes(2);
    let client = room.client().await;
    let config = json!({ "mischief": "wait" });
    let search = client.list("lab_note", config, 0, false);
    let stop = async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        client.stop().await;
    };
    let (outcome, ()) = tokio::join!(search, stop);
    assert_eq!(outcome.error().summary, "Interrupted");
}
