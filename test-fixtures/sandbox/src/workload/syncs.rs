//! Data sync runs: their documents and what happens to them (`ai-api.json`, `stateMachines.dataSync`).

use serde_json::{Value, json};

use super::derived;
use crate::store::Step;

/// State, code and message of a run.
pub(crate) type SyncInfo = (&'static str, (&'static str, &'static str));

/// Waiting.
pub(crate) const QUEUED: SyncInfo = ("QUEUED", ("DATASYNC_QUEUED", "Data sync is queued"));
/// Under way.
pub(crate) const RUNNING: SyncInfo = ("RUNNING", ("DATASYNC_RUNNING", "Data sync is running"));
/// Over.
pub(crate) const DONE: SyncInfo = ("DONE", ("DATASYNC_DONE", "Data sync is done"));
/// Ended by force.
pub(crate) const INTERRUPTED: SyncInfo = (
    "INTERRUPTED",
    ("DATASYNC_INTERRUPTED", "Data sync was interrupted"),
);
/// There is no other side.
pub(crate) const NOT_FOUND: SyncInfo = (
    "FAILED",
    ("DATASYNC_DATA_STORE_NOT_FOUND", "Data store not found"),
);

/// A run the platform asks for: the `turn`-th of object `id`, over the volumes at these positions.
pub(crate) fn automatic(
    id: &str,
    turn: usize,
    direction: &str,
    volumes: &[usize],
    at: &str,
) -> Value {
    let progress = volumes.iter().map(|volume| {
        let what = match turn {
            0 => format!("progress/{volume}"),
            _ => format!("progress/{turn}/{volume}"),
        };
        let seed = derived(id, &what);
        let files = i64::from(seed.into_bytes()[0]) + 1;
        json!({
            "completed": 0,
            "createdAt": at,
            "deleted": 0,
            "direction": direction,
            "eta": null,
            "failed": 0,
            "id": seed.to_string(),
            "info": format!("volume {volume}"),
            "processed": 0,
            "skipped": 0,
            "state": "QUEUED",
            "total": files,
            "transferredBytes": files * 1_048_576,
            "updatedAt": at,
        })
    });
    let spec = json!({"direction": direction, "manual": false, "volume": null});
    run(&automatic_id(id, turn), &spec, progress.collect(), at)
}

fn automatic_id(id: &str, turn: usize) -> String {
    derived(id, &format!("sync/{turn}")).to_string()
}

/// A run somebody asked for.
pub(crate) fn manual(id: &str, spec: &Value, at: &str) -> Value {
    run(id, spec, Vec::new(), at)
}

fn run(id: &str, spec: &Value, progress: Vec<Value>, at: &str) -> Value {
    json!({
        "createdAt": at,
        "id": id,
        "spec": spec,
        "status": {
            "endedAt": null,
            "info": {"code": QUEUED.1.0, "message": QUEUED.1.1},
            "progress": progress,
            "queuedAt": at,
            "startedAt": null,
            "state": QUEUED.0,
        },
        "updatedAt": at,
    })
}

/// The step in which a run changes state.
pub(crate) fn change(id: &str, to: SyncInfo) -> Step {
    Step::Sync {
        id: id.to_owned(),
        state: to.0,
        info: to.1,
    }
}

/// Adds a run to a document.
pub(crate) fn begin(document: &mut Value, run: Value) {
    match document["status"]["dataSync"].as_array_mut() {
        Some(runs) => runs.push(run),
        None => document["status"]["dataSync"] = Value::Array(vec![run]),
    }
}

/// Ids of the runs that have not ended.
pub(crate) fn unfinished(document: &Value) -> Vec<String> {
    let runs = document["status"]["dataSync"]
        .as_array()
        .into_iter()
        .flatten();
    runs.filter(|run| matches!(run["status"]["state"].as_str(), Some("QUEUED" | "RUNNING")))
        .filter_map(|run| run["id"].as_str().map(str::to_owned))
        .collect()
}

/// A run of a document changes state.
pub(super) fn step(document: &mut Value, at: &str, id: &str, state: &str, info: (&str, &str)) {
    let Some(runs) = document["status"]["dataSync"].as_array_mut() else {
        return;
    };
    for run in runs.iter_mut().filter(|run| run["id"] == id) {
        run["updatedAt"] = at.into();
        let status = &mut run["status"];
        status["state"] = state.into();
        status["info"] = json!({"code": info.0, "message": info.1});
        match state {
            "RUNNING" => status["startedAt"] = at.into(),
            "QUEUED" => {}
            _ => status["endedAt"] = at.into(),
        }
        if let Some(progress) = status["progress"].as_array_mut() {
            for line in progress {
                line["state"] = state.into();
                line["updatedAt"] = at.into();
                if state == "DONE" {
                    for done in ["completed", "processed"] {
                        line[done] = line["total"].clone();
                    }
                }
            }
        }
    }
}
