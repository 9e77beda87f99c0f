//! What every workload has beside its specification and state.

use std::collections::BTreeMap;

use ovhai_model::Workload;
use terraform_plugin::{Schema, Tree, Value};

use crate::shown;

/// Where a workload comes from, and what an exit would make of it.
#[derive(Clone, Debug, Schema)]
pub struct Origin {
    /// Whether it should run: `running`, `stopped`, `failed` or, for a job that ran to its end, `finished`. Transitional states
    /// count as running.
    #[attr(computed)]
    pub wanted_state: Value<String>,
    /// Creation time, RFC 3339.
    #[attr(computed)]
    pub created_at: Value<String>,
    /// Time of the last change, RFC 3339.
    #[attr(computed)]
    pub updated_at: Value<String>,
    /// Name of the user that created it.
    #[attr(computed)]
    pub user: Value<String>,
    /// Digest of specification and wanted state; the same as long as an exit would be the same.
    #[attr(computed)]
    pub digest: Value<String>,
    /// The stable part of the API's document as JSON, with members this provider does not know and without secret values.
    #[attr(computed)]
    pub document: Value<String>,
}

/// Puts [`Origin`] and the addresses clients use into `fields`.
pub(super) fn put(
    fields: &mut BTreeMap<String, Tree>,
    workload: &Workload,
    [created_at, updated_at, user]: [Option<&String>; 3],
) {
    let shown = |text: Option<&String>| text.map(|text| shown::address(text));
    for (name, value) in [
        ("id", Some(workload.id().to_owned())),
        ("wanted_state", Some(workload.run.as_str().to_owned())),
        ("created_at", shown(created_at)),
        ("updated_at", shown(updated_at)),
        ("user", shown(user)),
        ("digest", Some(workload.digest.as_str().to_owned())),
        ("document", Some(workload.source.clone())),
    ] {
        fields.insert(name.to_owned(), value.map_or(Tree::Null, Tree::String));
    }
    // What the platform tells is there already, queries that are no secret included.
    for (name, value) in [
        ("url", &workload.url),
        ("grpc_address", &workload.grpc_address),
    ] {
        let is_told = matches!(fields.get(name), Some(Tree::String(text)) if !text.is_empty());
        if let (Some(address), false) = (value, is_told) {
            fields.insert(name.to_owned(), Tree::String(shown::url(address)));
        }
    }
}
