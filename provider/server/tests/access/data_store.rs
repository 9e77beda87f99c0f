//! The life of a data store.

use ovh_sandbox::{EstateChoice, Fault, Kind, Running};
use serde_json::{Value, json};
use terraform_plugin::testing::Action;

use super::{ONE_STORE, STORE, STORES, client, count, lifecycle, sandbox, told, with};

pub fn s3() -> Value {
    json!({
        "region": "GRA",
        "alias": "features",
        "type": "s3",
        "endpoint": "https://s3.gra.io.cloud.ovh.net/",
        "credentials_wo": { "s3": { "access_key": "first-key", "secret_key": "first-secret", "region": "gra" } },
        "credentials_wo_version": 1,
    })
}

fn keys(sandbox: &Running, id: &str) -> Value {
    sandbox
        .with(Kind::DataStore, |stores| stores.secret_of(id))
        .unwrap()
}

#[tokio::test]
async fn each_change_takes_its_one_call() {
    let sandbox = sandbox(EstateChoice::Empty);
    let lifecycle = lifecycle(&sandbox);
    let created = lifecycle.create(STORE, s3()).await.unwrap();
    assert_eq!(
        (count(&sandbox, "POST", STORES), sandbox.requests().writes()),
        (1, 1)
    );
    let state = created.json();
    assert_eq!(state["id"], "GRA/features");
    assert_eq!(state["service_name"], sandbox.service_name());
    assert_eq!(state["credentials_wo"], Value::Null);
    assert_eq!(
        keys(&sandbox, "GRA/features")["s3"]["secretKey"],
        "first-secret"
    );

    // Another endpoint, other keys, a prefix: one PUT each, of the whole definition.
    let mut config = s3();
    let mut state = created;
    for (changes, secret) in [
        (
            json!({ "endpoint": "https://s3.gra.perf.cloud.ovh.net" }),
            "first-secret",
        ),
        (json!({ "prefix": "2026/" }), "first-secret"),
        (
            json!({
                "credentials_wo": { "s3": { "access_key": "k", "secret_key": "second-secret", "region": "gra" } },
                "credentials_wo_version": 2,
            }),
            "second-secret",
        ),
    ] {
        config = with(&config, changes.clone());
        sandbox.reset_requests();
        state = lifecycle.update(&state, config.clone()).await.unwrap();
        assert_eq!(
            (
                count(&sandbox, "PUT", ONE_STORE),
                sandbox.requests().writes()
            ),
            (1, 1),
            "{changes}"
        );
        assert_eq!(keys(&sandbox, "GRA/features")["s3"]["secretKey"], secret);
        assert_eq!(state.json()["id"], "GRA/features");
    }
    let document = sandbox.object(Kind::DataStore, "GRA/features").unwrap();
    assert_eq!(document["endpoint"], "https://s3.gra.perf.cloud.ovh.net");

    // What is Terraform's own business takes no call.
    sandbox.reset_requests();
    config = with(
        &config,
        json!({ "timeouts": { "delete": "5m" }, "skip_connection_check": true }),
    );
    state = lifecycle.update(&state, config).await.unwrap();
    assert_eq!(sandbox.requests().writes(), 0);

    lifecycle.destroy(&state).await.unwrap();
    assert_eq!(count(&sandbox, "DELETE", ONE_STORE), 1);
    assert!(sandbox.object(Kind::DataStore, "GRA/features").is_none());
}

#[tokio::test]
async fn new_credentials_alone_are_not_sent() {
    let sandbox = sandbox(EstateChoice::Empty);
    let created = lifecycle(&sandbox).create(STORE, s3()).await.unwrap();
    let other = json!({ "s3": { "access_key": "x", "secret_key": "y", "region": "gra" } });
    let config = with(&s3(), json!({ "credentials_wo": other }));
    let plan = client(&sandbox)
        .await
        .plan(STORE, Some(&created), config)
        .await
        .ok();
    assert_eq!(plan.action, Action::NoOp);
}

#[tokio::test]
async fn every_kind_of_login_reaches_the_platform() {
    let sandbox = sandbox(EstateChoice::Empty);
    let lifecycle = lifecycle(&sandbox);
    let git = with(
        &s3(),
        json!({
            "alias": "code", "type": "git", "endpoint": "https://git.example.com/acme/a.git",
            "credentials_wo": { "git": { "basic_auth": { "username": "bot", "password": "git-secret" } } },
        }),
    );
    lifecycle.create(STORE, git.clone()).await.unwrap();
    assert_eq!(
        keys(&sandbox, "GRA/code")["git"]["basicAuth"],
        json!({ "username": "bot", "password": "git-secret" })
    );
    let ssh = with(
        &git,
        json!({
            "alias": "code-ssh", "endpoint": "git@git.example.com:acme/a.git",
            "credentials_wo": { "git": { "ssh_keypair": { "private_key": "pem-secret", "public_key": "ssh-ed25519 AAAA" } } },
        }),
    );
    lifecycle.create(STORE, ssh).await.unwrap();
    let pair = &keys(&sandbox, "GRA/code-ssh")["git"]["sshKeypair"];
    assert_eq!(
        *pair,
        json!({ "privateKey": "pem-secret", "publicKey": "ssh-ed25519 AAAA" })
    );
}

