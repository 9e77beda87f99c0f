//! Snapshots of volumes.

use super::{Mapping, Metadata, Object};

/// A VolumeSnapshot that gets a name of its own each time it is created.
#[derive(Clone, Debug)]
pub struct VolumeSnapshot {
    /// Labels and annotations; the name is the start of the snapshot's.
    pub metadata: Metadata,
    /// The claim.
    pub claim: String,
    /// Class; `None` is the cluster's default.
    pub class: Option<String>,
}

impl VolumeSnapshot {
    /// Its API group.
    pub const GROUP: &'static str = "snapshot.storage.k8s.io";
    /// Its resource, for rights.
    pub const RESOURCE: &'static str = "volumesnapshots";
}

impl From<VolumeSnapshot> for Object {
    fn from(snapshot: VolumeSnapshot) -> Self {
        let name = snapshot.metadata.name.clone();
        let namespace = snapshot.metadata.namespace.clone();
        let mut metadata = snapshot.metadata.into_mapping();
        metadata.remove("name");
        metadata.push("generateName", name.clone());
        let source = Mapping::new().with("persistentVolumeClaimName", snapshot.claim);
        let specification = Mapping::new()
            .with("source", source)
            .with_some("volumeSnapshotClassName", snapshot.class);
        Self {
            kind: "VolumeSnapshot",
            name,
            namespace,
            tree: Mapping::new()
                .with("apiVersion", "snapshot.storage.k8s.io/v1")
                .with("kind", "VolumeSnapshot")
                .with("metadata", metadata)
                .with("spec", specification)
                .into(),
        }
    }
}
