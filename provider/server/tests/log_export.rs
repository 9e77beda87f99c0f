//! `ovhai_log_export` over the provider's own gRPC service in memory: what a Terraform that lives on would meet.

use ovh_sandbox::{Fault, Options, Running, Sandbox};
use serde_json::json;
use terraform_plugin::testing::Client;
use terraform_provider_ovhai::Ovhai;

async fn client(sandbox: &Running) -> Client {
    let key = &sandbox.credentials().key;
    let configuration = json!({
        "endpoint": sandbox.api(),
        "application_key": key.application_key,
        "application_secret": key.application_secret,
        "consumer_key": key.consumer_key,
        "service_name": sandbox.service_name(),
    });
    Client::configured(Ovhai, configuration).await
}

#[tokio::test]
async fn a_create_that_failed_can_be_tried_again_by_the_same_process() {
    let sandbox = Sandbox::start(Options::default()).unwrap();
    let client = client(&sandbox).await;
    let select = json!({ "kinds": ["app"] });
    let inventory = client
        .data_source("ovhai_inventory", json!({ "select": select }))
        .await
        .ok()
        .json();
    let folder = tempfile::tempdir().unwrap();
    let config = json!({
        "destination": format!("file:{}", folder.path().display()),
        "revision": inventory["revision"],
        "select": select,
    });
    let route = "GET /cloud/project/{serviceName}/ai/app/{appId}/log";
    sandbox.fail(route, Fault::Status(403), 5, 1);
    let plan = client
        .plan("ovhai_log_export", None, config.clone())
        .await
        .ok();
    let failed = client.apply(&plan).await;
    let error = failed.errors()[0];
    assert!(error.summary.starts_with("1 of "), "{}", error.summary);
    let created = client.apply(&plan).await.ok().json();
    assert_eq!(created["logs"].as_object().unwrap().len(), 13);
    // Another resource with this destination is refused while this one has it.
    let other = client.plan("ovhai_log_export", None, config).await.ok();
    let refused = client.apply(&other).await;
    assert!(refused.errors()[0].detail.contains("another resource"));
}

#[tokio::test]
async fn a_folder_of_somebody_else_is_refused_while_planning() {
    let sandbox = Sandbox::start(Options::default()).unwrap();
    let client = client(&sandbox).await;
    let inventory = client.data_source("ovhai_inventory", json!({})).await.ok();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine.txt"), "mine").unwrap();
    let config = json!({
        "destination": format!("file:{}", folder.path().display()),
        "revision": inventory.json()["revision"],
    });
    let refused = client.plan("ovhai_log_export", None, config.clone()).await;
    assert!(refused.errors()[0].detail.contains("mine.txt"));
    std::fs::remove_file(folder.path().join("mine.txt")).unwrap();
    client.plan("ovhai_log_export", None, config).await.ok();
}

#[tokio::test]
async fn a_log_the_platform_does_not_have_is_said_and_no_failure() {
    let sandbox = Sandbox::start(Options::default()).unwrap();
    let client = client(&sandbox).await;
    let select = json!({ "kinds": ["app"] });
    let inventory = client
        .data_source("ovhai_inventory", json!({ "select": select }))
        .await
        .ok()
        .json();
    let folder = tempfile::tempdir().unwrap();
    let config = json!({
        "destination": format!("file:{}", folder.path().display()),
        "revision": inventory["revision"],
        "select": select,
    });
    let route = "GET /cloud/project/{serviceName}/ai/app/{appId}/log";
    let plan = client
        .plan("ovhai_log_export", None, config.clone())
        .await
        .ok();
    sandbox.fail(route, Fault::Status(404), 0, 1);
    let created = client.apply(&plan).await.ok().json();
    assert_eq!(created["unavailable"].as_object().unwrap().len(), 1);
    let gone = created["unavailable"]
        .as_object()
        .unwrap()
        .keys()
        .next()
        .unwrap();
    let planned = plan.json();
    for (address, log) in created["logs"].as_object().unwrap() {
        // Terraform refuses a result that is not what was planned.
        assert_eq!(log["file"], planned["logs"][address]["file"], "{address}");
        assert!(folder.path().join(log["file"].as_str().unwrap()).exists());
        assert_eq!(log["lines"] == 0, address == gone, "{address}: {log}");
    }
}
