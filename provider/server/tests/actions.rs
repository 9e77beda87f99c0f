//! Actions over the provider's own gRPC service in memory, against the sandbox: each makes its one call, tells how far it is,
//! and ends when it should.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use ovh_sandbox::{EstateChoice, Fault, Kind, Options, Running, Sandbox};
use serde_json::{Value, json};
use terraform_plugin::testing::{Client, Outcome, unknown};
use terraform_provider_ovhai::Ovhai;

const RUNNING_APP: &str = "96fb9aef-5adf-5e3f-b977-06b5c996edd8";
const STOPPED_APP: &str = "0d0d847c-366b-528d-ae40-d7c5c781a643";
const FAILED_APP: &str = "b98cf259-4038-58e5-aa3f-0f9b1b2eb656";
const STANDBY_APP: &str = "1f477448-5bd8-548b-ad11-15650ba02223";
const RUNNING_JOB: &str = "6fe7dfbc-0070-57a2-86fe-8999ad734ef8";
const DONE_JOB: &str = "788c9d35-2c0b-5403-ab16-58ca0879b3f0";
const RUNNING_NOTEBOOK: &str = "cef59a73-2ac3-5c81-9c46-eb49755fde01";
const STOPPED_NOTEBOOK: &str = "421658c2-0048-5065-b89c-5af5054557b2";

const APP: &str = "/cloud/project/{serviceName}/ai/app/{appId}";
const JOB: &str = "/cloud/project/{serviceName}/ai/job/{jobId}";

fn sandbox(interval: u64) -> Running {
    Sandbox::start(Options {
        estate: EstateChoice::Handmade,
        state_interval: Duration::from_millis(interval),
        ..Options::default()
    })
    .unwrap()
}

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

fn state(sandbox: &Running, kind: Kind, id: &str) -> String {
    let document = sandbox.object(kind, id).unwrap();
    document["status"]["state"].as_str().unwrap().to_owned()
}

/// The words of an action, and the calls that changed something.
async fn act(sandbox: &Running, action: &str, config: Value) -> (String, u64) {
    sandbox.reset_requests();
    let outcome = client(sandbox).await.invoke(action, config).await;
    let writes = sandbox.requests().writes();
    (outcome.ok().join("\n"), writes)
}

