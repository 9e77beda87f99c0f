//! Notebooks over time: start, stop with backup, restart, time limit, fork, retention, change, delete.

use std::time::Duration;

use ovh_sandbox::{Kind, Running};
use serde_json::{Value, json};

use crate::client::{Client, settled, start, stepwise};

fn body() -> Value {
    json!({
        "env": {"frameworkId": "pytorch", "editorId": "jupyterlab"},
        "region": "GRA",
        "resources": {"flavor": "ai1-1-cpu", "flavorCount": 2},
        "volumes": [{"mountPath": "/data", "permission": "RW",
            "volumeSource": {"dataStore": {"alias": "GRA", "container": "c"}}}],
    })
}

fn step(sandbox: &Running) {
    sandbox.advance(Duration::from_secs(600));
}

fn notebook(sandbox: &Running, id: &str) -> Value {
    sandbox.object(Kind::Notebook, id).unwrap()
}

/// States of the notebook and of the job behind it.
fn states(sandbox: &Running, id: &str) -> (String, String) {
    let notebook = notebook(sandbox, id);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (
        text(&notebook["status"]["state"]),
        text(&notebook["status"]["lastJobStatus"]["state"]),
    )
}

#[track_caller]
fn is(sandbox: &Running, id: &str, state: &str, job: &str) {
    assert_eq!(states(sandbox, id), (state.to_owned(), job.to_owned()));
}

async fn create(client: &Client, body: Value) -> String {
    let notebook = client.post("/notebook", body).await.ok();
    notebook["id"].as_str().unwrap().to_owned()
}

async fn backups(client: &Client, id: &str) -> Vec<Value> {
    let list = client.get(&format!("/notebook/{id}/backup")).await.ok();
    list.as_array().unwrap().clone()
}

#[tokio::test]
async fn a_notebook_starts_stops_with_a_backup_and_starts_again() {
    let sandbox = start(stepwise());
    let client = Client::new(&sandbox);
    let created = client.post("/notebook", body()).await.ok();
    let id = created["id"].as_str().unwrap();
    assert_eq!(created["spec"]["flavor"], "ai1-1-cpu");
    assert_eq!(
        created["spec"]["env"]["frameworkVersion"],
        "pytorch2.5.1-py312-cuda12.4"
    );
    let path = |verb: &str| format!("/notebook/{id}/{verb}");
    is(&sandbox, id, "STARTING", "QUEUED");
    for verb in ["stop", "restart", "start"] {
        client
            .put(&path(verb), json!({}))
            .await
            .refused(409, "Client::Conflict");
    }
    step(&sandbox);
    is(&sandbox, id, "STARTING", "INITIALIZING");
    step(&sandbox);
    is(&sandbox, id, "RUNNING", "RUNNING");
    assert!(backups(&client, id).await.is_empty());
    assert_eq!(client.put(&path("stop"), json!({})).await.ok(), Value::Null);
    is(&sandbox, id, "STOPPING", "FINALIZING");
    assert!(backups(&client, id).await.is_empty());
    step(&sandbox);
    is(&sandbox, id, "STOPPED", "INTERRUPTED");
    let stopped = notebook(&sandbox, id);
    assert_eq!(stopped["status"]["duration"], 600);
    assert!(
        stopped["status"]["workspace"]["storageUsed"]
            .as_i64()
            .unwrap()
            > 0
    );
    let runs = stopped["status"]["dataSync"].as_array().unwrap();
    assert_eq!(
        (
            &runs[0]["spec"]["direction"],
            &runs[1]["spec"]["direction"],
            &runs[1]["status"]["state"]
        ),
        (&json!("pull"), &json!("push"), &json!("DONE"))
    );
    let made = backups(&client, id).await;
    assert_eq!(made.len(), 1);
    assert_eq!(made[0]["createdAt"], stopped["status"]["lastStoppedAt"]);
    let backup = made[0]["id"].as_str().unwrap();
    assert_eq!(
        client.get(&path(&format!("backup/{backup}"))).await.ok(),
        made[0]
    );
    client
        .get(&format!("/notebook/{}/backup/{backup}", other(&sandbox)))
        .await
        .refused(404, "Client::NotFound");

    client.put(&path("start"), json!({})).await.ok();
    step(&sandbox);
    step(&sandbox);
    is(&sandbox, id, "RUNNING", "RUNNING");
    let again = notebook(&sandbox, id);
    assert_eq!(again["status"]["url"], stopped["status"]["url"]);
    assert_eq!(again["spec"], stopped["spec"]);
    assert_eq!(
        again["status"]["lastJobStatus"]["history"]
            .as_array()
            .unwrap()
            .len(),
        4,
        "the job behind is a new one"
    );
}

