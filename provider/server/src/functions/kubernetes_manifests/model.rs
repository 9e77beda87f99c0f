//! What the function gives.

use std::collections::BTreeSet;

use ovhai_model::Finding;
use ovhai_targets::RequiredSecret;
use terraform_plugin::{Dynamic, FunctionError, Schema, Tree, Value, value::json};

/// Manifests with what a person should know about them.
#[derive(Clone, Debug, Schema)]
pub struct Outcome {
    /// Objects, in the order to create them.
    #[attr(computed)]
    manifests: Value<Dynamic>,
    /// Every difference.
    #[attr(computed)]
    findings: Value<Vec<Found>>,
    /// Secrets that must exist before the objects work.
    #[attr(computed)]
    required_secrets: Value<Vec<Required>>,
    #[attr(skip)]
    objects: Vec<Tree>,
}

/// One difference.
#[derive(Clone, Debug, Schema)]
pub struct Found {
    /// What it is, such as `volume/read-only-copy`.
    #[attr(computed)]
    slug: Value<String>,
    /// `exact`, `adapted`, `manual` or `unsupported`.
    #[attr(computed)]
    fidelity: Value<String>,
    /// Category of the reversibility policy.
    #[attr(computed)]
    category: Value<String>,
    /// What it is about, as `kind/id`.
    #[attr(computed)]
    address: Value<String>,
    /// What exactly was found.
    #[attr(computed)]
    detail: Value<String>,
    /// What to do.
    #[attr(computed)]
    hint: Value<String>,
    /// The decision from `answers`, where there is one.
    #[attr(computed)]
    answer: Value<String>,
}

/// A Secret that must exist.
#[derive(Clone, Debug, Schema)]
pub struct Required {
    /// Its name.
    #[attr(computed)]
    name: Value<String>,
    /// Its namespace.
    #[attr(computed)]
    namespace: Value<String>,
    /// Its type.
    #[attr(computed, name = "type")]
    secret_type: Value<String>,
    /// What it is for.
    #[attr(computed)]
    purpose: Value<String>,
    /// Its keys.
    #[attr(computed)]
    keys: Value<Vec<Key>>,
}

/// A key of a Secret.
#[derive(Clone, Debug, Schema)]
pub struct Key {
    /// The key.
    #[attr(computed)]
    key: Value<String>,
    /// What its value is.
    #[attr(computed)]
    purpose: Value<String>,
    /// True if the workload starts without it.
    #[attr(computed)]
    optional: Value<bool>,
}

impl Default for Outcome {
    fn default() -> Self {
        Self {
            manifests: Value::Null,
            findings: Value::Known(Vec::new()),
            required_secrets: Value::Known(Vec::new()),
            objects: Vec::new(),
        }
    }
}

impl Outcome {
    /// Adds findings.
    pub fn add_findings<'a>(&mut self, findings: impl Iterator<Item = &'a Finding>) {
        let known = std::mem::take(&mut self.findings);
        let more = findings.map(|finding| Found {
            slug: finding.slug.clone().into(),
            fidelity: finding.fidelity.as_str().into(),
            category: finding.category.as_str().into(),
            address: finding.address.to_string().into(),
            detail: finding.detail.clone().into(),
            hint: finding.hint.clone().into(),
            answer: finding.answer.clone().into(),
        });
        self.findings = Value::Known(known.unwrap_or_default().into_iter().chain(more).collect());
    }

    /// Adds Secrets.
    pub fn add_secrets(&mut self, secrets: &[RequiredSecret]) {
        let known = std::mem::take(&mut self.required_secrets);
        let more = secrets.iter().map(|secret| Required {
            name: secret.name.clone().into(),
            namespace: secret.namespace.clone().into(),
            secret_type: secret.secret_type.into(),
            purpose: secret.purpose.clone().into(),
            keys: secret
                .keys
                .iter()
                .map(|key| Key {
                    key: key.key.clone().into(),
                    purpose: key.purpose.clone().into(),
                    optional: key.optional.into(),
                })
                .collect::<Vec<_>>()
                .into(),
        });
        self.required_secrets =
            Value::Known(known.unwrap_or_default().into_iter().chain(more).collect());
    }

    /// Adds the objects of an artefact, if it holds any.
    pub fn add_manifests(&mut self, path: &str, bytes: &[u8]) -> Result<(), FunctionError> {
        // What the platform said is JSON too.
        if !path.ends_with(".json") || path.starts_with("sources/") {
            return Ok(());
        }
        let list = json::parse(bytes).map_err(|error| {
            FunctionError::new(format!(
                "{path} was made and cannot be read: {error}. This is a mistake of the provider."
            ))
        })?;
        if list.get("kind").as_str() == Some("List") {
            let items = list.get("items").as_items().unwrap_or_default();
            self.objects.extend(items.iter().cloned());
        }
        Ok(())
    }

    /// Puts everything in order: what others need comes first.
    pub fn finish(&mut self) {
        let mut objects = std::mem::take(&mut self.objects);
        objects.sort_by_key(|object| {
            let kind = object.get("kind").as_str().unwrap_or_default();
            ORDER
                .iter()
                .position(|known| *known == kind)
                .unwrap_or(ORDER.len())
        });
        let mut seen = BTreeSet::new();
        objects.retain(|object| seen.insert(object.clone()));
        self.manifests = Value::Known(Dynamic::new(Tree::List(objects)));
    }
}

/// Kinds that others refer to, in the order to create them; all others follow.
const ORDER: [&str; 7] = [
    "Namespace",
    "ServiceAccount",
    "ConfigMap",
    "PersistentVolumeClaim",
    "Role",
    "RoleBinding",
    "Service",
];
