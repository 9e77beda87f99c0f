//! What is made for one run of Terraform, and ends with it.

use std::time::Duration;

use ovh_sandbox::{EstateChoice, Fault, Kind, Running};
use serde_json::{Value, json};

use super::{ONE_TOKEN, REGISTRIES, TOKENS, client, count, hasty_client, sandbox, told, with};

const TOKEN: &str = "ovhai_application_token";
const CREDENTIALS: &str = "ovhai_registry_credentials";
const USERS: &str = "/cloud/project/{serviceName}/containerRegistry/{registryID}/users";
const ONE_USER: &str = "/cloud/project/{serviceName}/containerRegistry/{registryID}/users/{userID}";

fn reader() -> Value {
    json!({ "region": "GRA", "role": "ai_training_read" })
}

fn tokens(sandbox: &Running) -> Vec<String> {
    sandbox.with(Kind::Token, |tokens| tokens.ids())
}

#[tokio::test]
async fn a_token_is_made_on_open_and_revoked_on_close() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let before = tokens(&sandbox);
    let client = client(&sandbox).await;
    let config = with(
        &reader(),
        json!({ "label_selector": "team=nlp", "name_prefix": "plan-" }),
    );
    let open = client.open(TOKEN, config).await;
    assert_eq!(open.diagnostics, []);
    let open = open.value;
    let result = open.json();
    let id = result["id"].as_str().unwrap();
    let document = sandbox.object(Kind::Token, id).unwrap();
    assert_eq!(document["spec"]["labelSelector"], "team=nlp");
    assert_eq!(document["spec"]["name"], result["name"]);
    assert!(result["name"].as_str().unwrap().starts_with("plan-"));
    assert_eq!(
        result["token"],
        sandbox
            .with(Kind::Token, |tokens| tokens.secret_of(id))
            .unwrap()
    );
    assert_eq!(result["service_name"], sandbox.service_name());
    assert!(
        open.renew_at.is_none(),
        "a value that others use must not change"
    );
    client.close(&open).await.ok();
    assert_eq!(tokens(&sandbox), before);
    // Closed already is as good.
    client.close(&open).await.ok();
    assert_eq!(count(&sandbox, "POST", TOKENS), 1);
    assert_eq!(
        count(
            &sandbox,
            "POST",
            "/cloud/project/{serviceName}/ai/token/{id}/renew"
        ),
        0
    );
}

#[tokio::test]
async fn every_open_makes_its_own() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = client(&sandbox).await;
    let (one, two) = tokio::join!(client.open(TOKEN, reader()), client.open(TOKEN, reader()));
    let (one, two) = (one.ok(), two.ok());
    assert_ne!(one.json()["id"], two.json()["id"]);
    assert_ne!(one.json()["token"], two.json()["token"]);
    client.close(&one).await.ok();
    assert_eq!(tokens(&sandbox), [two.json()["id"].as_str().unwrap()]);
    client.close(&two).await.ok();
}

#[tokio::test]
async fn an_interrupted_run_revokes_all_the_same() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = client(&sandbox).await;
    let open = client.open(TOKEN, reader()).await.ok();
    client.stop().await;
    client.close(&open).await.ok();
    assert_eq!(tokens(&sandbox), [""; 0]);
}

#[tokio::test]
async fn an_open_that_is_interrupted_leaves_nothing() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = client(&sandbox).await;
    sandbox.fail(
        &format!("POST {TOKENS}"),
        Fault::Slow(Duration::from_secs(2)),
        0,
        1,
    );
    let (open, ()) = tokio::join!(client.open(TOKEN, reader()), async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        client.stop().await;
    });
    if open.errors().is_empty() {
        client.close(&open.value).await.ok();
    }
    assert_eq!(tokens(&sandbox), [""; 0]);
}

