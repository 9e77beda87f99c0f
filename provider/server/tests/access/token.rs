//! The life of a token, and where its value goes.

use ovh_sandbox::{EstateChoice, Kind, Running};
use serde_json::{Value, json};
use terraform_plugin::testing::{Action, unknown};

use super::{ONE_TOKEN, TOKEN, TOKENS, client, count, lifecycle, refusal, sandbox, told, with};

/// From the documentation of age.
pub const RECIPIENT: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
const RENEW: &str = "/cloud/project/{serviceName}/ai/token/{id}/renew";

pub fn reader() -> Value {
    json!({ "name": "ci", "region": "GRA", "role": "ai_training_read", "label_selector": "team=nlp" })
}

fn value(sandbox: &Running, id: &str) -> Value {
    sandbox
        .with(Kind::Token, |tokens| tokens.secret_of(id))
        .unwrap()
}

#[tokio::test]
async fn without_recipients_the_value_is_discarded_with_a_warning() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = client(&sandbox).await;
    let plan = client.plan(TOKEN, None, reader()).await;
    assert!(
        told(&plan).contains("at recipients: The value of the token is discarded"),
        "{}",
        told(&plan)
    );
    let lifecycle = lifecycle(&sandbox);
    let state = lifecycle.create(TOKEN, reader()).await.unwrap();
    assert_eq!(
        (count(&sandbox, "POST", TOKENS), sandbox.requests().writes()),
        (1, 1)
    );
    let json = state.json();
    assert_eq!(
        (&json["version"], &json["encrypted_value"]),
        (&json!(1), &Value::Null)
    );
    let id = json["id"].as_str().unwrap();
    let text = value(&sandbox, id);
    assert!(!json.to_string().contains(text.as_str().unwrap()));
    lifecycle.destroy(&state).await.unwrap();
    assert_eq!(count(&sandbox, "DELETE", ONE_TOKEN), 1);
}

#[tokio::test]
async fn with_recipients_the_value_is_kept_encrypted_until_it_is_rotated() {
    let sandbox = sandbox(EstateChoice::Empty);
    let lifecycle = lifecycle(&sandbox);
    let config = with(
        &reader(),
        json!({ "recipients": [RECIPIENT], "rotate_when_changed": { "turn": "1" } }),
    );
    let state = lifecycle.create(TOKEN, config.clone()).await.unwrap();
    let first = state.json()["encrypted_value"].as_str().unwrap().to_owned();
    assert!(
        first.starts_with("-----BEGIN AGE ENCRYPTED FILE-----\n"),
        "{first}"
    );
    assert_eq!(count(&sandbox, "POST", RENEW), 0);

    let config = with(&config, json!({ "rotate_when_changed": { "turn": "2" } }));
    let planned = client(&sandbox)
        .await
        .plan(TOKEN, Some(&state), config.clone())
        .await;
    assert!(told(&planned).contains("at rotate_when_changed: The present value of the token ends"));
    assert_eq!(planned.value.action, Action::Update);
    assert!(planned.value.planned.get("encrypted_value").is_unknown());
    sandbox.reset_requests();
    let state = lifecycle.update(&state, config.clone()).await.unwrap();
    assert_eq!(
        (count(&sandbox, "POST", RENEW), sandbox.requests().writes()),
        (1, 1)
    );
    assert_eq!(state.json()["version"], 2);
    assert_ne!(state.json()["encrypted_value"], first.as_str());

    // Removing the reason is no reason.
    sandbox.reset_requests();
    let config = with(&config, json!({ "rotate_when_changed": null }));
    let same = lifecycle.update(&state, config).await.unwrap();
    assert_eq!(sandbox.requests().writes(), 0);
    assert_eq!(
        same.json()["encrypted_value"],
        state.json()["encrypted_value"]
    );
}

#[tokio::test]
async fn other_recipients_wait_for_the_next_value() {
    let sandbox = sandbox(EstateChoice::Empty);
    let lifecycle = lifecycle(&sandbox);
    let state = lifecycle.create(TOKEN, reader()).await.unwrap();
    let config = with(&reader(), json!({ "recipients": [RECIPIENT] }));
    let plan = client(&sandbox)
        .await
        .plan(TOKEN, Some(&state), config.clone())
        .await;
    assert!(
        told(&plan).contains("take effect with the next value"),
        "{}",
        told(&plan)
    );
    assert_eq!(plan.value.action, Action::Update);
    let state = lifecycle.update(&state, config.clone()).await.unwrap();
    assert_eq!(count(&sandbox, "POST", RENEW), 0);
    assert_eq!(state.json()["encrypted_value"], Value::Null);
    let config = with(&config, json!({ "rotate_when_changed": { "for": "ops" } }));
    let state = lifecycle.update(&state, config).await.unwrap();
    assert!(state.json()["encrypted_value"].is_string());
}