fn other(sandbox: &Running) -> String {
    sandbox
        .with_notebooks(|notebooks| notebooks.id_of("exploration"))
        .unwrap()
}

#[tokio::test]
async fn restart_runs_again_and_the_time_limit_stops_or_restarts() {
    let sandbox = start(stepwise());
    let client = Client::new(&sandbox);
    let stops = create(&client, body()).await;
    let mut auto = body();
    auto["timeoutAutoRestart"] = json!(true);
    let restarts = create(&client, auto).await;
    step(&sandbox);
    step(&sandbox);
    client
        .put(&format!("/notebook/{stops}/restart"), json!({}))
        .await
        .ok();
    is(&sandbox, &stops, "RESTARTING", "RESTARTING");
    step(&sandbox);
    is(&sandbox, &stops, "RUNNING", "RUNNING");
    sandbox.advance(Duration::from_secs(7 * 86_400 - 600));
    is(&sandbox, &restarts, "RESTARTING", "RESTARTING");
    is(&sandbox, &stops, "RUNNING", "RUNNING");
    step(&sandbox);
    is(&sandbox, &restarts, "RUNNING", "RUNNING");
    is(&sandbox, &stops, "STOPPING", "FINALIZING");
    step(&sandbox);
    is(&sandbox, &stops, "STOPPED", "INTERRUPTED");
    assert_eq!(backups(&client, &stops).await.len(), 1);
}

#[tokio::test]
async fn a_notebook_whose_data_has_nowhere_to_go_is_sync_failed_without_backup() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let mut lost = body();
    lost["volumes"][0]["volumeTarget"] =
        json!({"targetDataStore": {"alias": "nowhere", "container": "c"}});
    let id = create(&client, lost).await;
    client
        .put(&format!("/notebook/{id}/stop"), json!({}))
        .await
        .ok();
    is(&sandbox, &id, "SYNC_FAILED", "SYNC_FAILED");
    assert!(backups(&client, &id).await.is_empty());
    let sync = client
        .post(
            &format!("/notebook/{id}/datasync"),
            json!({"direction": "push"}),
        )
        .await
        .ok();
    assert_eq!(sync["status"]["state"], "QUEUED");
    client
        .put(&format!("/notebook/{id}/start"), json!({}))
        .await
        .ok();
    is(&sandbox, &id, "RUNNING", "RUNNING");

    let mut never = body();
    never["volumes"][0]["volumeSource"]["dataStore"]["alias"] = "nowhere".into();
    let id = create(&client, never).await;
    is(&sandbox, &id, "FAILED", "FAILED");
    assert_eq!(
        notebook(&sandbox, &id)["status"]["info"]["code"],
        "DATASYNC_DATA_STORE_NOT_FOUND"
    );
}

