//! The life of a job.

use std::time::Duration;

use ovh_sandbox::{EstateChoice, Fault, Options, Running, Sandbox};
use serde_json::{Value, json};
use terraform_plugin::testing::{Action, Client, Object};

use crate::ground::{client, empty, lifecycle, older, told, writes};

const JOB: &str = "ovhai_job";
const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIInventedKeyOfNobody000000000000000000000 me@example";

fn training() -> Value {
    json!({
        "name": "train",
        "region": "GRA",
        "image": "registry.example.com/train:1",
        "command": ["sleep", "infinity"],
        "resources": { "flavor": "ai1-1-cpu" },
    })
}

fn with(mut config: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        config[name] = value.clone();
    }
    config
}

async fn made(client: &Client, config: &Value) -> Object {
    let plan = client.plan(JOB, None, config.clone()).await.ok();
    client.apply(&plan).await.ok()
}

fn id_of(job: &Object) -> String {
    job.json()["id"].as_str().unwrap().to_owned()
}

fn edit(sandbox: &Running, job: &Object, pointer: &str, value: Value) {
    sandbox.with_jobs(|jobs| {
        jobs.edit(&id_of(job), |job| {
            *job.pointer_mut(pointer).unwrap() = value
        });
    });
}

#[tokio::test]
async fn the_life_of_a_job_keeps_terraforms_rules() {
    let sandbox = empty();
    let lifecycle = lifecycle(&sandbox);
    let config = with(
        training(),
        json!({
            "default_http_port": 6006,
            "grpc_port": 9000,
            "env": { "EPOCHS": "20" },
            "secret_env_wo": { "WANDB_API_KEY": "invented-1" },
            "secret_env_wo_version": 1,
            "labels": { "experiment": "baseline" },
            "ssh_public_keys": [KEY],
            "timeout": 3600,
            "timeout_auto_restart": true,
            "unsecure_http": true,
            "volumes": [{
                "mount_path": "/workspace/out",
                "permission": "RW",
                "volume_source": { "data_store": { "alias": "GRA", "container": "results" } },
            }],
        }),
    );
    let job = lifecycle.create(JOB, config.clone()).await.unwrap();
    let config = with(
        config,
        json!({ "labels": { "experiment": "second" }, "on_missing": "recreate" }),
    );
    let job = lifecycle.update(&job, config.clone()).await.unwrap();
    let job = lifecycle
        .update(&job, with(config, json!({ "command": ["sleep", "1"] })))
        .await
        .unwrap();
    lifecycle.destroy(&job).await.unwrap();
    assert!(sandbox.holdings()["job"].is_empty());
}

#[tokio::test]
async fn a_server_that_ignores_the_count_is_told_again() {
    let sandbox = older();
    let client = client(&sandbox).await;
    let config = with(
        training(),
        json!({ "resources": { "flavor": "ai1-1-gpu", "count": 2 } }),
    );
    // It waits for its turn when the answer comes.
    let job = made(&client, &config).await;
    assert_eq!(writes(&sandbox), ["POST job", "DELETE job/ID", "POST job"]);
    assert_eq!(job.json()["resources"]["gpu"], 2);
    assert_eq!(sandbox.holdings()["job"].len(), 1);
    let plan = client.plan(JOB, Some(&job), config).await.ok();
    assert_eq!(plan.action, Action::NoOp);
}

#[tokio::test]
async fn a_job_whose_count_cannot_be_told_again_is_in_the_state() {
    let sandbox = older();
    let client = client(&sandbox).await;
    let config = with(
        training(),
        json!({ "resources": { "flavor": "ai1-1-gpu", "count": 2 } }),
    );
    sandbox.fail(
        "GET /cloud/project/{serviceName}/ai/capabilities/region/{region}/flavor",
        Fault::Status(404),
        0,
        9,
    );
    let plan = client.plan(JOB, None, config).await.value;
    let half = client.apply(&plan).await;
    assert!(half.error().summary.contains("another number of units"));
    assert!(sandbox.holdings()["job"].contains(&id_of(&half.value)));
}

#[tokio::test]
async fn secrets_of_an_imported_job_are_taken_over_without_running_it_again() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let secret = |version: i64, name: &str| {
        with(
            training(),
            json!({ "secret_env_wo": { name: "invented-1" }, "secret_env_wo_version": version }),
        )
    };
    let job = made(&client, &secret(1, "API_TOKEN")).await;
    let imported = client.import(JOB, &id_of(&job)).await.ok();
    assert_eq!(imported.json()["secret_env_names"], json!(["API_TOKEN"]));
    assert!(!imported.json().to_string().contains("invented"));
    let plan = client
        .plan(JOB, Some(&imported), secret(1, "API_TOKEN"))
        .await
        .ok();
    assert_eq!(plan.action, Action::Update, "{:?}", plan.requires_replace);
    sandbox.reset_requests();
    let adopted = client.apply(&plan).await.ok();
    assert!(writes(&sandbox).is_empty());
    for (version, name) in [(2, "API_TOKEN"), (1, "OTHER_TOKEN")] {
        let plan = client
            .plan(JOB, Some(&adopted), secret(version, name))
            .await
            .ok();
        assert_eq!(plan.action, Action::Replace, "{version} {name}");
    }
}

