//! No secret reaches state, private data or messages.

use ovh_sandbox::{EstateChoice, Fault, Kind};
use serde_json::{Value, json};
use terraform_plugin::testing::{Client, Object, Outcome};

use super::{
    ONE_STORE, REGISTRIES, REGISTRY, STORE, STORES, TOKEN, client,
    data_store::s3,
    hasty_client,
    registry::robot,
    sandbox,
    token::{RECIPIENT, reader},
    told, with,
};

const PLANTED: &str = "Zq7wWkK";

fn secret(name: &str) -> String {
    format!("{PLANTED}-{name}")
}

/// All that Terraform would store or show of a call.
#[track_caller]
fn assert_clean(outcome: &Outcome<Object>, secret: &str) {
    let text = format!(
        "{}\n{}\n{:?}",
        outcome.value.json(),
        told(outcome),
        outcome.value.private
    );
    assert!(!text.contains(secret), "{text}");
    let private = String::from_utf8_lossy(&outcome.value.private);
    assert!(!private.contains(secret), "{private}");
}

fn with_secrets() -> Vec<(&'static str, Value)> {
    let basic = json!({ "username": secret("user"), "password": secret("password") });
    let git = with(
        &s3(),
        json!({
            "type": "git", "endpoint": "https://git.example.com/a.git",
            "credentials_wo": { "git": { "basic_auth": basic } },
        }),
    );
    let ssh = json!({ "private_key": secret("private"), "public_key": "ssh-ed25519 AAAA" });
    vec![
        (
            STORE,
            with(
                &s3(),
                json!({ "credentials_wo": { "s3": {
                    "access_key": secret("access"), "secret_key": secret("secret"), "region": "gra"
                } } }),
            ),
        ),
        (STORE, git.clone()),
        (
            STORE,
            with(
                &git,
                json!({
                    "endpoint": "git@git.example.com:a.git",
                    "credentials_wo": { "git": { "ssh_keypair": ssh } },
                }),
            ),
        ),
        (
            REGISTRY,
            with(&robot(), json!({ "password_wo": secret("password") })),
        ),
    ]
}

async fn plan_and_apply(client: &Client, unit: &str, config: Value) -> Outcome<Object> {
    let plan = client.plan(unit, None, config).await;
    assert!(
        !plan.value.json().to_string().contains(PLANTED),
        "{}",
        plan.value.json()
    );
    assert!(!String::from_utf8_lossy(&plan.value.private).contains(PLANTED));
    assert!(!told(&plan).contains(PLANTED));
    client.apply(&plan.ok()).await
}

#[tokio::test]
async fn what_goes_in_comes_out_nowhere() {
    for (unit, config) in with_secrets() {
        let sandbox = sandbox(EstateChoice::Empty);
        let client = client(&sandbox).await;
        let applied = plan_and_apply(&client, unit, config.clone()).await;
        assert_clean(&applied, PLANTED);
        let state = applied.ok();
        assert_clean(&client.read(&state).await, PLANTED);
        let version = if unit == STORE {
            "credentials_wo_version"
        } else {
            "password_wo_version"
        };
        let plan = client
            .plan(unit, Some(&state), with(&config, json!({ version: 2 })))
            .await
            .ok();
        assert!(!plan.json().to_string().contains(PLANTED));
        assert_clean(&client.apply(&plan).await, PLANTED);
    }
}

#[tokio::test]
async fn failures_tell_no_secret_either() {
    for fault in [
        Fault::Status(400),
        Fault::Html(502),
        Fault::CutBefore,
        Fault::Empty(500),
    ] {
        for (unit, config) in with_secrets() {
            let sandbox = sandbox(EstateChoice::Empty);
            let client = hasty_client(&sandbox).await;
            for route in [STORES, REGISTRIES] {
                sandbox.fail(&format!("POST {route}"), fault.clone(), 0, 100);
            }
            sandbox.fail(&format!("PUT {ONE_STORE}"), fault.clone(), 0, 100);
            let applied = plan_and_apply(&client, unit, config).await;
            assert!(!applied.errors().is_empty(), "{fault:?}");
            assert_clean(&applied, PLANTED);
        }
    }
}

