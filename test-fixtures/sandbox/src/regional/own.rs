//! Calls that the central API does not have.

use bytes::Bytes;
use serde_json::{Value, json};

use super::answer;
use super::caller::Caller;
use super::forward::{central, parameters};
use super::scope;
use crate::clock::rfc3339;
use crate::errors::ApiError;
use crate::job::{State, plans};
use crate::reply::Reply;
use crate::request::Call;
use crate::routes::Answer;
use crate::spec::Members;
use crate::store::Kind;
use crate::world::World;

/// Who the token belongs to.
pub(super) fn me(world: &mut World, call: &Call<'_>) -> Answer {
    let caller = Caller::of(world, call.request)?;
    Ok(Reply::ok(&json!({
        "name": caller.name,
        "quotas": world.capabilities.quota,
        "role": caller.role,
        "tenant": world.service_name,
        "tokenKind": caller.kind,
        "trustId": crate::workload::derived(&world.service_name, "trust").simple().to_string(),
    })))
}

/// Calls for the platform's own people.
pub(super) fn operators_only(world: &mut World, call: &Call<'_>) -> Answer {
    Caller::of(world, call.request)?;
    Err(ApiError::forbidden("This call is not for customers"))
}

/// A shell needs a websocket, which is not served.
pub(super) fn exec(world: &mut World, call: &Call<'_>) -> Answer {
    let caller = Caller::of(world, call.request)?;
    let path = call.request.path().trim_start_matches("/v1/");
    let segments: Vec<&str> = path.split('/').collect();
    // Commands change what they run in.
    scope::check(world, &caller, "PUT", &segments)?;
    Err(ApiError::bad_request("This call needs a websocket"))
}

/// The job of a call that changes it, with the time and the caller's rights checked.
fn checked_job(world: &mut World, call: &Call<'_>) -> Result<i64, ApiError> {
    let caller = Caller::of(world, call.request)?;
    scope::check(world, &caller, "PUT", &["job", call.segment(0)])?;
    Ok(world.advance())
}

/// `PUT /v1/job/{id}`: the time limit, of running jobs too. Members that are missing or null stay.
pub(super) fn update_job(world: &mut World, call: &Call<'_>) -> Answer {
    let now = checked_job(world, call)?;
    let body = call.json()?;
    let members = Members::read(&body, "", &["timeout", "timeoutAutoRestart"], world.lenient)?;
    let timeout = members.integer("timeout", 0, i64::MAX)?;
    let restart = members.boolean("timeoutAutoRestart")?;
    let id = call.segment(0);
    let Some(mut document) = world.estate.of(Kind::Job).get(id) else {
        return Err(ApiError::not_found("This job does not exist"));
    };
    if let Some(timeout) = timeout {
        document["spec"]["timeout"] = timeout.into();
    }
    if let Some(restart) = restart {
        document["spec"]["timeoutAutoRestart"] = restart.into();
    }
    document["updatedAt"] = rfc3339(now).into();
    let circumstances = world.circumstances(&document["spec"]);
    let plan = plans::retime(&mut document, &circumstances);
    if let Some(job) = world.estate.of_mut(Kind::Job).stored_mut(id) {
        job.edit(|old| *old = document);
        if let Some(plan) = plan {
            job.set_plan(plan);
        }
    }
    world.advance();
    Ok(no_content())
}

/// `PUT /v1/job/{id}/start`: a job that is over runs again.
pub(super) fn start_job(world: &mut World, call: &Call<'_>) -> Answer {
    let now = checked_job(world, call)?;
    let id = call.segment(0);
    let Some(document) = world.estate.of(Kind::Job).get(id) else {
        return Err(ApiError::not_found("This job does not exist"));
    };
    let state = document["status"]["state"].as_str().and_then(State::parse);
    if !state.is_some_and(State::is_over) {
        return Err(ApiError::conflict(
            "Job must be stopped before it can be started",
        ));
    }
    let circumstances = world.circumstances(&document["spec"]);
    if let Some(job) = world.estate.of_mut(Kind::Job).stored_mut(id) {
        job.set_plan(plans::start(&document, now, &circumstances, false));
    }
    world.advance();
    Ok(no_content())
}

/// One entry of a list that the central API only has as a whole.
pub(super) fn of_list(world: &mut World, call: &Call<'_>) -> Answer {
    let caller = Caller::of(world, call.request)?;
    let path = call.request.path().trim_start_matches("/v1/");
    let (list, _) = path.rsplit_once('/').unwrap_or((path, ""));
    let reply = central(
        world,
        call,
        &caller,
        list,
        parameters(call.request),
        Bytes::new(),
    )?;
    let entries: Vec<Value> = serde_json::from_slice(&reply.body).unwrap_or_default();
    entries
        .into_iter()
        .find(|entry| entry["id"] == call.segment(0))
        .map(|entry| Reply::ok(&answer::shaped(entry)))
        .ok_or_else(|| ApiError::not_found("Not found"))
}

fn no_content() -> Reply {
    let mut reply = Reply::void();
    answer::document(&mut reply, false);
    reply
}
