//! The stable part of a document.

use ovhai_model::{RunState, canonical_json};
use serde_json::{Map, Value, json};

use crate::{
    documents::{App, Nulls, Registry, Unknown, Wire},
    redaction::Redactor,
};

/// Labels the platform sets itself and overwrites.
pub(super) const PLATFORM_LABELS: &str = "ovh/";

/// Canonical JSON of what a person wants of `app`: `id`, `run`, `spec` and, where there are any, unknown members beside
/// `spec` as `unknown`. Left out: status, times, user, the platform's labels, the deprecated runtime id of volumes, and
/// `null`s, which mean the same as absent members.
pub(super) fn of_app(app: &App, run: &RunState, redactor: &Redactor<'_>) -> String {
    let mut spec = app.spec.write(Nulls::AsRead);
    if let Some(Value::Object(labels)) = spec.get_mut("labels") {
        labels.retain(|name, _| !name.starts_with(PLATFORM_LABELS));
    }
    if let Some(Value::Array(volumes)) = spec.get_mut("volumes") {
        for volume in volumes {
            if let Value::Object(members) = volume {
                members.remove("id");
            }
        }
    }
    let mut source = Map::new();
    source.insert("spec".to_owned(), redactor.redact(&without_nulls(spec)));
    source.insert("run".to_owned(), json!(run.as_str()));
    finish(source, &app.id, &app.unknown, redactor)
}

/// The same of a registry: `id`, `region`, `url`, `username` and unknown members. The password is write-only in practice
/// (inferred); a platform that returned it now and then would otherwise cause drift.
pub(super) fn of_registry(id: &str, registry: &Registry, redactor: &Redactor<'_>) -> String {
    let mut source = Map::new();
    for (name, value) in [
        ("region", &registry.region),
        ("url", &registry.url),
        ("username", &registry.username),
    ] {
        if let Some(text) = value {
            source.insert(name.to_owned(), redactor.redact(&json!(text)));
        }
    }
    finish(source, id, &registry.unknown, redactor)
}

fn finish(
    mut source: Map<String, Value>,
    id: &str,
    unknown: &Unknown,
    redactor: &Redactor<'_>,
) -> String {
    // An id is chosen by the platform and never a secret, however random it looks.
    source.insert("id".to_owned(), json!(id));
    let unknown = without_nulls(Value::Object(unknown.members().clone()));
    if unknown
        .as_object()
        .is_some_and(|members| !members.is_empty())
    {
        source.insert("unknown".to_owned(), redactor.redact(&unknown));
    }
    canonical_json(&Value::Object(source))
}

/// `value` without members that are `null`, at any depth. Items of lists stay: their place has a meaning.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, member)| !member.is_null())
            .map(|(name, member)| (name, without_nulls(member)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        scalar => scalar,
    }
}
