//! What the platform's documents say of the past of workloads, as metrics.
//!
//! There is no API for the series behind the platform's dashboards (platform-facts section 12); states with their times, durations and
//! exit codes are what is left of them.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_platform::documents::{App, Job, JobStatus, Notebook};
use ovhai_telemetry::{
    logs::moment,
    metrics::{Kind, Labels, Metrics},
};

use crate::shown;

const STATE: &str = "ovhai_workload_state";
const STATE_HELP: &str = "State a workload entered, by the platform's history. Samples are only where states change: query with last_over_time.";
const DURATION: &str = "ovhai_workload_duration_seconds";
const DURATION_HELP: &str = "How long a job or notebook ran, at its end.";
const EXIT_CODE: &str = "ovhai_job_exit_code";
const EXIT_CODE_HELP: &str = "Exit code of a job, at its end.";

/// Metrics, and what could not be read.
#[derive(Debug, Default)]
pub struct History {
    /// Of all documents that were taken.
    pub metrics: Metrics,
    /// Times that are none, with where they are.
    pub problems: Vec<String>,
}

/// Who a document is about.
struct Subject<'a> {
    kind: &'static str,
    id: &'a str,
    labels: Labels,
}

impl<'a> Subject<'a> {
    fn new(kind: &'static str, id: &'a str, name: Option<&str>, region: &str) -> Self {
        let text = |text: &str| shown::address(text);
        let labels = [
            ("kind", kind.to_owned()),
            ("id", id.to_owned()),
            ("name", name.map(text).unwrap_or_default()),
            ("region", text(region)),
        ];
        Self {
            kind,
            id,
            labels: labels.map(|(name, value)| (name.to_owned(), value)).into(),
        }
    }
}

impl History {
    /// Takes an app's history.
    pub fn app(&mut self, app: &App) {
        let subject = Subject::new("app", &app.id, app.spec.name.as_deref(), &app.spec.region);
        let Some(status) = &app.status else { return };
        let history = status.history.iter().map(|entry| {
            let state = entry.state.as_ref().map(|state| state.as_str().to_owned());
            (entry.date.clone(), state)
        });
        self.states(&subject, history.collect());
    }

    /// Takes a job's history and what came of it.
    pub fn job(&mut self, job: &Job) {
        let subject = Subject::new("job", &job.id, job.spec.name.as_deref(), &job.spec.region);
        if let Some(status) = &job.status {
            self.job_status(&subject, status);
        }
    }

    /// Takes the history of the job behind a notebook, and its own last run.
    pub fn notebook(&mut self, notebook: &Notebook) {
        let (id, spec) = (&notebook.id, &notebook.spec);
        let subject = Subject::new("notebook", id, spec.name.as_deref(), &spec.region);
        let Some(status) = &notebook.status else {
            return;
        };
        if let Some(job) = &status.last_job_status {
            self.job_status(&subject, job);
        }
        self.number(
            &subject,
            (DURATION, DURATION_HELP),
            status.last_stopped_at.as_deref(),
            status.duration,
        );
    }

    fn job_status(&mut self, subject: &Subject<'_>, status: &JobStatus) {
        let history = status.history.iter().map(|entry| {
            let state = entry.state.as_ref().map(|state| state.as_str().to_owned());
            (entry.date.clone(), state)
        });
        self.states(subject, history.collect());
        let end = status.finalized_at.as_ref().or(status.stopped_at.as_ref());
        let end = end.map(String::as_str);
        self.number(subject, (DURATION, DURATION_HELP), end, status.duration);
        self.number(subject, (EXIT_CODE, EXIT_CODE_HELP), end, status.exit_code);
    }

    /// At every change, the state that is left is 0 and the one that is entered is 1.
    fn states(&mut self, subject: &Subject<'_>, history: Vec<(Option<String>, Option<String>)>) {
        let mut changes = Vec::new();
        let mut places = BTreeSet::new();
        for (date, state) in history {
            match (
                date.as_deref().map(|date| (date, milliseconds(date))),
                state,
            ) {
                (Some((_, Some(time))), Some(state)) => changes.push((time, state)),
                (Some((date, None)), _) => {
                    places.insert(format!(
                        "{}/{}: {date:?} is no time",
                        subject.kind, subject.id
                    ));
                }
                (None, _) | (_, None) => {
                    places.insert(format!(
                        "{}/{}: a state of its history has no name or no time",
                        subject.kind, subject.id
                    ));
                }
            }
        }
        self.problems.extend(places);
        // Stable, so that changes of one moment stay as they came: whole seconds hold several of a quick start.
        if changes.is_sorted_by_key(|(time, _)| std::cmp::Reverse(*time)) {
            changes.reverse();
        }
        changes.sort_by_key(|(time, _)| *time);
        // What was entered and left within a moment was left.
        let mut values: BTreeMap<(i64, String), &str> = BTreeMap::new();
        let mut before: Option<String> = None;
        for (time, state) in changes {
            if let Some(left) = before.filter(|left| *left != state) {
                values.insert((time, left), "0");
            }
            values.insert((time, state.clone()), "1");
            before = Some(state);
        }
        for ((time, state), value) in values {
            let mut labels = subject.labels.clone();
            labels.insert(STATE.to_owned(), state);
            self.metrics
                .family(STATE, Kind::StateSet, STATE_HELP)
                .sample(STATE.to_owned(), labels, time, value.to_owned());
        }
    }

