//! The token URL and the tokens it gives.

use std::time::Duration;

use ovh_sandbox::{Credentials, Options};
use serde_json::{Value, json};

use crate::client::{Client, Login, http, settled, start};

async fn ask(url: &str, basic: Option<(&str, &str)>, form: &str) -> (u16, Value) {
    let mut request = http()
        .build()
        .unwrap()
        .post(url)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(form.to_owned());
    if let Some((id, secret)) = basic {
        request = request.basic_auth(id, Some(secret));
    }
    let response = request.send().await.unwrap();
    (
        response.status().as_u16(),
        serde_json::from_str(&response.text().await.unwrap()).unwrap(),
    )
}

#[tokio::test]
async fn tokens_are_given_for_a_basic_header_and_for_form_fields() {
    let sandbox = start(settled());
    let url = sandbox.token_url();
    let account = Credentials::full().account;
    let (id, secret) = (account.client_id.as_str(), account.client_secret.as_str());
    let fields =
        format!("grant_type=client_credentials&client_id={id}&client_secret={secret}&scope=all");
    let (_, by_header) = ask(
        &url,
        Some((id, secret)),
        "grant_type=client_credentials&scope=all",
    )
    .await;
    let (_, by_fields) = ask(&url, None, &fields).await;
    for answer in [&by_header, &by_fields] {
        assert_eq!(
            (&answer["token_type"], &answer["expires_in"]),
            (&json!("Bearer"), &json!(3600))
        );
        let token = answer["access_token"].as_str().unwrap();
        Client::new(&sandbox)
            .with(Login::Bearer(token.into()))
            .get("/app")
            .await
            .ok();
    }
    assert_ne!(by_header["access_token"], by_fields["access_token"]);
}

#[tokio::test]
async fn a_secret_may_hold_characters_that_need_encoding() {
    let mut set = Credentials::full();
    set.account.client_secret = "a:b c+d%e/é".into();
    let sandbox = start(Options {
        credentials: vec![set],
        ..settled()
    });
    let id = "EU.sandboxfull";
    let encoded = "a%3Ab+c%2Bd%25e%2F%C3%A9";
    let (status, _) = ask(
        &sandbox.token_url(),
        Some((id, encoded)),
        "grant_type=client_credentials",
    )
    .await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn wrong_requests_are_refused_in_the_shape_of_the_standard() {
    let sandbox = start(settled());
    let url = sandbox.token_url();
    let account = Credentials::full().account;
    let right = Some((account.client_id.as_str(), account.client_secret.as_str()));
    for (basic, form, status, error) in [
        (right, "", 400, "invalid_request"),
        (right, "grant_type=password", 400, "unsupported_grant_type"),
        (
            right,
            "grant_type=client_credentials&scope=some",
            400,
            "invalid_scope",
        ),
        (None, "grant_type=client_credentials", 401, "invalid_client"),
        (
            Some(("EU.sandboxfull", "wrong")),
            "grant_type=client_credentials",
            401,
            "invalid_client",
        ),
        (
            Some(("unknown", "wrong")),
            "grant_type=client_credentials",
            401,
            "invalid_client",
        ),
    ] {
        let answer = ask(&url, basic, form).await;
        assert_eq!(
            (answer.0, answer.1["error"].as_str().unwrap()),
            (status, error),
            "{form}"
        );
    }
}

#[tokio::test]
async fn tokens_expire_and_can_be_revoked() {
    let sandbox = start(Options {
        token_lifetime_seconds: 5,
        ..settled()
    });
    let account = Credentials::full().account;
    let basic = Some((account.client_id.as_str(), account.client_secret.as_str()));
    let (_, answer) = ask(&sandbox.token_url(), basic, "grant_type=client_credentials").await;
    assert_eq!(answer["expires_in"], 5);
    let client = Client::new(&sandbox).with(Login::Bearer(
        answer["access_token"].as_str().unwrap().into(),
    ));
    client.get("/app").await.ok();
    sandbox.advance(Duration::from_secs(6));
    client
        .get("/app")
        .await
        .refused(401, "Client::Unauthorized");

    let (_, answer) = ask(&sandbox.token_url(), basic, "grant_type=client_credentials").await;
    let client = client.with(Login::Bearer(
        answer["access_token"].as_str().unwrap().into(),
    ));
    client.get("/app").await.ok();
    sandbox.revoke_tokens();
    client
        .get("/app")
        .await
        .refused(401, "Client::Unauthorized");
}

#[tokio::test]
async fn a_service_account_without_the_action_learns_its_name() {
    let sandbox = start(settled());
    let account = Credentials::read_only().account;
    let basic = Some((account.client_id.as_str(), account.client_secret.as_str()));
    let (_, answer) = ask(&sandbox.token_url(), basic, "grant_type=client_credentials").await;
    let client = Client::new(&sandbox).with(Login::Bearer(
        answer["access_token"].as_str().unwrap().into(),
    ));
    let apps = client.get("/app").await.ok();
    let id = apps[0]["id"].as_str().unwrap();
    for (answer, action) in [
        (
            client.put(&format!("/app/{id}/stop"), json!({})).await,
            "ai/app/stop",
        ),
        (client.delete(&format!("/app/{id}")).await, "ai/app/delete"),
        (
            client.post("/registry", json!({})).await,
            "ai/registry/create",
        ),
    ] {
        let expected = format!("publicCloudProject:apiovh:{action}");
        assert_eq!(
            answer.json()["details"]["unauthorizedActionsByIAM"],
            expected
        );
        answer.refused(403, "Client::Forbidden");
    }
    // Turning a spec into a command changes nothing, so a reader may.
    let body = json!({"image": "a/b:1", "region": "GRA", "resources": {"flavor": "ai1-1-cpu"}});
    client.post("/app/command", body).await.ok();
}
