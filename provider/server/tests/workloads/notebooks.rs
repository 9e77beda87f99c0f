//! The life of a notebook.

use std::time::Duration;

use ovh_sandbox::{EstateChoice, Fault, Options, Running, Sandbox};
use serde_json::{Value, json};
use terraform_plugin::testing::{Action, Client, Object};

use crate::ground::{change, client, differences, empty, lifecycle, older, told, writes};

const NOTEBOOK: &str = "ovhai_notebook";

fn exploration() -> Value {
    json!({
        "name": "exploration",
        "region": "GRA",
        "environment": { "framework_id": "pytorch", "editor_id": "jupyterlab" },
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
    let plan = client.plan(NOTEBOOK, None, config.clone()).await.ok();
    client.apply(&plan).await.ok()
}

fn id_of(notebook: &Object) -> String {
    notebook.json()["id"].as_str().unwrap().to_owned()
}

fn edit(sandbox: &Running, notebook: &Object, pointer: &str, value: Value) {
    sandbox.with_notebooks(|notebooks| {
        notebooks.edit(&id_of(notebook), |one| {
            *one.pointer_mut(pointer).unwrap() = value
        });
    });
}

#[tokio::test]
async fn the_life_of_a_notebook_keeps_terraforms_rules() {
    let sandbox = empty();
    let lifecycle = lifecycle(&sandbox);
    let config = with(
        exploration(),
        json!({
            "env": { "HF_HOME": "/workspace/.cache" },
            "secret_env_wo": { "HF_TOKEN": "hf_invented0123456789" },
            "secret_env_wo_version": 1,
            "labels": { "team": "nlp" },
            "volumes": [{
                "mount_path": "/workspace/data",
                "permission": "RW",
                "volume_source": { "data_store": { "alias": "GRA", "container": "datasets" } },
            }],
            "backup_retention": { "retained_number": 3 },
        }),
    );
    let notebook = lifecycle.create(NOTEBOOK, config.clone()).await.unwrap();
    let config = with(
        config,
        json!({
            "allow_restart": true, "name": "second", "resources": { "flavor": "ai1-1-cpu", "count": 2 }, "volumes": [],
        }),
    );
    let notebook = lifecycle.update(&notebook, config.clone()).await.unwrap();
    let notebook = lifecycle
        .update(&notebook, with(config, json!({ "running": false })))
        .await
        .unwrap();
    lifecycle.destroy(&notebook).await.unwrap();
    assert!(sandbox.holdings()["notebook"].is_empty());
}

/// Every change that the platform takes of a stopped notebook only.
fn while_stopped() -> Vec<(Value, Vec<&'static str>)> {
    let key =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIInventedKeyOfNobody000000000000000000000 me@example";
    let volume = json!([{ "mount_path": "/data", "permission": "RO", "volume_source": { "standalone": {} } }]);
    vec![
        (json!({ "name": "other" }), vec!["name"]),
        (json!({ "ssh_public_keys": [key] }), vec!["ssh_public_keys"]),
        (
            json!({ "timeout_auto_restart": true }),
            vec!["timeout_auto_restart"],
        ),
        (json!({ "unsecure_http": true }), vec!["unsecure_http"]),
        (json!({ "volumes": volume }), vec!["volumes"]),
    ]
}

#[tokio::test]
async fn a_restart_must_be_allowed() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let notebook = made(&client, &exploration()).await;
    for (changes, paths) in while_stopped() {
        let config = with(exploration(), changes);
        let refused = client.plan(NOTEBOOK, Some(&notebook), config.clone()).await;
        let error = refused.error();
        assert_eq!(error.path.to_string(), paths[0]);
        assert!(error.detail.contains("allow_restart"));

        let allowed = with(config, json!({ "allow_restart": true }));
        let (plan, changed, calls) = change(&sandbox, &client, &notebook, &allowed).await;
        assert_eq!(plan.action, Action::Update);
        let mut wanted = paths.clone();
        wanted.push("allow_restart");
        wanted.sort_unstable();
        assert_eq!(differences(&client, &plan), wanted);
        assert_eq!(
            calls,
            [
                "PUT notebook/ID/stop",
                "PUT notebook/ID",
                "PUT notebook/ID/start"
            ],
            "{paths:?}"
        );
        let back = with(exploration(), json!({ "allow_restart": true }));
        change(&sandbox, &client, &changed, &back).await;
    }
    let bigger = with(
        exploration(),
        json!({ "resources": { "flavor": "ai1-1-cpu", "count": 2 } }),
    );
    let refused = client.plan(NOTEBOOK, Some(&notebook), bigger).await;
    assert_eq!(refused.error().path.to_string(), "resources");
}

#[tokio::test]
async fn a_stopped_notebook_changes_without_a_restart() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let stopped = with(exploration(), json!({ "running": false }));
    let notebook = made(&client, &stopped).await;
    assert_eq!(writes(&sandbox), ["POST notebook", "PUT notebook/ID/stop"]);
    for (changes, paths) in while_stopped() {
        let config = with(stopped.clone(), changes);
        let (plan, changed, calls) = change(&sandbox, &client, &notebook, &config).await;
        assert_eq!(differences(&client, &plan), paths);
        assert_eq!(calls, ["PUT notebook/ID"], "{paths:?}");
        change(&sandbox, &client, &changed, &stopped).await;
    }
    // Starting with a change, and stopping with one: no restart.
    let started = with(exploration(), json!({ "name": "other" }));
    let (_, running, calls) = change(&sandbox, &client, &notebook, &started).await;
    assert_eq!(calls, ["PUT notebook/ID", "PUT notebook/ID/start"]);
    let (_, _, calls) = change(&sandbox, &client, &running, &stopped).await;
    assert_eq!(calls, ["PUT notebook/ID/stop", "PUT notebook/ID"]);
}

