//! Which steps a call sets off. One interval per transitional state; an app that may scale to zero does so after
//! another five without traffic, of which a sandbox has none.

use serde_json::Value;

use super::state::State;
use crate::store::{Entering, Plan, Step};
use crate::workload::{
    Circumstances, DONE, NOT_FOUND, RUNNING, SyncInfo, change, derived, image_is_out_of_reach,
};

const IDLE_INTERVALS: i64 = 5;

/// QUEUED is entered now; data is pulled in INITIALIZING, the image in SCALING.
///
/// An image whose registry lies in the reserved domain `.invalid` cannot be pulled: the app fails in SCALING.
pub(crate) fn start(
    document: &Value,
    now_ms: i64,
    circumstances: &Circumstances,
    queued: bool,
) -> Plan {
    let interval_ms = circumstances.interval_ms;
    let at = |intervals: i64| now_ms.saturating_add(interval_ms.saturating_mul(intervals));
    let mut plan = Plan::default();
    if !queued {
        plan = plan.enter(now_ms, State::Queued);
    }
    plan = plan.enter(at(1), State::Initializing);
    let syncs = !document["status"]["dataSync"]
        .as_array()
        .is_none_or(Vec::is_empty);
    if let Some(alias) = &circumstances.missing_source {
        let message = format!("App failed: data store {alias} not found");
        return plan.at(at(2), sync(document, NOT_FOUND)).at(
            at(2),
            Step::Enter(State::Failed.into(), Some((NOT_FOUND.1.0, message))),
        );
    }
    if syncs {
        plan = plan
            .at(at(1), sync(document, RUNNING))
            .at(at(2), sync(document, DONE));
    }
    plan = plan.enter(at(2), State::Scaling);
    if image_is_out_of_reach(&document["spec"]) {
        return plan.enter(at(3), State::Failed);
    }
    run(plan, &document["spec"], at(3), interval_ms)
}

/// A rolling change of a running app.
pub(crate) fn roll(spec: &Value, now_ms: i64, interval_ms: i64) -> Plan {
    let plan = Plan::default().enter(now_ms, State::Scaling);
    run(plan, spec, now_ms.saturating_add(interval_ms), interval_ms)
}

/// What is left of a start after the spec has changed under it: the app sleeps at its end exactly if the new spec
/// lets it.
pub(crate) fn retarget(plan: Plan, spec: &Value, interval_ms: i64) -> Plan {
    let plan = plan.only(|step| !matches!(step, Step::Enter(Entering::App(State::Standby), _)));
    let running = plan.steps().rev().find_map(|(due, step)| {
        matches!(step, Step::Enter(Entering::App(State::Running), _)).then_some(*due)
    });
    let idle_ms = interval_ms.saturating_mul(IDLE_INTERVALS);
    match running {
        Some(due) if may_sleep(spec) => {
            plan.merged(Plan::default().enter(due.saturating_add(idle_ms), State::Standby))
        }
        _ => plan,
    }
}

/// May the app go down to no replica?
pub(crate) fn may_sleep(spec: &Value) -> bool {
    spec["scalingStrategy"]["automatic"]["replicasMin"] == 0
}

/// STOPPING now, then STOPPED.
pub(crate) fn stop(now_ms: i64, interval_ms: i64) -> Plan {
    Plan::default()
        .enter(now_ms, State::Stopping)
        .enter(now_ms.saturating_add(interval_ms), State::Stopped)
}

/// DELETING now, DELETED briefly, then gone.
pub(crate) fn delete(now_ms: i64, interval_ms: i64) -> Plan {
    Plan::default()
        .enter(now_ms, State::Deleting)
        .merged(leave(now_ms, interval_ms))
}

/// The end of an app that is being deleted.
pub(crate) fn leave(now_ms: i64, interval_ms: i64) -> Plan {
    let gone = now_ms.saturating_add(interval_ms.saturating_mul(2));
    Plan::default()
        .enter(now_ms.saturating_add(interval_ms), State::Deleted)
        .at(gone, Step::Leave)
}

