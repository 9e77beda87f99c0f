//! Queues of Kueue, which hold jobs while machines are taken.

use super::{Mapping, Metadata, Node, Object};

/// Version of Kueue's API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KueueApi {
    /// Served before Kueue 0.15 and, deprecated, for a while after.
    V1beta1,
    /// Served since Kueue 0.15.
    V1beta2,
}

impl KueueApi {
    const fn version(self) -> &'static str {
        match self {
            Self::V1beta1 => "kueue.x-k8s.io/v1beta1",
            Self::V1beta2 => "kueue.x-k8s.io/v1beta2",
        }
    }
}

/// Label of a Job that names its LocalQueue. Kueue then owns the Job's `suspend`: it suspends the Job when it is made and starts it
/// when there is room.
pub const QUEUE_NAME: &str = "kueue.x-k8s.io/queue-name";

/// Machines of any kind. Without labels it fits every node.
#[must_use]
pub fn resource_flavor(api: KueueApi, metadata: Metadata) -> Object {
    Object::new(api.version(), "ResourceFlavor", metadata, Mapping::new())
}

/// A queue of the cluster.
#[derive(Clone, Debug)]
pub struct ClusterQueue {
    /// Version of the API.
    pub api: KueueApi,
    /// Name, labels, annotations; no namespace.
    pub metadata: Metadata,
    /// The only namespace whose jobs it takes.
    pub namespace: String,
    /// The ResourceFlavor of its machines.
    pub flavor: String,
    /// Every resource its jobs ask for, with the most they may take together. Kueue never admits a job that asks for another.
    pub resources: Vec<(&'static str, String)>,
}

impl From<ClusterQueue> for Object {
    fn from(queue: ClusterQueue) -> Self {
        let covered = Node::texts(queue.resources.iter().map(|(name, _)| *name));
        let resources: Vec<Mapping> = queue
            .resources
            .into_iter()
            .map(|(name, most)| Mapping::new().with("name", name).with("nominalQuota", most))
            .collect();
        let flavor = Mapping::new()
            .with("name", queue.flavor)
            .with("resources", resources);
        let group = Mapping::new()
            .with("coveredResources", covered)
            .with("flavors", vec![flavor]);
        let namespace = Mapping::new().with("kubernetes.io/metadata.name", queue.namespace);
        let specification = Mapping::new()
            .with(
                "namespaceSelector",
                Mapping::new().with("matchLabels", namespace),
            )
            .with("resourceGroups", vec![group]);
        Self::new(
            queue.api.version(),
            "ClusterQueue",
            queue.metadata,
            Mapping::new().with("spec", specification),
        )
    }
}

/// A namespace's way into the ClusterQueue `cluster_queue`.
#[must_use]
pub fn local_queue(api: KueueApi, metadata: Metadata, cluster_queue: String) -> Object {
    Object::new(
        api.version(),
        "LocalQueue",
        metadata,
        Mapping::new().with("spec", Mapping::new().with("clusterQueue", cluster_queue)),
    )
}
