//! Generated configuration.

use serde_json::json;

use crate::Room;

#[tokio::test]
async fn an_object_is_adopted_with_the_configuration_made_for_it() {
    let room = Room::new();
    std::fs::write(room.file("note-found"), "one\ntwo").unwrap();
    std::fs::write(room.file("note-unnamed"), "x").unwrap();
    let (note, config) = room.lifecycle().adopt("lab_note", "found").await.unwrap();
    assert_eq!(note.json()["lines"], 2);
    assert_eq!(config, json!({ "name": "found", "text": "one\ntwo" }));
    // The resource leaves out what it would choose again.
    let (_, config) = room.lifecycle().adopt("lab_note", "unnamed").await.unwrap();
    assert_eq!(config, json!({ "text": "x" }));
}

#[tokio::test]
async fn defaults_secrets_and_what_the_provider_decides_are_left_out() {
    let room = Room::new();
    let config = json!({
        "name": "t", "size": 3, "legacy": "old", "secret": "sssss",
        "password": "ppppp", "password_version": 1,
        "one": { "port": 80, "protocol": "tcp" },
        "some": [{ "port": 1 }, { "port": 2, "protocol": "udp" }],
        "settings": { "title": "s", "rule": [{ "port": 85 }] },
        "shelf": { "top": { "title": "t" } },
    });
    let thing = room.lifecycle().create("lab_thing", config).await.unwrap();
    let client = room.client().await;
    let generated = client.generated_config(&thing).await.ok();
    for (name, value) in [
        ("name", json!("t")),
        ("one", json!({ "port": 80 })),
        (
            "some",
            json!([{ "port": 1 }, { "port": 2, "protocol": "udp" }]),
        ),
        (
            "settings",
            json!({ "title": "s", "rule": [{ "port": 85 }] }),
        ),
        ("shelf", json!({ "top": { "title": "t", "rule": [] } })),
    ] {
        assert_eq!(generated[name], value, "{name} in {generated}");
    }
    for name in [
        "id",
        "size",
        "legacy",
        "secret",
        "password",
        "password_length",
    ] {
        assert!(generated.get(name).is_none(), "{name} is in {generated}");
    }
    let legacy = client.legacy_config(&thing);
    assert_eq!(legacy["size"], 3);
    assert!(legacy.get("id").is_none() && legacy.get("legacy").is_none());
}
