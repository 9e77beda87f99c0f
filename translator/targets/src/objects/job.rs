//! Jobs, alone and by the clock.

use super::{Mapping, Metadata, Node, Object, Pod};

/// A Job of one run that is not repeated when it fails.
#[derive(Clone, Debug)]
pub struct Job {
    /// Name, labels, annotations.
    pub metadata: Metadata,
    /// True keeps it from starting; `None` where a queue decides, so that applying it again stops nothing.
    pub suspend: Option<bool>,
    /// Its pod.
    pub pod: Pod,
}

impl From<Job> for Object {
    fn from(job: Job) -> Self {
        Self::new(
            "batch/v1",
            "Job",
            job.metadata,
            Mapping::new().with("spec", specification(job.suspend, job.pod)),
        )
    }
}

/// A Job that is made again by the clock, one at a time.
#[derive(Clone, Debug)]
pub struct CronJob {
    /// Name (at most 52 characters), labels, annotations.
    pub metadata: Metadata,
    /// When, in the five fields of cron, UTC.
    pub schedule: String,
    /// The pod of each run.
    pub pod: Pod,
}

impl From<CronJob> for Object {
    fn from(cron: CronJob) -> Self {
        let job = Mapping::new().with("spec", specification(Some(false), cron.pod));
        let specification = Mapping::new()
            .with("schedule", cron.schedule)
            .with("timeZone", "Etc/UTC")
            .with("concurrencyPolicy", "Forbid")
            .with("jobTemplate", job);
        Self::new(
            "batch/v1",
            "CronJob",
            cron.metadata,
            Mapping::new().with("spec", specification),
        )
    }
}

/// One run: a failure is the end of it, but a pod that the cluster itself takes away (a drained or lost node) is no failure.
fn specification(suspend: Option<bool>, pod: Pod) -> Mapping {
    let condition = Mapping::new()
        .with("type", "DisruptionTarget")
        .with("status", "True");
    let rule = Mapping::new()
        .with("action", "Ignore")
        .with("onPodConditions", vec![condition]);
    Mapping::new()
        .with_some("suspend", suspend)
        .with("backoffLimit", 0)
        .with(
            "podFailurePolicy",
            Mapping::new().with("rules", vec![Node::from(rule)]),
        )
        .with("template", pod)
}
