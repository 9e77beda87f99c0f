//! From what a client sends (`app.AppSpecInput`) to what the platform stores (`app.AppSpec`): every rule checked,
//! every default filled in, every member present. Bounds come from `ai-api.json`; where only the console enforces a
//! bound, the server's is unknown and none is enforced here, except where said.

mod job;
mod members;
mod notebook;
mod probe;
mod resources;
mod rollout;
mod scaling;
mod volumes;

use serde_json::{Map, Value, json};

pub(crate) use job::resolve_job;
pub(crate) use members::Members;
pub(crate) use notebook::{patch_notebook, resolve_notebook};
pub(crate) use probe::{ProbeKind, probe};
pub(crate) use resources::{Request as ResourceRequest, resolve as resources, totals};
pub(crate) use rollout::rollout;
pub(crate) use scaling::scaling;
pub(crate) use volumes::volumes;

use crate::capabilities::{Capabilities, Region};
use crate::errors::ApiError;

/// Highest TCP port.
pub(crate) const MAX_PORT: i64 = 65_535;

const KNOWN: &[&str] = &[
    "command",
    "defaultHttpPort",
    "deploymentStrategy",
    "envVars",
    "grpcPort",
    "image",
    "labels",
    "livenessProbe",
    "name",
    "partnerId",
    "probe",
    "region",
    "resources",
    "scalingStrategy",
    "unsecureHttp",
    "volumes",
];

/// Where the rules for a spec come from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    pub(crate) capabilities: &'static Capabilities,
    /// Ignore members the API does not describe.
    pub(crate) lenient: bool,
    /// Neither take nor tell `flavorCount`.
    pub(crate) ignores_flavor_count: bool,
}

/// Checks a create body and answers the spec as the platform would store it, with `ovh/` labels left out and the
/// name empty when none was given.
///
/// # Errors
/// 400 naming the member at fault.
pub(crate) fn resolve(body: &Value, rules: Rules) -> Result<Value, ApiError> {
    let members = Members::read(body, "", KNOWN, rules.lenient)?;
    let image = members.required_text("image")?;
    check_image("image", image)?;
    let region = region_of(members, rules)?;
    let partner = members.text("partnerId")?;
    if let Some(partner) = partner
        && !region.has_partner_image(partner, image)
    {
        return Err(members.refuse("image", "unknown for this partner"));
    }
    let resources = requested_resources(members, region, rules)?;
    let http_port = members
        .integer("defaultHttpPort", 1, MAX_PORT)?
        .unwrap_or(8080);
    let strategy = match members.value("scalingStrategy") {
        Some(strategy) => scaling(strategy, "scalingStrategy", rules.lenient)?,
        None => json!({"automatic": null, "fixed": {"replicas": 1}}),
    };
    Ok(json!({
        "command": members.texts("command")?.unwrap_or_default(),
        "defaultHttpPort": http_port,
        "deploymentStrategy": rollout(members, rules.lenient)?,
        "envVars": environment(members, rules.lenient)?,
        "grpcPort": members.integer("grpcPort", 1, MAX_PORT)?,
        "image": image,
        "labels": labels(members)?,
        "livenessProbe": probe(members, ProbeKind::Liveness, http_port, rules.lenient)?,
        "name": members.text("name")?.unwrap_or_default(),
        "partnerId": partner,
        "probe": probe(members, ProbeKind::Readiness, http_port, rules.lenient)?,
        "region": region.id,
        "resources": resources,
        "scalingStrategy": strategy,
        "unsecureHttp": members.boolean("unsecureHttp")?.unwrap_or(false),
        "volumes": volumes(members, rules.lenient)?,
    }))
}

/// An image reference has no white space and is not only a tag.
///
/// # Errors
/// 400 naming `member`.
pub(crate) fn check_image(member: &str, image: &str) -> Result<(), ApiError> {
    if image.is_empty() {
        return Err(ApiError::member(member, "must not be empty"));
    }
    if image.contains(char::is_whitespace) || image.starts_with([':', '@', '/']) {
        return Err(ApiError::member(member, "is not an image reference"));
    }
    Ok(())
}

/// The region of a create body.
fn region_of(members: Members<'_>, rules: Rules) -> Result<&'static Region, ApiError> {
    rules
        .capabilities
        .region(members.required_text("region")?)
        .ok_or_else(|| members.refuse("region", "unknown"))
}

/// The resolved totals of `resources`, which must be there.
fn requested_resources(
    members: Members<'_>,
    region: &Region,
    rules: Rules,
) -> Result<Value, ApiError> {
    match members.value("resources") {
        Some(requested) => resources(ResourceRequest::read(requested, rules)?, region, rules),
        None => Err(members.refuse("resources", "is required")),
    }
}

/// The labels of a body without those that belong to the platform.
fn labels(members: Members<'_>) -> Result<Map<String, Value>, ApiError> {
    let labels = members.text_map("labels")?.unwrap_or_default().into_iter();
    Ok(labels
        .filter(|(key, _)| !key.starts_with("ovh/"))
        .map(|(key, value)| (key.into(), value.into()))
        .collect())
}

/// Public keys as OpenSSH writes them: kind, key, perhaps a comment. That the API looks at them is inferred.
fn ssh_keys<'a>(members: Members<'a>) -> Result<Option<Vec<&'a str>>, ApiError> {
    let keys = members.texts("sshPublicKeys")?;
    for (at, key) in keys.iter().flatten().enumerate() {
        let mut words = key.split_whitespace();
        let kind = words.next().unwrap_or_default();
        let known = ["ssh-", "ecdsa-", "sk-"]
            .iter()
            .any(|prefix| kind.starts_with(prefix));
        if !known || words.next().is_none() {
            return Err(members.refuse(&format!("sshPublicKeys[{at}]"), "is not a public key"));
        }
    }
    Ok(keys)
}

fn environment(members: Members<'_>, lenient: bool) -> Result<Value, ApiError> {
    let mut variables = Vec::new();
    for (at, item) in members.list("envVars")?.into_iter().flatten().enumerate() {
        let at = format!("envVars[{at}]");
        let variable = Members::read(item, &at, &["name", "value"], lenient)?;
        let name = variable.required_text("name")?;
        let Some(value) = variable.text("value")? else {
            return Err(variable.refuse("value", "is required"));
        };
        variables.push(json!({"name": name, "value": value}));
    }
    Ok(variables.into())
}
