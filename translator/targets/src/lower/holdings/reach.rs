//! Which workloads a token reaches.

use ovhai_model::{LabelSelector, Reach, Task, Token, Workload};

use super::rights::Controller;
use crate::Scope;

/// The exported workloads that `token` reaches, with their names, sorted by name; `None` if its selector is not understood.
pub(super) fn reached<'a>(
    scope: &'a Scope<'_>,
    token: &Token,
) -> Option<Vec<(&'a str, Controller)>> {
    let selector = match &token.reach {
        Reach::Everything => None,
        Reach::Selected(selector) => Some(selector),
        Reach::Unreadable(_) => return None,
    };
    let mut reached: Vec<(&str, Controller)> = scope
        .holdings
        .workloads
        .iter()
        .filter(|workload| workload.region == token.region)
        .filter(|workload| selector.is_none_or(|selector| matches(selector, workload)))
        .filter_map(|workload| Some((scope.name(&workload.address)?, controller(workload))))
        .collect();
    reached.sort_unstable_by_key(|(name, _)| *name);
    Some(reached)
}

/// Of the platform's own labels only those that say what the address says: the others may change without the revision, and what
/// was planned would not be what is applied.
fn matches(selector: &LabelSelector, workload: &Workload) -> bool {
    selector.matches_by(|name| {
        let own = workload.labels.get(name);
        let of_platform = workload
            .platform_labels
            .get(name)
            .filter(|value| *value == workload.id() || *value == workload.kind().as_str());
        own.or(of_platform).map(String::as_str)
    })
}

fn controller(workload: &Workload) -> Controller {
    match workload.task {
        Task::Service => Controller::Deployment,
        Task::Workbench(_) => Controller::StatefulSet,
        Task::Batch(_) => Controller::Job,
    }
}
