//! Which steps a call on a job sets off. One interval per transitional state; a process that does not say otherwise
//! runs for three.

use serde_json::Value;

use super::program::Program;
use super::state::State;
use crate::clock::{parse_rfc3339, rfc3339};
use crate::store::{Plan, Step};
use crate::workload::{
    Circumstances, DONE, INTERRUPTED, NOT_FOUND, RUNNING, automatic, change, image_is_out_of_reach,
    pushed, unfinished,
};

const USUAL_INTERVALS: i64 = 3;

/// QUEUED is entered now, unless the job has just been `born` in it; data is pulled in INITIALIZING, the image in
/// PENDING.
pub(crate) fn start(
    document: &Value,
    now_ms: i64,
    circumstances: &Circumstances,
    born: bool,
) -> Plan {
    let interval = circumstances.interval_ms;
    let at = |intervals: i64| now_ms.saturating_add(interval.saturating_mul(intervals));
    let spec = &document["spec"];
    let mut plan = Plan::default();
    let volumes: Vec<usize> = (0..spec["volumes"].as_array().map_or(0, Vec::len)).collect();
    let runs = document["status"]["dataSync"]
        .as_array()
        .map_or(0, Vec::len);
    let mut pull = None;
    let mut next = runs;
    if born {
        pull = document["status"]["dataSync"][0]["id"]
            .as_str()
            .map(str::to_owned);
    } else {
        plan = plan.enter(now_ms, State::Queued);
        if !volumes.is_empty() {
            let run = new_run(document, next, "pull", &volumes, now_ms);
            pull = run["id"].as_str().map(str::to_owned);
            next += 1;
            plan = plan.at(now_ms, Step::NewSync(run));
        }
    }
    plan = plan.enter(at(1), State::Initializing);
    if let Some(pull) = &pull {
        plan = plan.at(at(1), change(pull, RUNNING));
        if let Some(alias) = &circumstances.missing_source {
            let message = format!("Job failed: data store {alias} not found");
            return plan.at(at(2), change(pull, NOT_FOUND)).at(
                at(2),
                Step::Enter(State::Failed.into(), Some((NOT_FOUND.1.0, message))),
            );
        }
        plan = plan.at(at(2), change(pull, DONE));
    }
    plan = plan.enter(at(2), State::Pending);
    let end = End {
        document,
        circumstances,
        next_run: next,
    };
    end.of_pull(plan, at(3))
}

/// INTERRUPTING now, then pushed and INTERRUPTED; a job that was only queued is INTERRUPTED at once.
pub(crate) fn kill(document: &Value, now_ms: i64, circumstances: &Circumstances) -> Plan {
    let state = document["status"]["state"].as_str().and_then(State::parse);
    let mut plan = Plan::default();
    for run in unfinished(document) {
        plan = plan
            .at(now_ms, change(&run, RUNNING))
            .at(now_ms, change(&run, INTERRUPTED));
    }
    if state == Some(State::Queued) {
        return plan.enter(now_ms, State::Interrupted);
    }
    let end = End {
        document,
        circumstances,
        next_run: document["status"]["dataSync"]
            .as_array()
            .map_or(0, Vec::len),
    };
    let from = now_ms.saturating_add(circumstances.interval_ms);
    end.finalize(
        plan.enter(now_ms, State::Interrupting),
        from,
        state == Some(State::Running),
        (State::Interrupted, None),
    )
}

/// The rest of a running job after its time limit has changed; `status.timeoutAt` follows. `None` for jobs that do not
/// run.
pub(crate) fn retime(document: &mut Value, circumstances: &Circumstances) -> Option<Plan> {
    if document["status"]["state"] != State::Running.name() {
        return None;
    }
    let started = document["status"]["history"]
        .as_array()?
        .iter()
        .rev()
        .find(|entry| entry["state"] == State::Running.name())
        .and_then(|entry| parse_rfc3339(entry["date"].as_str()?))?;
    let limit = document["spec"]["timeout"].as_i64();
    document["status"]["timeoutAt"] = limit
        .map(|seconds| rfc3339(started.saturating_add(seconds.saturating_mul(1000))))
        .into();
    let end = End {
        document,
        circumstances,
        next_run: document["status"]["dataSync"]
            .as_array()
            .map_or(0, Vec::len),
    };
    Some(end.of_run(Plan::default(), started))
}

