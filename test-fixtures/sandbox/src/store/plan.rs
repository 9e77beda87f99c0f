//! What is still going to happen to an object: steps that become due as the server's clock moves.
//!
//! Objects of an estate have no plan and stay as they are, so that a snapshot taken twice is the same twice: until a
//! call changes them, or one starts, stops or ends anything (`World::set_in_motion`).

use std::collections::VecDeque;

use serde_json::Value;

use crate::workload::Circumstances;
use crate::{app, job, notebook};

/// The state an object changes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entering {
    App(app::State),
    Job(job::State),
    Notebook(notebook::State),
}

impl From<app::State> for Entering {
    fn from(state: app::State) -> Self {
        Self::App(state)
    }
}

impl From<job::State> for Entering {
    fn from(state: job::State) -> Self {
        Self::Job(state)
    }
}

impl From<notebook::State> for Entering {
    fn from(state: notebook::State) -> Self {
        Self::Notebook(state)
    }
}

/// Code and message of `status.info`, where they are not the state's usual ones.
pub(crate) type StepInfo = Option<(&'static str, String)>;

/// One thing that happens.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    /// The object changes state, with the state's usual info or a special one.
    Enter(Entering, StepInfo),
    /// The process of a job ends with this exit code.
    Exit(i64),
    /// The job behind a notebook changes state.
    Behind(job::State),
    /// A data sync run appears.
    NewSync(Value),
    /// A data sync run changes state.
    Sync {
        id: String,
        state: &'static str,
        info: (&'static str, &'static str),
    },
    /// A job is queued again after its time limit.
    Requeue(Circumstances),
    /// A notebook has run as long as one may.
    Limit(Circumstances),
    /// A backup of the workspace is made.
    Back,
    /// The object is gone: from now on 404.
    Leave,
}

/// Steps with the time at which each becomes due, in order.
#[derive(Debug, Clone, Default, PartialEq)]
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
    pub(crate) fn enter(self, due_ms: i64, state: impl Into<Entering>) -> Self {
        self.at(due_ms, Step::Enter(state.into(), None))
    }

    /// Is there a step whose time has come?
    pub(crate) fn is_due(&self, now_ms: i64) -> bool {
        self.steps.front().is_some_and(|(due, _)| *due <= now_ms)
    }

    /// The next step, if it is due.
    pub(crate) fn take_due(&mut self, now_ms: i64) -> Option<(i64, Step)> {
        if self.is_due(now_ms) {
            self.steps.pop_front()
        } else {
            None
        }
    }

    /// Nothing left to happen?
    pub(crate) fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The steps with their times, in order.
    pub(crate) fn steps(&self) -> impl DoubleEndedIterator<Item = &(i64, Step)> {
        self.steps.iter()
    }

    /// Keeps only some steps.
    pub(crate) fn only(mut self, keep: impl Fn(&Step) -> bool) -> Self {
        self.steps.retain(|(_, step)| keep(step));
        self
    }

    /// Keeps only the data syncs: they go on while a new plan for the object's state takes over.
    pub(crate) fn only_syncs(self) -> Self {
        self.only(|step| matches!(step, Step::Sync { .. }))
    }

    /// Both plans in order of time.
    pub(crate) fn merged(mut self, other: Self) -> Self {
        self.steps.extend(other.steps);
        self.steps.make_contiguous().sort_by_key(|(due, _)| *due);
        self
    }
}
