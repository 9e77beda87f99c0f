//! From `notebook.NotebookSpecInput` to `notebook.NotebookSpec`, and changes of it.

use serde_json::{Value, json};

use super::{
    Members, Rules, environment, labels, region_of, requested_resources, ssh_keys, volumes,
};
use crate::capabilities::{Framework, Region};
use crate::errors::ApiError;

const KNOWN: &[&str] = &[
    "env",
    "envVars",
    "labels",
    "name",
    "quantumResources",
    "region",
    "resources",
    "shutdown",
    "sshPublicKeys",
    "timeoutAutoRestart",
    "unsecureHttp",
    "volumes",
];

const UPDATE: &[&str] = &[
    "frameworkVersion",
    "labels",
    "name",
    "quantumResources",
    "resources",
    "sshPublicKeys",
    "timeoutAutoRestart",
    "unsecureHttp",
    "volumes",
];

/// Checks a create body and answers the spec as the platform would store it, with `ovh/` labels left out and the
/// name empty when none was given. `shutdown` is the platform's: Stop, as in the sample documents.
///
/// # Errors
/// 400 naming the member at fault.
pub(crate) fn resolve_notebook(body: &Value, rules: Rules) -> Result<Value, ApiError> {
    let members = Members::read(body, "", KNOWN, rules.lenient)?;
    let region = region_of(members, rules)?;
    let (env, framework) = env(members, region, rules)?;
    members.one_of("shutdown", &["Restart", "Stop"])?;
    let resources = requested_resources(members, region, rules)?;
    Ok(json!({
        "env": env,
        "envVars": environment(members, rules.lenient)?,
        "flavor": resources["flavor"],
        "labels": labels(members)?,
        "name": members.text("name")?.unwrap_or_default(),
        "quantumResources": quantum(members, framework, rules)?,
        "region": region.id,
        "resources": resources,
        "shutdown": "Stop",
        "sshPublicKeys": ssh_keys(members)?.unwrap_or_default(),
        "timeoutAutoRestart": members.boolean("timeoutAutoRestart")?.unwrap_or(false),
        "unsecureHttp": members.boolean("unsecureHttp")?.unwrap_or(false),
        "volumes": volumes(members, rules.lenient)?,
    }))
}

/// The spec after `notebook.NotebookUpdate`: members that are missing or null stay; labels are replaced as a whole
/// (inferred), those of the platform stay. Answers whether anything but labels was given.
///
/// # Errors
/// 400 naming the member at fault.
pub(crate) fn patch_notebook(
    spec: &Value,
    body: &Value,
    rules: Rules,
) -> Result<(Value, bool), ApiError> {
    let members = Members::read(body, "", UPDATE, rules.lenient)?;
    let others = UPDATE
        .iter()
        .any(|name| *name != "labels" && members.value(name).is_some());
    let mut spec = spec.clone();
    if members.value("labels").is_some() {
        let mut changed = labels(members)?;
        for (key, value) in spec["labels"].as_object().into_iter().flatten() {
            if key.starts_with("ovh/") {
                changed.insert(key.clone(), value.clone());
            }
        }
        spec["labels"] = changed.into();
    }
    let needs_region = ["frameworkVersion", "quantumResources", "resources"]
        .iter()
        .any(|name| members.value(name).is_some());
    if needs_region {
        in_region(&mut spec, members, rules)?;
    }
    if let Some(name) = members.text("name")? {
        spec["name"] = name.into();
    }
    if let Some(keys) = ssh_keys(members)? {
        spec["sshPublicKeys"] = json!(keys);
    }
    for name in ["timeoutAutoRestart", "unsecureHttp"] {
        if let Some(value) = members.boolean(name)? {
            spec[name] = value.into();
        }
    }
    if members.value("volumes").is_some() {
        spec["volumes"] = volumes(members, rules.lenient)?;
    }
    Ok((spec, others))
}

/// Changes whose rules depend on what the region offers.
fn in_region(spec: &mut Value, members: Members<'_>, rules: Rules) -> Result<(), ApiError> {
    let region = spec["region"].as_str().unwrap_or_default();
    let Some(region) = rules.capabilities.region(region) else {
        return Err(members.refuse("resources", "the region of this notebook is gone"));
    };
    let framework = region.framework(spec["env"]["frameworkId"].as_str().unwrap_or_default());
    if let Some(version) = members.text("frameworkVersion")? {
        if !framework.is_some_and(|framework| framework.has_version(version)) {
            return Err(members.refuse("frameworkVersion", "unknown for this framework"));
        }
        spec["env"]["frameworkVersion"] = version.into();
    }
    if members.value("quantumResources").is_some() {
        let Some(framework) = framework else {
            return Err(members.refuse("quantumResources", "the framework is gone"));
        };
        spec["quantumResources"] = quantum(members, framework, rules)?;
    }
    if members.value("resources").is_some() {
        let resources = requested_resources(members, region, rules)?;
        spec["flavor"] = resources["flavor"].clone();
        spec["resources"] = resources;
    }
    Ok(())
}

/// Framework, its version (the newest when none is given) and editor.
fn env(
    members: Members<'_>,
    region: &'static Region,
    rules: Rules,
) -> Result<(Value, &'static Framework), ApiError> {
    let Some(value) = members.value("env") else {
        return Err(members.refuse("env", "is required"));
    };
    let env = Members::read(
        value,
        "env",
        &["editorId", "frameworkId", "frameworkVersion"],
        rules.lenient,
    )?;
    let framework_id = env.required_text("frameworkId")?;
    let Some(framework) = region.framework(framework_id) else {
        return Err(env.refuse("frameworkId", "unknown"));
    };
    let editor = env.required_text("editorId")?;
    if !region.has_editor(editor) {
        return Err(env.refuse("editorId", "unknown"));
    }
    if !framework.runs_in(editor) {
        return Err(env.refuse("editorId", format!("cannot be used with {framework_id}")));
    }
    let version = match env.text("frameworkVersion")? {
        Some(version) if !framework.has_version(version) => {
            return Err(env.refuse("frameworkVersion", "unknown for this framework"));
        }
        Some(version) => version,
        None => framework.newest(),
    };
    let env = json!({"editorId": editor, "frameworkId": framework_id, "frameworkVersion": version});
    Ok((env, framework))
}

fn quantum(members: Members<'_>, framework: &Framework, rules: Rules) -> Result<Value, ApiError> {
    let Some(value) = members.value("quantumResources") else {
        return Ok(Value::Null);
    };
    let quantum = Members::read(value, "quantumResources", &["qpuFlavorId"], rules.lenient)?;
    let flavor = quantum.text("qpuFlavorId")?;
    if let Some(flavor) = flavor
        && !framework.has_qpu(flavor)
    {
        return Err(quantum.refuse("qpuFlavorId", "unknown for this framework"));
    }
    Ok(json!({"qpuFlavorId": flavor}))
}
