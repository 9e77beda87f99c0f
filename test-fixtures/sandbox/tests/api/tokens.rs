//! Application tokens.

use ovh_sandbox::Kind;
use serde_json::{Value, json};

use crate::client::{Client, settled, start};

fn body() -> Value {
    json!({"name": "ci", "region": "GRA", "role": "ai_training_read", "labelSelector": "env=prod"})
}

#[tokio::test]
async fn the_value_is_told_at_create_and_renew_and_never_again() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let created = client.post("/token", body()).await.ok();
    let id = created["id"].as_str().unwrap();
    let first = created["status"]["value"].as_str().unwrap();
    assert!(first.contains("not-real"), "{first}");
    assert_eq!(created["status"]["version"], 1);
    assert_eq!(created["spec"], body());
    let path = format!("/token/{id}");
    let read = client.get(&path).await.ok();
    assert_eq!(read["status"], json!({"value": null, "version": 1}));
    let renewed = client
        .ai(reqwest::Method::POST, &format!("{path}/renew"), None)
        .await
        .ok();
    let second = renewed["status"]["value"].as_str().unwrap();
    assert_ne!(first, second);
    assert_eq!(renewed["status"]["version"], 2);
    assert_eq!(
        sandbox.with(Kind::Token, |tokens| tokens.secret_of(id)),
        Some(json!(second))
    );
    let list = client.get("/token").await;
    assert!(list.text.contains(id));
    assert!(!list.text.contains(first) && !list.text.contains(second));
    assert_eq!(client.delete(&path).await.ok(), Value::Null);
    for answer in [
        client.get(&path).await,
        client.delete(&path).await,
        client
            .ai(reqwest::Method::POST, &format!("{path}/renew"), None)
            .await,
    ] {
        answer.refused(404, "Client::NotFound");
    }
}

#[tokio::test]
async fn every_role_is_stored_and_broken_bodies_are_refused() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    for role in [
        "ai_training_operator",
        "ai_training_read",
        "quantum_operator",
        "quantum_reader",
    ] {
        let body = json!({"name": role, "region": "BHS", "role": role});
        let token = client.post("/token", body).await.ok();
        assert_eq!(
            (&token["spec"]["role"], &token["spec"]["labelSelector"]),
            (&json!(role), &Value::Null)
        );
    }
    let before = sandbox.with(Kind::Token, |tokens| tokens.len());
    for (member, value, reason) in [
        ("name", Value::Null, "[name] is required"),
        ("name", json!(""), "[name] must not be empty"),
        ("region", json!("XXX"), "[region] unknown"),
        ("role", Value::Null, "[role] is required"),
        ("role", json!("admin"), "[role] must be one of"),
        (
            "labelSelector",
            json!("=x"),
            "[labelSelector] cannot be read",
        ),
        (
            "labelSelector",
            json!(5),
            "[labelSelector] must be a string",
        ),
        ("surprise", json!(5), "[surprise] is not described"),
    ] {
        let mut body = body();
        body[member] = value;
        let message = client
            .post("/token", body)
            .await
            .refused(400, "Client::BadRequest");
        assert!(message.starts_with(reason), "{message}");
    }
    assert_eq!(sandbox.with(Kind::Token, |tokens| tokens.len()), before);
}
