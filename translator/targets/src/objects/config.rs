//! Namespaces, ServiceAccounts and ConfigMaps.

use super::{Mapping, Metadata, Object};

/// A Namespace.
#[must_use]
pub fn namespace(metadata: Metadata) -> Object {
    Object::new("v1", "Namespace", metadata, Mapping::new())
}

/// A ServiceAccount whose token no pod gets by itself.
#[must_use]
pub fn service_account(metadata: Metadata, pull_secrets: Vec<String>) -> Object {
    let pull_secrets = pull_secrets
        .into_iter()
        .map(|name| Mapping::new().with("name", name).into())
        .collect();
    Object::new(
        "v1",
        "ServiceAccount",
        metadata,
        Mapping::new()
            .with("automountServiceAccountToken", false)
            .with_items("imagePullSecrets", pull_secrets),
    )
}

/// A ConfigMap of texts.
#[must_use]
pub fn config_map(metadata: Metadata, data: Mapping) -> Object {
    Object::new(
        "v1",
        "ConfigMap",
        metadata,
        Mapping::new().with("data", data),
    )
}
