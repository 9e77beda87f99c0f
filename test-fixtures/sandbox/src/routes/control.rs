//! `/_sandbox/*`: what a test outside this process needs to know. No part of the vendor's API, not in the journal.

use serde_json::json;

use super::{Answer, Route, route};
use crate::auth::Rights;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::world::World;

/// Everything below this is about the sandbox itself.
pub(crate) const PREFIX: &str = "/_sandbox/";

pub(super) const ROUTES: &[Route] = &[
    route("GET", "/_sandbox/requests", Rights::Open, requests),
    route("DELETE", "/_sandbox/requests", Rights::Open, reset),
    route("POST", "/_sandbox/advance", Rights::Open, advance),
    route("PUT", "/_sandbox/app/{appId}", Rights::Open, put_app),
    route("DELETE", "/_sandbox/app/{appId}", Rights::Open, delete_app),
];

/// Counts since the last reset: `{"total": n, "byRoute": {"GET /…": n}}`.
fn requests(world: &mut World, _: &Call<'_>) -> Answer {
    let (total, by_route) = world.journal.counts();
    Ok(Reply::ok(&json!({"total": total, "byRoute": by_route})))
}

fn reset(world: &mut World, _: &Call<'_>) -> Answer {
    world.journal.reset();
    Ok(Reply::void())
}

/// `?ms=N` jumps the clock of states and tokens.
fn advance(world: &mut World, call: &Call<'_>) -> Answer {
    let ms = call.request.parameter("ms").and_then(|ms| ms.parse().ok());
    let ms = ms.ok_or_else(|| ApiError::member("ms", "must be a number of milliseconds"))?;
    world.clock.advance(std::time::Duration::from_millis(ms));
    Ok(Reply::void())
}

/// Puts a document in the estate, past every rule of the API.
fn put_app(world: &mut World, call: &Call<'_>) -> Answer {
    let mut document = call.json()?;
    if !document.is_object() {
        return Err(ApiError::bad_request("an app is an object"));
    }
    document["id"] = call.segment(0).into();
    world.apps.insert(&document);
    Ok(Reply::void())
}

fn delete_app(world: &mut World, call: &Call<'_>) -> Answer {
    if world.apps.remove(call.segment(0)) { Ok(Reply::void()) } else { Err(ApiError::not_found("no such app")) }
}
