//! Choices about dashboards and scraping (mapping section 12).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What takes the place of the platform's dashboards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Monitoring {
    /// Whether a Grafana dashboard of all workloads is produced; a ConfigMap that does nothing without Grafana's sidecar.
    pub dashboards: bool,
    /// Whether the cluster has the Prometheus operator: then alert rules are produced, and workloads with a known metrics path get a
    /// PodMonitor, else the annotations that many agents read.
    pub pod_monitors: bool,
    /// Path that every app serves metrics at on its main port; `null` scrapes only what the platform read metrics from.
    pub metrics_path: Option<String>,
    /// Labels the operator chooses PodMonitors and rules by, beside our own.
    pub labels: BTreeMap<String, String>,
}
