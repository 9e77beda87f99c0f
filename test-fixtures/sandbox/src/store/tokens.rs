//! Application tokens: their documents and their values, which are invented and recognisable.

use serde_json::{Value, json};

use crate::workload::derived;

/// `TokenRoleEnum`.
pub(crate) const ROLES: &[&str] = &[
    "ai_training_operator",
    "ai_training_read",
    "quantum_operator",
    "quantum_reader",
];

/// A token as reads show it, without its value.
pub(crate) fn document(
    id: &str,
    name: &str,
    region: &str,
    role: &str,
    selector: Option<&str>,
    at: &str,
) -> Value {
    json!({
        "createdAt": at,
        "id": id,
        "spec": {"labelSelector": selector, "name": name, "region": region, "role": role},
        "status": {"value": null, "version": 1},
        "updatedAt": at,
    })
}

/// The value of a version of a token.
pub(crate) fn value(id: &str, version: i64) -> String {
    let derived = derived(id, &format!("value/{version}"));
    format!("sandbox-token-not-real-{}", derived.simple())
}
