//! What is missing, odd or out of reach is told, and nothing is left out.

use ovh_sandbox::{EstateChoice, Fault, Kind};
use serde_json::json;

use super::{NOWHERE, client, sandbox};

#[tokio::test]
async fn missing_objects_are_named() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    for (unit, config, summary) in [
        ("ovhai_app", json!({}), "There is no such app"),
        ("ovhai_job", json!({}), "There is no such job"),
        ("ovhai_notebook", json!({}), "There is no such notebook"),
        (
            "ovhai_logs",
            json!({ "kind": "app" }),
            "There is no such app",
        ),
        (
            "ovhai_logs",
            json!({ "kind": "job" }),
            "There is no such job",
        ),
        (
            "ovhai_logs",
            json!({ "kind": "notebook" }),
            "There is no such notebook",
        ),
    ] {
        let mut config = config;
        config["id"] = json!(NOWHERE);
        let outcome = client.data_source(unit, config).await;
        let error = outcome.error();
        assert_eq!(error.summary, summary);
        assert!(error.detail.contains(NOWHERE));
        assert_eq!(error.path.to_string(), "id");
    }
}

#[tokio::test]
async fn objects_nobody_understands_are_errors() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    for (kind, unit, pointer) in [
        (Kind::App, "ovhai_apps", "/spec/image"),
        (Kind::Job, "ovhai_jobs", "/spec/image"),
        (Kind::Notebook, "ovhai_notebooks", "/spec/region"),
        (Kind::Registry, "ovhai_registries", "/url"),
        (Kind::Token, "ovhai_tokens", "/spec/region"),
        (Kind::DataStore, "ovhai_data_stores", "/endpoint"),
        (Kind::Backup, "ovhai_notebooks", "/evictionDate"),
    ] {
        let id = sandbox.with(kind, |objects| objects.ids().swap_remove(0));
        let before = sandbox.object(kind, &id).unwrap();
        sandbox.with(kind, |objects| {
            objects.edit(&id, |object| {
                *object.pointer_mut(pointer).unwrap() = json!([7])
            });
        });
        let config = match kind {
            Kind::Backup => json!({ "include_backups": true }),
            _ => json!({}),
        };
        let outcome = client.data_source(unit, config).await;
        let error = outcome.error();
        assert!(error.detail.contains(pointer), "{unit}: {}", error.detail);
        // Data stores have no id, and are not named by what nobody understands.
        assert!(
            kind == Kind::DataStore || error.detail.contains(&id),
            "{}",
            error.detail
        );
        sandbox.with(kind, |objects| objects.edit(&id, |object| *object = before));
        client.data_source(unit, json!({})).await.ok();
    }
}

#[tokio::test]
async fn a_region_that_fails_is_named_and_nothing_shorter_is_told() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let regions = "GET /cloud/project/{serviceName}/ai/data/region/{region}/alias";
    sandbox.fail(regions, Fault::Status(403), 1, 1);
    let outcome = client.data_source("ovhai_data_stores", json!({})).await;
    let error = outcome.error();
    assert!(
        error.summary.starts_with("The data stores of ")
            && error.summary.ends_with(" cannot be read")
    );
    assert!(outcome.value.is_absent());
}

#[tokio::test]
async fn each_call_may_fail_once_or_always() {
    for (unit, config) in [
        ("ovhai_jobs", json!({})),
        ("ovhai_notebooks", json!({ "include_backups": true })),
        ("ovhai_data_stores", json!({})),
        ("ovhai_registries", json!({})),
        ("ovhai_tokens", json!({})),
        (
            "ovhai_notebook",
            json!({ "id": "421658c2-0048-5065-b89c-5af5054557b2", "include_backups": true }),
        ),
        (
            "ovhai_logs",
            json!({ "kind": "job", "id": "a8702dbb-be22-56a5-9d4b-f0f5224aad6d" }),
        ),
    ] {
        let sandbox = sandbox(EstateChoice::Handmade);
        let client = client(&sandbox).await;
        let wanted = client.data_source(unit, config.clone()).await.ok().json();
        sandbox.reset_requests();
        client.data_source(unit, config.clone()).await.ok();
        let calls = u32::try_from(sandbox.requests().total).unwrap();
        assert!(calls > 0);
        for skip in 0..calls {
            sandbox.fail("", Fault::Status(503), skip, 1);
            let told = client.data_source(unit, config.clone()).await.ok().json();
            assert!(told == wanted, "{unit} is another after failure {skip}");
            sandbox.clear_faults();
            sandbox.fail("", Fault::Status(403), skip, u32::MAX);
            let outcome = client.data_source(unit, config.clone()).await;
            assert!(!outcome.errors().is_empty(), "{unit} hides failure {skip}");
            sandbox.clear_faults();
        }
    }
}

#[tokio::test]
async fn a_notebook_that_goes_while_it_is_read_takes_nothing_with_it() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let backups = "GET /cloud/project/{serviceName}/ai/notebook/{notebookId}/backup";
    let notebook = "GET /cloud/project/{serviceName}/ai/notebook/{notebookId}";
    sandbox.fail(backups, Fault::Status(404), 0, 1);
    sandbox.fail(notebook, Fault::Status(404), 0, 1);
    let config = json!({ "include_backups": true });
    let told = client
        .data_source("ovhai_notebooks", config)
        .await
        .ok()
        .json();
    let notebooks = told["notebooks"].as_array().unwrap();
    let (gone, there): (Vec<_>, Vec<_>) = notebooks
        .iter()
        .partition(|notebook| notebook["backups"].is_null());
    assert_eq!((gone.len(), there.len()), (1, 2));
    assert!(
        there
            .iter()
            .all(|notebook| notebook["backup_retention"].is_object())
    );
}

#[tokio::test]
async fn backups_that_are_not_found_are_no_proof_that_the_notebook_is_gone() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let id = sandbox.with_notebooks(|notebooks| notebooks.id_of("fraud-analysis").unwrap());
    let backups = "GET /cloud/project/{serviceName}/ai/notebook/{notebookId}/backup";
    for (unit, config) in [
        ("ovhai_notebooks", json!({ "include_backups": true })),
        (
            "ovhai_notebook",
            json!({ "id": id, "include_backups": true }),
        ),
    ] {
        sandbox.fail(backups, Fault::Status(404), 0, u32::MAX);
        let outcome = client.data_source(unit, config).await;
        let error = outcome.error();
        assert_eq!(error.summary, "The backups cannot be read");
        assert!(error.detail.contains("404"), "{}", error.detail);
        assert!(outcome.value.is_absent());
        sandbox.clear_faults();
    }
}

#[tokio::test]
async fn backups_without_a_policy_are_told() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let id = sandbox.with_notebooks(|notebooks| notebooks.id_of("fraud-analysis").unwrap());
    let policy =
        "GET /cloud/project/{serviceName}/ai/notebook/{notebookId}/workspacebackupretentionpolicy";
    sandbox.fail(policy, Fault::Status(404), 0, u32::MAX);
    let config = json!({ "id": id, "include_backups": true });
    let told = client
        .data_source("ovhai_notebook", config)
        .await
        .ok()
        .json();
    assert!(told["backup_retention"].is_null());
    assert!(!told["backups"].as_array().unwrap().is_empty());
}
