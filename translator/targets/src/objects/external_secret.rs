//! The External Secrets operator.

use super::{Mapping, Metadata, Node, Object};

/// An ExternalSecret: a Secret of the same name that the operator makes from a store. It holds no value.
#[derive(Clone, Debug)]
pub struct ExternalSecret {
    /// Name, labels, annotations.
    pub metadata: Metadata,
    /// Name of the store.
    pub store: String,
    /// `SecretStore` or `ClusterSecretStore`.
    pub store_kind: &'static str,
    /// How often the store is read, as a Go duration.
    pub refresh_interval: String,
    /// Type of the Secret; `None` is `Opaque`.
    pub secret_type: Option<&'static str>,
    /// The entry of the store.
    pub remote_key: String,
    /// What is taken of the entry.
    pub content: RemoteContent,
}

/// What is taken of an entry of a store.
#[derive(Clone, Debug)]
pub enum RemoteContent {
    /// Every property, under its own name.
    All,
    /// Keys of the Secret and the properties they come from; each must exist.
    Keys(Vec<(String, String)>),
}

impl From<ExternalSecret> for Object {
    fn from(secret: ExternalSecret) -> Self {
        let template = secret
            .secret_type
            .map(|secret_type| Mapping::new().with("type", secret_type));
        let target = Mapping::new()
            .with("name", secret.metadata.name.clone())
            .with("creationPolicy", "Owner")
            .with_some("template", template);
        let specification = Mapping::new()
            .with("refreshInterval", secret.refresh_interval)
            .with(
                "secretStoreRef",
                Mapping::new()
                    .with("name", secret.store)
                    .with("kind", secret.store_kind),
            )
            .with("target", target);
        let remote_key = secret.remote_key;
        let specification = match secret.content {
            RemoteContent::All => {
                let extract = Mapping::new().with("key", remote_key);
                specification.with("dataFrom", vec![Mapping::new().with("extract", extract)])
            }
            RemoteContent::Keys(keys) => specification.with_items(
                "data",
                keys.into_iter()
                    .map(|(key, property)| -> Node {
                        let remote = Mapping::new()
                            .with("key", remote_key.clone())
                            .with("property", property);
                        Mapping::new()
                            .with("secretKey", key)
                            .with("remoteRef", remote)
                            .into()
                    })
                    .collect(),
            ),
        };
        Self::new(
            "external-secrets.io/v1",
            "ExternalSecret",
            secret.metadata,
            Mapping::new().with("spec", specification),
        )
    }
}
