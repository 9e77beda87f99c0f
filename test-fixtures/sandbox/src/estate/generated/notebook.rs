//! Notebooks in every state, in every framework and editor.

use serde_json::{Value, json};

use super::job::{KEY, job_status, labels, variables};
use super::prng::Prng;
use super::shape::{NOTEBOOK, shape};
use super::status::{INFO_CODES, syncs};
use super::{USERS, created, spec, volumes, words};
use crate::capabilities::Capabilities;
use crate::clock::rfc3339;
use crate::job;
use crate::notebook::State;
use crate::workload::volume_statuses;

/// Keeps the numbers of notebooks apart from those of apps.
const APART: u64 = 0x6e6f_7465_0000_0000;

/// The id of notebook `index`.
pub(super) fn id(seed: u64, index: usize) -> String {
    Prng::new(seed ^ APART, index).uuid()
}

/// One notebook.
pub(super) fn notebook(seed: u64, index: usize) -> Value {
    let mut prng = Prng::new(seed ^ APART, index);
    let id = prng.uuid();
    let created_ms = created(&mut prng, index);
    let spec = notebook_spec(&mut prng, &id);
    let state = if prng.is_turn(3, 1) {
        *prng.turn(&State::ALL, 3)
    } else {
        *prng.pick(&[State::Stopped, State::Running])
    };
    let (status, updated_ms) = status(&mut prng, &id, &spec, created_ms, state);
    let mut document = json!({
        "createdAt": rfc3339(created_ms),
        "id": id,
        "spec": spec,
        "status": status,
        "updatedAt": rfc3339(updated_ms),
        "user": prng.pick(USERS),
    });
    shape(&prng, &mut document, &NOTEBOOK);
    document
}

fn notebook_spec(prng: &mut Prng, id: &str) -> Value {
    let region = prng.turn(&Capabilities::built_in().regions, 1);
    let framework = prng.turn(&region.frameworks, 2);
    let editor = prng.pick(&framework.editors);
    let qpus = framework.document["supportedQpus"].as_array();
    let qpu = qpus.and_then(|qpus| qpus.first());
    let resources = spec::resources(prng, region);
    // Spark notebooks are a thing of the past: they cannot be made any more, and lists leave them out unless asked.
    let framework_id = match prng.is_turn(29, 13) {
        true => json!("spark"),
        false => framework.document["id"].clone(),
    };
    let keys: &[&str] = if prng.one_in(4) { &[KEY] } else { &[] };
    json!({
        "env": {
            "editorId": editor,
            "frameworkId": framework_id,
            "frameworkVersion": framework.newest(),
        },
        "envVars": variables(prng),
        "flavor": resources["flavor"],
        "labels": labels(prng, id, "notebook"),
        "name": words::name(prng),
        "quantumResources": match qpu {
            Some(qpu) => json!({"qpuFlavorId": qpu}),
            None if prng.is_turn(6, 4) => json!({"qpuFlavorId": null}),
            None => Value::Null,
        },
        "region": region.id,
        "resources": resources,
        "shutdown": prng.turn(&[Some("Stop"), Some("Restart"), Some("Stop"), None], 1),
        "sshPublicKeys": keys,
        "timeoutAutoRestart": prng.one_in(5),
        "unsecureHttp": prng.one_in(4),
        "volumes": volumes::volumes(prng),
    })
}

/// The state of the job behind a notebook in this state.
fn behind(state: State) -> job::State {
    match state {
        State::Starting => job::State::Pending,
        State::Running => job::State::Running,
        State::Restarting => job::State::Restarting,
        State::Stopping => job::State::Finalizing,
        State::Stopped | State::Deleting => job::State::Interrupted,
        State::Failed => job::State::Failed,
        State::SyncFailed => job::State::SyncFailed,
        State::Error => job::State::Error,
    }
}

fn status(prng: &mut Prng, id: &str, spec: &Value, created_ms: i64, state: State) -> (Value, i64) {
    let region = spec["region"].as_str().unwrap_or_default().to_lowercase();
    let job_id = prng.uuid();
    let (mut last_job, updated_ms) = job_status(prng, &job_id, spec, created_ms, behind(state));
    last_job["volumes"] = volume_statuses(&job_id, spec);
    let ran = !last_job["startedAt"].is_null();
    let stopped = ran && state.is_stopped();
    let (code, message) = state.info();
    let code = if prng.is_turn(3, 2) {
        *prng.turn(INFO_CODES, 3)
    } else {
        code
    };
    let has_keys = spec["sshPublicKeys"]
        .as_array()
        .is_some_and(|keys| !keys.is_empty());
    let status = json!({
        "dataSync": syncs(prng, spec, created_ms),
        "duration": last_job["duration"],
        "grpcAddress": prng.is_turn(7, 1).then(|| format!("{id}.nb-grpc.{region}.ai.cloud.ovh.net:443")),
        "info": {"code": code, "message": message},
        "infoUrl": ran.then(|| format!("https://ui.{region}.ai.cloud.ovh.net/notebook/{id}")),
        "lastStartedAt": last_job["startedAt"],
        "lastStoppedAt": stopped.then(|| rfc3339(updated_ms)),
        "lastJobStatus": last_job,
        "monitoringUrl": ran.then(|| {
            format!("https://monitoring.{region}.ai.cloud.ovh.net/d/gpu?var-notebook={id}&from={created_ms}")
        }),
        "sshUrl": (state == State::Running && has_keys).then(|| format!("ssh://{id}@{region}.ai.cloud.ovh.net")),
        "state": state.name(),
        "url": format!("https://{id}.notebook.{region}.ai.cloud.ovh.net"),
        "volumes": volume_statuses(id, spec),
        "workspace": {
            "storageFree": 10_737_418_240_i64,
            // Some have more than what is free, one more than a double can hold.
            "storageUsed": prng.pick(&[0_i64, 734_003_200, 32_212_254_720, 9_007_199_254_740_993]),
        },
    });
    (status, updated_ms)
}
