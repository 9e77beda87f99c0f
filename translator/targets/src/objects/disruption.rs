//! Pod disruption budgets.

use super::{Mapping, Metadata, Object};

/// A budget that lets one replica go at a time.
#[must_use]
pub fn disruption_budget(metadata: Metadata, selector: Mapping) -> Object {
    let specification = Mapping::new()
        .with("maxUnavailable", 1)
        .with("selector", Mapping::new().with("matchLabels", selector));
    Object::new(
        "policy/v1",
        "PodDisruptionBudget",
        metadata,
        Mapping::new().with("spec", specification),
    )
}
