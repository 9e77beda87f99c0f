//! Jobs over time: run, end, kill, time limits, failed pushes, delete.

use std::time::Duration;

use ovh_sandbox::{Kind, Running};
use serde_json::{Value, json};

use crate::client::{Client, settled, start, stepwise};

fn body() -> Value {
    json!({"image": "registry.example.com/ml/train:1", "region": "GRA", "resources": {"flavor": "ai1-1-cpu", "cpu": 1}})
}

fn with(member: &str, value: Value) -> Value {
    let mut body = body();
    body[member] = value;
    body
}

fn writable(alias: &str) -> Value {
    json!([{"mountPath": "/out", "permission": "RW", "volumeSource": {"dataStore": {"alias": alias, "container": "c"}}}])
}

/// One interval of `stepwise`.
fn step(sandbox: &Running) {
    sandbox.advance(Duration::from_secs(600));
}

fn state(sandbox: &Running, id: &str) -> String {
    let job = sandbox.object(Kind::Job, id).unwrap();
    job["status"]["state"].as_str().unwrap().to_owned()
}

fn history(job: &Value) -> Vec<&str> {
    job["status"]["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["state"].as_str().unwrap())
        .collect()
}

/// Data sync runs as `direction STATE`.
fn syncs(job: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    job["status"]["dataSync"]
        .as_array()
        .unwrap()
        .iter()
        .map(|run| {
            format!(
                "{} {}",
                text(&run["spec"]["direction"]),
                text(&run["status"]["state"])
            )
        })
        .collect()
}

async fn create(client: &Client, body: Value) -> String {
    let job = client.post("/job", body).await.ok();
    job["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_job_pulls_runs_pushes_and_is_done() {
    let sandbox = start(stepwise());
    let client = Client::new(&sandbox);
    let created = client
        .post("/job", with("volumes", writable("GRA")))
        .await
        .ok();
    let id = created["id"].as_str().unwrap();
    assert_eq!(created["status"]["state"], "QUEUED");
    assert_eq!(created["status"]["exitCode"], Value::Null);
    assert_eq!(created["spec"]["timeout"], 604_800);
    assert_eq!(created["spec"]["labels"]["ovh/type"], "job");
    let mut states = Vec::new();
    for _ in 0..8 {
        states.push(state(&sandbox, id));
        step(&sandbox);
    }
    assert_eq!(
        states,
        [
            "QUEUED",
            "INITIALIZING",
            "PENDING",
            "RUNNING",
            "RUNNING",
            "RUNNING",
            "FINALIZING",
            "DONE"
        ]
    );
    let job = client.get(&format!("/job/{id}")).await.ok();
    assert_eq!(syncs(&job), ["pull DONE", "push DONE"]);
    assert_eq!(history(&job).last(), Some(&"DONE"));
    let status = &job["status"];
    assert_eq!(
        (&status["exitCode"], &status["duration"]),
        (&json!(0), &json!(1800))
    );
    assert_eq!(status["timeoutAt"], Value::Null);
    for time in [
        "queuedAt",
        "initializingAt",
        "startedAt",
        "stoppedAt",
        "finalizedAt",
    ] {
        assert!(status[time].is_string(), "{time}");
    }
    assert_eq!(job["updatedAt"], status["finalizedAt"]);
    assert_eq!(
        status["url"],
        format!("https://{id}.job.gra.ai.cloud.ovh.net")
    );
}

#[tokio::test]
async fn a_process_says_how_it_ends_and_images_out_of_reach_never_start() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let id = create(&client, with("command", json!(["sh", "-c", "exit 42"]))).await;
    let job = sandbox.object(Kind::Job, &id).unwrap();
    assert_eq!(job["status"]["state"], "FAILED");
    assert_eq!(job["status"]["exitCode"], 42);
    assert_eq!(
        job["status"]["info"],
        json!({"code": "JOB_FAILED", "message": "Job failed with exit code 42"})
    );

    let id = create(&client, with("image", json!("registry.invalid/a:1"))).await;
    let job = sandbox.object(Kind::Job, &id).unwrap();
    assert_eq!(
        history(&job),
        ["QUEUED", "INITIALIZING", "PENDING", "FAILED"]
    );
    assert_eq!(job["status"]["info"]["code"], "JOB_IMAGE_PULL_BACKOFF");
    assert_eq!(job["status"]["exitCode"], Value::Null);

    let id = create(&client, with("volumes", writable("nowhere"))).await;
    let job = sandbox.object(Kind::Job, &id).unwrap();
    assert_eq!(history(&job), ["QUEUED", "INITIALIZING", "FAILED"]);
    assert_eq!(
        job["status"]["info"]["code"],
        "DATASYNC_DATA_STORE_NOT_FOUND"
    );
    assert_eq!(syncs(&job), ["pull FAILED"]);
}

#[tokio::test]
async fn kill_interrupts_and_still_pushes_what_was_written() {
    let sandbox = start(stepwise());
    let client = Client::new(&sandbox);
    let mut body = with("volumes", writable("GRA"));
    body["command"] = json!(["sleep", "infinity"]);
    body["timeout"] = json!(10_000_000);
    let id = create(&client, body.clone()).await;
    for _ in 0..20 {
        step(&sandbox);
    }
    assert_eq!(state(&sandbox, &id), "RUNNING");
    let kill = format!("/job/{id}/kill");
    assert_eq!(client.put(&kill, json!({})).await.ok(), Value::Null);
    assert_eq!(state(&sandbox, &id), "INTERRUPTING");
    client
        .put(&kill, json!({}))
        .await
        .refused(409, "Client::Conflict");
    step(&sandbox);
    assert_eq!(state(&sandbox, &id), "FINALIZING");
    step(&sandbox);
    let job = sandbox.object(Kind::Job, &id).unwrap();
    assert_eq!(job["status"]["state"], "INTERRUPTED");
    assert_eq!(job["status"]["info"]["code"], "JOB_INTERRUPTED");
    assert_eq!(job["status"]["exitCode"], Value::Null);
    assert_eq!(syncs(&job), ["pull DONE", "push DONE"]);
    client
        .put(&kill, json!({}))
        .await
        .refused(409, "Client::Conflict");

    // Queued jobs end at once; a pull under way ends with its job, and nothing is pushed that never ran.
    let id = create(&client, body.clone()).await;
    client.put(&format!("/job/{id}/kill"), json!({})).await.ok();
    assert_eq!(state(&sandbox, &id), "INTERRUPTED");
    let id = create(&client, body).await;
    step(&sandbox);
    client.put(&format!("/job/{id}/kill"), json!({})).await.ok();
    for _ in 0..4 {
        step(&sandbox);
    }
    let job = sandbox.object(Kind::Job, &id).unwrap();
    assert_eq!(job["status"]["state"], "INTERRUPTED");
    assert_eq!(syncs(&job), ["pull INTERRUPTED"]);
}

#[tokio::test]
async fn the_time_limit_interrupts_a_job_or_starts_it_again() {
    let sandbox = start(stepwise());
    let client = Client::new(&sandbox);
    let mut body = with("command", json!(["sleep", "infinity"]));
    body["timeout"] = json!(900);
    let once = create(&client, body.clone()).await;
    body["timeoutAutoRestart"] = json!(true);
    let again = create(&client, body).await;
    for _ in 0..3 {
        step(&sandbox);
    }
    let running = sandbox.object(Kind::Job, &once).unwrap();
    assert_eq!(running["status"]["state"], "RUNNING");
    assert!(running["status"]["timeoutAt"].as_str() > running["status"]["startedAt"].as_str());
    sandbox.advance(Duration::from_secs(900));
    assert_eq!(state(&sandbox, &once), "TIMEOUT");
    assert_eq!(state(&sandbox, &again), "RESTARTING");
    step(&sandbox);
    assert_eq!(state(&sandbox, &again), "QUEUED");
    step(&sandbox);
    let job = sandbox.object(Kind::Job, &once).unwrap();
    assert_eq!(
        (
            job["status"]["state"].as_str(),
            job["status"]["info"]["code"].as_str()
        ),
        (Some("INTERRUPTED"), Some("JOB_TIMEOUT"))
    );
    assert_eq!(
        history(&job)[3..],
        ["RUNNING", "TIMEOUT", "FINALIZING", "INTERRUPTED"]
    );
    for _ in 0..2 {
        step(&sandbox);
    }
    assert_eq!(state(&sandbox, &again), "RUNNING");
    assert_eq!(sandbox.object(Kind::Job, &again).unwrap()["id"], again);
}

#[tokio::test]
async fn a_push_that_fails_is_finished_by_hand() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let mut volumes = writable("GRA");
    volumes[0]["volumeTarget"] =
        json!({"targetDataStore": {"alias": "not-yet", "container": "out"}});
    let mut body = with("volumes", volumes);
    body["command"] = json!(["sh", "-c", "exit 7"]);
    let id = create(&client, body).await;
    let job = sandbox.object(Kind::Job, &id).unwrap();
    assert_eq!(job["status"]["state"], "SYNC_FAILED");
    assert_eq!(syncs(&job), ["pull DONE", "push FAILED"]);
    assert_eq!(job["status"]["finalizedAt"], Value::Null);

    let sync = format!("/job/{id}/datasync");
    client.post(&sync, json!({"direction": "push"})).await.ok();
    assert_eq!(state(&sandbox, &id), "SYNC_FAILED");
    client
        .post(
            "/data/region/GRA/alias",
            json!({
                "alias": "not-yet", "endpoint": "https://s3.example.com/", "owner": "customer", "type": "s3",
                "credentials": {"s3": {"accessKey": "a", "secretKey": "b", "region": "gra"}},
            }),
        )
        .await
        .ok();
    let answer = client.post(&sync, json!({"direction": "push"})).await.ok();
    assert_eq!(answer["spec"]["manual"], true);
    let job = sandbox.object(Kind::Job, &id).unwrap();
    // The exit code of the process is what the job ends with.
    assert_eq!(job["status"]["state"], "FAILED");
    assert_eq!(job["status"]["exitCode"], 7);
    assert_eq!(
        syncs(&job),
        ["pull DONE", "push FAILED", "push FAILED", "push DONE"]
    );
    client
        .post(&sync, json!({"direction": "push"}))
        .await
        .refused(409, "Client::Conflict");
}

