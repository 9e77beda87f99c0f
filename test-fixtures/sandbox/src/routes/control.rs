//! `/_sandbox/*`: what a test outside this process needs to know. No part of the vendor's API, not in the journal.

use std::time::Duration;

use serde_json::json;

use super::{Answer, Route, route};
use crate::auth::Rights;
use crate::errors::ApiError;
use crate::faults::Fault;
use crate::reply::Reply;
use crate::request::Call;
use crate::spec::Members;
use crate::store::Kind;
use crate::world::World;

/// Everything below this is about the sandbox itself.
pub(crate) const PREFIX: &str = "/_sandbox/";

pub(super) const ROUTES: &[Route] = &[
    route("GET", "/_sandbox/requests", Rights::Open, requests),
    route("DELETE", "/_sandbox/requests", Rights::Open, reset),
    route("POST", "/_sandbox/advance", Rights::Open, advance),
    route("POST", "/_sandbox/fault", Rights::Open, fault),
    route("DELETE", "/_sandbox/fault", Rights::Open, clear_faults),
    route("PUT", "/_sandbox/app/{appId}", Rights::Open, put_app),
    route("DELETE", "/_sandbox/app/{appId}", Rights::Open, delete_app),
    route("GET", "/_sandbox/holdings", Rights::Open, holdings),
    route(
        "PUT",
        "/_sandbox/object/{kind}/{id}",
        Rights::Open,
        put_object,
    ),
    route(
        "DELETE",
        "/_sandbox/object/{kind}/{id}",
        Rights::Open,
        delete_object,
    ),
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
    world.clock.advance(Duration::from_millis(ms));
    Ok(Reply::void())
}

/// `{"route": "GET /…" (every call without it), "fault": "status" | "retryAfter" | "html" | "empty" | "cutBefore" |
/// "cutAfter" | "timeoutAfter" | "delay" | "retryAfterDate" | "reset" | "stall" | "truncate" | "slow" | "contentType" |
/// "vanish" | "shiftUp" | "shiftDown", "value": status, seconds or milliseconds, "skip": 0, "times": 1}`
fn fault(world: &mut World, call: &Call<'_>) -> Answer {
    let body = call.json()?;
    let members = Members::read(
        &body,
        "",
        &["route", "fault", "value", "skip", "times"],
        false,
    )?;
    let status = |low| {
        let value = members.integer("value", low, 599)?;
        let value = value.ok_or_else(|| members.refuse("value", "is required"))?;
        u16::try_from(value).map_err(|_| members.refuse("value", "is no status"))
    };
    let number = |name, default: u32| {
        let value = members.integer(name, 0, i64::from(u32::MAX))?;
        Ok(value
            .and_then(|value| u32::try_from(value).ok())
            .unwrap_or(default))
    };
    let fault = match members.required_text("fault")? {
        "status" => Fault::Status(status(400)?),
        "retryAfter" => Fault::RetryAfter(number("value", 1)?),
        "html" => Fault::Html(status(200)?),
        "empty" => Fault::Empty(status(200)?),
        "cutBefore" => Fault::CutBefore,
        "cutAfter" => Fault::CutAfter,
        "timeoutAfter" => Fault::TimeoutAfter,
        "delay" => Fault::Delay(Duration::from_millis(number("value", 0)?.into())),
        "retryAfterDate" => Fault::RetryAfterDate(number("value", 1)?),
        "reset" => Fault::Reset,
        "stall" => Fault::Stall(Duration::from_millis(number("value", 1000)?.into())),
        "truncate" => Fault::Truncate,
        "slow" => Fault::Slow(Duration::from_millis(number("value", 1000)?.into())),
        "contentType" => Fault::ContentType("text/plain"),
        "vanish" => Fault::Vanish,
        "shiftUp" => Fault::ShiftUp,
        "shiftDown" => Fault::ShiftDown,
        _ => return Err(members.refuse("fault", "unknown")),
    };
    let route = members.text("route")?.unwrap_or_default();
    world
        .faults
        .plan(route, fault, number("skip", 0)?, number("times", 1)?);
    Ok(Reply::void())
}

fn clear_faults(world: &mut World, _: &Call<'_>) -> Answer {
    world.faults.clear();
    Ok(Reply::void())
}

/// Puts a document in the estate, past every rule of the API.
fn put_app(world: &mut World, call: &Call<'_>) -> Answer {
    let mut document = call.json()?;
    if !document.is_object() {
        return Err(ApiError::bad_request("an app is an object"));
    }
    document["id"] = call.segment(0).into();
    world.estate.of_mut(Kind::App).insert(&document);
    Ok(Reply::void())
}

fn delete_app(world: &mut World, call: &Call<'_>) -> Answer {
    if world.estate.of_mut(Kind::App).remove(call.segment(0)) {
        Ok(Reply::void())
    } else {
        Err(ApiError::not_found("no such app"))
    }
}

/// `{"app": ["…"], "data_store": ["GRA/GRA", …], …}`: what the sandbox holds now.
fn holdings(world: &mut World, _: &Call<'_>) -> Answer {
    world.advance();
    Ok(Reply::ok(&json!(world.holdings())))
}

/// Puts a document of any kind in the estate, past every rule of the API. `?place=` names the notebook of a backup and
/// the region of a data store or partner; the name in the path is the `id` or `alias` member.
fn put_object(world: &mut World, call: &Call<'_>) -> Answer {
    let kind = kind(call)?;
    let mut document = call.json()?;
    if !document.is_object() {
        return Err(ApiError::bad_request("an object is an object"));
    }
    document[kind.name_member()] = call.segment(1).into();
    let place = call.request.parameter("place").unwrap_or_default();
    world.estate.of_mut(kind).insert_in(&place, &document);
    Ok(Reply::void())
}

fn delete_object(world: &mut World, call: &Call<'_>) -> Answer {
    let kind = kind(call)?;
    let place = call.request.parameter("place").unwrap_or_default();
    let objects = world.estate.of_mut(kind);
    if objects.remove(&objects.id_in(&place, call.segment(1))) {
        Ok(Reply::void())
    } else {
        Err(ApiError::not_found("no such object"))
    }
}

fn kind(call: &Call<'_>) -> Result<Kind, ApiError> {
    Kind::of_word(call.segment(0)).ok_or_else(|| ApiError::not_found("no such kind"))
}
