//! Statuses: every state with a history that leads to it, every info code, data syncs in every state.

use serde_json::{Value, json};

use super::prng::Prng;
use crate::app::{State, wanted_replicas};
use crate::clock::rfc3339;
use crate::workload::volume_statuses;

/// `InfoCodeEnum`, whole: the enum is shared by apps, jobs and notebooks.
pub(super) const INFO_CODES: &[&str] = &[
    "APP_CREATE_ERROR",
    "APP_ERROR",
    "APP_FAILED",
    "APP_INITIALIZING",
    "APP_INTERRUPTED_BY_PLATFORM",
    "APP_INTERRUPTED_BY_USER",
    "APP_QUEUED",
    "APP_RUNNING",
    "APP_SCALING",
    "APP_STOPPED",
    "APP_STOPPING",
    "COMPATIBILITY",
    "DATASYNC_AUTHENTICATE_FAILED",
    "DATASYNC_DATA_STORE_NOT_FOUND",
    "DATASYNC_DONE",
    "DATASYNC_ERROR",
    "DATASYNC_FAILED",
    "DATASYNC_INTERRUPTED",
    "DATASYNC_INVALID_CONTAINER",
    "DATASYNC_PROGRESS_FAILED_FORBIDDEN",
    "DATASYNC_PROGRESS_FAILED_INVALID_CREDENTIALS",
    "DATASYNC_PROGRESS_FAILED_NOT_FOUND",
    "DATASYNC_PROGRESS_FAILED_TRANSIENT_ERROR",
    "DATASYNC_PROGRESS_FAILED_UNKNOWN_ERROR",
    "DATASYNC_QUEUED",
    "DATASYNC_RETRY_ERROR",
    "DATASYNC_RUNNING",
    "JOB_CREATE_CONTAINER_CONFIG_ERROR",
    "JOB_CREATE_CONTAINER_ERROR",
    "JOB_DONE",
    "JOB_ERROR",
    "JOB_EVICTED",
    "JOB_FAILED",
    "JOB_FAILED_WITH_MESSAGE",
    "JOB_FINALIZING",
    "JOB_IMAGE_INSPECT_ERROR",
    "JOB_IMAGE_PULL",
    "JOB_IMAGE_PULL_BACKOFF",
    "JOB_INITIALIZING",
    "JOB_INTERRUPTED",
    "JOB_INTERRUPTED_BY_PLATFORM",
    "JOB_INTERRUPTING",
    "JOB_INVALID_IMAGE_NAME",
    "JOB_PENDING",
    "JOB_QUEUED",
    "JOB_REGISTRY_UNAVAILABLE",
    "JOB_RUNNING",
    "JOB_SYNC_FAILED",
    "JOB_TIMEOUT",
    "NOTEBOOK_FAILED",
    "NOTEBOOK_FAILED_WITH_MESSAGE",
    "NOTEBOOK_FINALIZING",
    "NOTEBOOK_INITIALIZING",
    "NOTEBOOK_PENDING",
    "NOTEBOOK_RUNNING",
    "NOTEBOOK_STARTING",
    "NOTEBOOK_STOPPED",
    "NOTEBOOK_STOPPING",
    "NOTEBOOK_SYNC_FAILED",
];
const SYNC_STATES: [&str; 6] = [
    "DONE",
    "ERROR",
    "FAILED",
    "INTERRUPTED",
    "QUEUED",
    "RUNNING",
];
const PROGRESS_STATES: [&str; 11] = [
    "DONE",
    "ERROR",
    "FAILED",
    "FORBIDDEN",
    "INTERRUPTED",
    "INVALID_CREDENTIALS",
    "NOT_FOUND",
    "QUEUED",
    "RUNNING",
    "TRANSIENT_ERROR",
    "UNKNOWN_ERROR",
];

/// The states an app went through to reach `state`.
fn path_to(state: State) -> Vec<State> {
    use State::{
        Deleted, Deleting, Error, Failed, Initializing, Queued, Running, Scaling, Standby, Stopped,
        Stopping,
    };
    let started = [Queued, Initializing, Scaling, Running];
    let tail: &[State] = match state {
        Queued => return vec![Queued],
        Initializing => return vec![Queued, Initializing],
        Scaling => return vec![Queued, Initializing, Scaling],
        Running => &[],
        Standby => &[Standby],
        Stopping => &[Stopping],
        Stopped => &[Stopping, Stopped],
        Failed => return vec![Queued, Initializing, Scaling, Failed],
        Error => return vec![Queued, Error],
        Deleting => &[Stopping, Stopped, Deleting],
        Deleted => &[Stopping, Stopped, Deleting, Deleted],
    };
    started.iter().chain(tail).copied().collect()
}