#[tokio::test]
async fn delete_wants_a_job_that_is_over_or_force() {
    let sandbox = start(stepwise());
    let client = Client::new(&sandbox);
    let id = create(&client, body()).await;
    let path = format!("/job/{id}");
    client.delete(&path).await.refused(409, "Client::Conflict");
    client
        .delete(&format!("{path}?force=perhaps"))
        .await
        .refused(400, "Client::BadRequest");
    assert_eq!(
        client.delete(&format!("{path}?force=true")).await.ok(),
        Value::Null
    );
    client.get(&path).await.refused(404, "Client::NotFound");
    client.delete(&path).await.refused(404, "Client::NotFound");
    for name in [
        "nightly-embeddings",
        "finetune-llm",
        "grid-search-7",
        "quarterly-report",
    ] {
        let id = sandbox.with_jobs(|jobs| jobs.id_of(name)).unwrap();
        client.delete(&format!("/job/{id}")).await.ok();
    }
    assert_eq!(sandbox.with_jobs(|jobs| jobs.len()), 1);
}

#[tokio::test]
async fn labels_and_logs_of_a_job() {
    let sandbox = start(settled());
    let client = Client::new(&sandbox);
    let id = create(&client, with("command", json!(["exit", "3"]))).await;
    let label = format!("/job/{id}/label");
    client
        .put(&label, json!({"name": "a", "value": "b"}))
        .await
        .ok();
    assert_eq!(
        sandbox.object(Kind::Job, &id).unwrap()["spec"]["labels"]["a"],
        "b"
    );
    client.put(&label, json!({"name": "a"})).await.ok();
    let labels = sandbox.object(Kind::Job, &id).unwrap()["spec"]["labels"].take();
    assert_eq!(labels.get("a"), None);
    let message = client
        .put(&label, json!({"name": "ovh/id", "value": "x"}))
        .await
        .refused(400, "Client::BadRequest");
    assert!(message.starts_with("[name] "), "{message}");

    let log = client.get(&format!("/job/{id}/log")).await.ok();
    let lines = log["logs"].as_array().unwrap();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[2]["content"], "INFO process ended with exit code 3");
    assert_eq!(log["lastActivity"], lines[2]["timestamp"]);
    let second = client
        .get(&format!("/job/{id}/log?page=1&size=2"))
        .await
        .ok();
    assert_eq!(second["logs"], json!([lines[2]]));
    client
        .get("/job/nobody/log")
        .await
        .refused(404, "Client::NotFound");
}
