//! What takes the place of the platform's dashboards: how metrics of a workload are found (mapping section 12).
//!
//! The platform never scraped workloads; it read one metric of those that scale by one. Only where such a metric is in Prometheus'
//! form, or where the profile says that every app has a path, there is something to scrape.

use std::collections::BTreeMap;

use ovhai_model::{MetricFormat, Scaling, Source, Task, secrecy};

use super::{Lowering, findings, ports::Ports, triggers};
use crate::objects::PodMonitor;

/// Where Prometheus finds metrics of a workload.
pub(super) struct Endpoint {
    pub port: u16,
    path: String,
    scheme: &'static str,
}

/// The metrics endpoint, if one is known.
pub(super) fn endpoint(lowering: &Lowering<'_>, ports: &Ports) -> Option<Endpoint> {
    if lowering.workload.task != Task::Service {
        return None;
    }
    let own = match &lowering.workload.scaling {
        Scaling::Custom { metric, .. } if metric.format == MetricFormat::Prometheus => {
            triggers::own(&metric.url).filter(|own| {
                // What comes after a question mark is not known to be a path of metrics only.
                !own.path
                    .contains(|c: char| c.is_control() || " ?#".contains(c))
                    && secrecy::secret_text(&metric.url).is_none()
            })
        }
        _ => None,
    };
    if let Some(own) = own {
        let path = if own.path.is_empty() { "/" } else { own.path };
        return Some(Endpoint {
            port: own.port,
            path: path.to_owned(),
            scheme: if own.scheme == "https" {
                "https"
            } else {
                "http"
            },
        });
    }
    let path = lowering.scope.profile.monitoring.metrics_path.clone()?;
    Some(Endpoint {
        port: ports.http,
        path,
        scheme: "http",
    })
}

/// Makes the PodMonitor, or gives the annotations of the pod that take its place.
pub(super) fn lower(lowering: &mut Lowering<'_>, ports: &Ports) -> BTreeMap<&'static str, String> {
    note(lowering);
    let Some(endpoint) = endpoint(lowering, ports) else {
        return BTreeMap::new();
    };
    let profile = lowering.scope.profile;
    let mut detail = format!("port {}, path {}", endpoint.port, endpoint.path);
    if profile.network_policy.enabled && profile.network_policy.monitoring_namespace.is_none() {
        detail.push_str(
            "; its network policy lets nobody scrape it until `network_policy.monitoring_namespace` is set",
        );
    }
    if !profile.monitoring.pod_monitors {
        lowering.find(&findings::METRICS_BY_ANNOTATION, detail);
        return BTreeMap::from([
            ("prometheus.io/scrape", "true".to_owned()),
            ("prometheus.io/port", endpoint.port.to_string()),
            ("prometheus.io/path", endpoint.path),
            ("prometheus.io/scheme", endpoint.scheme.to_owned()),
        ]);
    }
    lowering.find(&findings::OPERATOR_NEEDED, detail);
    let mut metadata = lowering.metadata();
    for (key, value) in &profile.monitoring.labels {
        metadata.labels.insert(key.clone().into(), value.clone());
    }
    let name = ports
        .of_container()
        .into_iter()
        .find_map(|(name, port)| (port == endpoint.port).then_some(name));
    let monitor = PodMonitor {
        metadata,
        selector: lowering.selector(),
        // Every endpoint's port is one of the container's.
        port: name.unwrap_or("http"),
        path: endpoint.path,
        scheme: endpoint.scheme,
    };
    lowering.objects.push(monitor.into());
    BTreeMap::new()
}

/// What the platform showed and nothing shows any more, or something else does.
fn note(lowering: &mut Lowering<'_>) {
    let workload = lowering.workload;
    let replacement = if lowering.scope.profile.monitoring.dashboards {
        "monitoring holds a dashboard for Grafana"
    } else {
        "the profile produces no dashboard"
    };
    lowering.find(&findings::DASHBOARD_LINK, replacement);
    lowering.find(
        &findings::LOG_HISTORY,
        "what it has printed so far stays on the platform",
    );
    if workload.compute.scratch.is_some_and(|bytes| bytes > 0) {
        lowering.find(
            &findings::SCRATCH_METRIC,
            "the platform draws how full its disk is",
        );
    }
    let holds_files = workload
        .volumes
        .iter()
        .any(|volume| matches!(volume.source, Source::DataStore(_)));
    if holds_files {
        lowering.find(
            &findings::FILE_COUNT,
            "the platform counts the files of its volumes",
        );
    }
    if super::hosts::serves(lowering.scope, workload) {
        lowering.find(
            &findings::HTTP_METRICS,
            "the platform draws its requests and their latencies",
        );
    }
}
