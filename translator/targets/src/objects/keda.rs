//! KEDA and its HTTP add-on.

use super::{Mapping, Metadata, Node, Object, Windows, behavior};

/// A ScaledObject of one Deployment.
#[derive(Clone, Debug)]
pub struct ScaledObject {
    /// Name, labels, annotations.
    pub metadata: Metadata,
    /// The Deployment.
    pub target: String,
    /// Lowest replica count.
    pub min: i32,
    /// Highest replica count.
    pub max: i32,
    /// Seconds without activity before going to zero.
    pub cooldown: Option<i32>,
    /// Look-back windows.
    pub windows: Windows,
    /// What is watched.
    pub triggers: Vec<Trigger>,
}

/// What a ScaledObject watches.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// KEDA's name of the trigger.
    pub trigger_type: &'static str,
    /// `Value`, `AverageValue` or `Utilization`.
    pub metric_type: Option<&'static str>,
    /// Its settings; all texts.
    pub metadata: Vec<(&'static str, String)>,
    /// TriggerAuthentication, if it needs credentials.
    pub authentication: Option<String>,
}

impl From<Trigger> for Node {
    fn from(trigger: Trigger) -> Self {
        let mut metadata = Mapping::new();
        for (name, value) in trigger.metadata {
            metadata.push(name, value);
        }
        Mapping::new()
            .with("type", trigger.trigger_type)
            .with_some("metricType", trigger.metric_type)
            .with("metadata", metadata)
            .with_some(
                "authenticationRef",
                trigger
                    .authentication
                    .map(|name| Mapping::new().with("name", name)),
            )
            .into()
    }
}

impl From<ScaledObject> for Object {
    fn from(scaled: ScaledObject) -> Self {
        let autoscaler = Mapping::new().with("behavior", behavior(scaled.windows));
        let specification = Mapping::new()
            .with("scaleTargetRef", Mapping::new().with("name", scaled.target))
            .with("minReplicaCount", scaled.min)
            .with("maxReplicaCount", scaled.max)
            .with_some("cooldownPeriod", scaled.cooldown)
            .with(
                "advanced",
                Mapping::new().with("horizontalPodAutoscalerConfig", autoscaler),
            )
            .with_items(
                "triggers",
                scaled.triggers.into_iter().map(Node::from).collect(),
            );
        Self::new(
            "keda.sh/v1alpha1",
            "ScaledObject",
            scaled.metadata,
            Mapping::new().with("spec", specification),
        )
    }
}

/// Requests at a time that one replica is taken for. More than there ever are: the add-on's own default of 100 would be a second
/// rule beside the platform's, and without any the default holds.
const WAKES_ONLY: i32 = i32::MAX;

/// Where the HTTP add-on's interceptor sends requests. It makes no ScaledObject of its own: the one with the other triggers
/// asks the add-on's scaler. It wakes the first replica; how many there are beyond that is the other triggers' business.
#[derive(Clone, Debug)]
pub struct HttpScaledObject {
    /// Name, labels, annotations. The name must differ from the ScaledObject's, which the add-on's reconciler would else
    /// remove.
    pub metadata: Metadata,
    /// Hosts whose requests count.
    pub hosts: Vec<String>,
    /// The Deployment.
    pub target: String,
    /// The Service requests go to.
    pub service: String,
    /// Its port.
    pub port: u16,
    /// Highest replica count.
    pub max: i32,
    /// Seconds without requests before going to zero.
    pub cooldown: i32,
}

impl From<HttpScaledObject> for Object {
    fn from(scaled: HttpScaledObject) -> Self {
        let mut metadata = scaled.metadata;
        metadata.annotations.insert(
            "httpscaledobject.keda.sh/skip-scaledobject-creation".into(),
            "true".to_owned(),
        );
        let target = Mapping::new()
            .with("name", scaled.target)
            .with("kind", "Deployment")
            .with("apiVersion", "apps/v1")
            .with("service", scaled.service)
            .with("port", scaled.port);
        let specification = Mapping::new()
            .with("hosts", Node::texts(scaled.hosts))
            .with("scaleTargetRef", target)
            .with(
                "replicas",
                Mapping::new().with("min", 0).with("max", scaled.max),
            )
            .with("scaledownPeriod", scaled.cooldown)
            .with(
                "scalingMetric",
                Mapping::new().with(
                    "concurrency",
                    Mapping::new().with("targetValue", WAKES_ONLY),
                ),
            );
        Self::new(
            "http.keda.sh/v1alpha1",
            "HTTPScaledObject",
            metadata,
            Mapping::new().with("spec", specification),
        )
    }
}
