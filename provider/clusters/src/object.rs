//! Objects to prove.

use ovhai_model::Address;
use serde_json::Value;

/// One object of a manifest, as it would be applied.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// The file it stands in.
    pub path: String,
    /// What it was made from; none for what all share.
    pub source: Option<Address>,
    /// The object.
    pub tree: Value,
}

impl Object {
    pub(crate) fn api_version(&self) -> &str {
        self.tree["apiVersion"].as_str().unwrap_or_default()
    }

    pub(crate) fn kind(&self) -> &str {
        self.tree["kind"].as_str().unwrap_or_default()
    }

    pub(crate) fn name(&self) -> &str {
        self.tree["metadata"]["name"].as_str().unwrap_or_default()
    }

    pub(crate) fn namespace(&self) -> Option<&str> {
        self.tree["metadata"]["namespace"].as_str()
    }

    /// `Kind/name`, the key overrides use.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}/{}", self.kind(), self.name())
    }
}