#[tokio::test]
async fn a_job_that_ran_and_is_gone_stays() {
    let sandbox = empty();
    for (state, stays) in [
        ("DONE", true),
        ("FAILED", true),
        ("RUNNING", true),
        ("QUEUED", false),
        ("PENDING", false),
    ] {
        // Each command of Terraform is a new process.
        let client = client(&sandbox).await;
        let job = made(&client, &training()).await;
        edit(&sandbox, &job, "/status/state", json!(state));
        let seen = client.read(&job).await.ok();
        sandbox.with_jobs(|jobs| jobs.remove(&id_of(&job)));
        let read = client.read(&seen).await;
        assert_eq!(!read.value.is_absent(), stays, "{state}");
        if stays {
            assert!(read.warnings()[0].detail.contains(state), "{state}");
            assert_eq!(read.value.json(), seen.json());
            let plan = client.plan(JOB, Some(&read.value), training()).await.ok();
            assert_eq!(plan.action, Action::NoOp);
            let labels = with(training(), json!({ "labels": { "a": "1" } }));
            let plan = client.plan(JOB, Some(&read.value), labels).await.ok();
            assert!(client.apply(&plan).await.ok().json()["labels"]["a"] == "1");
            let plan = client.plan_destroy(&read.value).await.ok();
            assert!(client.apply(&plan).await.ok().is_absent());
        }
    }
    let client = client(&sandbox).await;
    let again = with(training(), json!({ "on_missing": "recreate" }));
    let job = made(&client, &again).await;
    sandbox.with_jobs(|jobs| jobs.remove(&id_of(&job)));
    assert!(client.read(&job).await.ok().is_absent());
}

#[tokio::test]
async fn create_waits_for_what_was_asked() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let run = async |changes: Value| {
        let plan = client.plan(JOB, None, with(training(), changes)).await.ok();
        client.apply(&plan).await
    };
    // Ended early: submitting it worked.
    let early = run(json!({ "command": ["exit", "3"] })).await;
    assert!(early.errors().is_empty());
    let done = run(json!({ "command": ["exit", "0"], "wait_for": "finished" })).await;
    assert!(done.errors().is_empty(), "{:?}", done.errors());
    let failed = run(json!({ "command": ["exit", "3"], "wait_for": "finished" })).await;
    assert!(failed.error().summary.contains("not done"));
    assert!(!failed.value.is_absent());
    let slow = Sandbox::start(Options {
        estate: EstateChoice::Empty,
        state_interval: Duration::from_secs(600),
        ..Options::default()
    })
    .unwrap();
    let client = crate::ground::client(&slow).await;
    let plan = client
        .plan(JOB, None, with(training(), json!({ "wait_for": "none" })))
        .await
        .ok();
    client.apply(&plan).await.ok();
    let brief = with(training(), json!({ "timeouts": { "create": "1s" } }));
    let plan = client.plan(JOB, None, brief).await.ok();
    assert_eq!(
        client.apply(&plan).await.error().path.to_string(),
        "timeouts.create"
    );
}

#[tokio::test]
async fn destroying_kills_waits_deletes_and_waits() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let job = made(&client, &training()).await;
    let plan = client.plan_destroy(&job).await.ok();
    sandbox.reset_requests();
    assert!(client.apply(&plan).await.ok().is_absent());
    assert_eq!(writes(&sandbox), ["PUT job/ID/kill", "DELETE job/ID"]);
    let job = made(
        &client,
        &with(
            training(),
            json!({ "command": ["exit", "0"], "wait_for": "finished" }),
        ),
    )
    .await;
    let plan = client.plan_destroy(&job).await.ok();
    sandbox.reset_requests();
    client.apply(&plan).await.ok();
    assert_eq!(writes(&sandbox), ["DELETE job/ID"]);
    assert!(sandbox.holdings()["job"].is_empty());
}

#[tokio::test]
async fn mistakes_are_refused_before_anything_is_called() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    for (changes, path) in [
        (json!({ "timeout": 0 }), "timeout"),
        (
            json!({ "ssh_public_keys": ["-----BEGIN PRIVATE KEY-----"] }),
            "ssh_public_keys[0]",
        ),
        (json!({ "on_missing": "ignore" }), "on_missing"),
        (
            json!({ "labels": { "ovh/type": "job" } }),
            r#"labels["ovh/type"]"#,
        ),
        (
            json!({ "env": { "HF_TOKEN": "hf_invented0123456789" } }),
            r#"env["HF_TOKEN"]"#,
        ),
        (
            json!({ "resources": { "flavor": "ai9" } }),
            "resources.flavor",
        ),
        (json!({ "region": "MARS" }), "region"),
        (json!({ "command": ["(secret)"] }), "command"),
    ] {
        let config = with(training(), changes.clone());
        let mut found = told(&client.validate(JOB, config.clone()).await);
        if found.is_empty() {
            found = told(&client.plan(JOB, None, config).await);
        }
        assert!(
            found
                .iter()
                .any(|text| text.starts_with(&format!("{path}: "))),
            "{changes}: {found:?}"
        );
        assert!(!found.concat().contains("PRIVATE"), "{found:?}");
    }
    assert_eq!(sandbox.requests().writes(), 0);
}

#[tokio::test]
async fn searches_can_leave_out_what_has_ended() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    made(&client, &training()).await;
    made(
        &client,
        &with(
            training(),
            json!({ "name": "short", "command": ["exit", "0"], "wait_for": "finished" }),
        ),
    )
    .await;
    let names = async |config: Value| {
        let found = client.list(JOB, config, 0, true).await.ok();
        let mut names: Vec<String> = found.iter().map(|one| one.display_name.clone()).collect();
        names.sort();
        names
    };
    assert_eq!(
        names(json!({})).await,
        ["short (GRA, DONE)", "train (GRA, RUNNING)"]
    );
    assert_eq!(
        names(json!({ "finished_jobs": false })).await,
        ["train (GRA, RUNNING)"]
    );
}
