//! Ephemeral resources.

use std::time::{Duration, SystemTime};

use serde_json::json;
use terraform_plugin::Path;

use crate::Room;

#[tokio::test]
async fn it_is_opened_renewed_and_closed() {
    let room = Room::new();
    let client = room.client().await;
    let config = json!({ "name": "a", "renew_every": "1m" });
    let open = client.open("lab_key", config).await.ok();
    assert_eq!(open.json()["secret"], "kkkkkkkk");
    assert_eq!(open.json()["letters"], 8, "the default is filled in");
    let soon = open
        .renew_at
        .unwrap()
        .duration_since(SystemTime::now())
        .unwrap();
    assert!(soon > Duration::from_secs(50) && soon <= Duration::from_secs(60));
    assert!(room.file("key-a").exists());

    let renewed = client.renew(&open).await.ok();
    let renewed = client.renew(&renewed).await.ok();
    assert_eq!(
        std::fs::read(room.file("renewed-a")).unwrap(),
        b"2",
        "private data is handed on"
    );
    assert!(renewed.renew_at.is_some());
    client.close(&renewed).await.ok();
    assert!(!room.file("key-a").exists());
}

#[tokio::test]
async fn it_is_closed_although_the_person_interrupts() {
    let room = Room::new();
    let client = room.client().await;
    let open = client.open("lab_key", json!({ "name": "a" })).await.ok();
    assert_eq!(open.renew_at, None);
    client.stop().await;
    client.close(&open).await.ok();
    assert!(!room.file("key-a").exists());
}

#[tokio::test]
async fn what_terraform_leaves_open_is_closed_at_the_end() {
    let room = Room::new();
    let client = room.client().await;
    let open = async |name: &str| client.open("lab_key", json!({ "name": name })).await.ok();
    let closed = open("closed").await;
    open("left").await;
    open("also-left").await;
    client.close(&closed).await.ok();
    // It is somebody else's from now on.
    std::fs::write(room.file("key-closed"), "again").unwrap();
    client.stop().await;
    client.shut_down().await;
    assert!(!room.file("key-left").exists() && !room.file("key-also-left").exists());
    assert!(room.file("key-closed").exists());
}

#[tokio::test]
async fn failures_are_told_with_their_place() {
    let room = Room::new();
    let client = room.client().await;
    let master = client.open("lab_key", json!({ "name": "master" })).await;
    assert_eq!(master.error().path, Path::root("name"));
    let blank = client.open("lab_key", json!({ "name": " " })).await;
    assert_eq!(blank.error().path, Path::root("name"));
    for (mischief, summary) in [
        ("fail open", "Failed as asked"),
        ("panic open", "The provider crashed"),
        ("fail late", "Failed as asked"),
        ("panic late", "The provider crashed"),
        ("unknown", "Provider returned an unknown value"),
        ("other name", "Provider produced an invalid result"),
        ("later", "It is too early for this"),
    ] {
        let config = json!({ "name": "a", "mischief": mischief });
        let outcome = client.open("lab_key", config).await;
        assert_eq!(outcome.error().summary, summary, "{mischief}");
        assert!(
            !room.file("key-a").exists(),
            "{mischief} leaves nothing open"
        );
    }
    let config = json!({ "name": "w", "mischief": "fail close" });
    let open = client.open("lab_key", config).await.ok();
    let closed = client.close(&open).await;
    assert_eq!(closed.warnings()[0].summary, "Key is worn");
    let again = client.close(&open).await;
    assert_eq!(again.error().summary, "Cannot close the key");
    let never = client.open("lab_key", json!({ "name": "n" })).await.ok();
    let refused = client.renew(&never).await.ok();
    assert_eq!(refused.renew_at, None);
}
