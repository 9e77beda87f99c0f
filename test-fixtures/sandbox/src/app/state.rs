//! The state machine of an app (`ai-api.json`, `stateMachines.app`; platform-facts section 4).

/// States of `app.AppStateEnum`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Queued,
    Initializing,
    Scaling,
    Running,
    Standby,
    Stopping,
    Stopped,
    Failed,
    Error,
    Deleting,
    Deleted,
}

impl State {
    /// Every state.
    pub(crate) const ALL: [Self; 11] = [
        Self::Queued,
        Self::Initializing,
        Self::Scaling,
        Self::Running,
        Self::Standby,
        Self::Stopping,
        Self::Stopped,
        Self::Failed,
        Self::Error,
        Self::Deleting,
        Self::Deleted,
    ];

    /// The value on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Queued => "QUEUED",
            Self::Initializing => "INITIALIZING",
            Self::Scaling => "SCALING",
            Self::Running => "RUNNING",
            Self::Standby => "STANDBY",
            Self::Stopping => "STOPPING",
            Self::Stopped => "STOPPED",
            Self::Failed => "FAILED",
            Self::Error => "ERROR",
            Self::Deleting => "DELETING",
            Self::Deleted => "DELETED",
        }
    }

    /// The state of a value on the wire; `None` for values the sandbox does not know.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// `status.info` of an app in this state. STANDBY and DELETING have no code of their own in the enum: theirs are
    /// inferred.
    pub(crate) fn info(self) -> (&'static str, &'static str) {
        match self {
            Self::Queued => ("APP_QUEUED", "App is queued"),
            Self::Initializing => ("APP_INITIALIZING", "App is initializing"),
            Self::Scaling => ("APP_SCALING", "App is scaling"),
            Self::Running => ("APP_RUNNING", "App is running"),
            Self::Standby => ("APP_SCALING", "App has no replica"),
            Self::Stopping => ("APP_STOPPING", "App is stopping"),
            Self::Stopped => ("APP_STOPPED", "App is stopped"),
            Self::Failed => ("APP_FAILED", "App failed: image could not be started"),
            Self::Error => ("APP_ERROR", "App is in error"),
            Self::Deleting | Self::Deleted => ("APP_INTERRUPTED_BY_USER", "App is being deleted"),
        }
    }

    /// Stopped for good, whoever stopped it: can be started again or deleted without force.
    pub(crate) fn is_stopped(self) -> bool {
        matches!(self, Self::Stopped | Self::Failed | Self::Error)
    }

    /// On its way to another state, which it reaches by itself.
    pub(crate) fn is_passing(self) -> bool {
        matches!(
            self,
            Self::Queued
                | Self::Initializing
                | Self::Scaling
                | Self::Stopping
                | Self::Deleting
                | Self::Deleted
        )
    }

    /// On its way out.
    pub(crate) fn is_leaving(self) -> bool {
        matches!(self, Self::Deleting | Self::Deleted)
    }

    /// Does the documented machine have this transition?
    #[cfg(test)]
    pub(crate) fn may_become(self, next: Self) -> bool {
        use State::{
            Deleted, Deleting, Error, Failed, Initializing, Queued, Running, Scaling, Standby,
            Stopped, Stopping,
        };
        matches!(
            (self, next),
            (Queued, Initializing)
                | (Initializing, Scaling | Failed)
                | (Scaling, Running | Failed)
                | (Running, Scaling | Standby | Failed)
                | (Standby, Scaling)
                | (
                    Queued | Initializing | Scaling | Running | Standby,
                    Stopping
                )
                | (Stopping, Stopped)
                | (Stopped | Failed | Error, Queued)
                | (_, Error | Deleting)
                | (Deleting, Deleted)
        )
    }
}
