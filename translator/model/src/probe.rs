//! Health checks and rolling updates.

/// An HTTP GET health check. `None` means the platform's default applies (platform-facts section 9).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Probe {
    /// Request path; the platform's default is `/`.
    pub path: Option<String>,
    /// Port; the platform's default is the workload's HTTP port.
    pub port: Option<i64>,
    /// Seconds before the first check.
    pub initial_delay_seconds: Option<i64>,
    /// Seconds between checks; default 10.
    pub period_seconds: Option<i64>,
    /// Seconds until a check counts as failed; default 1.
    pub timeout_seconds: Option<i64>,
    /// Failures in a row that count; default 3.
    pub failure_threshold: Option<i64>,
    /// Successes in a row that count; default 1.
    pub success_threshold: Option<i64>,
}

/// How replicas are exchanged. Counts are a number or a percentage, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rollout {
    /// Replicas above the wanted number; default `25%`.
    pub max_surge: Option<String>,
    /// Replicas that may be missing; default `25%`.
    pub max_unavailable: Option<String>,
    /// Seconds until a stuck rollout counts as failed; default 600.
    pub progress_deadline_seconds: Option<i64>,
    /// Seconds between the stop signal and the kill; default 30.
    pub termination_grace_period_seconds: Option<i64>,
}
