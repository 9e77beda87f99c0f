//! How many backups are kept and for how long: per region, overridden per notebook.

use serde_json::Value;

use super::Answer;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::routes::authorized_project;
use crate::routes::workload::stored;
use crate::spec::Members;
use crate::store::{Kind, Policy};
use crate::world::World;

pub(super) fn get(world: &mut World, call: &Call<'_>) -> Answer {
    authorized_project(world, call)?;
    Ok(Reply::ok(&of_notebook(world, call)?.document()))
}

/// Members that are missing or null stay as they are. Backups are looked through when the next one is made.
pub(super) fn set(world: &mut World, call: &Call<'_>) -> Answer {
    authorized_project(world, call)?;
    let policy = changed(of_notebook(world, call)?, &call.json()?, world.lenient)?;
    world.estate.retention.set(call.segment(1), policy);
    Ok(Reply::ok(&policy.document()))
}

pub(super) fn get_region(world: &mut World, call: &Call<'_>) -> Answer {
    authorized_project(world, call)?;
    Ok(Reply::ok(&of_region(world, call)?.document()))
}

pub(super) fn set_region(world: &mut World, call: &Call<'_>) -> Answer {
    authorized_project(world, call)?;
    let policy = changed(of_region(world, call)?, &call.json()?, world.lenient)?;
    world.estate.retention.set_region(call.segment(1), policy);
    Ok(Reply::ok(&policy.document()))
}

fn of_notebook(world: &World, call: &Call<'_>) -> Result<Policy, ApiError> {
    let id = call.segment(1);
    let notebook = stored(world.estate.of(Kind::Notebook), id)?;
    Ok(world.estate.retention.of(id, &notebook.head().region))
}

fn of_region(world: &World, call: &Call<'_>) -> Result<Policy, ApiError> {
    let id = call.segment(1);
    match world.capabilities.region(id) {
        Some(_) => Ok(world.estate.retention.of_region(id)),
        None => Err(ApiError::not_found("This region does not exist")),
    }
}

fn changed(mut policy: Policy, body: &Value, lenient: bool) -> Result<Policy, ApiError> {
    let known = [
        "lifetimeEvictionThreshold",
        "lifetimeInDays",
        "retainedNumber",
    ];
    let members = Members::read(body, "", &known, lenient)?;
    let number = |name, low| members.integer(name, low, i64::MAX);
    if let Some(threshold) = number("lifetimeEvictionThreshold", 0)? {
        policy.eviction_threshold = threshold;
    }
    if let Some(days) = number("lifetimeInDays", 1)? {
        policy.lifetime_days = days;
    }
    if let Some(retained) = number("retainedNumber", 1)? {
        policy.retained = retained;
    }
    Ok(policy)
}
