//! The state machine of a notebook (`ai-api.json`, `stateMachines.notebook`; platform-facts section 4).

/// States of `notebook.NotebookStateEnum`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Starting,
    Running,
    Restarting,
    Stopping,
    Stopped,
    Failed,
    SyncFailed,
    Error,
    Deleting,
}

impl State {
    /// Every state.
    pub(crate) const ALL: [Self; 9] = [
        Self::Starting,
        Self::Running,
        Self::Restarting,
        Self::Stopping,
        Self::Stopped,
        Self::Failed,
        Self::SyncFailed,
        Self::Error,
        Self::Deleting,
    ];

    /// The value on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Starting => "STARTING",
            Self::Running => "RUNNING",
            Self::Restarting => "RESTARTING",
            Self::Stopping => "STOPPING",
            Self::Stopped => "STOPPED",
            Self::Failed => "FAILED",
            Self::SyncFailed => "SYNC_FAILED",
            Self::Error => "ERROR",
            Self::Deleting => "DELETING",
        }
    }

    /// The state of a value on the wire; `None` for values the sandbox does not know.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// `status.info` of a notebook in this state. RESTARTING, ERROR and DELETING have no code of their own in the
    /// enum: theirs are inferred.
    pub(crate) fn info(self) -> (&'static str, &'static str) {
        match self {
            Self::Starting => ("NOTEBOOK_STARTING", "Notebook is starting"),
            Self::Running => ("NOTEBOOK_RUNNING", "Notebook is running"),
            Self::Restarting => ("NOTEBOOK_STARTING", "Notebook is restarting"),
            Self::Stopping => ("NOTEBOOK_STOPPING", "Notebook is stopping"),
            Self::Stopped => ("NOTEBOOK_STOPPED", "Notebook is stopped"),
            Self::Failed => ("NOTEBOOK_FAILED", "Notebook failed"),
            Self::SyncFailed => ("NOTEBOOK_SYNC_FAILED", "Data could not be pushed"),
            Self::Error => ("NOTEBOOK_FAILED_WITH_MESSAGE", "Notebook is in error"),
            Self::Deleting => ("NOTEBOOK_FINALIZING", "Notebook is being deleted"),
        }
    }

    /// Stopped for good, whoever stopped it: can be changed or deleted without force.
    pub(crate) fn is_stopped(self) -> bool {
        matches!(
            self,
            Self::Stopped | Self::Failed | Self::Error | Self::SyncFailed
        )
    }

    /// On its way to another state, which it reaches by itself.
    pub(crate) fn is_passing(self) -> bool {
        matches!(
            self,
            Self::Starting | Self::Restarting | Self::Stopping | Self::Deleting
        )
    }

    /// Can it be started? The machine has no way from ERROR.
    pub(crate) fn may_start(self) -> bool {
        matches!(self, Self::Stopped | Self::Failed | Self::SyncFailed)
    }

    /// Does the documented machine have this transition?
    #[cfg(test)]
    pub(crate) fn may_become(self, next: Self) -> bool {
        use State::{
            Deleting, Error, Failed, Restarting, Running, Starting, Stopped, Stopping, SyncFailed,
        };
        matches!(
            (self, next),
            (Starting, Running | Failed)
                | (Running, Stopping | Restarting)
                | (Restarting, Running)
                | (Stopping, Stopped | SyncFailed)
                | (Stopped | Failed | SyncFailed, Starting)
                | (_, Error | Deleting)
        )
    }
}
