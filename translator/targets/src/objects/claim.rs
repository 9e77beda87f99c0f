//! Claims on storage that outlives pods.

use super::{Mapping, Metadata, Node, Object};

/// What is claimed: one volume, mounted by one node at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Name: of the object, or of the template within a StatefulSet.
    pub name: String,
    /// Size.
    pub size: String,
    /// Storage class; `None` is the cluster's default.
    pub storage_class: Option<String>,
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
        metadata.name = claim.name;
        Self::new(
            "v1",
            "PersistentVolumeClaim",
            metadata,
            Mapping::new().with("spec", claim_specification(claim.size, claim.storage_class)),
        )
    }
}

/// As a template of a StatefulSet, which makes one claim per pod.
impl From<Claim> for Node {
    fn from(claim: Claim) -> Self {
        Mapping::new()
            .with("apiVersion", "v1")
            .with("kind", "PersistentVolumeClaim")
            .with("metadata", Mapping::new().with("name", claim.name))
            .with("spec", claim_specification(claim.size, claim.storage_class))
            .into()
    }
}

/// The part all kinds of claims share.
pub(super) fn claim_specification(size: String, storage_class: Option<String>) -> Mapping {
    let requests = Mapping::new().with("requests", Mapping::new().with("storage", size));
    Mapping::new()
        .with("accessModes", Node::texts(["ReadWriteOnce"]))
        .with("resources", requests)
        .with_some("storageClassName", storage_class)
}
