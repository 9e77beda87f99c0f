//! Labels and annotations of a workload's own objects.

use std::{borrow::Cow, collections::BTreeMap};

use ovhai_model::{Digest, Scaling, Task, secrecy};

use super::{Lowering, findings, identity::PREFIX, rules};
use crate::objects::Metadata;

/// Metadata of the controller: common labels, the user's labels, and where it came from.
pub(super) fn own_metadata(lowering: &mut Lowering<'_>) -> Metadata {
    let mut metadata = lowering.metadata();
    let workload = lowering.workload;
    for (key, value) in [
        ("id", workload.id()),
        ("kind", workload.kind().as_str()),
        ("name", workload.name.as_str()),
        ("region", workload.region.as_str()),
    ] {
        metadata
            .annotations
            .insert(format!("{PREFIX}/{key}").into(), value.to_owned());
    }
    if let Some(flavor) = &workload.compute.flavor {
        let units = workload.compute.units.unwrap_or(1);
        metadata.annotations.insert(
            format!("{PREFIX}/flavor").into(),
            format!("{units} x {flavor}"),
        );
    }
    if lowering.is_stopped()
        && !matches!(workload.task, Task::Batch(_))
        && let Scaling::Fixed { replicas } = workload.scaling
    {
        metadata
            .annotations
            .insert(format!("{PREFIX}/replicas").into(), replicas.to_string());
    }
    user_labels(lowering, &mut metadata);
    metadata
}

/// Copies the user's labels under our prefix, adapted where Kubernetes refuses them; the originals go to an annotation then.
fn user_labels(lowering: &mut Lowering<'_>, metadata: &mut Metadata) {
    let labels = &lowering.workload.labels;
    let (mut changed, mut secret) = (Vec::new(), Vec::new());
    let mut originals: BTreeMap<&str, &str> = BTreeMap::new();
    for (key, value) in labels {
        if secrecy::secret_variable(key, value).is_some() {
            secret.push(format!("{key:?}"));
            continue;
        }
        originals.insert(key, value);
        let mut word = format!("label-{key}");
        let mut text = value.clone();
        if !rules::is_label_word(&word) {
            word = adapted(&word, key);
        }
        if !(text.is_empty() || rules::is_label_word(&text)) {
            text = adapted(&text, value);
        }
        let mut name = Cow::Owned(format!("{PREFIX}/{word}"));
        if metadata.labels.contains_key(&name) {
            name = Cow::Owned(format!("{PREFIX}/{}", adapted(&word, key)));
        }
        if text != *value || name.strip_prefix(PREFIX) != Some(&format!("/label-{key}")) {
            changed.push(format!("{key:?}"));
        }
        metadata.labels.insert(name, text);
    }
    if !changed.is_empty() {
        metadata.annotations.insert(
            format!("{PREFIX}/labels").into(),
            serde_json::to_string(&originals).unwrap_or_default(),
        );
        lowering.find(&findings::LABELS_CHANGED, changed.join(", "));
    }
    if !secret.is_empty() {
        lowering.find(&findings::LABEL_LEFT_OUT, secret.join(", "));
    }
}

/// `text` with other characters than `A-Z a-z 0-9 . _ -` replaced, and a few digits of the original's digest so that two texts
/// stay two.
fn adapted(text: &str, original: &str) -> String {
    let word: String = text
        .chars()
        .take(54)
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_.".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let digest = Digest::of(original.as_bytes());
    let separator = if word.is_empty() { "" } else { "-" };
    format!("{word}{separator}x{}", &digest.hex()[..6])
}

/// Metadata of the pod template. The digest of plain settings makes pods restart when they change.
pub(super) fn pod_metadata(
    lowering: &Lowering<'_>,
    settings: Option<&str>,
    annotations: BTreeMap<&'static str, String>,
) -> Metadata {
    let mut metadata = lowering.metadata();
    for (name, value) in annotations {
        metadata.annotations.insert(name.into(), value);
    }
    if let Some(digest) = settings {
        metadata
            .annotations
            .insert(format!("{PREFIX}/settings").into(), digest.to_owned());
    }
    metadata
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::testing::{lower, workload};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_label_becomes_a_valid_one(labels in proptest::collection::btree_map(".{0,80}", ".{0,80}", 0..6)) {
            let mut app = workload("1");
            app.labels = labels.clone();
            let lowered = lower(&app);
            let deployment = lowered.objects.iter().find(|object| object.kind == "Deployment").unwrap();
            let tree: serde_json::Value =
                serde_json::from_slice(&crate::objects::to_json(&deployment.tree).unwrap()).unwrap();
            let written = tree["metadata"]["labels"].as_object().unwrap();
            let expected = labels.iter().filter(|(k, v)| secrecy::secret_variable(k, v).is_none()).count();
            let ours = written.keys().filter(|key| key.starts_with("ovhai.migration/label-")).count();
            prop_assert_eq!(ours, expected, "{:?}", written);
            for (key, value) in written {
                let (_, word) = key.split_once('/').unwrap();
                prop_assert!(rules::is_label_word(word), "{}", key);
                let value = value.as_str().unwrap();
                prop_assert!(value.is_empty() || rules::is_label_word(value), "{}", value);
            }
        }
    }
}
