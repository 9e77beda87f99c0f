//! The documents of new jobs.

use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::workload::{automatic, volume_statuses};

/// What a new job is born with.
#[derive(Debug)]
pub(crate) struct Birth<'a> {
    pub(crate) id: &'a str,
    pub(crate) user: &'a str,
    pub(crate) at_ms: i64,
    /// A spec as [`crate::spec::resolve_job`] answers it.
    pub(crate) spec: Value,
}

/// The document of a job that was just accepted: state QUEUED.
pub(crate) fn new_document(birth: Birth<'_>) -> Value {
    let Birth {
        id,
        user,
        at_ms,
        mut spec,
    } = birth;
    let at = rfc3339(at_ms);
    spec["labels"]["ovh/id"] = id.into();
    spec["labels"]["ovh/type"] = "job".into();
    let region = spec["region"].as_str().unwrap_or_default().to_lowercase();
    let mut status = new_status(id, &region, &at);
    status["volumes"] = volume_statuses(id, &spec);
    if spec["grpcPort"].is_i64() {
        status["grpcAddress"] = format!("{id}.job-grpc.{region}.ai.cloud.ovh.net:443").into();
    }
    let volumes: Vec<usize> = (0..spec["volumes"].as_array().map_or(0, Vec::len)).collect();
    if !volumes.is_empty() {
        status["dataSync"] = json!([automatic(id, 0, "pull", &volumes, &at)]);
    }
    json!({
        "createdAt": at,
        "id": id,
        "spec": spec,
        "status": status,
        "updatedAt": at,
        "user": user,
    })
}

/// The status of a job that was just queued, without volumes.
pub(crate) fn new_status(id: &str, region: &str, at: &str) -> Value {
    json!({
        "dataSync": [],
        "duration": null,
        "exitCode": null,
        "externalIp": null,
        "finalizedAt": null,
        "grpcAddress": null,
        "history": [{"date": at, "state": "QUEUED"}],
        "info": {"code": "JOB_QUEUED", "message": "Job is queued"},
        "infoUrl": null,
        "initializingAt": null,
        "ip": null,
        "lastTransitionDate": at,
        "monitoringUrl": null,
        "queuedAt": at,
        "sshUrl": null,
        "startedAt": null,
        "state": "QUEUED",
        "stoppedAt": null,
        "timeoutAt": null,
        "url": format!("https://{id}.job.{region}.ai.cloud.ovh.net"),
        "volumes": [],
    })
}