#[tokio::test]
async fn a_fork_is_another_notebook_with_the_spec_of_the_old() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let id = sandbox
        .with_notebooks(|notebooks| notebooks.id_of("fraud-analysis"))
        .unwrap();
    let backup = backups(&client, &id).await[1]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/notebook/{id}/backup/{backup}/fork");
    let fork = client.post(&path, json!({"name": "second"})).await.ok();
    let parent = notebook(&sandbox, &id);
    assert_ne!(fork["id"], parent["id"]);
    assert_eq!(fork["spec"]["name"], "second");
    assert_eq!(fork["spec"]["env"], parent["spec"]["env"]);
    assert_eq!(fork["spec"]["labels"]["team"], "risk");
    assert_eq!(fork["spec"]["labels"]["ovh/id"], fork["id"]);
    assert_eq!(fork["status"]["workspace"], parent["status"]["workspace"]);
    is(&sandbox, fork["id"].as_str().unwrap(), "RUNNING", "RUNNING");
    let unnamed = client.ai(reqwest::Method::POST, &path, None).await.ok();
    assert!(
        unnamed["spec"]["name"]
            .as_str()
            .is_some_and(|name| name.contains('-') && name != "fraud-analysis")
    );
    client
        .post(&path, json!({"nme": "x"}))
        .await
        .refused(400, "Client::BadRequest");
    client
        .post(
            &format!("/notebook/{}/backup/{backup}/fork", other(&sandbox)),
            json!({}),
        )
        .await
        .refused(404, "Client::NotFound");
}

#[tokio::test]
async fn retention_is_set_per_region_overridden_per_notebook_and_applied_at_every_backup() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let id = create(&client, body()).await;
    let of_notebook = format!("/notebook/{id}/workspacebackupretentionpolicy");
    let of_region = "/capabilities/region/GRA/notebook/workspacebackupretentionpolicy";
    let usual = json!({"lifetimeEvictionThreshold": 5, "lifetimeInDays": 30, "retainedNumber": 10});
    assert_eq!(client.get(&of_notebook).await.ok(), usual);
    assert_eq!(client.get(of_region).await.ok(), usual);
    let changed = client
        .put(
            of_region,
            json!({"retainedNumber": 4, "lifetimeInDays": null}),
        )
        .await
        .ok();
    assert_eq!(changed["retainedNumber"], 4);
    assert_eq!(client.get(&of_notebook).await.ok(), changed);
    let own = client
        .put(
            &of_notebook,
            json!({"retainedNumber": 3, "lifetimeEvictionThreshold": 1, "lifetimeInDays": 10}),
        )
        .await
        .ok();
    assert_eq!(client.get(&of_notebook).await.ok(), own);
    assert_eq!(client.get(of_region).await.ok(), changed);
    for bad in [
        json!({"retainedNumber": 0}),
        json!({"lifetimeInDays": "x"}),
        json!({"retained": 1}),
    ] {
        client
            .put(&of_notebook, bad)
            .await
            .refused(400, "Client::BadRequest");
    }
    client
        .get("/capabilities/region/XXX/notebook/workspacebackupretentionpolicy")
        .await
        .refused(404, "Client::NotFound");
    client
        .get("/notebook/nobody/workspacebackupretentionpolicy")
        .await
        .refused(404, "Client::NotFound");

    let mut made = Vec::new();
    for _ in 0..5 {
        for verb in ["stop", "start"] {
            client
                .put(&format!("/notebook/{id}/{verb}"), json!({}))
                .await
                .ok();
        }
        sandbox.advance(Duration::from_secs(86_400));
        made = backups(&client, &id).await;
    }
    assert_eq!(made.len(), 3);
    assert_eq!(made[2]["evictionDate"], Value::Null);
    assert!(made[0]["evictionDate"].as_str() > made[2]["createdAt"].as_str());
    // When the next one is made, old age has ended all others.
    sandbox.advance(Duration::from_secs(30 * 86_400));
    assert_eq!(states(&sandbox, &id).0, "STOPPED", "seven days have passed");
    for verb in ["start", "stop"] {
        client
            .put(&format!("/notebook/{id}/{verb}"), json!({}))
            .await
            .ok();
    }
    let left = backups(&client, &id).await;
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(
        left[0]["createdAt"],
        notebook(&sandbox, &id)["status"]["lastStoppedAt"]
    );
}

