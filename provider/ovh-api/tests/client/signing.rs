//! Who calls: signatures, clock, tokens.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ovh_api::{Error, Secret, signature};
use serde::Deserialize;
use serde_json::json;

use crate::support::{PROJECT, Reply, Script, client, client_of, with_account, with_signature};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vectors {
    application_secret: String,
    consumer_key: String,
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    method: String,
    url: String,
    body: String,
    timestamp: i64,
    signature: String,
}

fn local_now() -> i64 {
    i64::try_from(
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_secs(),
    )
    .unwrap()
}

#[test]
fn the_known_vectors() {
    let path = test_fixtures::root().join("ovh-client/auth/signature-vectors.json");
    let vectors: Vectors = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert!(vectors.vectors.len() >= 6);
    let (secret, consumer) = (
        Secret::new(vectors.application_secret),
        Secret::new(vectors.consumer_key),
    );
    for vector in vectors.vectors {
        assert_eq!(
            signature(
                &secret,
                &consumer,
                &vector.method,
                &vector.url,
                vector.body.as_bytes(),
                vector.timestamp
            ),
            vector.signature,
            "{} {}",
            vector.method,
            vector.url
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_sent_is_what_is_signed() {
    let script = Script::new(|seen| match seen.path.as_str() {
        "/1.0/auth/time" => Reply::json(&json!(local_now() + 5000)),
        _ => Reply::json(&json!({"authorized": true})),
    });
    let client = client_of(with_signature(), &script);
    client.project("p é/?").authorization().await.unwrap();
    client.project("p").authorization().await.unwrap();
    let seen = script.seen();
    assert_eq!(script.calls()[0], "GET /1.0/auth/time");
    assert_eq!(seen.len(), 3, "the clock is asked once");
    assert!(seen[0].header("X-Ovh-Application").is_none());
    let call = &seen[1];
    assert_eq!(
        call.url,
        "https://eu.api.ovh.com/1.0/cloud/project/p%20%C3%A9%2F%3F/ai/authorization"
    );
    let timestamp: i64 = call.header("X-Ovh-Timestamp").unwrap().parse().unwrap();
    assert!((timestamp - local_now() - 5000).abs() <= 2);
    let expected = signature(
        &"planted-app-secret".into(),
        &"planted-consumer-key".into(),
        "GET",
        &call.url,
        b"",
        timestamp,
    );
    assert_eq!(call.header("X-Ovh-Signature"), Some(expected.as_str()));
    assert_eq!(call.header("X-Ovh-Application"), Some("app-key"));
    assert_eq!(call.header("X-Ovh-Consumer"), Some("planted-consumer-key"));
    assert_eq!(client.request_count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_moved_is_measured_again_once() {
    for (code, status) in [("INVALID_SIGNATURE", 403), ("QUERY_TIME_OUT", 400)] {
        let mut asked = 0;
        let mut called = 0;
        let script = Script::new(move |seen| {
            if seen.path == "/1.0/auth/time" {
                asked += 1;
                return Reply::json(&json!(local_now() + 1000 * asked));
            }
            called += 1;
            if called == 1 {
                return Reply::status(
                    status,
                    &json!({"errorCode": code, "httpCode": "x", "message": "no"}),
                );
            }
            Reply::json(&json!({"authorized": true}))
        });
        client_of(with_signature(), &script)
            .project(PROJECT)
            .authorization()
            .await
            .unwrap();
        assert_eq!(script.seen().len(), 4, "{:?}", script.calls());
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_secret_is_not_retried() {
    let script = Script::new(|seen| match seen.path.as_str() {
        "/1.0/auth/time" => Reply::json(&json!(local_now())),
        _ => Reply::status(
            403,
            &json!({"errorCode": "INVALID_SIGNATURE", "httpCode": "403 Forbidden", "message": "no"}),
        ),
    });
    let error = client_of(with_signature(), &script)
        .project(PROJECT)
        .authorization()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("application secret"), "{error}");
    assert_eq!(
        script
            .calls()
            .iter()
            .filter(|call| call.contains("/ai/"))
            .count(),
        1,
        "{:?}",
        script.calls()
    );
}

#[tokio::test(start_paused = true)]
async fn a_service_account_gets_one_token_for_many_calls() {
    let script = Script::new(|seen| match seen.path.as_str() {
        "/auth/oauth2/token" => {
            Reply::json(&json!({"access_token": "planted-token", "expires_in": 3600}))
        }
        _ => Reply::json(&json!({"authorized": true})),
    });
    let client = client_of(with_account(), &script);
    let project = client.project(PROJECT);
    let (one, two) = tokio::join!(project.authorization(), project.authorization());
    one.unwrap();
    two.unwrap();
    let seen = script.seen();
    assert_eq!(seen.len(), 3);
    assert_eq!(seen[0].url, "https://www.ovh.com/auth/oauth2/token");
    assert_eq!(seen[0].body, "grant_type=client_credentials&scope=all");
    assert!(
        seen[0]
            .header("authorization")
            .unwrap()
            .starts_with("Basic ")
    );
    assert_eq!(
        seen[2].header("authorization"),
        Some("Bearer planted-token")
    );
    tokio::time::advance(Duration::from_secs(3550)).await;
    project.authorization().await.unwrap();
    assert_eq!(script.seen().len(), 5, "renewed before its end");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_wants_form_fields_gets_them() {
    let script = Script::new(|seen| match seen.path.as_str() {
        "/auth/oauth2/token" if seen.header("authorization").is_some() => {
            Reply::status(401, &json!({"error": "invalid_client"}))
        }
        "/auth/oauth2/token" => Reply::json(&json!({"access_token": "t", "expires_in": 8})),
        _ => Reply::json(&json!({"authorized": true})),
    });
    let client = client_of(with_account(), &script);
    client.project(PROJECT).authorization().await.unwrap();
    tokio::time::advance(Duration::from_secs(9)).await;
    client.project(PROJECT).authorization().await.unwrap();
    let tokens = script
        .calls()
        .iter()
        .filter(|call| call.contains("oauth2"))
        .count();
    assert_eq!(tokens, 3, "the second time without trying Basic");
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_renewed_once() {
    let mut tokens = 0;
    let script = Script::new(move |seen| {
        if seen.path == "/auth/oauth2/token" {
            tokens += 1;
            return Reply::json(
                &json!({"access_token": format!("token-{tokens}"), "expires_in": 3600}),
            );
        }
        match seen.header("authorization") {
            Some("Bearer token-2") => Reply::json(&json!({"authorized": true})),
            _ => Reply::refused(401, "Client::Unauthorized"),
        }
    });
    client_of(with_account(), &script)
        .project(PROJECT)
        .authorization()
        .await
        .unwrap();
    assert_eq!(script.seen().len(), 4);

    let never = Script::new(|seen| match seen.path.as_str() {
        "/auth/oauth2/token" => Reply::json(&json!({"access_token": "t", "expires_in": 3600})),
        _ => Reply::refused(401, "Client::Unauthorized"),
    });
    let error = client_of(with_account(), &never)
        .project(PROJECT)
        .authorization()
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(401));
    assert_eq!(never.seen().len(), 4, "{:?}", never.calls());
}

#[tokio::test(start_paused = true)]
async fn a_wrong_client_secret_is_told() {
    let script = Script::new(|_| {
        Reply::status(
            401,
            &json!({"error": "invalid_client", "error_description": "planted-client-secret is wrong"}),
        )
    });
    let error = client_of(with_account(), &script)
        .project(PROJECT)
        .authorization()
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("/auth/oauth2/token") && text.contains("client secret is wrong"),
        "{text}"
    );
    assert!(!text.contains("planted"), "{text}");
    assert_eq!(script.seen().len(), 2, "Basic, then form; no more");
}

#[tokio::test]
async fn credentials_that_fit_no_header_are_an_error_at_once() {
    let settings = crate::support::settings(&[("OVH_ACCESS_TOKEN", "planted\ntoken")]);
    let error = ovh_api::Client::new(settings, ovh_api::ClientOptions::default()).unwrap_err();
    assert!(matches!(error, Error::Config(_)));
    assert!(!error.to_string().contains("planted"));
}

#[tokio::test(start_paused = true)]
async fn an_access_token_is_sent_as_it_is() {
    let script = Script::in_order([Reply::json(&json!({"authorized": true}))]);
    client(&script)
        .project(PROJECT)
        .authorization()
        .await
        .unwrap();
    assert_eq!(
        script.seen()[0].header("authorization"),
        Some("Bearer planted-access-token")
    );
}
