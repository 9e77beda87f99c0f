//! Alert rules for the workloads of a namespace, where the cluster has the Prometheus operator (mapping section 12).
//!
//! They stand beside the dashboard and ask for the same metrics: those of kube-state-metrics, the kubelet and, for GPUs, NVIDIA's exporter. The
//! platform documents no alerts of its own; thresholds are our choice.

use crate::{
    lower::namespaced,
    objects::{Mapping, Object, PrometheusRule},
    profile::Profile,
    target::shared_name,
};

/// One rule: name, how bad it is, what is asked, for how long it must hold, and what a person reads.
struct Alert {
    name: &'static str,
    severity: &'static str,
    expression: String,
    lasts: &'static str,
    summary: &'static str,
    description: &'static str,
}

/// The rules of the `part` that is exported; none for an export without workloads.
pub(crate) fn object(profile: &Profile, part: &str, workloads: usize) -> Option<Object> {
    let name = name(profile, part, workloads)?;
    let mut metadata = namespaced(profile, name);
    for (key, value) in &profile.monitoring.labels {
        metadata.labels.insert(key.clone().into(), value.clone());
    }
    let rules = all(&profile.namespace).into_iter().map(Alert::rule);
    Some(
        PrometheusRule {
            metadata,
            group: format!("workloads of {}", profile.namespace),
            rules: rules.collect(),
        }
        .into(),
    )
}

/// Name of the object, if there is one.
pub(crate) fn name(profile: &Profile, part: &str, workloads: usize) -> Option<String> {
    (profile.monitoring.pod_monitors && workloads > 0)
        .then(|| shared_name("alerts--workloads", '-', part))
}

impl Alert {
    fn rule(self) -> Mapping {
        Mapping::new()
            .with("alert", self.name)
            .with("expr", self.expression)
            .with("for", self.lasts)
            .with("labels", Mapping::new().with("severity", self.severity))
            .with(
                "annotations",
                Mapping::new()
                    .with("summary", self.summary)
                    .with("description", self.description),
            )
    }
}

