//! Flavor and count → the resolved totals the platform answers (`Resources`).

use serde_json::{Value, json};

use super::{Members, Rules};
use crate::capabilities::{Flavor, Region};
use crate::errors::ApiError;

/// What a body asks for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Request<'a> {
    pub(crate) flavor: Option<&'a str>,
    pub(crate) flavor_count: Option<i64>,
    pub(crate) cpu: Option<i64>,
    pub(crate) gpu: Option<i64>,
}

/// Members of `ResourcesInput`; those that are derived from the flavor are accepted and ignored.
const KNOWN: &[&str] = &[
    "cpu",
    "ephemeralStorage",
    "flavor",
    "flavorCount",
    "gpu",
    "gpuBrand",
    "gpuMemory",
    "gpuModel",
    "memory",
    "privateNetwork",
    "publicNetwork",
];

impl<'a> Request<'a> {
    /// Reads `resources` of a create body.
    pub(crate) fn read(value: &'a Value, rules: Rules) -> Result<Self, ApiError> {
        let members = Members::read(value, "resources", KNOWN, rules.lenient)?;
        let flavor_count = match rules.ignores_flavor_count {
            true => None,
            false => members.integer("flavorCount", 1, i64::MAX)?,
        };
        Ok(Self {
            flavor: members.text("flavor")?,
            flavor_count,
            cpu: members.integer("cpu", 0, i64::MAX)?,
            gpu: members.integer("gpu", 0, i64::MAX)?,
        })
    }
}

/// The totals of a request in a region.
///
/// # Errors
/// 400: flavor unknown, CPU and GPU together, a count of the other kind, or more units than the flavor allows.
pub(crate) fn resolve(
    request: Request<'_>,
    region: &Region,
    rules: Rules,
) -> Result<Value, ApiError> {
    let refuse = |reason: String| Err(ApiError::member("resources", reason));
    let cpu = request.cpu.filter(|&count| count > 0);
    let gpu = request.gpu.filter(|&count| count > 0);
    if cpu.is_some() && gpu.is_some() {
        return refuse("cpu and gpu cannot be requested together".into());
    }
    let flavor = match request.flavor {
        Some(id) => region.flavor(id),
        // Without a flavor the region's default of the kind asked for is taken; CPU when nothing is said, which the
        // guides contradict each other about (platform-facts 17.1).
        None => region.default_flavor(gpu.is_some()),
    };
    let Some(flavor) = flavor else {
        return refuse("flavor unknown".into());
    };
    if cpu.is_some() && flavor.is_gpu() {
        return refuse(format!(
            "cpu cannot be requested with the GPU flavor {}",
            flavor.id
        ));
    }
    if gpu.is_some() && !flavor.is_gpu() {
        return refuse(format!(
            "gpu cannot be requested with the CPU flavor {}",
            flavor.id
        ));
    }
    let count = request.flavor_count.or(gpu).or(cpu).unwrap_or(1);
    if count > flavor.max {
        return refuse(format!(
            "at most {} units of {} can be requested",
            flavor.max, flavor.id
        ));
    }
    let mut totals = totals(flavor, count);
    if rules.ignores_flavor_count
        && let Some(members) = totals.as_object_mut()
    {
        members.remove("flavorCount");
    }
    Ok(totals)
}

/// Bandwidth and GPU memory are told per unit and per card, the rest is multiplied (as in the sample documents).
pub(crate) fn totals(flavor: &Flavor, count: i64) -> Value {
    let unit = &flavor.resources_per_unit;
    let card = flavor.gpu_information.as_ref();
    json!({
        "cpu": unit.cpu * count,
        "ephemeralStorage": unit.ephemeral_storage * count,
        "flavor": flavor.id,
        "flavorCount": count,
        "gpu": unit.gpu * count,
        "gpuBrand": card.map(|card| &card.gpu_brand),
        "gpuMemory": card.map(|card| card.gpu_memory),
        "gpuModel": card.map(|card| &card.gpu_model),
        "memory": unit.memory * count,
        "privateNetwork": unit.private_network,
        "publicNetwork": unit.public_network,
    })
}