/// A push by hand after SYNC_FAILED: FINALIZING while it runs, then what the exit code says.
pub(crate) fn resync(
    document: &Value,
    run: &str,
    now_ms: i64,
    circumstances: &Circumstances,
) -> Plan {
    let end_ms = now_ms.saturating_add(circumstances.interval_ms);
    let plan = Plan::default()
        .enter(now_ms, State::Finalizing)
        .at(now_ms, change(run, RUNNING));
    if circumstances.missing_target.is_some() {
        return plan
            .at(end_ms, change(run, NOT_FOUND))
            .enter(end_ms, State::SyncFailed);
    }
    let code = document["status"]["exitCode"].as_i64();
    let (state, info) = code.map_or((State::Interrupted, None), ended);
    plan.at(end_ms, change(run, DONE))
        .at(end_ms, Step::Enter(state.into(), info))
}

/// The rest of the way of a job that an estate holds in this state. What its process was to say is not known any more:
/// one in FINALIZING ends as its exit code says, without one as if it had been interrupted.
pub(crate) fn go_on(
    document: &Value,
    state: State,
    now_ms: i64,
    circumstances: &Circumstances,
) -> Plan {
    let interval = circumstances.interval_ms;
    let at = |intervals: i64| now_ms.saturating_add(interval.saturating_mul(intervals));
    let end = End {
        document,
        circumstances,
        next_run: document["status"]["dataSync"]
            .as_array()
            .map_or(0, Vec::len),
    };
    let plan = Plan::default();
    match state {
        State::Queued => start(document, now_ms, circumstances, true),
        State::Initializing => end.of_pull(plan.enter(at(1), State::Pending), at(2)),
        State::Pending => end.of_pull(plan, at(1)),
        State::Restarting => plan.at(at(1), Step::Requeue(circumstances.clone())),
        State::Interrupting => end.finalize(plan, at(1), true, (State::Interrupted, None)),
        State::Finalizing => {
            let code = document["status"]["exitCode"].as_i64();
            let (last, info) = code.map_or((State::Interrupted, None), ended);
            plan.at(at(1), Step::Enter(last.into(), info))
        }
        State::Running
        | State::Done
        | State::Failed
        | State::Interrupted
        | State::SyncFailed
        | State::Timeout
        | State::Error => plan,
    }
}

/// How a process that ended by itself leaves its job.
fn ended(exit_code: i64) -> (State, crate::store::StepInfo) {
    if exit_code == 0 {
        return (State::Done, None);
    }
    let message = format!("Job failed with exit code {exit_code}");
    (State::Failed, Some(("JOB_FAILED", message)))
}

/// The second half of a run.
struct End<'a> {
    document: &'a Value,
    circumstances: &'a Circumstances,
    /// Number of the data sync run that comes next.
    next_run: usize,
}

