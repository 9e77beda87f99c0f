//! Limits on what may be taken at once.

use super::{Mapping, Metadata, Object};

/// A ResourceQuota of its namespace: resource name → most of it.
#[must_use]
pub fn resource_quota(metadata: Metadata, hard: Vec<(&'static str, String)>) -> Object {
    let mut limits = Mapping::new();
    for (resource, most) in hard {
        limits.push(resource, most);
    }
    Object::new(
        "v1",
        "ResourceQuota",
        metadata,
        Mapping::new().with("spec", Mapping::new().with("hard", limits)),
    )
}
