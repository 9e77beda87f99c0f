//! The documents of new apps and what in them is derived from the id.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock::{parse_rfc3339, rfc3339};

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
    let syncs = first_pull(id, &spec, &at);
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

/// `status.volumes`: runtime ids of the volumes of a spec.
pub(crate) fn volume_statuses(id: &str, spec: &Value) -> Value {
    let paths = spec["volumes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|volume| &volume["mountPath"]);
    paths
        .enumerate()
        .map(|(at, path)| {
            json!({
                "id": derived(id, &format!("volume/{at}")).to_string(),
                "mountPath": path,
                "userVolumeId": derived(id, &format!("user-volume/{at}")).to_string(),
            })
        })
        .collect::<Vec<_>>()
        .into()
}

/// The pull before the first start; none without volumes.
fn first_pull(id: &str, spec: &Value, at: &str) -> Value {
    let volumes = spec["volumes"].as_array().map_or(0, Vec::len);
    if volumes == 0 {
        return json!([]);
    }
    let progress: Vec<Value> = (0..volumes)
        .map(|volume| {
            let seed = derived(id, &format!("progress/{volume}"));
            let files = i64::from(seed.into_bytes()[0]) + 1;
            json!({
                "completed": 0,
                "createdAt": at,
                "deleted": 0,
                "direction": "pull",
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
        })
        .collect();
    json!([{
        "createdAt": at,
        "id": derived(id, "sync/0").to_string(),
        "spec": {"direction": "pull", "manual": false, "volume": null},
        "status": {
            "endedAt": null,
            "info": {"code": "DATASYNC_QUEUED", "message": "Data sync is queued"},
            "progress": progress,
            "queuedAt": at,
            "startedAt": null,
            "state": "QUEUED",
        },
        "updatedAt": at,
    }])
}

/// An id that follows from another one, so that documents repeat from run to run.
pub(crate) fn derived(id: &str, what: &str) -> Uuid {
    Uuid::new_v5(
        &Uuid::NAMESPACE_URL,
        format!("ovh-sandbox:{id}/{what}").as_bytes(),
    )
}
