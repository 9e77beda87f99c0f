//! `ovhai_data_export` over the provider's own gRPC service in memory, against the sandbox and object stores on loopback.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod places;
mod sealed;

use ovh_sandbox::{EstateChoice, Kind, Options, Running, Sandbox};
use ovhai_data::testing::{Fault, TestStore};
use serde_json::{Value, json};
use terraform_plugin::testing::{Action, Client, Lifecycle, unknown};
use terraform_provider_ovhai::Ovhai;

const TYPE: &str = "ovhai_data_export";
const HIDDEN: &str = "test-secret";

fn sandbox() -> Running {
    Sandbox::start(Options {
        estate: EstateChoice::Handmade,
        ..Options::default()
    })
    .unwrap()
}

fn configuration(sandbox: &Running, stores: &Value) -> Value {
    let key = &sandbox.credentials().key;
    json!({
        "endpoint": sandbox.api(),
        "application_key": key.application_key,
        "application_secret": key.application_secret,
        "consumer_key": key.consumer_key,
        "service_name": sandbox.service_name(),
        "object_stores": stores,
    })
}

fn object_store(store: &TestStore) -> Value {
    json!({ "endpoint": store.endpoint(), "region": "test", "access_key": "test-key", "secret_key": HIDDEN })
}

/// Sixty small objects, and one in parts.
async fn filled() -> TestStore {
    let store = TestStore::start().await.unwrap();
    {
        let mut state = store.state();
        for at in 0..60_u8 {
            state.put("from", &format!("v1/{at:02}"), &[at; 900]);
        }
        state.put("from", "v1/large", &vec![7; 9 << 20]);
        state.put("from", "v1/é q?#%", b"odd");
        state.put("from", "other/x", b"not asked for");
        state.buckets.entry("to".to_owned()).or_default();
    }
    store
}

async fn revision(client: &Client, select: Value) -> Value {
    let inventory = client
        .data_source("ovhai_inventory", json!({ "select": select }))
        .await
        .ok();
    inventory.json()["revision"].clone()
}