    fn number(
        &mut self,
        subject: &Subject<'_>,
        (name, help): (&str, &str),
        at: Option<&str>,
        value: Option<i64>,
    ) {
        let (Some(at), Some(value)) = (at, value) else {
            return;
        };
        let Some(time) = milliseconds(at) else {
            let problem = format!("{}/{}: {at:?} is no time", subject.kind, subject.id);
            self.problems.push(problem);
            return;
        };
        self.metrics.family(name, Kind::Gauge, help).sample(
            name.to_owned(),
            subject.labels.clone(),
            time,
            value.to_string(),
        );
    }
}

fn milliseconds(text: &str) -> Option<i64> {
    i64::try_from(moment(text)? / 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn states_durations_and_exit_codes_get_their_times() {
        let job: Job = serde_json::from_value(json!({
            "id": "j-1", "spec": {"name": "train", "region": "GRA", "image": "i", "command": []},
            "status": {"state": "DONE", "duration": 60, "exitCode": 0, "finalizedAt": "2026-10-05T00:02:00.5Z", "history": [
                {"date": "2026-10-05T00:01:00Z", "state": "RUNNING"},
                {"date": "2026-10-05T00:00:00Z", "state": "QUEUED"},
                {"date": "soon", "state": "DONE"},
                {"date": "2026-10-05T00:02:00Z", "state": null},
            ]},
        }))
        .unwrap();
        let mut history = History::default();
        history.job(&job);
        history.job(&job);
        let mut text = Vec::new();
        ovhai_telemetry::metrics::write(&history.metrics, &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let labels = "id=\"j-1\",kind=\"job\",name=\"train\"";
        for line in [
            format!(
                "ovhai_workload_state{{{labels},ovhai_workload_state=\"QUEUED\",region=\"GRA\"}} 1 1791158400\n"
            ),
            format!(
                "ovhai_workload_state{{{labels},ovhai_workload_state=\"QUEUED\",region=\"GRA\"}} 0 1791158460\n"
            ),
            format!(
                "ovhai_workload_state{{{labels},ovhai_workload_state=\"RUNNING\",region=\"GRA\"}} 1 1791158460\n"
            ),
            format!("ovhai_workload_duration_seconds{{{labels},region=\"GRA\"}} 60 1791158520.5\n"),
            format!("ovhai_job_exit_code{{{labels},region=\"GRA\"}} 0 1791158520.5\n"),
        ] {
            assert!(text.contains(&line), "{line}\n{text}");
        }
        assert_eq!(history.metrics.samples(), 5);
        assert!(
            history
                .problems
                .contains(&"job/j-1: \"soon\" is no time".to_owned())
        );
        assert_eq!(history.problems.len(), 4);
    }

    #[test]
    fn a_state_that_is_left_in_the_moment_it_is_entered_is_left() {
        let at = |second: u32| format!("2026-10-05T00:00:{second:02}Z");
        let mut entries = vec![
            json!({"date": at(0), "state": "QUEUED"}),
            json!({"date": at(1), "state": "INITIALIZING"}),
            json!({"date": at(1), "state": "PENDING"}),
            json!({"date": at(1), "state": "RUNNING"}),
        ];
        for _ in 0..2 {
            let job: Job = serde_json::from_value(json!({
                "id": "j-1", "spec": {"name": "train", "region": "GRA", "image": "i", "command": []},
                "status": {"state": "RUNNING", "history": entries},
            }))
            .unwrap();
            let mut history = History::default();
            history.job(&job);
            let series = &history.metrics.families[STATE].series;
            let last: BTreeMap<&str, &str> = series
                .iter()
                .map(|(name, samples)| {
                    let last = samples.last_key_value().unwrap().1.as_str();
                    (name.labels[STATE].as_str(), last)
                })
                .collect();
            let is_on: Vec<_> = last.iter().filter(|(_, value)| **value == "1").collect();
            assert_eq!(is_on, [(&"RUNNING", &"1")]);
            // Whichever way the platform lists them.
            entries.reverse();
        }
    }
}
