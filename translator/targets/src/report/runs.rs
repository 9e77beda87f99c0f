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
             job {} --namespace={} --type=merge -p '{{\"spec\":{{\"suspend\":false}}}}'`.",
            counted(report.count(&findings::JOB_SUSPENDED), "job"),
            first.name,
            report.scope.profile.namespace,
        ));
    }
    again(report, waiting, steps);
    push(report, steps);
}

fn has(trace: &Trace, kind: &FindingKind) -> bool {
    trace
        .findings
        .iter()
        .any(|finding| &*finding.slug == kind.slug)
}

/// How a job is run again. Its pods must be gone first: they may still write and push.
fn again(report: &Report<'_>, waiting: Option<&&Trace>, steps: &mut Vec<String>) {
    let is_job = |trace: &&&Trace| trace.address.kind() == Kind::Job;
    let Some(example) = waiting.or_else(|| report.workloads.iter().find(is_job)) else {
        return;
    };
    let (name, namespace) = (&example.name, &report.scope.profile.namespace);
    let extension = report.scope.format.extension();
    let mut step = format!(
        "A Job runs once and cannot be changed. To run one again, or as a later export has it: `kubectl delete job {name} \
         --namespace={namespace} --wait --cascade=foreground`, which ends its pods and waits for that, then `{APPLY} -f \
         jobs/{name}.{extension}`"
    );
    let suspended = report.count(&findings::JOB_SUSPENDED) + report.count(&findings::JOB_ENDED);
    if suspended > 0 {
        let starts = match report.scope.profile.quota {
            QuotaForm::Kueue if waiting.is_some() => "hand it to its queue as above",
            _ if waiting.is_some() => "start it as above",
            _ => "set its `suspend` to `false` if it has ended on the platform",
        };
        step.push_str(&format!(", and {starts}"));
    }
    step.push('.');
    if report.count(&findings::RERUN_WAITS) > 0 {
        step.push_str(
            " Its claims stay, and the new run empties and fills them afresh if everything in them was pushed or nothing was changed; \
             else it fails and says which claim holds results: fetch or push them, and delete the claim.",
        );
    }
    steps.push(step);
}

/// Makes a Job of the push sidecars of a job in a manifest, which push at once and end.
const PUSH_NOW: &str = r#"if .kind == "List" then .items[] else . end | select(.kind == "Job") | .spec.template as $of | {apiVersion, kind, metadata: {generateName: (.metadata.name + "-push-"), namespace: .metadata.namespace}, spec: {backoffLimit: 0, template: {metadata: {labels: $of.metadata.labels}, spec: ($of.spec | del(.initContainers, .activeDeadlineSeconds) | .containers = [$of.spec.initContainers[] | select(.name | startswith("push-")) | del(.restartPolicy) | .env += [{name: "NOW", value: "yes"}]])}}}"#;

/// How results are pushed that a run could not push itself.
fn push(report: &Report<'_>, steps: &mut Vec<String>) {
    let pushes = report
        .workloads
        .iter()
        .filter(|trace| trace.address.kind() == Kind::Job && has(trace, &findings::PUSH_UNCHECKED));
    let Some(first) = pushes.clone().next() else {
        return;
    };
    let extension = report.scope.format.extension();
    steps.push(format!(
        "Where a push failed, or a time limit or deletion left it no time ({}), what was written is still in the claims. Push it from \
         there by `kubectl create --dry-run=client -o json -f jobs/{}.{extension} | jq '{PUSH_NOW}' | kubectl create -f -`: it waits \
         until the job's pod has ended, pushes as the job itself would have, and lets a further run begin.",
        counted(pushes.count(), "job"),
        first.name,
    ));
}