fn keys(store: &TestStore) -> Vec<String> {
    let state = store.state();
    let keys = state.buckets["to"].keys();
    keys.filter(|key| !key.contains(".ovhai-data/"))
        .cloned()
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_life_of_a_copy_in_a_bucket_keeps_terraforms_rules() {
    let (sandbox, store) = (sandbox(), filled().await);
    let home = tempfile::tempdir().unwrap();
    let lifecycle = Lifecycle::new(
        || Ovhai,
        configuration(&sandbox, &json!({ "mine": object_store(&store) })),
    );
    let client = lifecycle.client().await;
    let mut config = json!({
        "destination": "s3:to/exit",
        "revision": revision(&client, Value::Null).await,
        "journal": home.path().join("one").display().to_string(),
        "sources": [{ "store": "mine", "container": "from", "prefix": "v1/" }],
        "exclude": ["**/59"],
    });
    let created = lifecycle.create(TYPE, config.clone()).await.unwrap();
    let copy = &created.json()["copies"]["mine/from/v1/"];
    assert_eq!(
        (&copy["objects"], &copy["copied"]),
        (&json!(61), &json!(61)),
        "{copy}"
    );
    assert_eq!(created.json()["object_count"], 61);
    assert_eq!(keys(&store).len(), 61);
    {
        let state = store.state();
        let copy = &state.buckets["to"]["exit/mine/from/v1/large"];
        assert_eq!(copy.bytes, state.buckets["from"]["v1/large"].bytes);
    }

    // What changes at the source is a difference, and only that moves.
    store.state().put("from", "v1/07", &[99; 901]);
    store.state().forget();
    let updated = lifecycle.update(&created, config.clone()).await.unwrap();
    assert_eq!(updated.json()["copies"]["mine/from/v1/"]["copied"], 1);
    assert_eq!(store.state().sent.get("v1/07"), Some(&901));
    assert_eq!(
        store
            .state()
            .sent
            .keys()
            .filter(|key| key.starts_with("v1"))
            .count(),
        1
    );

    // A copy that somebody changed is a difference, and is not touched unasked.
    store.state().put("to", "exit/mine/from/v1/03", b"edited");
    let client = lifecycle.client().await;
    let read = client.read(&updated).await.ok();
    assert!(read.json()["digest"].is_null());
    let plan = client.plan(TYPE, Some(&read), config.clone()).await.ok();
    assert_eq!(plan.action, Action::Update);
    let refused = client.apply(&plan).await;
    assert!(
        refused.error().detail.contains("it was changed since"),
        "{:?}",
        refused.error()
    );
    config["overwrite"] = json!(true);
    let mended = lifecycle.update(&updated, config.clone()).await.unwrap();
    assert_eq!(
        store.state().buckets["to"]["exit/mine/from/v1/03"]
            .bytes
            .len(),
        900
    );

    // Another machine: the journal is in the bucket.
    std::fs::remove_dir_all(home.path().join("one")).unwrap();
    store.state().forget();
    let client = lifecycle.client().await;
    let read = client.read(&mended).await.ok();
    assert_eq!(read.json()["digest"], mended.json()["digest"]);
    let plan = client.plan(TYPE, Some(&read), config.clone()).await.ok();
    assert_eq!(plan.action, Action::NoOp);
    assert_eq!(store.state().all_received(), 0);

    config["on_destroy"] = json!("delete");
    let last = lifecycle.update(&mended, config).await.unwrap();
    let shown = format!("{:?}{}", last, last.json());
    assert!(!shown.contains(HIDDEN));
    lifecycle.destroy(&last).await.unwrap();
    assert_eq!(store.state().buckets["to"].len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_in_a_folder_is_verified_by_its_bytes_when_that_is_asked_for() {
    let (sandbox, store) = (sandbox(), filled().await);
    let home = tempfile::tempdir().unwrap();
    let lifecycle = Lifecycle::new(
        || Ovhai,
        configuration(&sandbox, &json!({ "mine": object_store(&store) })),
    );
    let client = lifecycle.client().await;
    let place = home.path().join("exit");
    let mut config = json!({
        "destination": format!("file:{}", place.display()),
        "revision": revision(&client, Value::Null).await,
        "sources": [{ "store": "mine", "container": "from" }],
        "plan_detail": "listing",
    });
    let created = lifecycle.create(TYPE, config.clone()).await.unwrap();
    assert_eq!(created.json()["object_count"], 63);
    let file = place.join("mine/from/v1/05");
    let time = std::fs::metadata(&file).unwrap().modified().unwrap();
    std::fs::write(&file, [6; 900]).unwrap();
    let opened = std::fs::File::options().write(true).open(&file).unwrap();
    opened.set_modified(time).unwrap();
    let client = lifecycle.client().await;
    // Same size and time: looking closely is what finds it.
    assert!(!client.read(&created).await.ok().json()["digest"].is_null());
    config["verify"] = json!("full");
    config["on_destroy"] = json!("delete");
    let plan = client.plan(TYPE, Some(&created), config.clone()).await.ok();
    let full = client.apply(&plan).await.ok();
    let read = client.read(&full).await.ok();
    assert!(read.json()["digest"].is_null());
    // What looks right is read once more, and what is not is copied again.
    let plan = client.plan(TYPE, Some(&read), config.clone()).await.ok();
    let mended = client.apply(&plan).await.ok();
    assert_eq!(std::fs::read(&file).unwrap(), [5; 900]);

    // It can be taken up again by its destination.
    let client = lifecycle.client().await;
    let imported = client
        .import(TYPE, config["destination"].as_str().unwrap())
        .await
        .ok();
    assert_eq!(imported.json()["id"], mended.json()["id"]);
    std::fs::write(place.join("theirs"), b"stays").unwrap();
    lifecycle.destroy(&mended).await.unwrap();
    let left: Vec<_> = std::fs::read_dir(&place)
        .unwrap()
        .map(|item| item.unwrap().file_name())
        .collect();
    assert_eq!(left, ["theirs"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_workloads_use_is_copied_with_the_platforms_credentials() {
    let (sandbox, store) = (sandbox(), TestStore::start().await.unwrap());
    {
        let mut state = store.state();
        state.access_key = Some("INVENTEDMODELSKEY".to_owned());
        state.put("prod-models", "fraud/model.bin", b"weights");
        state.put("prod-models", "else/model.bin", b"not used");
    }
    sandbox.with(Kind::DataStore, |stores| {
        assert!(
            stores.edit("GRA/models-s3", |document| document["endpoint"] =
                json!(store.endpoint()))
        );
    });
    let home = tempfile::tempdir().unwrap();
    // The platform's own storage, which this test has no address of.
    let mut own = object_store(&store);
    own["access_key"] = json!("INVENTEDMODELSKEY");
    store
        .state()
        .put("notebooks_workspace", "n/.workspace.initialized", b"");
    let stores = json!({ "GRA/GRA": own });
    let lifecycle = Lifecycle::new(|| Ovhai, configuration(&sandbox, &stores));
    let client = lifecycle.client().await;
    let select = json!({ "names": ["fraud-analysis"] });
    let place = home.path().join("exit");
    let config = json!({
        "destination": format!("file:{}", place.display()),
        "revision": revision(&client, select.clone()).await,
        "select": select,
    });
    let before = sandbox.requests().writes();
    let plan = client.plan(TYPE, None, config.clone()).await;
    let warning = plan.warnings()[0].clone();
    assert_eq!(warning.summary, "Data of 2 places: 2 objects, 7 bytes");
    assert!(
        warning.detail.contains("GRA/models-s3/prod-models/fraud/"),
        "{}",
        warning.detail
    );
    assert!(
        warning.detail.contains("data/git-not-copied@notebook/"),
        "{}",
        warning.detail
    );
    assert!(
        warning
            .detail
            .contains("data/workspace-as-last-saved@notebook/"),
        "{}",
        warning.detail
    );
    assert!(!place.exists());
    let created = lifecycle.create(TYPE, config.clone()).await.unwrap();
    assert_eq!(sandbox.requests().writes(), before);
    let file = place.join("GRA/models-s3/prod-models/fraud/model.bin");
    assert_eq!(std::fs::read(file).unwrap(), b"weights");
    assert_eq!(created.json()["object_count"], 2);
    let workspace = place.join("GRA/GRA/notebooks_workspace/n/.workspace.initialized");
    assert!(workspace.is_file());
    let shown = created.json().to_string();
    assert!(!shown.contains("invented-secret"), "{shown}");

    // A container that nobody has written to yet is no failure, and is said.
    store.state().buckets.remove("prod-models");
    let missing = lifecycle.update(&created, config).await.unwrap();
    let findings = missing.json()["findings"].to_string();
    assert!(
        findings.contains("data/no-such-container@GRA/models-s3/prod-models/fraud/"),
        "{findings}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_copy_is_told_and_gone_on_with() {
    let (sandbox, store) = (sandbox(), filled().await);
    let home = tempfile::tempdir().unwrap();
    let lifecycle = Lifecycle::new(
        || Ovhai,
        configuration(&sandbox, &json!({ "mine": object_store(&store) })),
    );
    let client = lifecycle.client().await;
    let config = json!({
        "destination": format!("file:{}", home.path().join("exit").display()),
        "revision": revision(&client, Value::Null).await,
        "sources": [{ "store": "mine", "container": "from" }],
    });
    let plan = client.plan(TYPE, None, config.clone()).await.ok();
    for _ in 0..3 {
        store.state().order("GET", "/v1/30", Fault::WrongBytes);
    }
    let failed = client.apply(&plan).await;
    let error = failed.error();
    assert_eq!(error.summary, "1 objects were not copied");
    assert!(error.detail.contains("\"v1/30\""), "{}", error.detail);
    store.state().forget();
    let client = lifecycle.client().await;
    let plan = client.plan(TYPE, None, config).await.ok();
    client.apply(&plan).await.ok();
    let moved: Vec<String> = store.state().sent.keys().cloned().collect();
    assert_eq!(moved, ["v1/30"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_apply_will_tell_is_waited_for() {
    let (sandbox, store) = (sandbox(), filled().await);
    let home = tempfile::tempdir().unwrap();
    let config = |revision: Value| {
        json!({
            "destination": format!("file:{}", home.path().join("exit").display()),
            "revision": revision,
            "sources": [{ "store": "mine", "container": "from" }],
        })
    };
    let client = Client::configured(Ovhai, configuration(&sandbox, &unknown())).await;
    let revision = revision(&client, Value::Null).await;
    store.state().forget();
    let plan = client.plan(TYPE, None, config(revision.clone())).await.ok();
    for name in [
        "id",
        "copies",
        "object_count",
        "byte_count",
        "findings",
        "digest",
    ] {
        assert!(plan.planned.get(name).is_unknown(), "{name}");
    }
    assert_eq!(store.state().seen, []);
    let known = configuration(&sandbox, &json!({ "mine": object_store(&store) }));
    let client = Client::configured(Ovhai, known).await;
    let plan = client.plan(TYPE, None, config(revision.clone())).await.ok();
    client.apply(&plan).await.ok();

    let none = Client::configured(Ovhai, configuration(&sandbox, &Value::Null)).await;
    let refused = none.plan(TYPE, None, config(revision)).await;
    assert!(
        refused.error().detail.contains("REGION/ALIAS"),
        "{:?}",
        refused.error()
    );
}