#[tokio::test]
async fn a_running_notebook_changes_its_labels_only() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let id = create(&client, body()).await;
    let path = format!("/notebook/{id}");
    assert_eq!(
        client.put(&path, json!({"labels": {"a": "b"}})).await.ok(),
        Value::Null
    );
    let labels = notebook(&sandbox, &id)["spec"]["labels"].take();
    assert_eq!(
        labels,
        json!({"a": "b", "ovh/id": id, "ovh/type": "notebook"})
    );
    client
        .put(&path, json!({"name": "x"}))
        .await
        .refused(409, "Client::Conflict");
    client.put(&format!("{path}/stop"), json!({})).await.ok();
    let change = json!({
        "name": "x", "frameworkVersion": "pytorch2.4.0-py312-cuda12.4", "timeoutAutoRestart": true, "unsecureHttp": true,
        "resources": {"flavor": "l4-1-gpu", "flavorCount": 1}, "volumes": [], "sshPublicKeys": ["ssh-ed25519 AAAAinvented"],
    });
    client.put(&path, change).await.ok();
    let changed = notebook(&sandbox, &id);
    let spec = &changed["spec"];
    assert_eq!(
        (
            &spec["name"],
            &spec["env"]["frameworkVersion"],
            &spec["flavor"]
        ),
        (
            &json!("x"),
            &json!("pytorch2.4.0-py312-cuda12.4"),
            &json!("l4-1-gpu")
        )
    );
    assert_eq!(
        (&spec["resources"]["gpuModel"], &spec["volumes"]),
        (&json!("L4"), &json!([]))
    );
    assert_eq!(changed["status"]["volumes"], json!([]));
    assert_eq!(spec["labels"]["a"], "b");
    for (member, value) in [
        ("frameworkVersion", json!("pytorch0.1")),
        ("quantumResources", json!({"qpuFlavorId": "none"})),
        ("region", json!("BHS")),
        ("sshPublicKeys", json!(["not a key"])),
    ] {
        let mut body = json!({});
        body[member] = value;
        let message = client
            .put(&path, body)
            .await
            .refused(400, "Client::BadRequest");
        assert!(message.contains(member.trim_end_matches('s')), "{message}");
    }
}

#[tokio::test]
async fn delete_wants_a_stopped_notebook_or_force_and_takes_the_backups_along() {
    let sandbox = start(stepwise());
    let client = Client::new(&sandbox);
    let running = other(&sandbox);
    let path = format!("/notebook/{running}");
    client.delete(&path).await.refused(409, "Client::Conflict");
    assert_eq!(
        client.delete(&format!("{path}?force=true")).await.ok(),
        Value::Null
    );
    assert_eq!(client.delete(&path).await.ok(), Value::Null);
    assert_eq!(client.get(&path).await.ok()["status"]["state"], "DELETING");
    client
        .put(&format!("{path}/label"), json!({"name": "a"}))
        .await
        .refused(409, "Client::Conflict");
    let before = sandbox.with(Kind::Backup, |backups| backups.ids_in(&running).len());
    assert_eq!(before, 1);
    step(&sandbox);
    client.get(&path).await.refused(404, "Client::NotFound");
    client
        .get(&format!("{path}/backup"))
        .await
        .refused(404, "Client::NotFound");
    assert!(sandbox.with(Kind::Backup, |backups| backups.ids_in(&running).is_empty()));
    let stopped = sandbox
        .with_notebooks(|notebooks| notebooks.id_of("qaoa-study"))
        .unwrap();
    client.delete(&format!("/notebook/{stopped}")).await.ok();
}

#[tokio::test]
async fn logs_of_a_notebook_have_no_pages() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let id = sandbox
        .with_notebooks(|notebooks| notebooks.id_of("fraud-analysis"))
        .unwrap();
    let log = client
        .get(&format!("/notebook/{id}/log?page=7&size=1"))
        .await
        .ok();
    let lines: Vec<&str> = log["logs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["content"].as_str().unwrap())
        .collect();
    assert_eq!(
        lines,
        [
            "INFO vscode started",
            "INFO workspace is in /workspace",
            "INFO workspace saved"
        ]
    );
}
