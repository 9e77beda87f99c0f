//! What a workload is for, where that decides more than its container: a service, a run with an end, or a workbench.

/// The part of a workload that only its kind has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Task {
    /// Serves until it is stopped (an app).
    #[default]
    Service,
    /// Runs once (a job).
    Batch(Batch),
    /// A person works in it (a notebook).
    Workbench(Workbench),
}

/// A run with an end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Seconds it may run, counted from RUNNING (inferred); without one the platform's seven days hold (platform-facts
    /// section 10).
    pub timeout_seconds: Option<i64>,
    /// Started again at the limit instead of stopped.
    pub restarts_at_timeout: Option<bool>,
    /// `Restart` or `Stop`, chosen by the platform.
    pub shutdown: Option<String>,
    /// Keys that may log in while it runs. Public, no secrets.
    pub ssh_public_keys: Vec<String>,
    /// User who may read it.
    pub read_user: Option<String>,
    /// How it ended; `None` while it has not.
    pub outcome: Option<Outcome>,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The platform's name of the last state, such as `DONE`.
    pub state: String,
    /// Exit code of the container.
    pub exit_code: Option<i64>,
}

/// An interactive workbench.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workbench {
    /// Framework, such as `conda`; decides the image.
    pub framework: Option<String>,
    /// Its version; the newest if there is none.
    pub framework_version: Option<String>,
    /// Editor, such as `jupyterlab`.
    pub editor: Option<String>,
    /// Quantum processor attached.
    pub quantum_flavor: Option<String>,
    /// Keys that may log in while it runs. Public, no secrets.
    pub ssh_public_keys: Vec<String>,
    /// Started again at the platform's time limit instead of stopped.
    pub restarts_at_timeout: Option<bool>,
    /// `Restart` or `Stop`, chosen by the platform.
    pub shutdown: Option<String>,
    /// Bytes its workspace holds, as last reported. Not part of digest or revision.
    pub workspace_used: Option<i64>,
    /// Id of the container its workspace is saved in when it stops, where one is known to be (inferred from the platform's
    /// naming). Not part of digest or revision.
    pub workspace_container: Option<String>,
    /// Which backups are kept; `None` when it was not read.
    pub retention: Option<Retention>,
}

/// How many backups of a workspace are kept, and how long (platform-facts section 10). The vendor's defaults are unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retention {
    /// How many are kept.
    pub retained_number: Option<i64>,
    /// After how many days one is dropped.
    pub lifetime_in_days: Option<i64>,
    /// Position from which the lifetime counts.
    pub lifetime_eviction_threshold: Option<i64>,
}
