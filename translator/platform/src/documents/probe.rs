//! Health checks and rolling updates.

use super::declare::document;

/// [`Probe`] in a request; the members are the same.
pub type ProbeInput = Probe;

document! {
    /// An HTTP GET health check. Defaults are those of platform-facts section 9.
    pub struct Probe {
        /// Failures in a row that count; default 3.
        pub failure_threshold: Option<i64> = "failureThreshold",
        /// Seconds before the first check.
        pub initial_delay_seconds: Option<i64> = "initialDelaySeconds",
        /// Path; default `/`.
        pub path: Option<String> = "path",
        /// Seconds between checks; default 10.
        pub period_seconds: Option<i64> = "periodSeconds",
        /// Port; default the HTTP port.
        pub port: Option<i64> = "port",
        /// Successes in a row that count; default 1.
        pub success_threshold: Option<i64> = "successThreshold",
        /// Seconds until a check counts as failed; default 1.
        pub timeout_seconds: Option<i64> = "timeoutSeconds",
    }
}

document! {
    /// How replicas are exchanged.
    pub struct DeploymentStrategy {
        /// Replicas above the wanted number: a number or percentage, as text; default `25%`.
        pub max_surge: Option<String> = "maxSurge",
        /// Replicas that may be missing: a number or percentage, as text; default `25%`.
        pub max_unavailable: Option<String> = "maxUnavailable",
        /// Seconds until a stuck rollout counts as failed; default 600.
        pub progress_deadline_seconds: Option<i64> = "progressDeadlineSeconds",
        /// Seconds between stop signal and kill; default 30.
        pub termination_grace_period_seconds: Option<i64> = "terminationGracePeriodSeconds",
    }
}
