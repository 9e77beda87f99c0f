//! Which steps a call on a notebook sets off: one interval per transitional state.

use serde_json::Value;

use super::state::State;
use crate::clock::rfc3339;
use crate::job;
use crate::store::{Plan, Step};
use crate::workload::{Circumstances, DONE, NOT_FOUND, RUNNING, automatic, change, pushed};

/// Notebooks stop or restart after seven days (platform-facts section 10).
const LIMIT_MS: i64 = 7 * 86_400_000;

/// STARTING now, unless the notebook has just been `born` in it; data is pulled, then RUNNING.
pub(crate) fn start(
    document: &Value,
    now_ms: i64,
    circumstances: &Circumstances,
    born: bool,
) -> Plan {
    let at = later(now_ms, circumstances);
    let volumes: Vec<usize> =
        (0..document["spec"]["volumes"].as_array().map_or(0, Vec::len)).collect();
    let mut plan = Plan::default();
    let mut pull = None;
    if born {
        pull = document["status"]["dataSync"][0]["id"]
            .as_str()
            .map(str::to_owned);
    } else {
        plan = plan.enter(now_ms, State::Starting);
        if !volumes.is_empty() {
            let run = new_run(document, "pull", &volumes, now_ms);
            pull = run["id"].as_str().map(str::to_owned);
            plan = plan.at(now_ms, Step::NewSync(run));
        }
    }
    plan = plan.at(at(1), Step::Behind(job::State::Initializing));
    if let Some(pull) = &pull {
        plan = plan.at(at(1), change(pull, RUNNING));
        if let Some(alias) = &circumstances.missing_source {
            let message = format!("Notebook failed: data store {alias} not found");
            return plan
                .at(at(2), change(pull, NOT_FOUND))
                .at(at(2), Step::Behind(job::State::Failed))
                .at(
                    at(2),
                    Step::Enter(State::Failed.into(), Some((NOT_FOUND.1.0, message))),
                );
        }
        plan = plan.at(at(2), change(pull, DONE));
    }
    plan.at(at(2), Step::Behind(job::State::Pending))
        .at(at(2), Step::Behind(job::State::Running))
        .enter(at(2), State::Running)
        .at(
            at(2).saturating_add(LIMIT_MS),
            Step::Limit(circumstances.clone()),
        )
}

/// STOPPING now: data and workspace are saved, then STOPPED with one more backup; or SYNC_FAILED without one.
pub(crate) fn stop(document: &Value, now_ms: i64, circumstances: &Circumstances) -> Plan {
    stop_by(document, now_ms, circumstances, job::State::Interrupting)
}

fn stop_by(
    document: &Value,
    now_ms: i64,
    circumstances: &Circumstances,
    cause: job::State,
) -> Plan {
    let at = later(now_ms, circumstances);
    let mut plan = Plan::default()
        .at(now_ms, Step::Behind(cause))
        .at(now_ms, Step::Behind(job::State::Finalizing))
        .enter(now_ms, State::Stopping);
    let volumes = pushed(&document["spec"]);
    let fails = !volumes.is_empty() && circumstances.missing_target.is_some();
    if !volumes.is_empty() {
        let run = new_run(document, "push", &volumes, now_ms);
        let id = run["id"].as_str().unwrap_or_default().to_owned();
        plan = plan
            .at(now_ms, Step::NewSync(run))
            .at(now_ms, change(&id, RUNNING))
            .at(at(1), change(&id, if fails { NOT_FOUND } else { DONE }));
    }
    if fails {
        return plan
            .at(at(1), Step::Behind(job::State::SyncFailed))
            .enter(at(1), State::SyncFailed);
    }
    plan.at(at(1), Step::Behind(job::State::Interrupted))
        .enter(at(1), State::Stopped)
        .at(at(1), Step::Back)
}

/// RESTARTING now, then RUNNING.
pub(crate) fn restart(now_ms: i64, circumstances: &Circumstances) -> Plan {
    let plan = Plan::default()
        .at(now_ms, Step::Behind(job::State::Restarting))
        .enter(now_ms, State::Restarting);
    restarted(plan, later(now_ms, circumstances)(1), circumstances)
}

fn restarted(mut plan: Plan, due_ms: i64, circumstances: &Circumstances) -> Plan {
    for state in [
        job::State::Queued,
        job::State::Initializing,
        job::State::Pending,
        job::State::Running,
    ] {
        plan = plan.at(due_ms, Step::Behind(state));
    }
    plan.enter(due_ms, State::Running).at(
        due_ms.saturating_add(LIMIT_MS),
        Step::Limit(circumstances.clone()),
    )
}

