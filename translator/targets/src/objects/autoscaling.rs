//! Horizontal pod autoscalers.

use super::{Mapping, Metadata, Object};

/// An `autoscaling/v2` autoscaler of one Deployment of the same name.
#[derive(Clone, Debug)]
pub struct HorizontalAutoscaler {
    /// Name, labels, annotations.
    pub metadata: Metadata,
    /// Lowest replica count, at least 1.
    pub min: i32,
    /// Highest replica count, at least `min`.
    pub max: i32,
    /// What is watched.
    pub metric: ResourceMetric,
    /// Look-back windows.
    pub windows: Windows,
}

/// Average use of a resource.
#[derive(Clone, Debug)]
pub struct ResourceMetric {
    /// `cpu` or `memory`.
    pub resource: &'static str,
    /// Wanted use in percent of the request.
    pub target: i32,
    /// Whose use.
    pub source: MetricSource,
}

/// Whose use of a resource counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricSource {
    /// All containers of the pod.
    Pod,
    /// One container, so that sidecars do not dilute the average.
    Container(&'static str),
}

/// Look-back windows in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    /// Before adding replicas.
    pub up: i32,
    /// Before removing replicas.
    pub down: i32,
}

/// The `behavior` of an autoscaler.
#[must_use]
pub fn behavior(windows: Windows) -> Mapping {
    let window = |seconds: i32| Mapping::new().with("stabilizationWindowSeconds", seconds);
    Mapping::new()
        .with("scaleUp", window(windows.up))
        .with("scaleDown", window(windows.down))
}

impl From<HorizontalAutoscaler> for Object {
    fn from(autoscaler: HorizontalAutoscaler) -> Self {
        let target = Mapping::new()
            .with("type", "Utilization")
            .with("averageUtilization", autoscaler.metric.target);
        let metric = match autoscaler.metric.source {
            MetricSource::Pod => Mapping::new().with("type", "Resource").with(
                "resource",
                Mapping::new()
                    .with("name", autoscaler.metric.resource)
                    .with("target", target),
            ),
            MetricSource::Container(container) => {
                Mapping::new().with("type", "ContainerResource").with(
                    "containerResource",
                    Mapping::new()
                        .with("container", container)
                        .with("name", autoscaler.metric.resource)
                        .with("target", target),
                )
            }
        };
        let specification = Mapping::new()
            .with(
                "scaleTargetRef",
                Mapping::new()
                    .with("apiVersion", "apps/v1")
                    .with("kind", "Deployment")
                    .with("name", autoscaler.metadata.name.clone()),
            )
            .with("minReplicas", autoscaler.min)
            .with("maxReplicas", autoscaler.max)
            .with("metrics", vec![metric])
            .with("behavior", behavior(autoscaler.windows));
        Self::new(
            "autoscaling/v2",
            "HorizontalPodAutoscaler",
            autoscaler.metadata,
            Mapping::new().with("spec", specification),
        )
    }
}
