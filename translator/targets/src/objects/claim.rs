//! Claims on storage that outlives pods.

use super::{Mapping, Metadata, Node, Object};

/// What is claimed: one volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Name: of the object, or of the template within a StatefulSet.
    pub name: String,
    /// Size.
    pub size: String,
    /// Storage class; `None` is the cluster's default.
    pub storage_class: Option<String>,
    /// True if many nodes mount it at once, else one at a time.
    pub is_shared: bool,
}

/// A PersistentVolumeClaim.
#[derive(Clone, Debug)]
pub struct PersistentClaim {
    /// Labels and annotations; the name is the claim's.
    pub metadata: Metadata,
    /// What it claims.
    pub claim: Claim,
}

impl From<PersistentClaim> for Object {
    fn from(persistent: PersistentClaim) -> Self {
        let PersistentClaim {
            mut metadata,
            claim,
        } = persistent;
        metadata.name.clone_from(&claim.name);
        Self::new(
            "v1",
            "PersistentVolumeClaim",
            metadata,
            Mapping::new().with("spec", specification(claim)),
        )
    }
}

/// As a template of a StatefulSet, which makes one claim per pod.
impl From<Claim> for Node {
    fn from(claim: Claim) -> Self {
        Mapping::new()
            .with("apiVersion", "v1")
            .with("kind", "PersistentVolumeClaim")
            .with("metadata", Mapping::new().with("name", claim.name.clone()))
            .with("spec", specification(claim))
            .into()
    }
}

/// The part all kinds of claims share; the name is no part of it.
pub(super) fn specification(claim: Claim) -> Mapping {
    let requests = Mapping::new().with("requests", Mapping::new().with("storage", claim.size));
    let mode = if claim.is_shared {
        "ReadWriteMany"
    } else {
        "ReadWriteOnce"
    };
    Mapping::new()
        .with("accessModes", Node::texts([mode]))
        .with("resources", requests)
        .with_some("storageClassName", claim.storage_class)
}