/// What happens after seven days.
pub(crate) fn limit(document: &Value, at_ms: i64, circumstances: &Circumstances) -> Plan {
    if document["spec"]["timeoutAutoRestart"] == true {
        restart(at_ms, circumstances)
    } else {
        stop_by(document, at_ms, circumstances, job::State::Timeout)
    }
}

/// DELETING now, then gone.
pub(crate) fn delete(now_ms: i64, interval_ms: i64) -> Plan {
    Plan::default()
        .enter(now_ms, State::Deleting)
        .merged(leave(now_ms, interval_ms))
}

/// The rest of the way of a notebook that an estate holds in this state.
pub(crate) fn go_on(state: State, now_ms: i64, circumstances: &Circumstances) -> Plan {
    let end = later(now_ms, circumstances)(1);
    let plan = Plan::default();
    match state {
        State::Starting => plan
            .at(end, Step::Behind(job::State::Running))
            .enter(end, State::Running)
            .at(
                end.saturating_add(LIMIT_MS),
                Step::Limit(circumstances.clone()),
            ),
        State::Restarting => restarted(plan, end, circumstances),
        State::Stopping => plan
            .at(end, Step::Behind(job::State::Interrupted))
            .enter(end, State::Stopped)
            .at(end, Step::Back),
        State::Deleting => leave(now_ms, circumstances.interval_ms),
        State::Running | State::Stopped | State::Failed | State::SyncFailed | State::Error => plan,
    }
}

/// The end of a notebook that is being deleted.
pub(crate) fn leave(now_ms: i64, interval_ms: i64) -> Plan {
    Plan::default().at(now_ms.saturating_add(interval_ms), Step::Leave)
}

fn later(now_ms: i64, circumstances: &Circumstances) -> impl Fn(i64) -> i64 + use<> {
    let interval = circumstances.interval_ms;
    move |intervals| now_ms.saturating_add(interval.saturating_mul(intervals))
}

fn new_run(document: &Value, direction: &str, volumes: &[usize], at_ms: i64) -> Value {
    let turn = document["status"]["dataSync"]
        .as_array()
        .map_or(0, Vec::len);
    let id = document["id"].as_str().unwrap_or_default();
    automatic(id, turn, direction, volumes, &rfc3339(at_ms))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::store::Entering;

    #[test]
    fn every_plan_follows_the_documented_machines() {
        let usual = Circumstances {
            interval_ms: 1,
            ..Circumstances::default()
        };
        let nothing = Circumstances {
            missing_source: Some("A".into()),
            missing_target: Some("A".into()),
            ..usual.clone()
        };
        let notebook = |auto: bool| json!({"id": "n", "spec": {"volumes": [{"permission": "RW", "dataStore": {"alias": "A"}}], "timeoutAutoRestart": auto}, "status": {"dataSync": []}});
        let (plain, auto) = (notebook(false), notebook(true));
        for (from, plan, end) in [
            (
                State::Stopped,
                start(&plain, 0, &usual, false),
                State::Running,
            ),
            (
                State::SyncFailed,
                start(&plain, 0, &nothing, false),
                State::Failed,
            ),
            (State::Running, stop(&plain, 0, &usual), State::Stopped),
            (State::Running, stop(&plain, 0, &nothing), State::SyncFailed),
            (State::Running, restart(0, &usual), State::Running),
            (State::Running, limit(&plain, 0, &usual), State::Stopped),
            (State::Running, limit(&auto, 0, &usual), State::Running),
            (State::Error, delete(0, 1), State::Deleting),
            (
                State::Starting,
                go_on(State::Starting, 0, &usual),
                State::Running,
            ),
            (
                State::Restarting,
                go_on(State::Restarting, 0, &usual),
                State::Running,
            ),
            (
                State::Stopping,
                go_on(State::Stopping, 0, &usual),
                State::Stopped,
            ),
            (
                State::Failed,
                go_on(State::Failed, 0, &usual),
                State::Failed,
            ),
        ] {
            // A start makes a new job behind the notebook; every other call meets one that is as far as the notebook.
            let mut behind = match from {
                State::Running => job::State::Running,
                State::Starting => job::State::Pending,
                State::Restarting => job::State::Restarting,
                State::Stopping => job::State::Finalizing,
                _ => job::State::Queued,
            };
            let mut before = from;
            for (_, step) in plan.steps() {
                match step {
                    Step::Enter(Entering::Notebook(state), _) => {
                        assert!(before.may_become(*state), "{before:?} -> {state:?}");
                        before = *state;
                    }
                    Step::Behind(state) => {
                        assert!(behind.may_become(*state), "{behind:?} -> {state:?}");
                        behind = *state;
                    }
                    _ => {}
                }
            }
            assert_eq!(before, end);
        }
    }
}