#[tokio::test]
async fn a_tokens_value_is_in_no_state() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = client(&sandbox).await;
    for recipients in [Value::Null, json!([RECIPIENT])] {
        let config = with(&reader(), json!({ "recipients": recipients }));
        let plan = client.plan(TOKEN, None, config).await.ok();
        let applied = client.apply(&plan).await;
        let id = applied.value.json()["id"].as_str().unwrap().to_owned();
        let value = sandbox
            .with(Kind::Token, |tokens| tokens.secret_of(&id))
            .unwrap();
        assert_clean(&applied, value.as_str().unwrap());
        // Should the platform tell it once more, it goes nowhere either.
        sandbox.with(Kind::Token, |tokens| {
            tokens.edit(&id, |token| token["status"]["value"] = value.clone())
        });
        let fresh = super::client(&sandbox).await;
        assert_clean(&fresh.read(&applied.ok()).await, value.as_str().unwrap());
    }
}

/// Texts that are secret by their form.
fn forms(core: &str) -> [String; 8] {
    [
        format!("https://user:{core}@example.com/x"),
        format!("https://example.com/lab?token={core}"),
        format!(
            "https://example.com/o?a=1&X-Amz-Signature={core}&temp_url_sig={core}#password={core}"
        ),
        format!("AKIAIOSFODNN7{core} wJalrXUtnFEMI/K7MDENG/bPx{core}"),
        format!("ghp_{core}0123456789"),
        format!("-----BEGIN PRIVATE KEY-----\n{core}\n-----END PRIVATE KEY-----"),
        format!("eyJhbGciOiJIUzI1NiJ9.eyJzdWIi{core}.c2ln{core}"),
        format!("serve --password {core} --port 80"),
    ]
}

#[tokio::test]
async fn what_the_platform_tells_of_secrets_is_not_imported() {
    let sandbox = sandbox(EstateChoice::Empty);
    let mut imports = Vec::new();
    for form in forms(PLANTED) {
        for member in ["url", "username", "password", "user", "memberOfTomorrow"] {
            let id = format!("22222222-2222-4222-8222-{:012}", imports.len());
            let mut registry = json!({ "id": id, "region": "GRA", "url": "registry.example.com", "username": "robot" });
            registry[member] = json!(form);
            sandbox.with(Kind::Registry, |registries| registries.insert(&registry));
            imports.push((REGISTRY, id));
        }
        for member in [
            "/spec/name",
            "/spec/labelSelector",
            "/status/value",
            "/memberOfTomorrow",
        ] {
            let id = format!("22222222-2222-4222-8222-{:012}", imports.len());
            let spec = json!({ "name": "ci", "region": "GRA", "role": "ai_training_read", "labelSelector": "a=b" });
            let mut token = json!({ "id": id, "spec": spec, "status": { "value": null, "version": 1 }, "memberOfTomorrow": 1 });
            *token.pointer_mut(member).unwrap() = json!(form);
            sandbox.with(Kind::Token, |tokens| tokens.insert(&token));
            imports.push((TOKEN, id));
        }
        for member in ["endpoint", "memberOfTomorrow"] {
            let alias = format!("store-{}", imports.len());
            let mut store = json!({ "alias": alias, "endpoint": "https://x.example.com/", "owner": "customer", "type": "s3" });
            store[member] = json!(form);
            sandbox.with(Kind::DataStore, |stores| stores.insert_in("GRA", &store));
            imports.push((STORE, format!("GRA/{alias}")));
        }
    }
    let client = client(&sandbox).await;
    for (unit, id) in &imports {
        let imported = client.import(unit, id).await;
        assert_clean(&imported, PLANTED);
        assert!(!imported.ok().is_absent(), "{unit} {id}");
    }
    assert_eq!(imports.len(), 8 * 11);
}

#[tokio::test]
async fn a_text_left_out_of_the_state_is_written_by_hand() {
    let sandbox = sandbox(EstateChoice::Empty);
    let id = "22222222-2222-4222-8222-222222222222";
    let key = "AKIAIOSFODNN7EXAMPLE";
    let registry =
        json!({ "id": id, "region": "GRA", "url": "registry.example.com", "username": key });
    sandbox.with(Kind::Registry, |registries| registries.insert(&registry));
    let lifecycle = super::lifecycle(&sandbox);
    let imported = client(&sandbox).await.import(REGISTRY, id).await.ok();
    assert_eq!(imported.json()["username"], "(secret)");
    let config = json!({ "region": "GRA", "url": "registry.example.com", "username": "(secret)" });
    let validated = client(&sandbox).await.validate(REGISTRY, config).await;
    assert_eq!(validated.error().path.to_string(), "username");
    // What a person writes down openly is theirs to have in the state.
    let config = json!({ "region": "GRA", "url": "registry.example.com", "username": key });
    let state = lifecycle.update(&imported, config).await.unwrap();
    assert_eq!(state.json()["username"], key);
}