/// A status with the time of the last change.
pub(super) fn status(prng: &mut Prng, id: &str, spec: &Value, created_ms: i64) -> (Value, i64) {
    // Two apps in three run, as in life; the third takes turns through all states.
    let state = if prng.is_turn(3, 1) {
        *prng.turn(&State::ALL, 3)
    } else {
        State::Running
    };
    let mut at = created_ms;
    let mut history = Vec::new();
    let mut path = path_to(state);
    if state == State::Running && prng.one_in(15) {
        for _ in 0..100 {
            path.extend([State::Scaling, State::Running]);
        }
    }
    for state in &path {
        history.push(json!({"date": rfc3339(at), "state": state.name()}));
        at += prng.between(1, 90) * 1000;
    }
    let last = history
        .last()
        .map_or(Value::Null, |entry| entry["date"].clone());
    let ran = path.contains(&State::Running);
    let region = spec["region"].as_str().unwrap_or_default().to_lowercase();
    let replicas = if state == State::Running {
        wanted_replicas(spec)
    } else {
        0
    };
    let (code, message) = state.info();
    let code = if prng.is_turn(3, 2) {
        *prng.turn(INFO_CODES, 3)
    } else {
        code
    };
    let grpc = spec["grpcPort"]
        .is_i64()
        .then(|| format!("{id}.app-grpc.{region}.ai.cloud.ovh.net:443"));
    let document = json!({
        "availableReplicas": replicas,
        "dataSync": syncs(prng, spec, created_ms),
        "grpcAddress": grpc,
        "history": history,
        "info": {"code": code, "message": message},
        "infoUrl": ran.then(|| format!("https://ui.{region}.ai.cloud.ovh.net/app/{id}")),
        "internalServiceIp": (replicas > 0).then(|| format!("10.42.{}.{}", prng.below(64), prng.between(1, 254))),
        "lastTransitionDate": last,
        "monitoringUrl": ran.then(|| {
            format!("https://monitoring.{region}.ai.cloud.ovh.net/d/app-gpu?var-app={id}&from={created_ms}")
        }),
        "state": state.name(),
        "url": format!("https://{id}.app.{region}.ai.cloud.ovh.net"),
        "volumes": volume_statuses(id, spec),
    });
    (document, at)
}

/// Data sync runs over the volumes of a spec, none without volumes.
pub(super) fn syncs(prng: &mut Prng, spec: &Value, created_ms: i64) -> Value {
    let volumes = spec["volumes"].as_array().map_or(0, Vec::len);
    if volumes == 0 {
        return json!([]);
    }
    let runs = 1 + prng.below(3);
    let shift = prng.below(SYNC_STATES.len());
    (0..runs)
        .map(|run| sync(prng, created_ms, volumes, shift + run))
        .collect::<Vec<_>>()
        .into()
}

fn sync(prng: &mut Prng, created_ms: i64, volumes: usize, turn: usize) -> Value {
    let state = SYNC_STATES[turn % SYNC_STATES.len()];
    let at = |seconds: i64| rfc3339(created_ms + seconds * 1000);
    let direction = ["pull", "push"][turn % 2];
    let progress: Vec<Value> = (0..volumes)
        .map(|volume| {
            let total = prng.between(1, 100_000);
            json!({
                "completed": total / 2,
                "createdAt": at(2),
                "deleted": prng.below(3),
                "direction": direction,
                "eta": prng.pick(&[None, Some(120)]),
                "failed": prng.below(3),
                "id": prng.uuid(),
                "info": format!("volume {volume}"),
                "processed": total,
                "skipped": prng.below(100),
                "state": prng.pick(&PROGRESS_STATES),
                "total": total,
                // Larger than a double can hold exactly.
                "transferredBytes": if prng.one_in(9) { 9_007_199_254_740_993_i64 } else { total * 4096 },
                "updatedAt": at(20),
            })
        })
        .collect();
    let (started, ended) = (state != "QUEUED", !matches!(state, "QUEUED" | "RUNNING"));
    json!({
        "createdAt": at(1),
        "id": prng.uuid(),
        "spec": {
            "direction": direction,
            "manual": prng.one_in(2),
            "volume": prng.one_in(2).then(|| prng.uuid()),
        },
        "status": {
            "endedAt": ended.then(|| at(30)),
            "info": {"code": format!("DATASYNC_{state}"), "message": "Data sync"},
            "progress": progress,
            "queuedAt": at(1),
            "startedAt": started.then(|| at(3)),
            "state": state,
        },
        "updatedAt": at(30),
    })
}
