//! Tokens that the cluster makes.

use super::{Mapping, Metadata, Object};

/// A Secret that the cluster fills with a token of the ServiceAccount `account`. It has no data of its own, so applying it again
/// takes nothing away: the data belongs to the cluster's token controller.
#[must_use]
pub fn service_account_token(mut metadata: Metadata, account: String) -> Object {
    metadata
        .annotations
        .insert("kubernetes.io/service-account.name".into(), account);
    Object::new(
        "v1",
        "Secret",
        metadata,
        Mapping::new().with("type", "kubernetes.io/service-account-token"),
    )
}
