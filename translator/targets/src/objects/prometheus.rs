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

/// A PrometheusRule: what somebody is told of.
#[derive(Clone, Debug)]
pub struct PrometheusRule {
    /// Name, labels, annotations; the operator chooses rules by labels.
    pub metadata: Metadata,
    /// Name of the only group.
    pub group: String,
    /// Alerts.
    pub rules: Vec<Mapping>,
}

impl From<PrometheusRule> for Object {
    fn from(rule: PrometheusRule) -> Self {
        let group = Mapping::new()
            .with("name", rule.group)
            .with("rules", rule.rules);
        Self::new(
            "monitoring.coreos.com/v1",
            "PrometheusRule",
            rule.metadata,
            Mapping::new().with("spec", Mapping::new().with("groups", vec![group])),
        )
    }
}