impl End<'_> {
    /// From the end of the image's pull at `at_ms`: to RUNNING and on, or to FAILED.
    fn of_pull(&self, plan: Plan, at_ms: i64) -> Plan {
        let spec = &self.document["spec"];
        if !image_is_out_of_reach(spec) {
            return self.of_run(plan.enter(at_ms, State::Running), at_ms);
        }
        let image = spec["image"].as_str().unwrap_or_default();
        let message = format!("Job failed: image {image} could not be pulled");
        let info = Some(("JOB_IMAGE_PULL_BACKOFF", message));
        plan.at(at_ms, Step::Enter(State::Failed.into(), info))
    }

    /// From RUNNING at `from_ms` to the end by itself or by the time limit; a process that sleeps for ever and has no
    /// limit has no end.
    fn of_run(&self, plan: Plan, from_ms: i64) -> Plan {
        let spec = &self.document["spec"];
        let interval = self.circumstances.interval_ms;
        let program = Program::of(spec, interval.saturating_mul(USUAL_INTERVALS));
        let limit_ms = spec["timeout"]
            .as_i64()
            .map(|seconds| seconds.saturating_mul(1000));
        match (program.runs_ms, limit_ms) {
            (None, None) => plan,
            (Some(runs), limit) if limit.is_none_or(|limit| runs <= limit) => {
                let end = from_ms.saturating_add(runs);
                let plan = plan.at(end, Step::Exit(program.exit_code));
                self.finalize(plan, end, true, ended(program.exit_code))
            }
            (_, limit) => {
                let end = from_ms.saturating_add(limit.unwrap_or_default());
                self.of_limit(plan, end)
            }
        }
    }

    fn of_limit(&self, plan: Plan, limit_ms: i64) -> Plan {
        let after = limit_ms.saturating_add(self.circumstances.interval_ms);
        if self.document["spec"]["timeoutAutoRestart"] == true {
            let plan = plan.enter(limit_ms, State::Restarting);
            return self
                .push(plan, limit_ms, after)
                .0
                .at(after, Step::Requeue(self.circumstances.clone()));
        }
        let message = "Job was interrupted at its time limit".to_owned();
        self.finalize(
            plan.enter(limit_ms, State::Timeout),
            after,
            true,
            (State::Interrupted, Some(("JOB_TIMEOUT", message))),
        )
    }

    /// FINALIZING at `from_ms`, with a push of what is writable, and one interval later the last state.
    fn finalize(
        &self,
        plan: Plan,
        from_ms: i64,
        pushes: bool,
        last: (State, crate::store::StepInfo),
    ) -> Plan {
        let end_ms = from_ms.saturating_add(self.circumstances.interval_ms);
        let plan = plan.enter(from_ms, State::Finalizing);
        let (plan, was_pushed) = if pushes {
            self.push(plan, from_ms, end_ms)
        } else {
            (plan, true)
        };
        if !was_pushed {
            return plan.enter(end_ms, State::SyncFailed);
        }
        plan.at(end_ms, Step::Enter(last.0.into(), last.1))
    }

    /// A push from `from_ms` to `end_ms`, if anything is writable; answers whether it will succeed.
    fn push(&self, plan: Plan, from_ms: i64, end_ms: i64) -> (Plan, bool) {
        let volumes = pushed(&self.document["spec"]);
        if volumes.is_empty() {
            return (plan, true);
        }
        let run = new_run(self.document, self.next_run, "push", &volumes, from_ms);
        let id = run["id"].as_str().unwrap_or_default().to_owned();
        let succeeds = self.circumstances.missing_target.is_none();
        let last = if succeeds { DONE } else { NOT_FOUND };
        let plan = plan
            .at(from_ms, Step::NewSync(run))
            .at(from_ms, change(&id, RUNNING))
            .at(end_ms, change(&id, last));
        (plan, succeeds)
    }
}

