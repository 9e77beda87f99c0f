//! Objects and their metadata.

use std::{borrow::Cow, collections::BTreeMap};

use super::{Mapping, Node};

/// One Kubernetes object.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// Its kind.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Its namespace; `None` for objects of the whole cluster.
    pub namespace: Option<String>,
    /// The whole object, beginning with `apiVersion`, `kind`, `metadata`.
    pub tree: Node,
}

impl Object {
    /// An object of `metadata` and `members`.
    pub(super) fn new(
        api_version: &'static str,
        kind: &'static str,
        metadata: Metadata,
        members: Mapping,
    ) -> Self {
        let (name, namespace) = (metadata.name.clone(), metadata.namespace.clone());
        let mut tree = Mapping::new()
            .with("apiVersion", api_version)
            .with("kind", kind)
            .with("metadata", metadata.into_mapping());
        for (member, value) in members.into_members() {
            tree.push(member, value);
        }
        Self {
            kind,
            name,
            namespace,
            tree: tree.into(),
        }
    }

    /// `Kind/name`, as overrides name it.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }

    /// `Kind/namespace/name`, by which a cluster tells objects apart: no two kinds that are made have the same word.
    #[must_use]
    pub fn identity(&self) -> String {
        let namespace = self.namespace.as_deref().unwrap_or_default();
        format!("{}/{namespace}/{}", self.kind, self.name)
    }
}

/// Name, labels and annotations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Name.
    pub name: String,
    /// Namespace; `None` for objects of the whole cluster.
    pub namespace: Option<String>,
    /// Labels.
    pub labels: BTreeMap<Cow<'static, str>, String>,
    /// Annotations.
    pub annotations: BTreeMap<Cow<'static, str>, String>,
}

impl Metadata {
    /// As a tree.
    pub(super) fn into_mapping(self) -> Mapping {
        let mut mapping = Mapping::new().with("name", self.name);
        if let Some(namespace) = self.namespace {
            mapping.push("namespace", namespace);
        }
        for (name, texts) in [("labels", self.labels), ("annotations", self.annotations)] {
            if !texts.is_empty() {
                mapping.push(name, text_mapping(texts));
            }
        }
        mapping
    }
}

/// A mapping of texts.
pub(super) fn text_mapping(texts: BTreeMap<Cow<'static, str>, String>) -> Mapping {
    let mut mapping = Mapping::new();
    for (name, text) in texts {
        mapping.push(name, text);
    }
    mapping
}
