//! Which steps a call sets off. One interval per transitional state; an app that may scale to zero does so after
//! another five without traffic, of which a sandbox has none.

use serde_json::Value;

use super::document::derived;
use super::life::{Plan, Step};
use super::state::State;

/// Aliases of data stores that exist: the built-in ones (platform-facts section 6) and the customer's in the
/// hand-made estate. A volume on any other fails its first pull.
const DATA_STORES: &[&str] = &[
    "BHS",
    "DE",
    "GRA",
    "SBG",
    "SGP",
    "UK",
    "WAW",
    "models-s3",
    "results-s3",
    "rules-git",
];

const IDLE_INTERVALS: i64 = 5;

/// QUEUED is entered now; data is pulled in INITIALIZING, the image in SCALING.
///
/// An image whose registry lies in the reserved domain `.invalid` cannot be pulled: the app fails in SCALING.
pub(crate) fn start(document: &Value, now_ms: i64, interval_ms: i64, queued: bool) -> Plan {
    let at = |intervals: i64| now_ms.saturating_add(interval_ms.saturating_mul(intervals));
    let mut plan = Plan::default();
    if !queued {
        plan = plan.enter(now_ms, State::Queued);
    }
    plan = plan.enter(at(1), State::Initializing);
    let syncs = !document["status"]["dataSync"]
        .as_array()
        .is_none_or(Vec::is_empty);
    if let Some(alias) = unknown_data_store(&document["spec"]) {
        let message = format!("App failed: data store {alias} not found");
        plan = plan.at(
            at(2),
            sync(
                document,
                "FAILED",
                ("DATASYNC_DATA_STORE_NOT_FOUND", "Data store not found"),
            ),
        );
        return plan.at(
            at(2),
            Step::Enter(
                State::Failed,
                Some(("DATASYNC_DATA_STORE_NOT_FOUND", message)),
            ),
        );
    }
    if syncs {
        plan = plan
            .at(
                at(1),
                sync(
                    document,
                    "RUNNING",
                    ("DATASYNC_RUNNING", "Data sync is running"),
                ),
            )
            .at(
                at(2),
                sync(document, "DONE", ("DATASYNC_DONE", "Data sync is done")),
            );
    }
    plan = plan.enter(at(2), State::Scaling);
    if image_host(&document["spec"]).is_some_and(|host| host.ends_with(".invalid")) {
        return plan.enter(at(3), State::Failed);
    }
    run(plan, &document["spec"], at(3), interval_ms)
}

/// A rolling change of a running app.
pub(crate) fn roll(spec: &Value, now_ms: i64, interval_ms: i64) -> Plan {
    let plan = Plan::default().enter(now_ms, State::Scaling);
    run(plan, spec, now_ms.saturating_add(interval_ms), interval_ms)
}

/// What is left of a start after the spec has changed under it.
pub(crate) fn retarget(plan: Plan, spec: &Value, interval_ms: i64) -> Plan {
    plan.with_sleep(may_sleep(spec), interval_ms.saturating_mul(IDLE_INTERVALS))
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

/// The newest automatic pull changes state.
fn sync(document: &Value, state: &'static str, info: (&'static str, &'static str)) -> Step {
    let id = document["id"].as_str().unwrap_or_default();
    Step::Sync {
        id: derived(id, "sync/0").to_string(),
        state,
        info,
    }
}

fn unknown_data_store(spec: &Value) -> Option<&str> {
    let volumes = spec["volumes"].as_array().into_iter().flatten();
    volumes
        .flat_map(|volume| {
            let oldest = if volume["container"].is_string() {
                &volume["region"]
            } else {
                &Value::Null
            };
            [
                &volume["volumeSource"]["dataStore"]["alias"],
                &volume["dataStore"]["alias"],
                oldest,
            ]
        })
        .filter_map(Value::as_str)
        .find(|alias| !DATA_STORES.contains(alias))
}

/// The host of an image reference, when it names one.
fn image_host(spec: &Value) -> Option<&str> {
    let (host, _) = spec["image"].as_str()?.split_once('/')?;
    let host = host.split(':').next()?;
    host.contains('.').then_some(host)
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
        let mut bad_store = plain.clone();
        bad_store["spec"]["volumes"] =
            json!([{"volumeSource": {"dataStore": {"alias": "nowhere"}}}]);
        for (from, plan, end) in [
            (State::Stopped, start(&plain, 0, 1, false), State::Running),
            (State::Queued, start(&plain, 0, 1, true), State::Running),
            (
                State::Failed,
                start(&zero_start, 0, 1, false),
                State::Standby,
            ),
            (State::Queued, start(&bad_image, 0, 1, true), State::Failed),
            (State::Queued, start(&bad_store, 0, 1, true), State::Failed),
            (State::Running, roll(&Value::Null, 0, 1), State::Running),
            (State::Standby, roll(&zero, 0, 1), State::Standby),
            (State::Running, stop(0, 1), State::Stopped),
            (State::Error, delete(0, 1), State::Deleted),
        ] {
            let states = plan.states();
            let mut before = from;
            for &state in &states {
                assert!(before.may_become(state), "{before:?} -> {state:?}");
                before = state;
            }
            assert_eq!(before, end);
        }
    }
}
