//! What the platform offers for jobs and notebooks, in the old and the new calls, and who its partners are.

use ovh_sandbox::Options;
use serde_json::{Value, json};

use crate::client::{Client, settled, start};

fn ids(list: &Value) -> Vec<&str> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["id"].as_str().unwrap())
        .collect()
}

const REGION: &str = "/capabilities/region/GRA";

#[tokio::test]
async fn editors_and_frameworks_know_what_fits_together() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let editors = client.get(&format!("{REGION}/notebook/editor")).await.ok();
    assert_eq!(
        ids(&editors),
        ["jupyterlab", "jupyterlabcollaborative", "vscode"]
    );
    let one = client
        .get(&format!("{REGION}/notebook/editor/vscode"))
        .await
        .ok();
    assert_eq!(one, editors[2]);
    let frameworks = client
        .get(&format!("{REGION}/notebook/framework"))
        .await
        .ok();
    assert_eq!(frameworks.as_array().unwrap().len(), 7);
    let one = client
        .get(&format!("{REGION}/notebook/framework/pytorch"))
        .await
        .ok();
    assert_eq!(one, frameworks[0]);
    for (query, expected) in [
        ("editor?compatibleWithFramework=qiskit", 2),
        ("editor?compatibleWithFramework=pytorch", 3),
        ("editor?compatibleWithFramework=nobody", 0),
        ("framework?compatibleWithEditor=vscode", 5),
        ("framework?type=quantum", 1),
        ("framework?type=quantum-qpu&compatibleWithEditor=vscode", 0),
    ] {
        let list = client.get(&format!("{REGION}/notebook/{query}")).await.ok();
        assert_eq!(list.as_array().unwrap().len(), expected, "{query}");
        let old = client
            .get(&format!("/notebook/capabilities/{query}"))
            .await
            .ok();
        assert_eq!(old.as_array().unwrap().len(), expected, "{query}");
    }
    let old = client.get("/notebook/capabilities/editor").await.ok();
    assert_eq!(
        (&old[0]["version"], old[0].get("versions")),
        (&json!("4"), None)
    );
    let old = client.get("/notebook/capabilities/framework").await.ok();
    assert_eq!(old[0].get("type"), None);
    assert!(old[0]["versions"].is_array());
    for path in ["editor/nobody", "framework/nobody"] {
        client
            .get(&format!("{REGION}/notebook/{path}"))
            .await
            .refused(404, "Client::NotFound");
    }
    client
        .get("/capabilities/region/XXX/notebook/editor")
        .await
        .refused(404, "Client::NotFound");
}

#[tokio::test]
async fn job_images_are_listed_in_both_models() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let images = client.get(&format!("{REGION}/job/image")).await.ok();
    assert_eq!(ids(&images), ["sample-train", "sample-finetune"]);
    let old = client.get("/job/capabilities/presetImage").await.ok();
    assert_eq!(ids(&old), ["sample-train", "sample-finetune"]);
    assert_eq!(old[0]["link"], images[0]["docUrl"]);
}

#[tokio::test]
async fn partners_are_told_per_region() {
    let sandbox = start(Options {
        authorized: false,
        ..settled()
    });
    let client = Client::new(&sandbox);
    let regions = client.get("/partners/region").await.ok();
    assert_eq!(ids(&regions), ["BHS", "GRA"]);
    assert_eq!(client.get("/partners/region/GRA").await.ok(), regions[1]);
    let partners = client.get("/partners/region/GRA/partner").await.ok();
    let signed: Vec<bool> = partners
        .as_array()
        .unwrap()
        .iter()
        .map(|partner| partner["contract"]["signedAt"].is_string())
        .collect();
    assert_eq!(signed, [true, false, false]);
    let id = partners[0]["id"].as_str().unwrap();
    let one = format!("/partners/region/GRA/partner/{id}");
    assert_eq!(client.get(&one).await.ok(), partners[0]);
    client
        .get("/partners/region/GRA/partner/nobody")
        .await
        .refused(404, "Client::NotFound");
    client
        .get("/partners/region/XXX")
        .await
        .refused(404, "Client::NotFound");
    // Everything but the offer needs the project to be authorised.
    for path in ["/job", "/notebook", "/token", "/data/region"] {
        client.get(path).await.refused(403, "Client::Forbidden");
    }
}
