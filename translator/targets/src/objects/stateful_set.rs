//! StatefulSets.

use super::{Claim, Mapping, Metadata, Node, Object, Pod};

/// A StatefulSet.
#[derive(Clone, Debug)]
pub struct StatefulSet {
    /// Name, labels, annotations.
    pub metadata: Metadata,
    /// Replicas.
    pub replicas: i32,
    /// Labels its pods are found by; immutable in a cluster.
    pub selector: Mapping,
    /// Headless Service that names its pods.
    pub service: String,
    /// Its pods.
    pub pod: Pod,
    /// Claims of each pod, which stay when the set is deleted or scaled down.
    pub claims: Vec<Claim>,
}

impl From<StatefulSet> for Object {
    fn from(set: StatefulSet) -> Self {
        let specification = Mapping::new()
            .with("replicas", set.replicas)
            .with("serviceName", set.service)
            .with("selector", Mapping::new().with("matchLabels", set.selector))
            .with("template", set.pod)
            .with_items(
                "volumeClaimTemplates",
                set.claims.into_iter().map(Node::from).collect(),
            );
        Self::new(
            "apps/v1",
            "StatefulSet",
            set.metadata,
            Mapping::new().with("spec", specification),
        )
    }
}
