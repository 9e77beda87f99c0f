//! What a change of state does to a notebook's document.

use serde_json::{Value, json};

use super::document::job_behind;
use super::state::State;
use crate::clock::{parse_rfc3339, rfc3339};
use crate::job;
use crate::workload::{derived, lower_region};

/// A notebook changes state.
pub(crate) fn enter(
    document: &mut Value,
    at_ms: i64,
    state: State,
    info: Option<&(&'static str, String)>,
) {
    let at = rfc3339(at_ms);
    let id = document["id"].as_str().unwrap_or_default().to_owned();
    let region = lower_region(document);
    let created = document["createdAt"]
        .as_str()
        .and_then(parse_rfc3339)
        .unwrap_or_default();
    let has_ssh = document["spec"]["sshPublicKeys"]
        .as_array()
        .is_some_and(|keys| !keys.is_empty());
    let (code, message) = match info {
        Some((code, message)) => (*code, message.as_str()),
        None => state.info(),
    };
    let status = &mut document["status"];
    status["state"] = state.name().into();
    status["info"] = json!({"code": code, "message": message});
    match state {
        State::Starting => {
            status["lastJobStatus"] = job::new_status(&job_behind(&id), &region, &at);
        }
        State::Running => {
            status["lastStartedAt"] = at.into();
            status["infoUrl"] =
                format!("https://ui.{region}.ai.cloud.ovh.net/notebook/{id}").into();
            status["monitoringUrl"] = format!(
                "https://monitoring.{region}.ai.cloud.ovh.net/d/gpu?var-notebook={id}&from={created}"
            )
            .into();
            if has_ssh {
                status["sshUrl"] = format!("ssh://{id}@{region}.ai.cloud.ovh.net").into();
            }
        }
        State::Stopped | State::SyncFailed => stop(status, &id, at_ms),
        _ => {}
    }
}

/// The notebook has run: `duration` is how long, in seconds.
fn stop(status: &mut Value, id: &str, at_ms: i64) {
    let started = status["lastStartedAt"].as_str().and_then(parse_rfc3339);
    status["lastStoppedAt"] = rfc3339(at_ms).into();
    status["duration"] = started
        .map(|started| (at_ms - started).max(0) / 1000)
        .into();
    status["sshUrl"] = Value::Null;
    let files = i64::from(derived(id, "workspace").into_bytes()[0]) + 1;
    if status["workspace"]["storageUsed"] == 0 {
        status["workspace"]["storageUsed"] = (files * 1_048_576).into();
    }
}

/// The job behind a notebook changes state.
pub(crate) fn behind(document: &mut Value, at_ms: i64, state: job::State) {
    let about = job::About {
        id: job_behind(document["id"].as_str().unwrap_or_default()),
        region: lower_region(document),
        created_ms: at_ms,
        timeout_seconds: None,
        has_ssh: false,
    };
    job::enter_status(
        &mut document["status"]["lastJobStatus"],
        &about,
        at_ms,
        state,
        None,
    );
}