fn new_run(document: &Value, turn: usize, direction: &str, volumes: &[usize], at_ms: i64) -> Value {
    let id = document["id"].as_str().unwrap_or_default();
    automatic(id, turn, direction, volumes, &rfc3339(at_ms))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::store::Entering;
    use crate::workload::apply;

    fn job(spec: &Value) -> Value {
        let mut document = json!({"id": "x", "spec": {"image": "a/b:1", "region": "GRA", "volumes": []}, "status": {"dataSync": [], "state": "QUEUED"}});
        for (name, value) in spec.as_object().unwrap() {
            document["spec"][name] = value.clone();
        }
        document
    }

    fn states(plan: &Plan) -> Vec<State> {
        plan.steps()
            .filter_map(|(_, step)| match step {
                Step::Enter(Entering::Job(state), _) => Some(*state),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn every_plan_follows_the_documented_machine() {
        let volume = json!([{"permission": "RW", "dataStore": {"alias": "GRA", "container": "c"}}]);
        let usual = Circumstances {
            interval_ms: 1,
            ..Circumstances::default()
        };
        let no_target = Circumstances {
            missing_target: Some("GRA".into()),
            ..usual.clone()
        };
        let no_source = Circumstances {
            missing_source: Some("GRA".into()),
            ..usual.clone()
        };
        let forever = json!(["sleep", "infinity"]);
        for (from, spec, circumstances, end) in [
            (State::Restarting, json!({}), &usual, State::Done),
            (
                State::Restarting,
                json!({"command": ["exit", "3"]}),
                &usual,
                State::Failed,
            ),
            (
                State::Restarting,
                json!({"volumes": volume}),
                &usual,
                State::Done,
            ),
            (
                State::Restarting,
                json!({"volumes": volume}),
                &no_target,
                State::SyncFailed,
            ),
            (
                State::Restarting,
                json!({"volumes": volume}),
                &no_source,
                State::Failed,
            ),
            (
                State::Restarting,
                json!({"image": "registry.invalid/a:1"}),
                &usual,
                State::Failed,
            ),
            (
                State::Restarting,
                json!({"command": forever}),
                &usual,
                State::Running,
            ),
            (
                State::Restarting,
                json!({"command": forever, "timeout": 60}),
                &usual,
                State::Interrupted,
            ),
            (
                State::Restarting,
                json!({"command": forever, "timeout": 60, "timeoutAutoRestart": true}),
                &usual,
                State::Restarting,
            ),
        ] {
            let plan = start(&job(&spec), 0, circumstances, false);
            follow(from, &plan, end);
        }
        for (from, image, end) in [
            (State::Queued, "a/b:1", State::Done),
            (State::Initializing, "a/b:1", State::Done),
            (State::Initializing, "registry.invalid/a:1", State::Failed),
            (State::Pending, "a/b:1", State::Done),
            (State::Restarting, "a/b:1", State::Restarting),
            (State::Interrupting, "a/b:1", State::Interrupted),
            (State::Finalizing, "a/b:1", State::Interrupted),
            (State::Running, "a/b:1", State::Running),
            (State::Done, "a/b:1", State::Done),
        ] {
            let job = job(&json!({"image": image, "volumes": volume}));
            follow(from, &go_on(&job, from, 0, &usual), end);
        }
        for from in [
            State::Queued,
            State::Initializing,
            State::Pending,
            State::Running,
            State::Restarting,
        ] {
            let mut document = job(&json!({"volumes": volume}));
            document["status"]["state"] = from.name().into();
            assert!(from.may_be_killed());
            follow(from, &kill(&document, 0, &usual), State::Interrupted);
        }
        let document = job(&json!({}));
        follow(
            State::SyncFailed,
            &resync(&document, "r", 0, &usual),
            State::Interrupted,
        );
        follow(
            State::SyncFailed,
            &resync(&document, "r", 0, &no_target),
            State::SyncFailed,
        );
    }

    #[track_caller]
    fn follow(from: State, plan: &Plan, end: State) {
        let mut before = from;
        for state in states(plan) {
            assert!(before.may_become(state), "{before:?} -> {state:?}");
            before = state;
        }
        assert_eq!(before, end);
    }

    #[test]
    fn a_job_that_restarts_pulls_and_pushes_in_every_lap() {
        let volume = json!([{"permission": "RW", "dataStore": {"alias": "GRA", "container": "c"}}]);
        let mut document = job(&json!({
            "command": ["sleep", "infinity"], "timeout": 60, "timeoutAutoRestart": true, "volumes": volume,
        }));
        let usual = Circumstances {
            interval_ms: 1000,
            ..Circumstances::default()
        };
        let mut plan = start(&document, 0, &usual, false);
        while let Some((at, step)) = plan.take_due(200_000) {
            plan = plan.merged(apply(&mut document, at, &step));
        }
        let directions: Vec<&str> = document["status"]["dataSync"]
            .as_array()
            .unwrap()
            .iter()
            .map(|run| run["spec"]["direction"].as_str().unwrap())
            .collect();
        assert_eq!(
            directions[..4],
            ["pull", "push", "pull", "push"],
            "{directions:?}"
        );
        let mut ids: Vec<&str> = document["status"]["dataSync"]
            .as_array()
            .unwrap()
            .iter()
            .map(|run| run["id"].as_str().unwrap())
            .collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
    }
}
