//! The steps of `SUMMARY.md` that only notebooks and jobs need.

use ovhai_model::{FindingKind, Kind, markdown::counted};

use super::{APPLY, Report};
use crate::{
    accumulated::Trace,
    lower::{
        WORKSPACE_CLAIM, findings,
        holdings::{CPU_QUEUE, GPU_QUEUE},
    },
    objects::QUEUE_NAME,
    profile::QuotaForm,
};

/// Notebooks come with empty workspaces.
pub(super) fn notebooks(report: &Report<'_>, steps: &mut Vec<String>) {
    if !report.accumulated.counts().contains_key(&Kind::Notebook) {
        return;
    }
    steps.push(format!("`{APPLY} -f notebooks/`"));
    let empty = report.undecided(&findings::WORKSPACE_CONTENT);
    if empty > 0 {
        steps.push(format!(
            "Copy the content of workspaces ({}) into their claims, `{WORKSPACE_CLAIM}-NAME-0`, before people work in them.",
            counted(empty, "notebook")
        ));
    }
}

/// Jobs are applied first and started afterwards, each when it is due.
pub(super) fn jobs(report: &Report<'_>, steps: &mut Vec<String>) {
    let Some(count) = report.accumulated.counts().get(&Kind::Job).copied() else {
        return;
    };
    let mut step = format!("`{APPLY} -f jobs/`");
    let plain = step.len();
    let at_once = report.count(&findings::JOB_STARTS);
    if at_once > 0 {
        let when = match report.count(&findings::JOB_QUEUED) {
            0 => "at once",
            _ => "as soon as their queues have room",
        };
        step.push_str(&format!(
            ", which starts {} {when}",
            counted(at_once, "job")
        ));
    }
    let ended = report.count(&findings::JOB_ENDED);
    if ended > 0 {
        let have = if ended == 1 { "has" } else { "have" };
        let stay = if ended == 1 { "stays" } else { "stay" };
        step.push_str(&format!(
            ". Of {}, {ended} {have} ended on the platform and {stay} suspended: leave out what you do not want to run again",
            counted(count, "job")
        ));
    }
    if step.len() > plain {
        step.push('.');
    }
    steps.push(step);
    let has = |trace: &Trace, kind: &FindingKind| {
        trace
            .findings
            .iter()
            .any(|finding| &*finding.slug == kind.slug)
    };
    let waiting = report
        .workloads
        .iter()
        .find(|trace| has(trace, &findings::JOB_SUSPENDED));
    if let (Some(first), QuotaForm::Kueue) = (waiting, report.scope.profile.quota)
        && report.count(&findings::JOB_QUEUED) > 0
    {
        steps.push(format!(
            "Hand the suspended jobs ({}) to their queues when they are due, and only after they were stopped on the platform: `kubectl \
             label job {} --namespace={} {QUEUE_NAME}={CPU_QUEUE}`, with `{GPU_QUEUE}` for jobs with GPUs. Kueue starts them when \
             there is room.",
            counted(report.count(&findings::JOB_SUSPENDED), "job"),
            first.name,
            report.scope.profile.namespace,
        ));
    } else if let Some(first) = waiting {
        steps.push(format!(
            "Start the suspended jobs ({}) when they are due, and only after they were stopped on the platform: `kubectl patch \
             job {} --namespace={} --type=merge -p '{{\"spec\":{{\"suspend\":false}}}}'`. A Job runs once: to run it again, \
             `kubectl delete job {}` and apply it anew. Its claims stay, and the new run empties and fills them afresh if everything in \
             them was pushed or nothing was changed; else it fails and says which claim to fetch results from and delete first.",
            counted(report.count(&findings::JOB_SUSPENDED), "job"),
            first.name,
            report.scope.profile.namespace,
            first.name
        ));
    }
}
