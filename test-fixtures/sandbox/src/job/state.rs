//! The state machine of a job (`ai-api.json`, `stateMachines.job`; platform-facts section 4).

/// States of `job.JobStateEnum`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Queued,
    Initializing,
    Pending,
    Running,
    Finalizing,
    Done,
    Failed,
    Interrupting,
    Interrupted,
    SyncFailed,
    Timeout,
    Restarting,
    Error,
}

impl State {
    /// Every state.
    pub(crate) const ALL: [Self; 13] = [
        Self::Queued,
        Self::Initializing,
        Self::Pending,
        Self::Running,
        Self::Finalizing,
        Self::Done,
        Self::Failed,
        Self::Interrupting,
        Self::Interrupted,
        Self::SyncFailed,
        Self::Timeout,
        Self::Restarting,
        Self::Error,
    ];

    /// The value on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Queued => "QUEUED",
            Self::Initializing => "INITIALIZING",
            Self::Pending => "PENDING",
            Self::Running => "RUNNING",
            Self::Finalizing => "FINALIZING",
            Self::Done => "DONE",
            Self::Failed => "FAILED",
            Self::Interrupting => "INTERRUPTING",
            Self::Interrupted => "INTERRUPTED",
            Self::SyncFailed => "SYNC_FAILED",
            Self::Timeout => "TIMEOUT",
            Self::Restarting => "RESTARTING",
            Self::Error => "ERROR",
        }
    }

    /// The state of a value on the wire; `None` for values the sandbox does not know.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// `status.info` of a job in this state. RESTARTING has no code of its own in the enum: its is inferred.
    pub(crate) fn info(self) -> (&'static str, &'static str) {
        match self {
            Self::Queued => ("JOB_QUEUED", "Job is queued"),
            Self::Initializing => ("JOB_INITIALIZING", "Job is initializing"),
            Self::Pending => ("JOB_PENDING", "Job is pending"),
            Self::Running => ("JOB_RUNNING", "Job is running"),
            Self::Finalizing => ("JOB_FINALIZING", "Job is finalizing"),
            Self::Done => ("JOB_DONE", "Job is done"),
            Self::Failed => ("JOB_FAILED", "Job failed"),
            Self::Interrupting => ("JOB_INTERRUPTING", "Job is being interrupted"),
            Self::Interrupted => ("JOB_INTERRUPTED", "Job was interrupted"),
            Self::SyncFailed => ("JOB_SYNC_FAILED", "Data could not be pushed"),
            Self::Timeout => ("JOB_TIMEOUT", "Job has reached its time limit"),
            Self::Restarting => (
                "JOB_TIMEOUT",
                "Job has reached its time limit and is restarted",
            ),
            Self::Error => ("JOB_ERROR", "Job is in error"),
        }
    }

    /// Over: nothing happens any more by itself. TIMEOUT is counted in, as the console does.
    pub(crate) fn is_over(self) -> bool {
        matches!(
            self,
            Self::Done
                | Self::Failed
                | Self::Error
                | Self::Interrupted
                | Self::SyncFailed
                | Self::Timeout
        )
    }

    /// On its way to another state, which it reaches by itself.
    pub(crate) fn is_passing(self) -> bool {
        !self.is_over() && self != Self::Running
    }

    /// Can the kill call still end it?
    pub(crate) fn may_be_killed(self) -> bool {
        matches!(
            self,
            Self::Queued | Self::Initializing | Self::Pending | Self::Running | Self::Restarting
        )
    }

    /// Does the documented machine have this transition? That a kill interrupts a job before it runs is inferred.
    #[cfg(test)]
    pub(crate) fn may_become(self, next: Self) -> bool {
        use State::{
            Done, Error, Failed, Finalizing, Initializing, Interrupted, Interrupting, Pending,
            Queued, Restarting, Running, SyncFailed, Timeout,
        };
        matches!(
            (self, next),
            (Queued, Initializing | Interrupted)
                | (Initializing, Pending | Failed | Interrupting)
                | (Pending, Running | Failed | Interrupting)
                | (Running, Finalizing | Interrupting | Timeout | Restarting)
                | (Restarting, Queued | Interrupting)
                | (Timeout | Interrupting, Finalizing)
                | (Finalizing, Done | Failed | Interrupted | SyncFailed)
                | (SyncFailed, Finalizing)
                | (_, Error)
        )
    }
}
