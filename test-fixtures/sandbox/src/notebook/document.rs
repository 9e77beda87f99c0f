//! The documents of new notebooks.

use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::job;
use crate::workload::{automatic, derived, volume_statuses};

/// Bytes of workspace that cost nothing: 10 GiB (platform-facts section 4).
const FREE: i64 = 10_737_418_240;

/// What a new notebook is born with.
#[derive(Debug)]
pub(crate) struct Birth<'a> {
    pub(crate) id: &'a str,
    pub(crate) user: &'a str,
    pub(crate) at_ms: i64,
    /// A spec as [`crate::spec::resolve_notebook`] answers it.
    pub(crate) spec: Value,
}

/// The document of a notebook that was just accepted: state STARTING.
pub(crate) fn new_document(birth: Birth<'_>) -> Value {
    let Birth {
        id,
        user,
        at_ms,
        mut spec,
    } = birth;
    let at = rfc3339(at_ms);
    spec["labels"]["ovh/id"] = id.into();
    spec["labels"]["ovh/type"] = "notebook".into();
    let region = spec["region"].as_str().unwrap_or_default().to_lowercase();
    let volumes: Vec<usize> = (0..spec["volumes"].as_array().map_or(0, Vec::len)).collect();
    let syncs = if volumes.is_empty() {
        json!([])
    } else {
        json!([automatic(id, 0, "pull", &volumes, &at)])
    };
    let volumes = volume_statuses(id, &spec);
    json!({
        "createdAt": at,
        "id": id,
        "spec": spec,
        "status": {
            "dataSync": syncs,
            "duration": null,
            "grpcAddress": null,
            "info": {"code": "NOTEBOOK_STARTING", "message": "Notebook is starting"},
            "infoUrl": null,
            "lastJobStatus": job::new_status(&job_behind(id), &region, &at),
            "lastStartedAt": null,
            "lastStoppedAt": null,
            "monitoringUrl": null,
            "sshUrl": null,
            "state": "STARTING",
            "url": format!("https://{id}.notebook.{region}.ai.cloud.ovh.net"),
            "volumes": volumes,
            "workspace": {"storageFree": FREE, "storageUsed": 0},
        },
        "updatedAt": at,
        "user": user,
    })
}

/// The id of the job that a notebook runs as.
pub(super) fn job_behind(id: &str) -> String {
    derived(id, "job").to_string()
}
