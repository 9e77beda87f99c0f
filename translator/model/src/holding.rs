//! What a project holds beside its workloads: data stores, registries, tokens, backups, and what surrounds the AI products.

use std::collections::BTreeMap;

use crate::{Address, Digest, LabelSelector, Text};

/// A place volumes copy from and to.
#[derive(Clone, Debug, PartialEq)]
pub struct DataStore {
    /// Kind and id, which is `REGION/ALIAS`.
    pub address: Address,
    /// Region code, upper case.
    pub region: String,
    /// Name workloads use for it; unique per region within the project.
    pub alias: String,
    /// What speaks there.
    pub protocol: Protocol,
    /// Whether the platform brought it along; otherwise the customer added it with credentials.
    pub built_in: bool,
    /// URL of the storage or repository.
    pub endpoint: Text,
    /// Region of the project's own object storage it stands for, upper case; `None` for storage elsewhere.
    pub own_storage: Option<String>,
    /// The stable part of the platform's document as canonical JSON, secret values replaced.
    pub source: String,
    /// Digest of the stable part.
    pub digest: Digest,
}

/// The protocol of a data store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// S3.
    S3,
    /// OpenStack Swift.
    Swift,
    /// Git; containers are branches.
    Git,
    /// One this version does not know, by the platform's name.
    Other(String),
}

impl Protocol {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::S3 => "s3",
            Self::Swift => "swift",
            Self::Git => "git",
            Self::Other(name) => name,
        }
    }
}

/// A private image registry attached to the project. Its password cannot be read back (inferred) and is not kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Registry {
    /// Kind and id.
    pub address: Address,
    /// Region code, upper case.
    pub region: String,
    /// Address as given, usually a host name without scheme.
    pub url: Text,
    /// User name.
    pub username: Option<String>,
    /// The stable part of the platform's document as canonical JSON, secret values replaced.
    pub source: String,
    /// Digest of the stable part.
    pub digest: Digest,
}

/// A token for programs. Its value is shown once, on creation, and never kept here.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// Kind and id.
    pub address: Address,
    /// Display name.
    pub name: String,
    /// Region code, upper case; it reaches nothing in other regions.
    pub region: String,
    /// The platform's name of what it allows, such as `ai_training_read`.
    pub role: String,
    /// Which workloads it reaches.
    pub reach: Reach,
    /// Grows with each renewal.
    pub version: Option<i64>,
    /// The stable part of the platform's document as canonical JSON.
    pub source: String,
    /// Digest of the stable part.
    pub digest: Digest,
}

/// Which workloads of its region a token reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// All of them.
    Everything,
    /// Those whose labels match; `ovh/id` and `ovh/type` count as labels.
    Selected(LabelSelector),
    /// A selector this version cannot read, as given.
    Unreadable(String),
}

/// A kept copy of a notebook's workspace.
#[derive(Clone, Debug, PartialEq)]
pub struct Backup {
    /// Kind and id.
    pub address: Address,
    /// The notebook it was made of.
    pub notebook: Address,
    /// When it was made, RFC 3339.
    pub created_at: Option<String>,
    /// When the platform drops it, RFC 3339.
    pub evicted_at: Option<String>,
    /// The platform's document as canonical JSON.
    pub source: String,
    /// Digest of it.
    pub digest: Digest,
}

/// A user of the project.
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    /// Kind and id.
    pub address: Address,
    /// Name to log in with.
    pub name: String,
    /// What a person wrote about it.
    pub description: String,
    /// Names of its roles, such as `ai_training_operator`, sorted.
    pub roles: Vec<String>,
    /// The stable part of the platform's document as canonical JSON.
    pub source: String,
    /// Digest of the stable part.
    pub digest: Digest,
}

/// A container of the project's object storage.
#[derive(Clone, Debug, PartialEq)]
pub struct Container {
    /// Kind and id, which is `swift/REGION/NAME` or `s3/REGION/NAME`.
    pub address: Address,
    /// Name, unique per region and protocol.
    pub name: String,
    /// Region code, upper case.
    pub region: String,
    /// What speaks there.
    pub protocol: Protocol,
    /// Objects in it, as last counted by the platform. Not part of the digest.
    pub objects: Option<i64>,
    /// Bytes in it, as last counted by the platform. Not part of the digest.
    pub bytes: Option<i64>,
    /// The stable part of the platform's document as canonical JSON.
    pub source: String,
    /// Digest of the stable part.
    pub digest: Digest,
}

/// A managed private registry of the project.
#[derive(Clone, Debug, PartialEq)]
pub struct ContainerRegistry {
    /// Kind and id.
    pub address: Address,
    /// Display name.
    pub name: String,
    /// Region code, upper case.
    pub region: String,
    /// URL.
    pub url: Text,
    /// Bytes its images take, as last counted by the platform. Not part of the digest.
    pub bytes: Option<i64>,
    /// The stable part of the platform's document as canonical JSON.
    pub source: String,
    /// Digest of the stable part.
    pub digest: Digest,
}

/// A managed Kubernetes cluster of the project.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Kind and id.
    pub address: Address,
    /// Display name.
    pub name: String,
    /// Region code, upper case.
    pub region: String,
    /// Kubernetes version.
    pub version: Option<String>,
    /// Node pools: name to number of nodes wanted.
    pub node_pools: BTreeMap<String, i64>,
    /// The stable part of the platform's documents as canonical JSON.
    pub source: String,
    /// Digest of the stable part.
    pub digest: Digest,
}

/// How much the AI products may take at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Quota {
    /// Kind and id, which is the project's.
    pub address: Address,
    /// Units by kind of compute, in the platform's words, which are not documented.
    pub resources: BTreeMap<String, i64>,
    /// Storage; the unit is not documented.
    pub storage: Option<i64>,
    /// The platform's document as canonical JSON.
    pub source: String,
    /// Digest of it.
    pub digest: Digest,
}
