//! Copies for chosen readers. That `age` opens them, `tests/judges` proves.

use ovhai_data::testing::TestStore;
use serde_json::{Value, json};
use terraform_plugin::testing::{Action, Lifecycle, unknown};
use terraform_provider_ovhai::Ovhai;

use super::{TYPE, configuration, filled, keys, object_store, revision, sandbox};

const ONE: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

fn bytes(store: &TestStore, key: &str) -> Vec<u8> {
    store.state().buckets["to"][key].bytes.to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn encrypted_copies_keep_terraforms_rules() {
    let (sandbox, store) = (sandbox(), filled().await);
    let home = tempfile::tempdir().unwrap();
    let plain = configuration(&sandbox, &json!({ "mine": object_store(&store) }));
    let mut keyed = plain.clone();
    keyed["fingerprint_key"] = json!("long and random text");
    let without = Lifecycle::new(|| Ovhai, plain).client().await;
    let lifecycle = Lifecycle::new(|| Ovhai, keyed);
    let client = lifecycle.client().await;
    let mut config = json!({
        "destination": "s3:to/exit",
        "revision": revision(&client, Value::Null).await,
        "journal": home.path().join("one").display().to_string(),
        "sources": [{ "store": "mine", "container": "from", "prefix": "v1/" }],
    });
    // Copied in clear first.
    let created = lifecycle.create(TYPE, config.clone()).await.unwrap();
    let key = "exit/mine/from/v1/07";
    assert_eq!(bytes(&store, key), [7; 900]);
    store
        .state()
        .buckets
        .get_mut("from")
        .unwrap()
        .remove("v1/08");

    config["recipients"] = json!([ONE]);
    let mut other = config.clone();
    other["revision"] = revision(&without, Value::Null).await;
    let refused = without.plan(TYPE, Some(&created), other).await;
    let error = refused.error();
    assert!(error.summary.contains("fingerprint_key"), "{error:?}");

    let sealed = lifecycle.update(&created, config.clone()).await.unwrap();
    let copy = &sealed.json()["copies"]["mine/from/v1/"];
    assert_eq!(copy["copied"], 61, "{copy}");
    let made = bytes(&store, key);
    assert!(made.starts_with(b"age-encryption.org/v1\n"));
    let findings = sealed.json()["findings"].to_string();
    assert!(
        findings.contains("data/not-encrypted@mine/from/v1/\":\"1 objects"),
        "{findings}"
    );
    assert_eq!(keys(&store).len(), 62);

    // Nothing changed: nothing is planned, by totals and by listing, and nothing is made anew.
    let client = lifecycle.client().await;
    let plan = client.plan(TYPE, Some(&sealed), config.clone()).await.ok();
    assert_eq!(plan.action, Action::NoOp);
    config["plan_detail"] = json!("listing");
    let again = lifecycle.update(&sealed, config.clone()).await.unwrap();
    assert_eq!(again.json()["digest"], sealed.json()["digest"]);
    assert_eq!(bytes(&store, key), made);
    let later = {
        let mut config = config.clone();
        config["recipients"] = unknown();
        config
    };
    let plan = client.plan(TYPE, Some(&sealed), later).await.ok();
    assert_eq!(plan.action, Action::Update);
    assert!(plan.planned.get("digest").is_unknown());

    // Back to clear: everything is.
    config["recipients"] = Value::Null;
    let opened = lifecycle.update(&sealed, config).await.unwrap();
    assert_eq!(opened.json()["copies"]["mine/from/v1/"]["copied"], 61);
    assert_eq!(bytes(&store, key), [7; 900]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_encrypted_for_anybody_is_refused() {
    let sandbox = sandbox();
    let client = Lifecycle::new(|| Ovhai, configuration(&sandbox, &Value::Null))
        .client()
        .await;
    let revision = revision(&client, Value::Null).await;
    let config = |recipients: Value| json!({ "destination": "file:./exit", "revision": &revision, "recipients": recipients });
    for (wrong, told) in [
        (json!(["AGE-SECRET-KEY-1QQ"]), "private key"),
        (json!(["ssh-ed25519 AAAA"]), "age-keygen"),
        (json!([format!("{}q", &ONE[..61])]), "typing error"),
    ] {
        let refused = client.validate(TYPE, config(wrong)).await;
        assert!(
            refused.error().detail.contains(told),
            "{:?}",
            refused.error()
        );
    }
    let mut on_cluster = config(json!([ONE]));
    on_cluster["engine"] = json!("kubernetes");
    on_cluster["destination"] = json!("s3:to");
    on_cluster["kubernetes"] = json!({ "namespace": "exit" });
    let refused = client.validate(TYPE, on_cluster).await;
    assert!(
        refused.error().summary.contains("do not encrypt"),
        "{:?}",
        refused.error()
    );
}
