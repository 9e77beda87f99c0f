//! The documents of new apps and what in them is derived from the id.

use serde_json::{Value, json};

use crate::clock::{parse_rfc3339, rfc3339};
use crate::workload::{automatic, derived, volume_statuses};

/// What a new app is born with.
#[derive(Debug)]
pub(crate) struct Birth<'a> {
    pub(crate) id: &'a str,
    pub(crate) user: &'a str,
    pub(crate) at_ms: i64,
    /// A spec as [`crate::spec::resolve`] answers it.
    pub(crate) spec: Value,
}

/// The document of an app that was just accepted: state QUEUED, no URL but its own yet.
pub(crate) fn new_document(birth: Birth<'_>) -> Value {
    let Birth {
        id,
        user,
        at_ms,
        mut spec,
    } = birth;
    let at = rfc3339(at_ms);
    spec["labels"]["ovh/id"] = id.into();
    spec["labels"]["ovh/type"] = "app".into();
    let region = spec["region"].as_str().unwrap_or_default().to_lowercase();
    let grpc = spec["grpcPort"]
        .is_i64()
        .then(|| format!("{id}.app-grpc.{region}.ai.cloud.ovh.net:443"));
    let volumes = volume_statuses(id, &spec);
    let positions: Vec<usize> = (0..spec["volumes"].as_array().map_or(0, Vec::len)).collect();
    let syncs = if positions.is_empty() {
        json!([])
    } else {
        json!([automatic(id, 0, "pull", &positions, &at)])
    };
    json!({
        "createdAt": at,
        "id": id,
        "spec": spec,
        "status": {
            "availableReplicas": 0,
            "dataSync": syncs,
            "grpcAddress": grpc,
            "history": [{"date": at, "state": "QUEUED"}],
            "info": {"code": "APP_QUEUED", "message": "App is queued"},
            "infoUrl": null,
            "internalServiceIp": null,
            "lastTransitionDate": at,
            "monitoringUrl": null,
            "state": "QUEUED",
            "url": format!("https://{id}.app.{region}.ai.cloud.ovh.net"),
            "volumes": volumes,
        },
        "updatedAt": at,
        "user": user,
    })
}

/// Everything in a document that follows from id, region and creation time.
pub(crate) struct Links {
    pub(crate) info: String,
    pub(crate) monitoring: String,
    pub(crate) internal_ip: String,
}

/// Links of an app (`ai-api.json`, `urlForms`).
pub(crate) fn urls(document: &Value) -> Links {
    let id = document["id"].as_str().unwrap_or_default();
    let region = document["spec"]["region"]
        .as_str()
        .unwrap_or_default()
        .to_lowercase();
    let from = document["createdAt"]
        .as_str()
        .and_then(parse_rfc3339)
        .unwrap_or_default();
    let bytes = derived(id, "ip").into_bytes();
    Links {
        info: format!("https://ui.{region}.ai.cloud.ovh.net/app/{id}"),
        monitoring: format!(
            "https://monitoring.{region}.ai.cloud.ovh.net/d/app-gpu?var-app={id}&from={from}"
        ),
        internal_ip: format!("10.42.{}.{}", bytes[0] % 64, bytes[1].max(1)),
    }
}