#[tokio::test]
async fn an_open_whose_answer_is_lost_leaves_nothing() {
    for fault in [Fault::CutAfter, Fault::TimeoutAfter, Fault::Truncate] {
        let sandbox = sandbox(EstateChoice::Empty);
        let client = hasty_client(&sandbox).await;
        sandbox.fail(&format!("POST {TOKENS}"), fault.clone(), 0, 1);
        let open = client.open(TOKEN, reader()).await;
        assert!(!open.errors().is_empty(), "{fault:?}: its value is lost");
        assert_eq!(tokens(&sandbox), [""; 0], "{fault:?}");
        assert_eq!(count(&sandbox, "DELETE", ONE_TOKEN), 1);
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_revoked_is_named() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = hasty_client(&sandbox).await;
    let open = client.open(TOKEN, reader()).await.ok();
    let (id, value) = (open.json()["id"].clone(), open.json()["token"].clone());
    sandbox.fail(&format!("DELETE {ONE_TOKEN}"), Fault::Status(500), 0, 100);
    let closed = client.close(&open).await;
    let text = told(&closed);
    assert!(
        text.contains(id.as_str().unwrap()) && text.contains("never expires"),
        "{text}"
    );
    assert!(!text.contains(value.as_str().unwrap()));
}

#[tokio::test]
async fn what_earlier_runs_left_is_reported_and_left_alone() {
    let sandbox = sandbox(EstateChoice::Empty);
    let stale = |id: &str, name: &str, created: &str| {
        let spec = json!({ "name": name, "region": "BHS", "role": "ai_training_read" });
        let document =
            json!({ "id": id, "createdAt": created, "spec": spec, "status": { "version": 1 } });
        sandbox.with(Kind::Token, |tokens| tokens.insert(&document))
    };
    stale(
        "11111111-1111-4111-8111-111111111111",
        "terraform-run-0123456789ab",
        "2026-01-01T00:00:00Z",
    );
    stale(
        "22222222-2222-4222-8222-222222222222",
        "somebody-else",
        "2026-01-01T00:00:00Z",
    );
    stale(
        "33333333-3333-4333-8333-333333333333",
        "terraform-run-fedcba987654",
        "2999-01-01T00:00:00Z",
    );
    let client = client(&sandbox).await;
    let open = client.open(TOKEN, reader()).await;
    let text = told(&open);
    assert!(
        text.contains("11111111-1111") && !text.contains("22222222") && !text.contains("33333333"),
        "{text}"
    );
    client.close(&open.ok()).await.ok();
    assert_eq!(tokens(&sandbox).len(), 3);
    let calm = client
        .open(TOKEN, with(&reader(), json!({ "stale_after": "1000000h" })))
        .await;
    assert_eq!(calm.diagnostics, []);
    let other = client
        .open(TOKEN, with(&reader(), json!({ "name_prefix": "other-" })))
        .await;
    assert_eq!(other.diagnostics, []);
}

#[tokio::test]
async fn bad_arguments_make_nothing() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = client(&sandbox).await;
    for (changes, words) in [
        (json!({ "region": "DE" }), "at region"),
        (json!({ "role": "admin" }), "at role"),
        (json!({ "label_selector": "=x" }), "at label_selector"),
        (json!({ "name_prefix": "a b c" }), "at name_prefix"),
        (json!({ "stale_after": "soon" }), "at stale_after"),
    ] {
        let open = client.open(TOKEN, with(&reader(), changes)).await;
        assert!(told(&open).contains(words), "{}", told(&open));
    }
    assert_eq!(sandbox.requests().writes(), 0);
}

/// A managed registry of the hand-made project, which the provider names when another one is asked for.
pub async fn registry(sandbox: &Running) -> String {
    let client = client(sandbox).await;
    let missing = client
        .open(CREDENTIALS, json!({ "registry_id": "nobody" }))
        .await;
    assert_eq!(missing.error().path.to_string(), "registry_id");
    let text = told(&missing);
    let ids = text.split("there are ").nth(1).unwrap();
    ids.split([',', '.']).next().unwrap().trim().to_owned()
}

#[tokio::test]
async fn registry_credentials_live_as_long_as_the_run() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let id = registry(&sandbox).await;
    sandbox.reset_requests();
    let client = client(&sandbox).await;
    let open = client
        .open(
            CREDENTIALS,
            json!({ "registry_id": id, "login_prefix": "exit-run-" }),
        )
        .await
        .ok();
    let result = open.json();
    assert!(
        result["username"]
            .as_str()
            .unwrap()
            .starts_with("exit-run-")
    );
    assert!(
        result["password"]
            .as_str()
            .is_some_and(|password| !password.is_empty())
    );
    assert!(result["url"].as_str().is_some_and(|url| !url.is_empty()));
    // While it is open, another run is told of it, as nobody can say whether it is under way.
    let other = client
        .open(
            CREDENTIALS,
            json!({ "registry_id": id, "login_prefix": "exit-run-" }),
        )
        .await;
    assert!(
        told(&other).contains(result["username"].as_str().unwrap()),
        "{}",
        told(&other)
    );
    client.close(&other.ok()).await.ok();
    client.close(&open).await.ok();
    client.close(&open).await.ok();
    assert_eq!(
        (
            count(&sandbox, "POST", USERS),
            count(&sandbox, "POST", REGISTRIES)
        ),
        (2, 0)
    );
    let again = client
        .open(
            CREDENTIALS,
            json!({ "registry_id": id, "login_prefix": "exit-run-" }),
        )
        .await;
    assert_eq!(again.diagnostics, [], "nothing is left");
    client.close(&again.value).await.ok();
}

#[tokio::test]
async fn registry_credentials_whose_answer_is_lost_leave_nothing() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let id = registry(&sandbox).await;
    let client = hasty_client(&sandbox).await;
    sandbox.fail(&format!("POST {USERS}"), Fault::CutAfter, 0, 1);
    let config = json!({ "registry_id": id, "login_prefix": "exit-run-" });
    let open = client.open(CREDENTIALS, config.clone()).await;
    assert!(!open.errors().is_empty());
    assert_eq!(count(&sandbox, "DELETE", ONE_USER), 1);
    let again = client.open(CREDENTIALS, config).await;
    assert_eq!(again.diagnostics, []);
}