#[tokio::test]
async fn another_place_name_or_type_is_another_data_store() {
    let sandbox = sandbox(EstateChoice::Empty);
    let lifecycle = lifecycle(&sandbox);
    let mut state = lifecycle.create(STORE, s3()).await.unwrap();
    let mut config = s3();
    for (changes, id) in [
        (json!({ "alias": "other" }), "GRA/other"),
        (json!({ "region": "BHS" }), "BHS/other"),
        // The alias stays, and is no obstacle to its own replacement.
        (
            json!({
                "type": "git", "endpoint": "https://git.example.com/acme/a.git",
                "credentials_wo": { "git": { "basic_auth": { "username": "bot", "password": "p" } } },
            }),
            "BHS/other",
        ),
    ] {
        config = with(&config, changes);
        let plan = lifecycle
            .client()
            .await
            .plan(STORE, Some(&state), config.clone())
            .await
            .ok();
        assert_eq!(plan.action, Action::Replace);
        state = lifecycle.update(&state, config.clone()).await.unwrap();
        let own: Vec<String> = sandbox.with(Kind::DataStore, |stores| {
            let ids = stores.ids().into_iter();
            ids.filter(|id| stores.get(id).unwrap()["owner"] == "customer")
                .collect()
        });
        assert_eq!(own, [id]);
    }
}

#[tokio::test]
async fn a_project_of_its_own_beats_the_providers() {
    let sandbox = sandbox(EstateChoice::Empty);
    let config = with(
        &s3(),
        json!({ "service_name": "ffffffffffffffffffffffffffffffff" }),
    );
    let planned = client(&sandbox).await.plan(STORE, None, config).await;
    assert!(
        told(&planned).contains("ffffffffffffffffffffffffffffffff"),
        "{}",
        told(&planned)
    );
}

#[tokio::test]
async fn a_check_of_the_connection_can_be_skipped() {
    let sandbox = sandbox(EstateChoice::Empty);
    let lifecycle = lifecycle(&sandbox);
    let config = with(&s3(), json!({ "endpoint": "https://s3.example.invalid/" }));
    let refused = lifecycle.create(STORE, config.clone()).await.unwrap_err();
    assert!(
        refused.to_string().contains("cannot be reached"),
        "{refused}"
    );
    let config = with(&config, json!({ "skip_connection_check": true }));
    lifecycle.create(STORE, config).await.unwrap();
}

#[tokio::test]
async fn what_is_changed_outside_shows_as_a_difference() {
    let sandbox = sandbox(EstateChoice::Empty);
    let created = lifecycle(&sandbox).create(STORE, s3()).await.unwrap();
    let edit = |endpoint: &str| {
        sandbox.with(Kind::DataStore, |stores| {
            stores.edit("GRA/features", |store| store["endpoint"] = json!(endpoint))
        })
    };
    edit("https://s3.gra.io.cloud.ovh.net");
    let same = client(&sandbox).await.read(&created).await.ok();
    assert_eq!(
        same.json(),
        created.json(),
        "a slash at the end is no difference"
    );
    edit("https://elsewhere.example.com/");
    let client = client(&sandbox).await;
    let read = client.read(&created).await.ok();
    assert_eq!(read.json()["endpoint"], "https://elsewhere.example.com/");
    let plan = client.plan(STORE, Some(&read), s3()).await.ok();
    assert_eq!(plan.action, Action::Update);
    sandbox.with(Kind::DataStore, |stores| stores.remove("GRA/features"));
    let fresh = super::client(&sandbox).await;
    assert!(fresh.read(&created).await.ok().is_absent());
}

#[tokio::test]
async fn a_refused_delete_names_the_users() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let state = client.import(STORE, "GRA/models-s3").await.ok();
    let plan = client.plan_destroy(&state).await.ok();
    sandbox.fail(&format!("DELETE {ONE_STORE}"), Fault::Status(409), 0, 1);
    let refused = client.apply(&plan).await;
    let detail = &refused.error().detail;
    for words in ["409", "It is used by ", "app `", "job `", "notebook `"] {
        assert!(detail.contains(words), "{words}: {detail}");
    }
    assert!(!refused.value.is_absent(), "it is still there");
    client.apply(&plan).await.ok();
    assert!(sandbox.object(Kind::DataStore, "GRA/models-s3").is_none());
    // Gone already is as good.
    client.apply(&plan).await.ok();
}
