//! Letting a step happen to a document.

use serde_json::Value;

use super::syncs;
use crate::clock::rfc3339;
use crate::store::{Entering, Plan, Step};
use crate::{app, job, notebook};

/// Applies a step to a document and answers what follows from it. `Leave` and `Back` change nothing in it.
pub(crate) fn apply(document: &mut Value, at_ms: i64, step: &Step) -> Plan {
    let at = rfc3339(at_ms);
    match step {
        Step::Enter(Entering::App(state), info) => app::enter(document, &at, *state, info.as_ref()),
        Step::Enter(Entering::Job(state), info) => {
            job::enter(document, at_ms, *state, info.as_ref());
        }
        Step::Enter(Entering::Notebook(state), info) => {
            notebook::enter(document, at_ms, *state, info.as_ref());
        }
        Step::Exit(code) => document["status"]["exitCode"] = (*code).into(),
        Step::Behind(state) => notebook::behind(document, at_ms, *state),
        Step::NewSync(run) => syncs::begin(document, run.clone()),
        Step::Sync { id, state, info } => syncs::step(document, &at, id, state, *info),
        Step::Requeue(circumstances) => {
            return job::plans::start(document, at_ms, circumstances, false);
        }
        Step::Limit(circumstances) => {
            return notebook::plans::limit(document, at_ms, circumstances);
        }
        Step::Back | Step::Leave => return Plan::default(),
    }
    document["updatedAt"] = at.into();
    Plan::default()
}
