//! Deployments.

use super::{Mapping, Metadata, Node, Object, Pod};

/// A Deployment.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// Name, labels, annotations.
    pub metadata: Metadata,
    /// Replicas; `None` where an autoscaler owns them.
    pub replicas: Option<i32>,
    /// Labels its pods are found by; immutable in a cluster.
    pub selector: Mapping,
    /// How replicas are exchanged.
    pub strategy: RollingUpdate,
    /// Seconds until a stuck rollout counts as failed.
    pub progress_deadline_seconds: i32,
    /// Its pods.
    pub pod: Pod,
}

/// How replicas are exchanged.
#[derive(Clone, Debug)]
pub struct RollingUpdate {
    /// Replicas above the wanted number.
    pub max_surge: NumberOrPercent,
    /// Replicas that may be missing.
    pub max_unavailable: NumberOrPercent,
}

/// A count, or a share of the replicas in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberOrPercent {
    /// A count.
    Number(i32),
    /// A share in percent.
    Percent(i32),
}

impl NumberOrPercent {
    /// Whether it is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        matches!(self, Self::Number(0) | Self::Percent(0))
    }
}

impl From<NumberOrPercent> for Node {
    fn from(value: NumberOrPercent) -> Self {
        match value {
            NumberOrPercent::Number(number) => number.into(),
            NumberOrPercent::Percent(percent) => format!("{percent}%").into(),
        }
    }
}

impl From<Deployment> for Object {
    fn from(deployment: Deployment) -> Self {
        let rolling = Mapping::new()
            .with("maxSurge", deployment.strategy.max_surge)
            .with("maxUnavailable", deployment.strategy.max_unavailable);
        let specification = Mapping::new()
            .with_some("replicas", deployment.replicas)
            .with(
                "progressDeadlineSeconds",
                deployment.progress_deadline_seconds,
            )
            .with(
                "strategy",
                Mapping::new()
                    .with("type", "RollingUpdate")
                    .with("rollingUpdate", rolling),
            )
            .with(
                "selector",
                Mapping::new().with("matchLabels", deployment.selector),
            )
            .with("template", deployment.pod);
        Self::new(
            "apps/v1",
            "Deployment",
            deployment.metadata,
            Mapping::new().with("spec", specification),
        )
    }
}
