//! Bodies of jobs and notebooks that break one rule each.

use ovh_sandbox::{Kind, Options};
use serde_json::{Value, json};

use crate::client::{Client, settled, start};

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

fn job() -> Value {
    json!({"image": "a/b:1", "region": "GRA", "resources": {"flavor": "ai1-1-cpu", "flavorCount": 1}})
}

fn notebook() -> Value {
    json!({
        "env": {"frameworkId": "pytorch", "editorId": "vscode"},
        "region": "GRA",
        "resources": {"flavor": "ai1-1-cpu", "flavorCount": 1},
    })
}

#[tokio::test]
async fn every_broken_rule_names_its_member() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    for (path, smallest, kind, text) in [
        (
            "/job",
            job(),
            Kind::Job,
            include_str!("bodies/broken-jobs.json"),
        ),
        (
            "/notebook",
            notebook(),
            Kind::Notebook,
            include_str!("bodies/broken-notebooks.json"),
        ),
    ] {
        let before = sandbox.with(kind, |objects| objects.len());
        let cases: Vec<Broken> = serde_json::from_str(text).unwrap();
        assert!(cases.len() > 20);
        for case in cases {
            let mut body = smallest.clone();
            for (name, value) in case.set {
                body[name] = value;
            }
            for name in &case.remove {
                body.as_object_mut().unwrap().remove(name);
            }
            for path in [path.to_owned(), format!("{path}/command")] {
                let message = client
                    .post(&path, body.clone())
                    .await
                    .refused(400, "Client::BadRequest");
                let names = message.starts_with(&format!("[{}] ", case.member));
                assert!(names && message.contains(&case.reason), "{body}: {message}");
            }
        }
        let after = sandbox.with(kind, |objects| objects.len());
        assert_eq!(before, after, "a refused body made an object");
    }
}

#[tokio::test]
async fn the_smallest_bodies_are_filled_with_defaults() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let spec = client.post("/job", job()).await.ok()["spec"].take();
    for (member, value) in [
        ("command", json!([])),
        ("defaultHttpPort", json!(8080)),
        ("envVars", json!([])),
        ("grpcPort", Value::Null),
        ("readUser", Value::Null),
        ("shutdown", Value::Null),
        ("sshPublicKeys", json!([])),
        ("timeout", json!(604_800)),
        ("timeoutAutoRestart", json!(false)),
        ("unsecureHttp", json!(false)),
        ("volumes", json!([])),
    ] {
        assert_eq!(spec[member], value, "{member}");
    }
    assert!(spec["name"].as_str().unwrap().contains('-'));
    let spec = client.post("/notebook", notebook()).await.ok()["spec"].take();
    assert_eq!(
        (
            &spec["shutdown"],
            &spec["quantumResources"],
            &spec["timeoutAutoRestart"]
        ),
        (&json!("Stop"), &Value::Null, &json!(false))
    );
    // Labels of the platform cannot be given.
    let mut body = job();
    body["labels"] = json!({"ovh/id": "mine", "a": "b"});
    let made = client.post("/job", body).await.ok();
    assert_eq!(made["spec"]["labels"]["ovh/id"], made["id"]);
    assert_eq!(made["spec"]["labels"]["a"], "b");
}

#[tokio::test]
async fn old_volumes_partners_and_quantum_hardware_are_accepted() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let mut old = job();
    old["volumes"] = json!([
        {"mountPath": "/a", "permission": "RW", "cache": false, "dataStore": {"alias": "GRA", "container": "c", "prefix": ""}},
        {"mountPath": "/b", "permission": "RO", "region": "GRA", "container": "c"},
    ]);
    let made = client.post("/job", old).await.ok();
    assert_eq!(made["spec"]["volumes"][0]["dataStore"]["alias"], "GRA");
    assert_eq!(made["status"]["volumes"].as_array().unwrap().len(), 2);
    let mut partner = job();
    partner["partnerId"] = "d453526b-42e8-58ed-bcb4-732a0abf7c28".into();
    partner["image"] = "sample-train:1.1".into();
    client.post("/job", partner).await.ok();
    let mut quantum = notebook();
    quantum["env"] = json!({"frameworkId": "pasqal", "editorId": "jupyterlab"});
    quantum["quantumResources"] = json!({"qpuFlavorId": "pasqal-fresnel"});
    let made = client.post("/notebook", quantum).await.ok();
    assert_eq!(
        made["spec"]["quantumResources"],
        json!({"qpuFlavorId": "pasqal-fresnel"})
    );
}

#[tokio::test]
async fn a_lenient_sandbox_ignores_members_it_does_not_know() {
    let sandbox = start(Options {
        accept_unknown_members: true,
        ..settled()
    });
    let client = Client::new(&sandbox);
    for (path, mut body) in [("/job", job()), ("/notebook", notebook())] {
        body["surprise"] = json!(1);
        let made = client.post(path, body).await.ok();
        assert_eq!(made["spec"].get("surprise"), None);
    }
}
