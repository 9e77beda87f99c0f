//! A spec as `ovhai app run …`, `ovhai job run …` or `ovhai notebook run …`. The grammar is platform's; here is only what of a
//! resolved spec is worth a flag: what the `body` says, and not the defaults that were filled in.

use ovhai_platform::{
    cli,
    documents::{AppSpec, JobSpec, NotebookSpecInput, Wire},
};
use serde_json::{Value, json};

use crate::errors::ApiError;

/// The command equivalent to `spec`, which was resolved from `body`.
///
/// # Errors
/// The spec is none of an app's, which the resolver rules out.
pub(crate) fn app_run(spec: &Value, body: &Value) -> Result<String, ApiError> {
    let mut said = without_defaults(spec, body);
    let strategy = &mut said["scalingStrategy"];
    if !strategy["fixed"].is_null() && body["scalingStrategy"].is_null() {
        *strategy = Value::Null;
    }
    if let Value::Object(automatic) = &mut strategy["automatic"] {
        for (window, default) in [
            ("scaleUpStabilizationWindowSeconds", 0),
            ("scaleDownStabilizationWindowSeconds", 300),
        ] {
            automatic.retain(|name, seconds| name != window || *seconds != default);
        }
        // A metric of one's own takes the place of the resource.
        if automatic
            .get("customMetrics")
            .is_some_and(|metric| !metric.is_null())
        {
            automatic.retain(|name, _| name != "resourceType" && name != "averageUsageTarget");
        }
    }
    if body["probe"].is_null() {
        said["probe"] = Value::Null;
    }
    let spec = AppSpec::read(said).map_err(|error| unreadable(&error))?;
    Ok(cli::app_run(&spec).text)
}

/// The command equivalent to the spec of a job. There is no flag for `timeoutAutoRestart`.
///
/// # Errors
/// As [`app_run`].
pub(crate) fn job_run(spec: &Value, body: &Value) -> Result<String, ApiError> {
    let mut said = without_defaults(spec, body);
    for member in ["timeout", "readUser"] {
        if !is_said(&body[member]) {
            said[member] = Value::Null;
        }
    }
    let spec = JobSpec::read(said).map_err(|error| unreadable(&error))?;
    Ok(cli::job_run(&spec).text)
}

/// The command equivalent to the spec of a notebook.
///
/// # Errors
/// As [`app_run`].
pub(crate) fn notebook_run(spec: &Value, body: &Value) -> Result<String, ApiError> {
    let mut said = without_defaults(spec, body);
    if !is_said(&body["env"]["frameworkVersion"]) {
        said["env"]["frameworkVersion"] = Value::Null;
    }
    let spec = NotebookSpecInput::read(said).map_err(|error| unreadable(&error))?;
    Ok(cli::notebook_run(&spec).text)
}

fn unreadable(error: &ovhai_platform::documents::DecodeError) -> ApiError {
    ApiError::member(&error.pointer, error.to_string())
}

/// What all three have in common: an invented name, the usual port, resolved amounts and `cache: false` are not told.
fn without_defaults(spec: &Value, body: &Value) -> Value {
    let mut said = spec.clone();
    if !is_said(&body["name"]) {
        said["name"] = Value::Null;
    }
    if said["defaultHttpPort"] == 8080 {
        said["defaultHttpPort"] = Value::Null;
    }
    let resources = &spec["resources"];
    let kind = if resources["gpu"].as_i64().unwrap_or_default() > 0 {
        "gpu"
    } else {
        "cpu"
    };
    said["resources"] = json!({"flavor": resources["flavor"], kind: resources["flavorCount"]});
    for volume in said["volumes"].as_array_mut().into_iter().flatten() {
        if volume["cache"] == false {
            volume["cache"] = Value::Null;
        }
    }
    said
}

/// Did the caller say this, and more than nothing?
fn is_said(value: &Value) -> bool {
    !value.is_null() && *value != ""
}
