//! What is still going to happen to an app: steps that become due as the server's clock moves.
//!
//! Objects of an estate have no plan and stay as they are until a call touches them, so that a snapshot taken twice
//! is the same twice.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::document::urls;
use super::state::State;
use crate::clock::rfc3339;

/// One thing that happens.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    /// The app changes state, with the state's usual info or a special one.
    Enter(State, Option<(&'static str, String)>),
    /// A data sync run changes state.
    Sync {
        id: String,
        state: &'static str,
        info: (&'static str, &'static str),
    },
    /// The app is gone: from now on 404.
    Leave,
}

/// Steps with the time at which each becomes due, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    steps: VecDeque<(i64, Step)>,
}

impl Plan {
    /// Adds a step.
    pub(crate) fn at(mut self, due_ms: i64, step: Step) -> Self {
        self.steps.push_back((due_ms, step));
        self
    }

    /// Adds a change of state.
    pub(crate) fn enter(self, due_ms: i64, state: State) -> Self {
        self.at(due_ms, Step::Enter(state, None))
    }

    /// The next step, if it is due.
    pub(crate) fn take_due(&mut self, now_ms: i64) -> Option<(i64, Step)> {
        match self.steps.front() {
            Some((due, _)) if *due <= now_ms => self.steps.pop_front(),
            _ => None,
        }
    }

    /// What is left of a start after the spec has changed under it: the app sleeps at its end exactly if the new spec
    /// lets it.
    pub(crate) fn with_sleep(mut self, sleeps: bool, idle_ms: i64) -> Self {
        self.steps
            .retain(|(_, step)| !matches!(step, Step::Enter(State::Standby, _)));
        let running = |(due, step): &(i64, Step)| {
            matches!(step, Step::Enter(State::Running, _)).then_some(*due)
        };
        match self.steps.iter().rev().find_map(running) {
            Some(due) if sleeps => {
                self.merged(Self::default().enter(due.saturating_add(idle_ms), State::Standby))
            }
            _ => self,
        }
    }

    /// Nothing left to happen?
    pub(crate) fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Keeps only the data syncs: they go on while a new plan for the app's state takes over.
    pub(crate) fn only_syncs(mut self) -> Self {
        self.steps
            .retain(|(_, step)| matches!(step, Step::Sync { .. }));
        self
    }

    /// Both plans in order of time.
    pub(crate) fn merged(mut self, other: Self) -> Self {
        self.steps.extend(other.steps);
        self.steps.make_contiguous().sort_by_key(|(due, _)| *due);
        self
    }

    /// The states this plan leads through.
    #[cfg(test)]
    pub(crate) fn states(&self) -> Vec<State> {
        self.steps
            .iter()
            .filter_map(|(_, step)| match step {
                Step::Enter(state, _) => Some(*state),
                _ => None,
            })
            .collect()
    }
}

/// Applies a step to a document. `Leave` changes nothing in it.
pub(crate) fn apply(document: &mut Value, at_ms: i64, step: &Step) {
    let at = rfc3339(at_ms);
    match step {
        Step::Enter(state, info) => enter(document, &at, *state, info.as_ref()),
        Step::Sync { id, state, info } => sync(document, &at, id, state, *info),
        Step::Leave => return,
    }
    document["updatedAt"] = at.into();
}

fn enter(document: &mut Value, at: &str, state: State, info: Option<&(&'static str, String)>) {
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

fn sync(document: &mut Value, at: &str, id: &str, state: &str, info: (&str, &str)) {
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

/// Replicas that serve when the app runs: the fixed count, else the lower bound, but at least one.
pub(crate) fn wanted_replicas(spec: &Value) -> i64 {
    let strategy = &spec["scalingStrategy"];
    let wanted = strategy["fixed"]["replicas"]
        .as_i64()
        .or_else(|| strategy["automatic"]["replicasMin"].as_i64());
    wanted.unwrap_or(1).max(1)
}
