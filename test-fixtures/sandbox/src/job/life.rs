//! What a change of state does to a job's status.

use serde_json::{Value, json};

use super::state::State;
use crate::clock::{parse_rfc3339, rfc3339};
use crate::workload::{derived, lower_region};

/// What the status of a job follows from.
#[derive(Debug)]
pub(crate) struct About {
    pub(crate) id: String,
    /// In lower case.
    pub(crate) region: String,
    pub(crate) created_ms: i64,
    pub(crate) timeout_seconds: Option<i64>,
    pub(crate) has_ssh: bool,
}

/// A job changes state.
pub(crate) fn enter(
    document: &mut Value,
    at_ms: i64,
    state: State,
    info: Option<&(&'static str, String)>,
) {
    let spec = &document["spec"];
    let about = About {
        id: document["id"].as_str().unwrap_or_default().to_owned(),
        region: lower_region(document),
        created_ms: document["createdAt"]
            .as_str()
            .and_then(parse_rfc3339)
            .unwrap_or_default(),
        timeout_seconds: spec["timeout"].as_i64(),
        has_ssh: spec["sshPublicKeys"]
            .as_array()
            .is_some_and(|keys| !keys.is_empty()),
    };
    enter_status(&mut document["status"], &about, at_ms, state, info);
}

/// The same for a status alone, which notebooks have of the job behind them.
pub(crate) fn enter_status(
    status: &mut Value,
    about: &About,
    at_ms: i64,
    state: State,
    info: Option<&(&'static str, String)>,
) {
    let at = rfc3339(at_ms);
    if !status["history"].is_array() {
        status["history"] = json!([]);
    }
    if let Some(history) = status["history"].as_array_mut() {
        history.push(json!({"date": at, "state": state.name()}));
    }
    let (code, message) = match info {
        Some((code, message)) => (*code, message.as_str()),
        None => state.info(),
    };
    status["state"] = state.name().into();
    status["lastTransitionDate"] = at.clone().into();
    status["info"] = json!({"code": code, "message": message});
    match state {
        State::Queued => {
            for past in [
                "duration",
                "exitCode",
                "finalizedAt",
                "initializingAt",
                "startedAt",
                "stoppedAt",
            ] {
                status[past] = Value::Null;
            }
            status["queuedAt"] = at.into();
        }
        State::Initializing => status["initializingAt"] = at.into(),
        State::Running => run(status, about, at_ms),
        State::Finalizing | State::Restarting | State::Failed if status["stoppedAt"].is_null() => {
            stop(status, at_ms);
            if state == State::Failed {
                status["finalizedAt"] = at.into();
            }
        }
        State::Done | State::Failed | State::Interrupted => status["finalizedAt"] = at.into(),
        _ => {}
    }
    if state.is_over() {
        for gone in ["externalIp", "ip", "timeoutAt"] {
            status[gone] = Value::Null;
        }
    }
}

fn run(status: &mut Value, about: &About, at_ms: i64) {
    let About { id, region, .. } = about;
    let bytes = derived(id, "ip").into_bytes();
    status["startedAt"] = rfc3339(at_ms).into();
    status["duration"] = 0.into();
    status["ip"] = format!("10.42.{}.{}", bytes[0] % 64, bytes[1].max(1)).into();
    // The documentation range of RFC 5737.
    status["externalIp"] = format!("192.0.2.{}", bytes[2].clamp(1, 254)).into();
    status["infoUrl"] = format!("https://ui.{region}.ai.cloud.ovh.net/job/{id}").into();
    status["monitoringUrl"] = format!(
        "https://monitoring.{region}.ai.cloud.ovh.net/d/job?var-job={id}&from={}",
        about.created_ms
    )
    .into();
    if about.has_ssh {
        status["sshUrl"] = format!("ssh://{id}@{region}.ai.cloud.ovh.net").into();
    }
    status["timeoutAt"] = match about.timeout_seconds {
        Some(seconds) => rfc3339(at_ms.saturating_add(seconds.saturating_mul(1000))).into(),
        None => Value::Null,
    };
}

/// The process has ended, if there was one: `duration` is what it ran, in seconds.
fn stop(status: &mut Value, at_ms: i64) {
    let Some(started) = status["startedAt"].as_str().and_then(parse_rfc3339) else {
        return;
    };
    status["stoppedAt"] = rfc3339(at_ms).into();
    status["duration"] = ((at_ms - started).max(0) / 1000).into();
    status["timeoutAt"] = Value::Null;
}
