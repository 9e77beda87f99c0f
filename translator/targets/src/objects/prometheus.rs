//! The Prometheus operator.

use super::{Mapping, Metadata, Object};

/// A PodMonitor: how the pods of one workload are scraped.
#[derive(Clone, Debug)]
pub struct PodMonitor {
    /// Name, labels, annotations; the operator chooses monitors by labels.
    pub metadata: Metadata,
    /// Labels of the pods.
    pub selector: Mapping,
    /// Name of the container's port.
    pub port: &'static str,
    /// Path of the metrics.
    pub path: String,
    /// `http` or `https`.
    pub scheme: &'static str,
}

impl From<PodMonitor> for Object {
    fn from(monitor: PodMonitor) -> Self {
        let endpoint = Mapping::new()
            .with("port", monitor.port)
            .with("path", monitor.path)
            .with("scheme", monitor.scheme);
        let specification = Mapping::new()
            .with(
                "selector",
                Mapping::new().with("matchLabels", monitor.selector),
            )
            .with("podMetricsEndpoints", vec![endpoint]);
        Self::new(
            "monitoring.coreos.com/v1",
            "PodMonitor",
            monitor.metadata,
            Mapping::new().with("spec", specification),
        )
    }
}
