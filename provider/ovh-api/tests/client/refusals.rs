//! Answers that are no success, and answers that are none of the API's.

use ovh_api::{Error, Problem};
use serde_json::{Value, json};

use crate::support::{PROJECT, Reply, Script, client, client_of, settings};

/// An access token makes hints of bearer tokens; the fixtures of section 3 come with their own expectations.
fn answers() -> Vec<(String, u16, String, Value)> {
    let folder = test_fixtures::root().join("ovh-client/answers");
    let mut answers: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let answer: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            (
                path.file_stem().unwrap().to_string_lossy().into_owned(),
                u16::try_from(answer["httpStatus"].as_u64().unwrap()).unwrap(),
                answer["headers"]["X-Ovh-QueryID"]
                    .as_str()
                    .unwrap()
                    .to_owned(),
                answer["body"].clone(),
            )
        })
        .collect();
    answers.sort_by(|one, other| one.0.cmp(&other.0));
    assert!(answers.len() >= 10);
    answers
}

#[tokio::test(start_paused = true)]
async fn every_documented_answer_is_told_with_its_query_id() {
    for (name, status, query_id, body) in answers() {
        let (text, id) = (body.to_string(), query_id.clone());
        let script = Script::new(move |seen| match seen.path.as_str() {
            "/1.0/auth/time" => Reply::json(&json!(1_795_338_000)),
            _ => Reply::Answer(status, vec![("X-Ovh-QueryID", id.clone())], text.clone()),
        });
        let error = client_of(crate::support::with_signature(), &script)
            .project(PROJECT)
            .app("96fb9aef-5adf-5e3f-b977-06b5c996edd8")
            .await
            .unwrap_err();
        assert_eq!(error.status(), Some(status), "{name}");
        assert_eq!(error.query_id(), Some(query_id.as_str()), "{name}");
        let text = error.to_string();
        assert!(
            text.contains(&query_id) && text.contains(body["message"].as_str().unwrap()),
            "{name}: {text}"
        );
        assert_eq!(error.is_not_found(), name == "404", "{name}");
        assert_eq!(error.is_retryable(), name == "429", "{name}");
        let hint = match name.as_str() {
            "403-iam" => "publicCloudProject:apiovh:ai/app/create",
            "403-not-granted" => "`GET /cloud/project/0123456789abcdef0123456789abcdef/ai/app*`",
            "403-credential" => "consumer key is not valid",
            "403-signature" => "application secret",
            "402-regional" => "billed",
            "401" => "not accepted",
            _ => "",
        };
        assert!(text.contains(hint), "{name}: {text}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_bodies_of_proxies() {
    let html = "<!DOCTYPE html>\n<html><body>Bearer planted-access-token</body></html>";
    for (status, body, problem) in [
        (200, html, Problem::Html),
        (404, html, Problem::Html),
        (200, "", Problem::Empty),
        (404, "", Problem::Empty),
        (403, "denied", Problem::NotJson),
        (200, r#"{"id": "x", "spec": {"na"#, Problem::Truncated),
        (404, r#"{"class": "Client::Not"#, Problem::Truncated),
    ] {
        let script = Script::new(move |_| Reply::Answer(status, vec![], body.into()));
        let error = client(&script).project(PROJECT).app("x").await.unwrap_err();
        let tries = match (status, &problem) {
            (200, _) | (_, Problem::Truncated) => 3,
            _ => 1,
        };
        assert_eq!(script.calls().len(), tries, "{status} {problem:?}");
        let Error::Undecodable(answer) = &error else {
            panic!("{error:?}");
        };
        assert_eq!((answer.status, &answer.problem), (status, &problem));
        let text = error.to_string();
        assert_eq!(
            text.contains("is the endpoint right?"),
            problem != Problem::Truncated,
            "{text}"
        );
        assert!(!text.contains("planted"), "{text}");
        assert!(
            !error.is_not_found(),
            "an object must not be forgotten because of {text}"
        );
        assert!(text.contains("no query id"), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn redirects_are_not_followed() {
    let script = Script::in_order([Reply::Answer(
        302,
        vec![(
            "location",
            "https://login.example/?token=planted-access-token".into(),
        )],
        String::new(),
    )]);
    let text = client(&script)
        .project(PROJECT)
        .app("x")
        .await
        .unwrap_err()
        .to_string();
    assert!(text.contains("a redirect to login.example,"), "{text}");
    assert!(!text.contains("planted"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn json_of_another_form_shows_no_values() {
    let script = Script::in_order([Reply::json(
        &json!({"id": ["planted-value"], "spec": "planted-value"}),
    )]);
    let error = client(&script).project(PROJECT).app("x").await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("another form than documented"), "{text}");
    assert!(text.contains("\"id\""), "{text}");
    assert!(!text.contains("planted"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn an_excerpt_is_short() {
    let page = format!("<p>{}", "é".repeat(100_000));
    let script = Script::new(move |_| Reply::Answer(200, vec![], page.clone()));
    let Error::Undecodable(answer) = client(&script).project(PROJECT).app("x").await.unwrap_err()
    else {
        panic!("undecodable expected");
    };
    assert_eq!(answer.excerpt.chars().count(), 301);
}

#[tokio::test(start_paused = true)]
async fn nothing_in_all_its_forms() {
    for (status, body) in [
        (200, "null"),
        (200, ""),
        (204, ""),
        (200, " \n"),
        (200, "{\"message\": \"ok\"}"),
    ] {
        let script = Script::in_order([Reply::Answer(status, vec![], body.into())]);
        client(&script)
            .project(PROJECT)
            .start_app("x")
            .await
            .unwrap();
    }
    let script = Script::in_order([Reply::Answer(200, vec![], "<html>".into())]);
    client(&script)
        .project(PROJECT)
        .start_app("x")
        .await
        .unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn an_expired_service() {
    let script = Script::in_order([Reply::refused(460, "Client::Expired")]);
    let text = client(&script)
        .project(PROJECT)
        .details()
        .await
        .unwrap_err()
        .to_string();
    assert!(text.contains("460") && text.contains("expired"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn version_two_roots_are_used_as_they_are() {
    let script = Script::in_order([Reply::json(&json!(["p"]))]);
    let settings = settings(&[
        ("OVH_ACCESS_TOKEN", "t"),
        ("OVH_ENDPOINT", "https://eu.api.ovh.com/v1"),
    ]);
    client_of(settings, &script).projects().await.unwrap();
    assert_eq!(
        script.seen()[0].url,
        "https://eu.api.ovh.com/v1/cloud/project"
    );
}
