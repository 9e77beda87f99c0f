//! From what a client sends (`app.AppSpecInput`) to what the platform stores (`app.AppSpec`): every rule checked,
//! every default filled in, every member present. Bounds come from `ai-api.json`; where only the console enforces a
//! bound, the server's is unknown and none is enforced here, except where said.

mod members;
mod probe;
mod resources;
mod rollout;
mod scaling;
mod volumes;

use serde_json::{Map, Value, json};

pub(crate) use members::Members;
pub(crate) use probe::{ProbeKind, probe};
pub(crate) use resources::{Request as ResourceRequest, resolve as resources, totals};
pub(crate) use rollout::rollout;
pub(crate) use scaling::scaling;
pub(crate) use volumes::volumes;

use crate::capabilities::Capabilities;
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
pub(crate) struct Rules<'a> {
    pub(crate) capabilities: &'a Capabilities,
    /// Ignore members the API does not describe.
    pub(crate) lenient: bool,
}

/// Checks a create body and answers the spec as the platform would store it, with `ovh/` labels left out and the
/// name empty when none was given.
///
/// # Errors
/// 400 naming the member at fault.
pub(crate) fn resolve(body: &Value, rules: Rules<'_>) -> Result<Value, ApiError> {
    let members = Members::read(body, "", KNOWN, rules.lenient)?;
    let image = members.required_text("image")?;
    check_image("image", image)?;
    let region_id = members.required_text("region")?;
    let Some(region) = rules.capabilities.region(region_id) else {
        return Err(members.refuse("region", "unknown"));
    };
    let partner = members.text("partnerId")?;
    if let Some(partner) = partner
        && !region.has_partner_image(partner, image)
    {
        return Err(members.refuse("image", "unknown for this partner"));
    }
    let Some(requested) = members.value("resources") else {
        return Err(members.refuse("resources", "is required"));
    };
    let resources = resources(ResourceRequest::read(requested, rules.lenient)?, region)?;
    let http_port = members
        .integer("defaultHttpPort", 1, MAX_PORT)?
        .unwrap_or(8080);
    let labels: Map<String, Value> = members
        .text_map("labels")?
        .unwrap_or_default()
        .into_iter()
        .filter(|(key, _)| !key.starts_with("ovh/"))
        .map(|(key, value)| (key.into(), value.into()))
        .collect();
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
        "labels": labels,
        "livenessProbe": probe(members, ProbeKind::Liveness, http_port, rules.lenient)?,
        "name": members.text("name")?.unwrap_or_default(),
        "partnerId": partner,
        "probe": probe(members, ProbeKind::Readiness, http_port, rules.lenient)?,
        "region": region_id,
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
