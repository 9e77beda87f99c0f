//! From `job.JobSpecInput` to `job.JobSpec`.

use serde_json::{Value, json};

use super::{
    MAX_PORT, Members, Rules, check_image, environment, labels, region_of, requested_resources,
    ssh_keys, volumes,
};
use crate::errors::ApiError;

const KNOWN: &[&str] = &[
    "command",
    "defaultHttpPort",
    "envVars",
    "grpcPort",
    "image",
    "labels",
    "name",
    "partnerId",
    "readUser",
    "region",
    "resources",
    "shutdown",
    "sshPublicKeys",
    "timeout",
    "timeoutAutoRestart",
    "unsecureHttp",
    "volumes",
];

/// Seconds a job may run when it does not say: seven days.
const DEFAULT_TIMEOUT: i64 = 604_800;

/// Checks a create body and answers the spec as the platform would store it, with `ovh/` labels left out and the
/// name empty when none was given. `shutdown` is read-only and ignored.
///
/// # Errors
/// 400 naming the member at fault.
pub(crate) fn resolve_job(body: &Value, rules: Rules) -> Result<Value, ApiError> {
    let members = Members::read(body, "", KNOWN, rules.lenient)?;
    let image = members.required_text("image")?;
    check_image("image", image)?;
    let region = region_of(members, rules)?;
    let partner = members.text("partnerId")?;
    if let Some(partner) = partner
        && !(region.has_partner(partner) && region.has_job_image(image))
    {
        return Err(members.refuse("image", "unknown for this partner"));
    }
    members.one_of("shutdown", &["Restart", "Stop"])?;
    Ok(json!({
        "command": members.texts("command")?.unwrap_or_default(),
        "defaultHttpPort": members.integer("defaultHttpPort", 1, MAX_PORT)?.unwrap_or(8080),
        "envVars": environment(members, rules.lenient)?,
        "grpcPort": members.integer("grpcPort", 1, MAX_PORT)?,
        "image": image,
        "labels": labels(members)?,
        "name": members.text("name")?.unwrap_or_default(),
        "partnerId": partner,
        "readUser": members.text("readUser")?,
        "region": region.id,
        "resources": requested_resources(members, region, rules)?,
        "shutdown": null,
        "sshPublicKeys": ssh_keys(members)?.unwrap_or_default(),
        "timeout": members.integer("timeout", 1, i64::MAX)?.unwrap_or(DEFAULT_TIMEOUT),
        "timeoutAutoRestart": members.boolean("timeoutAutoRestart")?.unwrap_or(false),
        "unsecureHttp": members.boolean("unsecureHttp")?.unwrap_or(false),
        "volumes": volumes(members, rules.lenient)?,
    }))
}
