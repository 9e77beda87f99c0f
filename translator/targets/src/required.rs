//! Secrets a person must create before the manifests work.

use serde::Serialize;

/// A Secret that objects refer to and that is never written as an object: applying a dummy would overwrite the real one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RequiredSecret {
    /// Name of the Secret.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Kubernetes secret type.
    #[serde(rename = "type")]
    pub secret_type: &'static str,
    /// What it is for.
    pub purpose: String,
    /// The keys it must have; sorted.
    pub keys: Vec<RequiredKey>,
}

/// One key of a required Secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RequiredKey {
    /// The key.
    pub key: String,
    /// What its value is.
    pub purpose: String,
    /// True if the workload starts without it.
    pub optional: bool,
}
