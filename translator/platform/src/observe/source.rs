//! The stable part of a document.

use ovhai_model::{Outcome, RunState, canonical_json};
use serde_json::{Map, Value, json};

use crate::{
    documents::{App, Job, Notebook, Nulls, Unknown, Wire},
    redaction::Redactor,
};

/// Labels the platform sets itself and overwrites.
pub(super) const PLATFORM_LABELS: &str = "ovh/";

/// Canonical JSON of what a person wants of `app`: `id`, `run`, `spec` and, where there are any, unknown members beside
/// `spec` as `unknown`. Left out: status, times, user, the platform's labels, the deprecated runtime id of volumes, and
/// `null`s, which mean the same as absent members.
pub(super) fn of_app(app: &App, run: &RunState, redactor: &Redactor<'_>) -> String {
    let spec = wanted(app.spec.write(Nulls::AsRead));
    let source = of_spec(&spec, run, redactor);
    finish(source, &app.id, &app.unknown, redactor)
}

/// The same of a job; once it has ended also how, as `outcome`, which never changes again.
pub(super) fn of_job(
    job: &Job,
    run: &RunState,
    outcome: Option<&Outcome>,
    redactor: &Redactor<'_>,
) -> String {
    let spec = wanted(job.spec.write(Nulls::AsRead));
    let mut source = of_spec(&spec, run, redactor);
    if let Some(outcome) = outcome {
        let mut end = Map::new();
        end.insert("state".to_owned(), json!(outcome.state));
        if let Some(code) = outcome.exit_code {
            end.insert("exitCode".to_owned(), json!(code));
        }
        source.insert("outcome".to_owned(), Value::Object(end));
    }
    finish(source, &job.id, &job.unknown, redactor)
}

/// The same of a notebook, without its deprecated `flavor` where that only repeats the one of `resources`.
pub(super) fn of_notebook(notebook: &Notebook, run: &RunState, redactor: &Redactor<'_>) -> String {
    let mut spec = wanted(notebook.spec.write(Nulls::AsRead));
    let flavor = spec.pointer("/resources/flavor").cloned();
    if flavor.is_some()
        && spec.get("flavor") == flavor.as_ref()
        && let Value::Object(members) = &mut spec
    {
        members.remove("flavor");
    }
    let source = of_spec(&spec, run, redactor);
    finish(source, &notebook.id, &notebook.unknown, redactor)
}

/// Canonical JSON of the members `names` of `document`, of `more`, which are shown as they are, and of unknown members.
pub(super) fn of_members(
    id: &str,
    document: &Value,
    names: &[&str],
    more: &[(&str, Value)],
    unknown: &Unknown,
    redactor: &Redactor<'_>,
) -> String {
    let mut source = Map::new();
    for name in names {
        if let Some(value) = document.get(name)
            && !says_nothing(value)
        {
            let value = redactor.member(name, &without_nulls(value.clone()), false);
            source.insert((*name).to_owned(), value);
        }
    }
    for (name, value) in more {
        source.insert((*name).to_owned(), value.clone());
    }
    finish(source, id, unknown, redactor)
}

/// An empty list or object of settings means the same as none.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// `spec` without what the platform writes into it.
fn wanted(mut spec: Value) -> Value {
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
    without_nulls(spec)
}

fn of_spec(spec: &Value, run: &RunState, redactor: &Redactor<'_>) -> Map<String, Value> {
    let mut source = Map::new();
    source.insert("spec".to_owned(), redactor.redact(spec));
    source.insert("run".to_owned(), json!(run.as_str()));
    source
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
pub(super) fn without_nulls(value: Value) -> Value {
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
