//! Where the values of required Secrets come from.

use serde::{Deserialize, Serialize};

/// How required Secrets come into the cluster. No way of ours ever writes a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretChoices {
    /// Who makes them; default `required`.
    pub provider: SecretProvider,
    /// Store of the External Secrets operator; needed for `external_secrets`. It is expected to exist.
    pub store: Option<String>,
    /// Kind of that store.
    pub store_kind: StoreKind,
    /// Put before a Secret's name to make its key in the store.
    pub key_prefix: String,
    /// How often the operator reads the store, as a Go duration.
    pub refresh_interval: String,
}

/// Who makes required Secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretProvider {
    /// A person.
    Required,
    /// The External Secrets operator, from ExternalSecrets that are produced.
    ExternalSecrets,
}

/// Kinds of stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StoreKind {
    /// One of the namespace.
    SecretStore,
    /// One of the cluster.
    ClusterSecretStore,
}

impl StoreKind {
    /// Its Kubernetes kind.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SecretStore => "SecretStore",
            Self::ClusterSecretStore => "ClusterSecretStore",
        }
    }
}

impl SecretChoices {
    /// The key of the Secret `name` in the store: the prefix and the name. Each key of the Secret is a property of it, except that
    /// `.dockerconfigjson` loses its dot, which many stores read as a path.
    #[must_use]
    pub fn remote_key(&self, name: &str) -> String {
        format!("{}{name}", self.key_prefix)
    }

    /// The property that the key `key` of a Secret comes from.
    #[must_use]
    pub fn property(key: &str) -> &str {
        key.strip_prefix('.').unwrap_or(key)
    }
}
