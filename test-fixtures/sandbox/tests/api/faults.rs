//! Misbehaviour on request.

use std::time::{Duration, Instant};

use ovh_sandbox::{Fault, Options};
use serde_json::json;

use crate::client::{Client, Login, http, settled, start};

const LIST: &str = "GET /cloud/project/{serviceName}/ai/app";
const CREATE: &str = "POST /cloud/project/{serviceName}/ai/app";

#[tokio::test]
async fn answers_go_wrong_as_often_as_told() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    sandbox.fail(LIST, Fault::RetryAfter(2), 1, 2);
    client.get("/app").await.ok();
    for _ in 0..2 {
        let answer = client.get("/app").await;
        assert_eq!(answer.header("retry-after"), Some("2"));
        answer.refused(429, "Client::TooManyRequests");
    }
    client.get("/app").await.ok();

    sandbox.fail(LIST, Fault::Html(502), 0, 1);
    let answer = client.get("/app").await;
    assert_eq!(answer.status, 502);
    assert!(answer.text.starts_with("<!DOCTYPE html>"));
    sandbox.fail("", Fault::Status(500), 0, 100);
    client
        .with(Login::Bearer("x".into()))
        .get("/registry")
        .await
        .refused(500, "Server::InternalServerError");
    sandbox.clear_faults();
    sandbox.fail(LIST, Fault::Empty(200), 0, 1);
    assert_eq!(client.get("/app").await.text, "");
}

#[tokio::test]
async fn connections_are_cut_before_or_after_the_work_is_done() {
    let sandbox = start(settled());
    let url = format!(
        "{}/cloud/project/{}/ai/app",
        sandbox.api(),
        sandbox.service_name()
    );
    let body =
        json!({"image": "a/b:1", "region": "GRA", "resources": {"flavor": "ai1-1-cpu", "cpu": 1}})
            .to_string();
    let http = http().build().unwrap();
    let create = || {
        http.post(&url)
            .bearer_auth(&sandbox.credentials().token.value)
            .body(body.clone())
            .send()
    };
    let count = || sandbox.with_apps(|apps| apps.len());
    let before = count();
    sandbox.fail(CREATE, Fault::CutBefore, 0, 1);
    assert!(create().await.is_err());
    assert_eq!(count(), before);
    sandbox.fail(CREATE, Fault::CutAfter, 0, 1);
    assert!(create().await.is_err());
    assert_eq!(count(), before + 1);
    sandbox.fail(CREATE, Fault::TimeoutAfter, 0, 1);
    assert_eq!(create().await.unwrap().status(), 504);
    assert_eq!(count(), before + 2);
    let statuses: Vec<u16> = sandbox
        .requests()
        .log
        .iter()
        .map(|record| record.status)
        .collect();
    assert_eq!(statuses, [0, 0, 504]);
}

#[tokio::test]
async fn faults_can_be_planned_from_outside_the_process() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let http = http().build().unwrap();
    let url = format!("{}/_sandbox/fault", sandbox.root());
    let plan = |body: serde_json::Value| http.post(&url).body(body.to_string()).send();
    for (name, value, status) in [
        ("status", 503, 503),
        ("retryAfter", 1, 429),
        ("html", 502, 502),
        ("empty", 200, 200),
        ("timeoutAfter", 0, 504),
        ("delay", 1, 200),
    ] {
        let body = json!({"route": LIST, "fault": name, "value": value});
        assert_eq!(plan(body).await.unwrap().status(), 200, "{name}");
        assert_eq!(client.get("/app").await.status, status, "{name}");
        client.get("/app").await.ok();
    }
    for body in [
        json!({}),
        json!({"fault": "other"}),
        json!({"fault": "status"}),
        json!({"times": "x"}),
    ] {
        assert_eq!(plan(body.clone()).await.unwrap().status(), 400, "{body}");
    }
    plan(json!({"fault": "status", "value": 500, "times": 9}))
        .await
        .unwrap();
    http.delete(&url).send().await.unwrap();
    client.get("/app").await.ok();
}

#[tokio::test]
async fn answers_can_be_late() {
    let sandbox = start(Options {
        latency: Duration::from_millis(30),
        ..settled()
    });
    let client =
        Client::new(&sandbox).with(Login::Bearer(sandbox.credentials().token.value.clone()));
    let started = Instant::now();
    client.get("/app").await.ok();
    assert!(started.elapsed() >= Duration::from_millis(30));
    sandbox.fail(LIST, Fault::Delay(Duration::from_millis(200)), 0, 1);
    let started = Instant::now();
    client.get("/app").await.ok();
    assert!(started.elapsed() >= Duration::from_millis(230));
}