#[tokio::test]
async fn everything_else_makes_another_token() {
    let sandbox = sandbox(EstateChoice::Empty);
    let lifecycle = lifecycle(&sandbox);
    let mut state = lifecycle.create(TOKEN, reader()).await.unwrap();
    let mut config = reader();
    for changes in [
        json!({ "name": "cd" }),
        json!({ "role": "ai_training_operator" }),
        json!({ "label_selector": "env in (prod, staging),!old" }),
        json!({ "region": "BHS" }),
        json!({ "label_selector": null }),
    ] {
        config = with(&config, changes.clone());
        let before = state.json()["id"].clone();
        state = lifecycle.update(&state, config.clone()).await.unwrap();
        assert_ne!(state.json()["id"], before, "{changes}");
        assert_eq!(
            sandbox.with(Kind::Token, |tokens| tokens.len()),
            1,
            "{changes}"
        );
    }
    // An empty selector is none.
    let config = with(&config, json!({ "label_selector": "" }));
    let plan = client(&sandbox)
        .await
        .plan(TOKEN, None, config.clone())
        .await
        .ok();
    assert_eq!(plan.json()["label_selector"], "");
    lifecycle.create(TOKEN, config).await.unwrap();
}

#[tokio::test]
async fn bad_definitions_are_refused_by_name() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = client(&sandbox).await;
    let secret_key = "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0";
    let cases: &[(Value, &[&str])] = &[
        (json!({ "name": "" }), &["at name", "empty"]),
        (
            json!({ "name": "(secret)" }),
            &["at name", "left out of the state"],
        ),
        (json!({ "region": "DE" }), &["at region", "BHS, GRA"]),
        (
            json!({ "role": "admin" }),
            &["at role", "ai_training_operator"],
        ),
        (json!({ "label_selector": "=x" }), &["at label_selector"]),
        (
            json!({ "label_selector": "a in b" }),
            &["at label_selector"],
        ),
        (
            json!({ "label_selector": "a=b,,c" }),
            &["at label_selector"],
        ),
        (json!({ "recipients": [] }), &["at recipients"]),
        (
            json!({ "recipients": ["ssh-ed25519 AAAA"] }),
            &["at recipients", "age-keygen"],
        ),
        (
            json!({ "recipients": [secret_key] }),
            &["at recipients", "private key"],
        ),
        (
            json!({ "recipients": [RECIPIENT.replace("cac8p", "cac8q")] }),
            &["at recipients", "typing error"],
        ),
    ];
    for (changes, words) in cases {
        let text = refusal(&client, &sandbox, TOKEN, with(&reader(), changes.clone())).await;
        for word in *words {
            assert!(text.contains(word), "{changes}: {word} is not in\n{text}");
        }
        assert!(!text.contains("EGTZVFFV"), "{text}");
    }
}

#[tokio::test]
async fn every_role_and_form_of_selector_is_taken() {
    let sandbox = sandbox(EstateChoice::Empty);
    let lifecycle = lifecycle(&sandbox);
    for role in [
        "ai_training_operator",
        "ai_training_read",
        "quantum_operator",
        "quantum_reader",
    ] {
        lifecycle
            .create(TOKEN, with(&reader(), json!({ "role": role })))
            .await
            .unwrap();
    }
    for selector in [
        "group=A",
        "group==A",
        "group!=A",
        "group",
        "!group",
        "group in (A,B)",
        "group notin (A)",
        "ovh/id=96fb9aef-5adf-5e3f-b977-06b5c996edd8",
        "a=b,c",
    ] {
        lifecycle
            .create(
                TOKEN,
                with(&reader(), json!({ "label_selector": selector })),
            )
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_value_renewed_elsewhere_is_dropped_with_a_warning() {
    let sandbox = sandbox(EstateChoice::Empty);
    let config = with(&reader(), json!({ "recipients": [RECIPIENT] }));
    let state = lifecycle(&sandbox)
        .create(TOKEN, config.clone())
        .await
        .unwrap();
    let id = state.json()["id"].as_str().unwrap().to_owned();
    sandbox.with(Kind::Token, |tokens| {
        tokens.edit(&id, |token| token["status"]["version"] = json!(5))
    });
    let one = client(&sandbox).await;
    let read = one.read(&state).await;
    assert!(told(&read).contains("renewed"), "{}", told(&read));
    let read = read.ok();
    assert_eq!(
        (&read.json()["version"], &read.json()["encrypted_value"]),
        (&json!(5), &Value::Null)
    );
    // It is told once, and nothing is to do unless a person wants a new value.
    let plan = one.plan(TOKEN, Some(&read), config).await;
    assert_eq!(plan.diagnostics, []);
    assert_eq!(plan.value.action, Action::NoOp);
    assert_eq!(told(&client(&sandbox).await.read(&read).await), "");
    sandbox.with(Kind::Token, |tokens| tokens.remove(&id));
    assert!(client(&sandbox).await.read(&state).await.ok().is_absent());
}

#[tokio::test]
async fn values_known_after_apply_are_judged_then() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = client(&sandbox).await;
    let base = with(
        &reader(),
        json!({ "recipients": [RECIPIENT], "rotate_when_changed": { "a": "b" } }),
    );
    for name in [
        "name",
        "region",
        "role",
        "label_selector",
        "service_name",
        "recipients",
        "rotate_when_changed",
    ] {
        let mut config = base.clone();
        config[name] = unknown();
        client.validate(TOKEN, config.clone()).await.ok();
        client.plan(TOKEN, None, config.clone()).await.ok();
        lifecycle(&sandbox)
            .change(
                TOKEN,
                None,
                config,
                with(&base, json!({ "service_name": sandbox.service_name() })),
            )
            .await
            .unwrap();
    }
}
