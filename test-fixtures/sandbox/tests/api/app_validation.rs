//! Create bodies: defaults filled in, and one refusal per rule that names the member.

use ovh_sandbox::Options;
use serde_json::{Value, json};

use crate::client::{Client, settled, start};

fn body() -> Value {
    json!({"image": "ovhcom/ai-examples-hello:1.0", "region": "GRA", "resources": {"flavor": "ai1-1-cpu", "cpu": 1}})
}

/// The smallest body with one member changed.
fn with(pointer: &str, value: Value) -> Value {
    let mut body = body();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value;
    body
}

#[tokio::test]
async fn the_smallest_body_gets_every_default() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let app = client.post("/app", body()).await.ok();
    let id = app["id"].as_str().unwrap();
    assert!(
        app["spec"]["name"].as_str().unwrap().contains('-'),
        "{}",
        app["spec"]["name"]
    );
    let expected = json!({
        "command": [],
        "defaultHttpPort": 8080,
        "deploymentStrategy": null,
        "envVars": [],
        "grpcPort": null,
        "image": "ovhcom/ai-examples-hello:1.0",
        "labels": {"ovh/id": id, "ovh/type": "app"},
        "livenessProbe": null,
        "name": app["spec"]["name"],
        "partnerId": null,
        "probe": null,
        "region": "GRA",
        "resources": {
            "cpu": 1,
            "ephemeralStorage": 42_949_672_960_i64,
            "flavor": "ai1-1-cpu",
            "flavorCount": 1,
            "gpu": 0,
            "gpuBrand": null,
            "gpuMemory": null,
            "gpuModel": null,
            "memory": 4_294_967_296_i64,
            "privateNetwork": 0,
            "publicNetwork": 500_000_000,
        },
        "scalingStrategy": {"automatic": null, "fixed": {"replicas": 1}},
        "unsecureHttp": false,
        "volumes": [],
    });
    assert_eq!(app["spec"], expected);
}

#[tokio::test]
async fn a_spec_that_was_read_can_be_sent_again_for_a_copy() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    for document in sandbox.with_apps(|apps| apps.documents()) {
        let mut spec = document["spec"].clone();
        // What is derived from a GPU flavor comes back as counts of both kinds, which a request may not hold.
        spec["resources"] = json!({"flavor": spec["resources"]["flavor"], "flavorCount": 1});
        let copy = client.post("/app", spec).await.ok();
        assert_ne!(copy["id"], document["id"]);
        assert_eq!(copy["spec"]["name"], document["spec"]["name"]);
        assert_ne!(
            copy["spec"]["labels"]["ovh/id"],
            document["spec"]["labels"]["ovh/id"]
        );
    }
}

/// A body that breaks one rule: the smallest one with members set and removed.
#[derive(serde::Deserialize)]
struct Broken {
    /// Values by member.
    set: serde_json::Map<String, Value>,
    /// Members.
    #[serde(default)]
    remove: Vec<String>,
    /// The member the refusal names.
    member: String,
    /// What it says, among other words.
    reason: String,
}

#[tokio::test]
async fn every_broken_rule_names_its_member() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let cases: Vec<Broken> =
        serde_json::from_str(include_str!("bodies/broken-rules.json")).unwrap();
    assert!(cases.len() > 90);
    for case in cases {
        let mut body = body();
        for (name, value) in case.set {
            body[name] = value;
        }
        for name in &case.remove {
            body.as_object_mut().unwrap().remove(name);
        }
        let answer = client.post("/app", body.clone()).await;
        let message = answer.refused(400, "Client::BadRequest");
        let names = message.starts_with(&format!("[{}] ", case.member));
        assert!(names && message.contains(&case.reason), "{body}: {message}");
    }
    let left = sandbox.with_apps(|apps| apps.len());
    assert_eq!(left, 13, "a refused body made an app");
}

#[tokio::test]
async fn bodies_that_are_no_json_objects_are_refused() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    client
        .ai(reqwest::Method::POST, "/app", None)
        .await
        .refused(400, "Client::BadRequest");
    client
        .post("/app", json!([]))
        .await
        .refused(400, "Client::BadRequest");
    client
        .post("/app", json!("text"))
        .await
        .refused(400, "Client::BadRequest");
    client
        .post("/app", json!({"image": "x".repeat(5 * 1024 * 1024)}))
        .await
        .refused_too_large();
}

#[tokio::test]
async fn partner_images_and_every_flavor_are_accepted() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let mut partner = with("/partnerId", json!("d453526b-42e8-58ed-bcb4-732a0abf7c28"));
    partner["image"] = "partner-speech:1.0".into();
    client.post("/app", partner.clone()).await.ok();
    partner["image"] = "partner-speech:9".into();
    client
        .post("/app", partner)
        .await
        .refused(400, "Client::BadRequest");
    for region in ["GRA", "BHS"] {
        let flavors = client
            .get(&format!("/capabilities/region/{region}/flavor"))
            .await
            .ok();
        for flavor in flavors.as_array().unwrap() {
            let resources = json!({"flavor": flavor["id"], "flavorCount": flavor["max"]});
            let mut body = with("/resources", resources);
            body["region"] = region.into();
            let spec = client.post("/app", body).await.ok()["spec"].take();
            let expected = flavor["resourcesPerUnit"]["cpu"].as_i64().unwrap()
                * flavor["max"].as_i64().unwrap();
            assert_eq!(spec["resources"]["cpu"], expected, "{flavor}");
            assert_eq!(
                spec["resources"]["gpuModel"], flavor["gpuInformation"]["gpuModel"],
                "{flavor}"
            );
        }
    }
}

#[tokio::test]
async fn a_lenient_sandbox_ignores_members_it_does_not_know() {
    let sandbox = start(Options {
        accept_unknown_members: true,
        ..settled()
    });
    let client = Client::new(&sandbox);
    let app = client.post("/app", with("/surprise", json!(1))).await.ok();
    assert_eq!(app["spec"].get("surprise"), None);
}
