//! The states of a job.

use ovh_api::{Error, Project};
use ovhai_platform::documents::{Info, Job, JobState};
use terraform_plugin::Diagnostics;

use crate::managed::workload::{
    waiting::Sight,
    work::{Kind, Run, Trouble, Work},
};

impl Kind for Job {
    const WORD: &'static str = "job";

    async fn get(project: &Project, id: &str) -> Result<Self, Error> {
        project.job(id).await
    }

    async fn stop(project: &Project, id: &str) -> Result<(), Error> {
        project.kill_job(id).await
    }

    async fn delete(project: &Project, id: &str) -> Result<(), Error> {
        project.delete_job(id, false).await
    }

    /// Groups of states: platform-facts section 4 and `ai-api.json`, `stateMachines.job`. The sources disagree whether TIMEOUT is
    /// an end; both accept it as one.
    fn run(&self) -> Run {
        match state(self) {
            Some(
                JobState::Queued
                | JobState::Initializing
                | JobState::Pending
                | JobState::Running
                | JobState::Restarting,
            ) => Run::Runs,
            Some(JobState::Interrupting | JobState::Finalizing) => Run::Stopping,
            Some(
                JobState::Done
                | JobState::Failed
                | JobState::Error
                | JobState::Interrupted
                | JobState::SyncFailed
                | JobState::Timeout,
            ) => Run::Rests,
            Some(JobState::Other(_)) | None => Run::Unclear,
        }
    }

    fn state(&self) -> Option<&str> {
        state(self).map(JobState::as_str)
    }

    fn info(&self) -> Option<&Info> {
        self.status.as_ref()?.info.as_ref()
    }

    fn transition(&self) -> Option<&str> {
        self.status.as_ref()?.last_transition_date.as_deref()
    }
}

pub fn state(job: &Job) -> Option<&JobState> {
    job.status.as_ref()?.state.as_ref()
}

/// Waits until the job runs, or has run. That it failed early is a warning: submitting it worked.
pub async fn wait_until_running(
    work: &Work<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Job>, Trouble<Job>> {
    let runs = |job: &Job| match state(job) {
        Some(
            JobState::Queued | JobState::Initializing | JobState::Pending | JobState::Other(_),
        )
        | None => Sight::Going,
        Some(_) => Sight::Reached,
    };
    let job = work.until("running", runs, diagnostics).await?;
    if let Some(job) = &job
        && job.run() == Run::Rests
        && state(job) != Some(&JobState::Done)
    {
        diagnostics.warning("The job has ended without success", work.described(job));
    }
    Ok(job)
}

/// Waits until the job has ended, which must be with success.
pub async fn wait_until_finished(
    work: &Work<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Job>, Trouble<Job>> {
    let done = |job: &Job| match (job.run(), state(job)) {
        (_, Some(JobState::Done)) => Sight::Reached,
        (Run::Rests, _) => Sight::Stuck,
        _ => Sight::Going,
    };
    work.until("done", done, diagnostics).await
}

/// Whether a job last seen in this state may have run. One that never did is worth submitting again.
pub fn may_have_run(state: &str) -> bool {
    !matches!(
        JobState::from(state),
        JobState::Queued | JobState::Initializing | JobState::Pending
    )
}