#[tokio::test]
async fn a_server_that_ignores_the_count_is_told_again() {
    let sandbox = older();
    let client = client(&sandbox).await;
    let config = with(
        exploration(),
        json!({ "resources": { "flavor": "ai1-1-gpu", "count": 2 } }),
    );
    let notebook = made(&client, &config).await;
    assert_eq!(
        writes(&sandbox),
        [
            "POST notebook",
            "PUT notebook/ID/stop",
            "PUT notebook/ID",
            "PUT notebook/ID/start"
        ]
    );
    assert_eq!(notebook.json()["resources"]["gpu"], 2);
    let plan = client.plan(NOTEBOOK, Some(&notebook), config).await.ok();
    assert_eq!(plan.action, Action::NoOp);
}

#[tokio::test]
async fn mistakes_are_refused_before_anything_is_called() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let environment = |framework: &str, version: Value, editor: &str| json!({ "environment": { "framework_id": framework, "framework_version": version, "editor_id": editor } });
    for (changes, path, words) in [
        (
            environment("fortran", Value::Null, "jupyterlab"),
            "environment.framework_id",
            "pytorch",
        ),
        (
            environment("pytorch", json!("0.1"), "jupyterlab"),
            "environment.framework_version",
            "pytorch",
        ),
        (
            environment("pytorch", Value::Null, "emacs"),
            "environment.editor_id",
            "jupyterlab",
        ),
        (json!({ "region": "MARS" }), "region", "GRA"),
        (
            json!({ "resources": { "flavor": "ai9" } }),
            "resources.flavor",
            "ai1-1-cpu",
        ),
        (
            json!({ "backup_retention": { "retained_number": 0 } }),
            "backup_retention.retained_number",
            "1 or more",
        ),
        (
            json!({ "labels": { "ovh/id": "x" } }),
            r#"labels["ovh/id"]"#,
            "reserved",
        ),
    ] {
        let config = with(exploration(), changes.clone());
        let mut found = told(&client.validate(NOTEBOOK, config.clone()).await);
        if found.is_empty() {
            found = told(&client.plan(NOTEBOOK, None, config).await);
        }
        assert!(
            found
                .iter()
                .any(|text| text.starts_with(&format!("{path}: ")) && text.contains(words)),
            "{changes}: {found:?}"
        );
    }
    assert_eq!(sandbox.requests().writes(), 0);
}

#[tokio::test]
async fn changes_made_outside_are_plain_differences() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let config = with(
        exploration(),
        json!({ "allow_restart": true, "backup_retention": { "retained_number": 3 } }),
    );
    let notebook = made(&client, &config).await;
    for (pointer, value, path) in [
        ("/status/state", json!("STOPPED"), "running"),
        ("/status/state", json!("SYNC_FAILED"), "running"),
        ("/spec/labels", json!({ "a": "1" }), "labels"),
        ("/spec/name", json!("other"), "name"),
    ] {
        edit(&sandbox, &notebook, pointer, value);
        let client = crate::ground::client(&sandbox).await;
        let read = client.read(&notebook).await.ok();
        let (plan, _, _) = change(&sandbox, &client, &read, &config).await;
        assert_eq!(differences(&client, &plan), [path]);
    }
    for state in ["STARTING", "RESTARTING"] {
        edit(&sandbox, &notebook, "/status/state", json!(state));
        let client = crate::ground::client(&sandbox).await;
        let read = client.read(&notebook).await.ok();
        let plan = client
            .plan(NOTEBOOK, Some(&read), config.clone())
            .await
            .ok();
        assert_eq!(plan.action, Action::NoOp, "{state}");
    }
}

#[tokio::test]
async fn a_change_that_fails_half_way_saves_what_was_done() {
    let sandbox = empty();
    let client = client(&sandbox).await;
    let notebook = made(&client, &exploration()).await;
    let config = with(
        exploration(),
        json!({
            "labels": { "a": "1" }, "name": "other", "allow_restart": true, "backup_retention": { "retained_number": 3 },
        }),
    );
    let route = "PUT /cloud/project/{serviceName}/ai/notebook/{notebookId}";
    sandbox.fail(route, Fault::Status(403), 0, 1);
    let plan = client
        .plan(NOTEBOOK, Some(&notebook), config.clone())
        .await
        .ok();
    let half = client.apply(&plan).await;
    assert!(half.error().summary.contains("cannot be changed"));
    let state = half.value.json();
    assert_eq!(state["labels"], json!({ "a": "1" }));
    assert_eq!(state["running"], false);
    let plan = client.plan(NOTEBOOK, Some(&half.value), config).await.ok();
    client.apply(&plan).await.ok();
    let document = sandbox.with_notebooks(|notebooks| notebooks.get(&id_of(&notebook)).unwrap());
    assert_eq!(document["spec"]["name"], "other");
    assert_eq!(document["status"]["state"], "RUNNING");
}

#[tokio::test]
async fn destroying_waits_until_a_starting_notebook_can_be_stopped() {
    let sandbox = Sandbox::start(Options {
        estate: EstateChoice::Empty,
        state_interval: Duration::from_millis(700),
        ..Options::default()
    })
    .unwrap();
    let client = client(&sandbox).await;
    let notebook = made(&client, &with(exploration(), json!({ "wait_for": "none" }))).await;
    let plan = client.plan_destroy(&notebook).await.ok();
    assert!(client.apply(&plan).await.ok().is_absent());
    assert!(sandbox.holdings()["notebook"].is_empty());
}