fn told<T>(outcome: &Outcome<T>) -> String {
    let lines = outcome.diagnostics.iter();
    let lines = lines.map(|one| {
        format!(
            "{:?} at {}: {}: {}",
            one.severity, one.path, one.summary, one.detail
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn in_order(text: &str, words: &[&str]) {
    let mut rest = text;
    for word in words {
        let Some(at) = rest.find(word) else {
            panic!("{word:?} is missing, or at the wrong place, in\n{text}");
        };
        rest = &rest[at + word.len()..];
    }
}

#[tokio::test]
async fn a_stopped_app_is_started() {
    let sandbox = sandbox(300);
    let (text, writes) = act(&sandbox, "ovhai_app_start", json!({ "id": STOPPED_APP })).await;
    in_order(&text, &["is STOPPED", "is told to start", "is RUNNING"]);
    assert_eq!(
        (state(&sandbox, Kind::App, STOPPED_APP).as_str(), writes),
        ("RUNNING", 1)
    );
}

#[tokio::test]
async fn what_runs_is_not_started_again() {
    let sandbox = sandbox(0);
    for (action, id) in [
        ("ovhai_app_start", RUNNING_APP),
        ("ovhai_app_start", STANDBY_APP),
        ("ovhai_notebook_start", RUNNING_NOTEBOOK),
    ] {
        let (text, writes) = act(&sandbox, action, json!({ "id": id })).await;
        in_order(&text, &["runs already"]);
        assert_eq!(writes, 0);
    }
}

#[tokio::test]
async fn what_rests_is_not_stopped_again() {
    let sandbox = sandbox(0);
    for (action, id) in [
        ("ovhai_app_stop", STOPPED_APP),
        ("ovhai_app_stop", FAILED_APP),
        ("ovhai_notebook_stop", STOPPED_NOTEBOOK),
        ("ovhai_job_kill", DONE_JOB),
    ] {
        let (text, writes) = act(&sandbox, action, json!({ "id": id })).await;
        in_order(&text, &["does not run"]);
        assert_eq!(writes, 0);
    }
}

#[tokio::test]
async fn what_runs_is_stopped() {
    let sandbox = sandbox(300);
    for (action, kind, id, end) in [
        ("ovhai_app_stop", Kind::App, RUNNING_APP, "STOPPED"),
        (
            "ovhai_notebook_stop",
            Kind::Notebook,
            RUNNING_NOTEBOOK,
            "STOPPED",
        ),
        ("ovhai_job_kill", Kind::Job, RUNNING_JOB, "INTERRUPTED"),
    ] {
        let (text, writes) = act(&sandbox, action, json!({ "id": id })).await;
        in_order(&text, &["is RUNNING", "is told to stop", end]);
        assert_eq!(
            (state(&sandbox, kind, id).as_str(), writes),
            (end, 1),
            "{action}"
        );
    }
}

#[tokio::test]
async fn a_restart_stops_and_starts() {
    let sandbox = sandbox(200);
    let (text, writes) = act(&sandbox, "ovhai_app_restart", json!({ "id": RUNNING_APP })).await;
    in_order(
        &text,
        &[
            "is RUNNING",
            "told to stop",
            "is STOPPED",
            "told to start",
            "is RUNNING",
        ],
    );
    assert_eq!(writes, 2);
    let (text, writes) = act(&sandbox, "ovhai_app_restart", json!({ "id": STOPPED_APP })).await;
    in_order(&text, &["does not run", "told to start", "is RUNNING"]);
    assert_eq!(writes, 1);
    let (_, writes) = act(
        &sandbox,
        "ovhai_notebook_restart",
        json!({ "id": RUNNING_NOTEBOOK }),
    )
    .await;
    assert_eq!(
        (
            state(&sandbox, Kind::Notebook, RUNNING_NOTEBOOK).as_str(),
            writes
        ),
        ("RUNNING", 1)
    );
    let (_, writes) = act(
        &sandbox,
        "ovhai_notebook_restart",
        json!({ "id": STOPPED_NOTEBOOK }),
    )
    .await;
    assert_eq!(
        (
            state(&sandbox, Kind::Notebook, STOPPED_NOTEBOOK).as_str(),
            writes
        ),
        ("RUNNING", 1)
    );
}

#[tokio::test]
async fn without_waiting_an_action_ends_with_its_call() {
    let sandbox = sandbox(60_000);
    let config = json!({ "id": RUNNING_APP, "wait": false });
    let (text, writes) = act(&sandbox, "ovhai_app_stop", config).await;
    in_order(&text, &["is told to stop"]);
    assert_eq!(
        (state(&sandbox, Kind::App, RUNNING_APP).as_str(), writes),
        ("STOPPING", 1)
    );
}

#[tokio::test]
async fn an_app_that_fails_to_start_is_an_error_with_its_reason() {
    let sandbox = sandbox(100);
    sandbox.with_apps(|apps| {
        apps.edit(STOPPED_APP, |app| {
            app["status"]["state"] = json!("FAILED");
            app["status"]["info"] =
                json!({ "code": "APP_FAILED", "message": "exit 1 with DB_PASSWORD=pl4nted" });
        })
    });
    // It is told to start and stays what it is.
    sandbox.fail(&format!("PUT {APP}/start"), Fault::Empty(200), 0, 1);
    let outcome = client(&sandbox)
        .await
        .invoke("ovhai_app_start", json!({ "id": STOPPED_APP }))
        .await;
    let text = told(&outcome) + &outcome.value.join("\n");
    assert!(
        text.contains("is FAILED") && text.contains("ovhai_logs"),
        "{text}"
    );
    assert!(!text.contains("pl4nted"), "{text}");
}

#[tokio::test]
async fn an_action_takes_no_longer_than_its_timeout() {
    let sandbox = sandbox(60_000);
    let config = json!({ "id": RUNNING_APP, "timeout": "1s" });
    let outcome = client(&sandbox)
        .await
        .invoke("ovhai_app_stop", config)
        .await;
    assert_eq!(outcome.error().path.to_string(), "timeout");
    assert!(
        told(&outcome).contains("STOPPING when last seen"),
        "{}",
        told(&outcome)
    );
}

#[tokio::test]
async fn an_interrupted_action_ends_at_once_and_says_how_things_stand() {
    let sandbox = sandbox(60_000);
    for (action, config) in [
        ("ovhai_app_stop", json!({ "id": RUNNING_APP })),
        (
            "ovhai_job_sync",
            json!({ "id": RUNNING_JOB, "direction": "push" }),
        ),
    ] {
        let client = client(&sandbox).await;
        let started = std::time::Instant::now();
        let (outcome, ()) = tokio::join!(client.invoke(action, config), async {
            tokio::time::sleep(Duration::from_millis(700)).await;
            client.stop().await;
        });
        assert!(started.elapsed() < Duration::from_secs(5), "{action}");
        let error = outcome.error();
        assert_eq!(error.summary, "Interrupted", "{action}");
        assert!(
            error.detail.contains("goes on by itself"),
            "{}",
            error.detail
        );
    }
}

#[tokio::test]
async fn data_is_copied_and_followed() {
    let sandbox = sandbox(300);
    let path = sandbox.object(Kind::Job, RUNNING_JOB).unwrap()["status"]["volumes"][0]["mountPath"]
        .clone();
    for (action, id, more) in [
        (
            "ovhai_job_sync",
            RUNNING_JOB,
            json!({ "direction": "push" }),
        ),
        (
            "ovhai_job_sync",
            RUNNING_JOB,
            json!({ "direction": "pull", "volume": path }),
        ),
        (
            "ovhai_app_sync",
            RUNNING_APP,
            json!({ "direction": "pull" }),
        ),
        (
            "ovhai_notebook_sync",
            RUNNING_NOTEBOOK,
            json!({ "direction": "push" }),
        ),
    ] {
        let mut config = more.clone();
        config["id"] = json!(id);
        let (text, writes) = act(&sandbox, action, config).await;
        in_order(&text, &["copies its data", "copies data: DONE"]);
        assert_eq!(writes, 1, "{action} {more}");
    }
    let syncs = sandbox.object(Kind::Job, RUNNING_JOB).unwrap()["status"]["dataSync"].clone();
    let last = syncs.as_array().unwrap().last().unwrap();
    assert!(last["spec"]["volume"].is_string(), "one volume: {last}");
}

#[tokio::test]
async fn a_copy_that_fails_is_an_error() {
    let sandbox = sandbox(100);
    sandbox.with(Kind::DataStore, |stores| stores.clear());
    let config = json!({ "id": RUNNING_JOB, "direction": "pull" });
    let outcome = client(&sandbox)
        .await
        .invoke("ovhai_job_sync", config)
        .await;
    let text = told(&outcome);
    assert!(
        text.contains("FAILED") && text.contains("DATASYNC_DATA_STORE_NOT_FOUND"),
        "{text}"
    );
}

#[tokio::test]
async fn what_cannot_be_done_is_said_while_planning() {
    let sandbox = sandbox(0);
    let client = client(&sandbox).await;
    for (action, config, words) in [
        (
            "ovhai_app_start",
            json!({ "id": "nobody" }),
            &["at id", "There is no such app"][..],
        ),
        (
            "ovhai_job_kill",
            json!({ "id": "nobody" }),
            &["at id", "There is no such job"],
        ),
        (
            "ovhai_notebook_stop",
            json!({ "id": "nobody" }),
            &["at id", "There is no such notebook"],
        ),
        ("ovhai_app_start", json!({ "id": " " }), &["at id", "blank"]),
        (
            "ovhai_app_stop",
            json!({ "id": RUNNING_APP, "timeout": "soon" }),
            &["at timeout"],
        ),
        (
            "ovhai_job_sync",
            json!({ "id": RUNNING_JOB, "direction": "both" }),
            &["at direction", "`pull`"],
        ),
        (
            "ovhai_job_sync",
            json!({ "id": RUNNING_JOB, "direction": "pull", "volume": "/nowhere" }),
            &["at volume", "there are `/workspace/"],
        ),
    ] {
        let planned = client.plan_action(action, config.clone()).await;
        for word in words {
            assert!(
                told(&planned).contains(word),
                "{config}: {word} is not in {}",
                told(&planned)
            );
        }
    }
    let later = json!({ "id": unknown(), "direction": unknown(), "volume": unknown() });
    let before = sandbox.requests().total;
    client.plan_action("ovhai_job_sync", later).await.ok();
    assert_eq!(
        sandbox.requests().total,
        before,
        "what is not known is not looked at"
    );
    assert_eq!(sandbox.requests().writes(), 0);
}

#[tokio::test]
async fn what_the_platform_refuses_is_told_in_its_words() {
    let sandbox = sandbox(0);
    let client = client(&sandbox).await;
    let stopped = json!({ "id": STOPPED_NOTEBOOK, "direction": "pull" });
    let refused = client.invoke("ovhai_notebook_sync", stopped).await;
    assert!(refused.error().detail.contains("409"), "{}", told(&refused));
    sandbox.fail(&format!("PUT {JOB}/kill"), Fault::Status(403), 0, 1);
    let refused = client
        .invoke("ovhai_job_kill", json!({ "id": RUNNING_JOB }))
        .await;
    assert!(refused.error().detail.contains("403"), "{}", told(&refused));
    // Gone between plan and invocation.
    sandbox.fail("", Fault::Vanish, 1, 1);
    let gone = client
        .invoke("ovhai_app_stop", json!({ "id": RUNNING_APP }))
        .await;
    assert!(
        gone.error().summary.contains("There is no such app"),
        "{}",
        told(&gone)
    );
}
