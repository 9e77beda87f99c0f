//! The document a caller gives: its form, its kind, and what it may lack.

use ovhai_platform::documents::{App, DecodeError, Job, Listed, Notebook, Wire};
use serde_json::{Map, Value, json};
use terraform_plugin::{Dynamic, FunctionError};

use crate::functions::options::wrong;

/// A workload's document.
pub enum Document {
    App([Listed<App>; 1]),
    Job([Listed<Job>; 1]),
    Notebook([Listed<Notebook>; 1]),
}

const KINDS: [&str; 3] = ["app", "job", "notebook"];

/// Reads what was given; `kind` is what the caller says it is.
pub fn read(given: &Dynamic, kind: Option<&str>) -> Result<Document, FunctionError> {
    let document = whole(members(given)?)?;
    let kind = match kind {
        Some(kind) => KINDS
            .into_iter()
            .find(|known| *known == kind)
            .ok_or_else(|| wrong(format!("The option `kind` is one of {}.", KINDS.join(", "))))?,
        None => kind_of(&document["spec"]).ok_or_else(|| {
            at("The document does not show whether it is an app, a job or a notebook. Say it with the option `kind`.")
        })?,
    };
    let undecodable = |error: DecodeError| at(format!("This is no {kind}: {error}."));
    Ok(match kind {
        "app" => Document::App([Listed::Read(App::read(document).map_err(undecodable)?)]),
        "job" => Document::Job([Listed::Read(Job::read(document).map_err(undecodable)?)]),
        _ => Document::Notebook([Listed::Read(Notebook::read(document).map_err(undecodable)?)]),
    })
}

fn at(text: impl Into<String>) -> FunctionError {
    FunctionError::at("document", text)
}

/// The members of the object, whatever it came as.
fn members(given: &Dynamic) -> Result<Map<String, Value>, FunctionError> {
    let value = match given.value().as_str() {
        Some(text) => of_text(text)?,
        None => serde_json::from_str(&given.to_json())
            .map_err(|error| at(format!("The object cannot be read: {error}.")))?,
    };
    match value {
        Value::Object(members) => Ok(members),
        Value::Array(_) => Err(at(
            "This is a list. Call the function for each object: `[for one in jsondecode(text) : …(one)]`.",
        )),
        _ => Err(at(
            "This is neither an object nor a text with one, as JSON or YAML.",
        )),
    }
}

/// Parsers quote the text around a mistake, which may be a secret, so that only the place is told.
fn of_text(text: &str) -> Result<Value, FunctionError> {
    if text.trim_start().starts_with(['{', '[']) {
        return serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            at(format!(
                "The text is no JSON: see line {line}, column {column}."
            ))
        });
    }
    serde_saphyr::from_str(text).map_err(|error| {
        let place = error.location().map_or_else(String::new, |place| {
            format!(": see line {}, column {}", place.line(), place.column())
        });
        at(format!("The text is neither JSON nor YAML{place}."))
    })
}

/// A create request becomes the object it would make.
fn whole(members: Map<String, Value>) -> Result<Value, FunctionError> {
    if members.get("spec").is_some_and(Value::is_object) {
        let mut document = Value::Object(members);
        if !document["id"].is_string() {
            document["id"] = json!(id_of(&document["spec"]));
        }
        return Ok(document);
    }
    if members.keys().any(|name| name.contains('_')) {
        return Err(at(
            "This has members in Terraform's spelling. Give the document of the API, for example the text of `ovhai app get ID -o json`.",
        ));
    }
    if !members.contains_key("region") {
        return Err(at(
            "This has neither a `spec` nor a `region`, which every workload has.",
        ));
    }
    let spec = Value::Object(members);
    Ok(json!({"id": id_of(&spec), "spec": spec}))
}

/// What stands for the id where there is none yet.
fn id_of(spec: &Value) -> &str {
    let name = spec["name"].as_str().filter(|name| !name.is_empty());
    name.unwrap_or("new")
}

/// The kind, from the platform's own label, else from members only one kind has.
fn kind_of(spec: &Value) -> Option<&'static str> {
    let label = spec["labels"]["ovh/type"].as_str();
    if let Some(kind) = KINDS.into_iter().find(|kind| Some(*kind) == label) {
        return Some(kind);
    }
    let has = |names: &[&str]| names.iter().any(|name| !spec[*name].is_null());
    if spec["env"].is_object() {
        return Some("notebook");
    }
    let is_app = has(&[
        "scalingStrategy",
        "probe",
        "livenessProbe",
        "deploymentStrategy",
    ]);
    let is_job = has(&["timeout", "timeoutAutoRestart", "readUser", "shutdown"])
        || spec["sshPublicKeys"].is_array();
    match (is_app, is_job) {
        (true, false) => Some("app"),
        (false, true) => Some("job"),
        _ => None,
    }
}
