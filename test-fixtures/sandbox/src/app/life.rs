//! What a change of state does to an app's document.

use serde_json::{Value, json};

use super::document::urls;
use super::state::State;

/// An app changes state.
pub(crate) fn enter(
    document: &mut Value,
    at: &str,
    state: State,
    info: Option<&(&'static str, String)>,
) {
    let replicas = if state == State::Running {
        wanted_replicas(&document["spec"])
    } else {
        0
    };
    let links = urls(document);
    let status = &mut document["status"];
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
    status["lastTransitionDate"] = at.into();
    status["info"] = json!({"code": code, "message": message});
    // While scaling after having run, the replicas there are keep serving.
    if state != State::Scaling {
        status["availableReplicas"] = replicas.into();
    }
    match state {
        State::Running => {
            status["infoUrl"] = links.info.into();
            status["monitoringUrl"] = links.monitoring.into();
            status["internalServiceIp"] = links.internal_ip.into();
        }
        State::Stopped | State::Failed | State::Error | State::Deleting => {
            status["internalServiceIp"] = Value::Null;
        }
        _ => {}
    }
}

/// Replicas that serve when the app runs: the fixed count, else the lower bound, but at least one.
pub(crate) fn wanted_replicas(spec: &Value) -> i64 {
    let strategy = &spec["scalingStrategy"];
    let wanted = strategy["fixed"]["replicas"]
        .as_i64()
        .or_else(|| strategy["automatic"]["replicasMin"].as_i64());
    wanted.unwrap_or(1).max(1)
}
