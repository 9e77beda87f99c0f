//! `parse_image_reference`.

use serde_json::{Value, json};

use crate::{call, result};

const NAME: &str = "parse_image_reference";

#[tokio::test]
async fn references_come_in_parts() {
    assert_eq!(
        result(NAME, [json!("ubuntu:24.04")]).await,
        json!({
            "reference": "docker.io/library/ubuntu:24.04", "registry": "docker.io", "host": "docker.io", "port": null,
            "repository": "library/ubuntu", "tag": "24.04", "digest": null, "shared_registry_region": null,
        })
    );
    let shared = result(
        NAME,
        [json!("registry.gra.ai.cloud.ovh.net:443/0123abcd/ocr:2.1")],
    )
    .await;
    assert_eq!(shared["shared_registry_region"], "GRA");
    assert_eq!(
        (&shared["registry"], &shared["port"]),
        (&json!("registry.gra.ai.cloud.ovh.net:443"), &json!(443))
    );
}

#[tokio::test]
async fn what_is_none_is_an_error_at_the_argument() {
    for (text, part) in [
        ("example.com/Team/App", "must be lower case (at byte 12)"),
        ("", "must not be empty"),
        ("https://example.com/a", "no scheme"),
        ("a b", "`a b` is no image reference"),
    ] {
        let failure = call(NAME, [json!(text)]).await.unwrap_err();
        assert_eq!(failure.argument, Some(0), "{text}");
        assert!(failure.text.contains(part), "{text}: {}", failure.text);
    }
    let failure = call(NAME, [json!("robot:hunter2@registry.example.com/a")])
        .await
        .unwrap_err();
    assert!(!failure.text.contains("hunter2"), "{}", failure.text);
    assert!(call(NAME, [Value::Null]).await.is_err());
}
