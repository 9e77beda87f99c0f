//! What apps, jobs and notebooks have in common: runtime ids, volumes, data syncs, and letting a step happen.

mod life;
mod syncs;
mod volumes;

use serde_json::Value;
use uuid::Uuid;

pub(crate) use life::apply;
pub(crate) use syncs::{DONE, INTERRUPTED, NOT_FOUND, RUNNING, SyncInfo};
pub(crate) use syncs::{automatic, begin, change, manual, unfinished};
pub(crate) use volumes::{missing, pushed, sources, targets, volume_statuses};

/// What decides how a start or an end goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Circumstances {
    /// Time spent in each transitional state.
    pub(crate) interval_ms: i64,
    /// A data store that a volume is read from and that is not there.
    pub(crate) missing_source: Option<String>,
    /// A data store that a volume is written to and that is not there.
    pub(crate) missing_target: Option<String>,
}

/// An id that follows from another one, so that documents repeat from run to run.
pub(crate) fn derived(id: &str, what: &str) -> Uuid {
    Uuid::new_v5(
        &Uuid::NAMESPACE_URL,
        format!("ovh-sandbox:{id}/{what}").as_bytes(),
    )
}

/// The region of a document in lower case, as host names have it.
pub(crate) fn lower_region(document: &Value) -> String {
    document["spec"]["region"]
        .as_str()
        .unwrap_or_default()
        .to_lowercase()
}

/// The host of an image reference, when it names one.
pub(crate) fn image_host(spec: &Value) -> Option<&str> {
    let (host, _) = spec["image"].as_str()?.split_once('/')?;
    let host = host.split(':').next()?;
    host.contains('.').then_some(host)
}

/// Lies the image on a registry in the reserved domain `.invalid`? Nobody can pull it.
pub(crate) fn image_is_out_of_reach(spec: &Value) -> bool {
    image_host(spec).is_some_and(|host| host.ends_with(".invalid"))
}
