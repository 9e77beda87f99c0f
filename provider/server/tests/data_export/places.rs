//! Destinations that vanish, journals that fall behind, and places that are no buckets.

use std::{fs, os::unix::fs::symlink, path::Path};

use ovhai_data::testing::{Fault, TestSwift};
use serde_json::{Value, json};
use terraform_plugin::testing::{Action, Lifecycle};
use terraform_provider_ovhai::Ovhai;

use super::{TYPE, configuration, filled, keys, object_store, revision, sandbox};

/// The copy of the bucket `from` to the bucket `to`, with the journal in `journal`.
async fn config(lifecycle: &Lifecycle<impl Fn() -> Ovhai>, journal: &Path) -> Value {
    let client = lifecycle.client().await;
    json!({
        "destination": "s3:to/exit",
        "revision": revision(&client, Value::Null).await,
        "journal": journal.display().to_string(),
        "sources": [{ "store": "mine", "container": "from", "prefix": "v1/" }],
        "on_destroy": "delete",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_is_gone_is_a_difference_and_no_obstacle() {
    let (sandbox, store) = (sandbox(), filled().await);
    let home = tempfile::tempdir().unwrap();
    let stores = json!({ "mine": object_store(&store) });
    let lifecycle = Lifecycle::new(|| Ovhai, configuration(&sandbox, &stores));
    let config = config(&lifecycle, home.path()).await;
    let created = lifecycle.create(TYPE, config.clone()).await.unwrap();
    store.state().buckets.remove("to");
    let client = lifecycle.client().await;
    let read = client.read(&created).await.ok();
    assert!(read.json()["digest"].is_null());
    let plan = client.plan(TYPE, Some(&read), config).await.ok();
    assert_eq!(plan.action, Action::Update);
    lifecycle.destroy(&created).await.unwrap();
    assert!(!store.state().buckets.contains_key("to"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fell_behind_is_told_and_takes_what_is_newer() {
    let (sandbox, store) = (sandbox(), filled().await);
    let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let stores = json!({ "mine": object_store(&store) });
    let lifecycle = Lifecycle::new(|| Ovhai, configuration(&sandbox, &stores));
    let old = config(&lifecycle, home.path()).await;
    let created = lifecycle.create(TYPE, old.clone()).await.unwrap();
    // The same state from another machine.
    let mut new = old.clone();
    new["journal"] = json!(other.path().display().to_string());
    store.state().put("from", "v1/07", &[99; 901]);
    let updated = lifecycle.update(&created, new).await.unwrap();
    // And from the first one again.
    let client = lifecycle.client().await;
    let plan = client.plan(TYPE, Some(&updated), old).await.ok();
    let back = client.apply(&plan).await.ok();
    let client = lifecycle.client().await;
    let read = client.read(&back).await;
    let warnings = format!("{:?}", read.warnings());
    assert!(warnings.contains("was an older one"), "{warnings}");
    assert_eq!(read.ok().json()["digest"], updated.json()["digest"]);
    assert_eq!(client.read(&back).await.warnings().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn destroying_again_says_what_is_there_and_only_that() {
    let (sandbox, store) = (sandbox(), filled().await);
    let home = tempfile::tempdir().unwrap();
    let stores = json!({ "mine": object_store(&store) });
    let lifecycle = Lifecycle::new(|| Ovhai, configuration(&sandbox, &stores));
    let mut config = config(&lifecycle, home.path()).await;
    config["sources"] = json!([
        { "store": "mine", "container": "from", "prefix": "other/" },
        { "store": "mine", "container": "from", "prefix": "v1/" },
    ]);
    let created = lifecycle.create(TYPE, config).await.unwrap();
    // The second copy cannot be removed at first.
    let refusal = Fault::Status(403, "AccessDenied", None);
    store.state().order("DELETE", "/v1/05", refusal);
    let client = lifecycle.client().await;
    let plan = client.plan_destroy(&created).await.ok();
    let failed = client.apply(&plan).await;
    assert!(failed.error().detail.contains("AccessDenied"));
    let client = lifecycle.client().await;
    let plan = client.plan_destroy(&created).await.ok();
    let done = client.apply(&plan).await;
    assert_eq!(done.warnings().len(), 0, "{:?}", done.warnings());
    assert_eq!(store.state().buckets["to"].len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_that_no_journal_knows_any_more_are_told_of_when_the_export_goes() {
    let (sandbox, store) = (sandbox(), filled().await);
    let home = tempfile::tempdir().unwrap();
    let stores = json!({ "mine": object_store(&store) });
    let lifecycle = Lifecycle::new(|| Ovhai, configuration(&sandbox, &stores));
    let config = config(&lifecycle, &home.path().join("one")).await;
    let created = lifecycle.create(TYPE, config.clone()).await.unwrap();
    // Both journals are lost, and an object that was copied is gone from the source.
    fs::remove_dir_all(home.path().join("one")).unwrap();
    {
        let mut state = store.state();
        state.buckets.get_mut("from").unwrap().remove("v1/08");
        let to = state.buckets.get_mut("to").unwrap();
        to.retain(|key, _| !key.contains(".ovhai-data/"));
    }
    let mut again = config;
    again["overwrite"] = json!(true);
    let client = lifecycle.client().await;
    let read = client.read(&created).await.ok();
    let plan = client.plan(TYPE, Some(&read), again).await.ok();
    let mended = client.apply(&plan).await.ok();
    let client = lifecycle.client().await;
    let plan = client.plan_destroy(&mended).await.ok();
    let done = client.apply(&plan).await;
    let warnings = format!("{:?}", done.warnings());
    assert!(
        warnings.contains("the journal does not know") && warnings.contains("from/v1/: 1 objects"),
        "{warnings}"
    );
    assert_eq!(keys(&store), ["exit/mine/from/v1/08"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_container_that_is_not_there_leaves_no_journal() {
    let (sandbox, store) = (sandbox(), filled().await);
    store.state().access_key = Some("INVENTEDMODELSKEY".to_owned());
    sandbox.with(ovh_sandbox::Kind::DataStore, |stores| {
        assert!(
            stores.edit("GRA/models-s3", |document| document["endpoint"] =
                json!(store.endpoint()))
        );
    });
    let home = tempfile::tempdir().unwrap();
    let mut target = object_store(&store);
    target["access_key"] = json!("INVENTEDMODELSKEY");
    let lifecycle = Lifecycle::new(
        || Ovhai,
        configuration(&sandbox, &json!({ "mine": target })),
    );
    let client = lifecycle.client().await;
    let select = json!({ "names": ["fraud-analysis"] });
    let config = json!({
        "destination": "s3:to/exit",
        "revision": revision(&client, select.clone()).await,
        "select": select,
        "journal": home.path().display().to_string(),
    });
    let created = lifecycle.create(TYPE, config).await.unwrap();
    let findings = created.json()["findings"].to_string();
    assert!(findings.contains("data/no-such-container@"), "{findings}");
    let left: Vec<String> = store.state().buckets["to"].keys().cloned().collect();
    assert_eq!(left, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_goes_to_a_container_of_swift_and_back_out_of_it() {
    let (sandbox, swift) = (sandbox(), TestSwift::start().await.unwrap());
    swift
        .state()
        .containers
        .insert("to".to_owned(), Default::default());
    let home = tempfile::tempdir().unwrap();
    let from = home.path().join("data/models");
    fs::create_dir_all(from.join("a/b")).unwrap();
    fs::write(from.join("a/b/é x"), b"small").unwrap();
    fs::write(from.join("large"), vec![7; 9 << 20]).unwrap();
    symlink("/etc/hostname", from.join("link")).unwrap();
    let stores = json!({
        "disk": { "folder": home.path().join("data").display().to_string() },
        "cloud": { "auth_url": swift.keystone(), "region": "TEST", "user": "test", "password": "right", "project": "p" },
    });
    let lifecycle = Lifecycle::new(|| Ovhai, configuration(&sandbox, &stores));
    let client = lifecycle.client().await;
    let config = json!({
        "destination": "swift:to/exit",
        "object_store": "cloud",
        "revision": revision(&client, Value::Null).await,
        "journal": home.path().join("journal").display().to_string(),
        "sources": [{ "store": "disk", "container": "models" }],
        "on_destroy": "delete",
        "verify": "full",
    });
    let created = lifecycle.create(TYPE, config.clone()).await.unwrap();
    let shown = created.json();
    assert_eq!(shown["object_count"], 2);
    let findings = shown["findings"].to_string();
    assert!(
        findings.contains("data/no-files-not-copied@disk/models") && findings.contains("link"),
        "{findings}"
    );
    assert!(!findings.contains("compared-by-size"), "{findings}");
    {
        let state = swift.state();
        let large = &state.containers["to"]["exit/disk/models/large"];
        assert_eq!(large.fixed.as_ref().unwrap().len(), 2);
    }
    // What was written into Swift is read by an export of its own.
    let back = json!({
        "destination": format!("file:{}", home.path().join("back").display()),
        "revision": config["revision"],
        "sources": [{ "store": "cloud", "container": "to", "prefix": "exit/disk/models/a" },
                    { "store": "cloud", "container": "to", "prefix": "exit/disk/models/l" }],
    });
    lifecycle.create(TYPE, back).await.unwrap();
    let below = home.path().join("back/cloud/to/exit/disk/models");
    assert_eq!(fs::read(below.join("large")).unwrap(), vec![7; 9 << 20]);
    assert_eq!(fs::read(below.join("a/b/é x")).unwrap(), b"small");

    fs::write(from.join("a/b/é x"), b"other").unwrap();
    let updated = lifecycle.update(&created, config).await.unwrap();
    assert_eq!(updated.json()["copies"]["disk/models"]["copied"], 1);
    lifecycle.destroy(&updated).await.unwrap();
    let state = swift.state();
    assert_eq!(state.containers.len(), 1, "{:?}", state.containers.keys());
    assert_eq!(state.containers["to"].len(), 0);
}