/// The rest of the way of an app that an estate holds in this state.
pub(crate) fn go_on(
    document: &Value,
    state: State,
    now_ms: i64,
    circumstances: &Circumstances,
) -> Plan {
    let interval_ms = circumstances.interval_ms;
    let at = |intervals: i64| now_ms.saturating_add(interval_ms.saturating_mul(intervals));
    let scaled = |plan: Plan, due_ms| match image_is_out_of_reach(&document["spec"]) {
        true => plan.enter(due_ms, State::Failed),
        false => run(plan, &document["spec"], due_ms, interval_ms),
    };
    match state {
        State::Queued => start(document, now_ms, circumstances, true),
        State::Initializing => scaled(Plan::default().enter(at(1), State::Scaling), at(2)),
        State::Scaling => scaled(Plan::default(), at(1)),
        State::Stopping => Plan::default().enter(at(1), State::Stopped),
        State::Deleting => leave(now_ms, interval_ms),
        State::Deleted => Plan::default().at(at(1), Step::Leave),
        State::Running | State::Standby | State::Stopped | State::Failed | State::Error => {
            Plan::default()
        }
    }
}

fn run(plan: Plan, spec: &Value, due_ms: i64, interval_ms: i64) -> Plan {
    let plan = plan.enter(due_ms, State::Running);
    if spec["scalingStrategy"]["automatic"]["replicasMin"] != 0 {
        return plan;
    }
    plan.enter(
        due_ms.saturating_add(interval_ms.saturating_mul(IDLE_INTERVALS)),
        State::Standby,
    )
}

/// The first pull changes state.
fn sync(document: &Value, to: SyncInfo) -> Step {
    let id = document["id"].as_str().unwrap_or_default();
    change(&derived(id, "sync/0").to_string(), to)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_plan_follows_the_documented_machine() {
        let plain = json!({"spec": {"image": "a/b:1", "volumes": []}, "status": {"dataSync": []}, "id": "x"});
        let zero = json!({"scalingStrategy": {"automatic": {"replicasMin": 0}}});
        let mut zero_start = plain.clone();
        zero_start["spec"]["scalingStrategy"] = zero["scalingStrategy"].clone();
        let mut bad_image = plain.clone();
        bad_image["spec"]["image"] = "registry.invalid/x:1".into();
        let usual = Circumstances {
            interval_ms: 1,
            ..Circumstances::default()
        };
        let no_store = Circumstances {
            missing_source: Some("nowhere".into()),
            ..usual.clone()
        };
        for (from, plan, end) in [
            (
                State::Stopped,
                start(&plain, 0, &usual, false),
                State::Running,
            ),
            (
                State::Queued,
                start(&plain, 0, &usual, true),
                State::Running,
            ),
            (
                State::Failed,
                start(&zero_start, 0, &usual, false),
                State::Standby,
            ),
            (
                State::Queued,
                start(&bad_image, 0, &usual, true),
                State::Failed,
            ),
            (
                State::Queued,
                start(&plain, 0, &no_store, true),
                State::Failed,
            ),
            (State::Running, roll(&Value::Null, 0, 1), State::Running),
            (State::Standby, roll(&zero, 0, 1), State::Standby),
            (State::Running, stop(0, 1), State::Stopped),
            (State::Error, delete(0, 1), State::Deleted),
            (
                State::Queued,
                go_on(&plain, State::Queued, 0, &usual),
                State::Running,
            ),
            (
                State::Initializing,
                go_on(&plain, State::Initializing, 0, &usual),
                State::Running,
            ),
            (
                State::Initializing,
                go_on(&bad_image, State::Initializing, 0, &usual),
                State::Failed,
            ),
            (
                State::Scaling,
                go_on(&zero_start, State::Scaling, 0, &usual),
                State::Standby,
            ),
            (
                State::Stopping,
                go_on(&plain, State::Stopping, 0, &usual),
                State::Stopped,
            ),
            (
                State::Deleting,
                go_on(&plain, State::Deleting, 0, &usual),
                State::Deleted,
            ),
            (
                State::Standby,
                go_on(&plain, State::Standby, 0, &usual),
                State::Standby,
            ),
        ] {
            let mut before = from;
            for state in plan.steps().filter_map(|(_, step)| match step {
                Step::Enter(Entering::App(state), _) => Some(*state),
                _ => None,
            }) {
                assert!(before.may_become(state), "{before:?} -> {state:?}");
                before = state;
            }
            assert_eq!(before, end);
        }
    }
}