fn all(namespace: &str) -> Vec<Alert> {
    let of = |metric: &str| format!("{metric}{{namespace=\"{namespace}\"}}");
    let restarts = format!(
        "sum by (namespace, pod, container) (increase({}[1h]))",
        of("kube_pod_container_status_restarts_total")
    );
    vec![
        Alert {
            name: "WorkloadUnavailable",
            severity: "critical",
            expression: format!(
                "{} == 0 and {} > 0",
                of("kube_deployment_status_replicas_available"),
                of("kube_deployment_spec_replicas")
            ),
            lasts: "10m",
            summary: "No replica of {{ $labels.deployment }} is available",
            description: "It should have some. Look at the events and logs of its pods.",
        },
        Alert {
            name: "WorkloadBelowScale",
            severity: "warning",
            expression: format!(
                "{} < {}",
                of("kube_deployment_status_replicas_available"),
                of("kube_deployment_spec_replicas")
            ),
            lasts: "30m",
            summary: "{{ $labels.deployment }} has fewer replicas than it should have",
            description: "{{ $value }} are available. Machines may be missing, GPUs most of all.",
        },
        Alert {
            name: "NotebookUnavailable",
            severity: "warning",
            expression: format!(
                "{} < {}",
                of("kube_statefulset_status_replicas_ready"),
                of("kube_statefulset_replicas")
            ),
            lasts: "15m",
            summary: "{{ $labels.statefulset }} is not ready",
            description: "Look at the events of its pod and of its claims.",
        },
        Alert {
            name: "JobFailed",
            severity: "warning",
            expression: format!("{} > 0", of("kube_job_status_failed")),
            lasts: "1m",
            summary: "{{ $labels.job_name }} failed",
            description: "{{ $value }} of its pods ended with a failure.",
        },
        Alert {
            name: "PodWaits",
            severity: "warning",
            expression: format!(
                "sum by (namespace, pod) (kube_pod_status_phase{{namespace=\"{namespace}\",phase=\"Pending\"}}) > 0"
            ),
            lasts: "15m",
            summary: "{{ $labels.pod }} does not start",
            description: "No machine may have room for it, or its image or a volume may be missing.",
        },
        Alert {
            name: "ContainerRestarts",
            severity: "warning",
            expression: format!("{restarts} > 3"),
            lasts: "5m",
            summary: "{{ $labels.container }} in {{ $labels.pod }} starts again and again",
            description: "More than three times within an hour.",
        },
        Alert {
            name: "ContainerOutOfMemory",
            severity: "warning",
            expression: format!(
                "sum by (namespace, pod, container) (kube_pod_container_status_last_terminated_reason{{namespace=\"{namespace}\",\
                 reason=\"OOMKilled\"}}) > 0 and {restarts} > 0"
            ),
            lasts: "1m",
            summary: "{{ $labels.container }} in {{ $labels.pod }} ran out of memory",
            description: "It was ended and started again. Give it more memory, or find what takes it.",
        },
        Alert {
            name: "WorkloadAtMaximumScale",
            severity: "info",
            expression: format!(
                "{desired} >= {most} and {most} > {least}",
                desired = of("kube_horizontalpodautoscaler_status_desired_replicas"),
                most = of("kube_horizontalpodautoscaler_spec_max_replicas"),
                least = of("kube_horizontalpodautoscaler_spec_min_replicas")
            ),
            lasts: "30m",
            summary: "{{ $labels.horizontalpodautoscaler }} is as large as it may become",
            description: "It wants {{ $value }} replicas; more load will not be met by more of them.",
        },
        Alert {
            name: "VolumeAlmostFull",
            severity: "warning",
            expression: format!(
                "{} < 0.1 * {}",
                of("kubelet_volume_stats_available_bytes"),
                of("kubelet_volume_stats_capacity_bytes")
            ),
            lasts: "15m",
            summary: "{{ $labels.persistentvolumeclaim }} is almost full",
            description: "Less than a tenth of it is left.",
        },
        Alert {
            name: "GpuHot",
            severity: "warning",
            // The exporter's own labels are renamed where Prometheus does not honour them.
            expression: format!(
                "{} > 85 or DCGM_FI_DEV_GPU_TEMP{{exported_namespace=\"{namespace}\"}} > 85",
                of("DCGM_FI_DEV_GPU_TEMP")
            ),
            lasts: "10m",
            summary: "GPU {{ $labels.gpu }} of {{ $labels.Hostname }} is hot",
            description: "{{ $value }} degrees Celsius; it will slow down.",
        },
        Alert {
            name: "MetricsUnreachable",
            severity: "warning",
            expression: format!("{} == 0", of("up")),
            lasts: "10m",
            summary: "{{ $labels.pod }} gives no metrics",
            description: "What is asked of them, scaling by them included, sees nothing.",
        },
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rules_are_of_one_namespace_and_named_once() {
        let mut profile = Profile::default();
        assert!(object(&profile, "", 3).is_none());
        profile.monitoring.pod_monitors = true;
        assert!(object(&profile, "", 0).is_none());
        profile.monitoring.labels = [("release".to_owned(), "prometheus".to_owned())].into();
        let rules = object(&profile, "", 3).unwrap();
        let bytes = crate::objects::to_json(&rules.tree).unwrap();
        let tree: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(tree["metadata"]["labels"]["release"], "prometheus");
        let mut names = BTreeSet::new();
        for alert in all("team") {
            assert!(names.insert(alert.name), "{}", alert.name);
            let text = &alert.expression;
            let count = |letter| text.matches(letter).count();
            assert_eq!(count('('), count(')'), "{text}");
            assert_eq!(count('{'), count('}'), "{text}");
            // Everything that is asked for is of the namespace.
            assert_eq!(
                count('{'),
                text.matches("namespace=\"team\"").count(),
                "{text}"
            );
        }
        assert_eq!(
            tree["spec"]["groups"][0]["rules"].as_array().unwrap().len(),
            names.len()
        );
        assert_ne!(object(&profile, "part", 3).unwrap().name, rules.name);
    }
}
