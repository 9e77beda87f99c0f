//! A regional call as a call of the central API, and the answer back again.

use bytes::Bytes;
use serde_json::Value;
use url::form_urlencoded::{Serializer, parse};

use super::answer;
use super::caller::Caller;
use super::scope;
use crate::clock::rfc3339;
use crate::errors::ApiError;
use crate::options::PagingOptions;
use crate::paging::query;
use crate::reply::Reply;
use crate::request::{Call, Request};
use crate::routes::{Answer, Found, find};
use crate::store::Kind;
use crate::world::World;

/// Checks the caller, makes the central call, shapes the answer.
pub(super) fn forward(world: &mut World, call: &Call<'_>) -> Answer {
    let caller = Caller::of(world, call.request)?;
    let path = call.request.path().trim_start_matches("/v1/").to_owned();
    let segments: Vec<&str> = path.split('/').collect();
    let method = call.request.method.as_str();
    scope::check(world, &caller, method, &segments)?;
    let body = body(&caller, call, &segments)?;
    if let Some(kind) = listed(method, &segments) {
        return list(world, call, &caller, kind, &path);
    }
    let mut reply = central(world, call, &caller, &path, parameters(call.request), body)?;
    if segments.last() == Some(&"log") {
        answer::tail(&mut reply, call.request)?;
    }
    answer::document(&mut reply, path == "capabilities/quota");
    Ok(reply)
}

/// Makes a call of the central API below `/ai`, without checking anything.
pub(super) fn central(
    world: &mut World,
    call: &Call<'_>,
    caller: &Caller,
    path: &str,
    parameters: Vec<(String, String)>,
    body: Bytes,
) -> Answer {
    let path = match path.strip_prefix("capabilities/") {
        Some(rest) if rest != "quota" => {
            format!("capabilities/region/{}/{rest}", caller.region)
        }
        _ => path.to_owned(),
    };
    let query = Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    let request = Request {
        method: call.request.method.clone(),
        scheme: call.request.scheme,
        target: format!(
            "/1.0/cloud/project/{}/ai/{path}?{query}",
            world.service_name
        ),
        headers: http::HeaderMap::new(),
        body,
    };
    match find(&request) {
        Found::Route {
            route, segments, ..
        } => (route.handler)(
            world,
            &Call {
                request: &request,
                segments,
                identity: None,
                root: call.root.clone(),
            },
        ),
        Found::WrongMethod(_) => Err(ApiError::method_not_allowed()),
        Found::Nothing => Err(ApiError::not_found("Not found")),
    }
}

/// The query with times as the central API reads them, and without what it does not know.
pub(super) fn parameters(request: &Request) -> Vec<(String, String)> {
    parse(request.query().as_bytes())
        .filter(|(name, _)| !matches!(name.as_ref(), "ReadLock" | "follow" | "tail"))
        .map(|(name, value)| {
            let seconds = value.parse::<i64>().ok();
            match (name.as_ref(), seconds) {
                ("updatedAfter" | "updatedBefore", Some(seconds)) => {
                    (name.into_owned(), rfc3339(seconds.saturating_mul(1000)))
                }
                _ => (name.into_owned(), value.into_owned()),
            }
        })
        .collect()
}

/// The body with what the token implies.
fn body(caller: &Caller, call: &Call<'_>, segments: &[&str]) -> Result<Bytes, ApiError> {
    if call.request.body.is_empty() {
        return Ok(Bytes::new());
    }
    let mut body = call.json()?;
    let method = call.request.method.as_str();
    let kind = segments.first().and_then(|first| scope::kind(first));
    match (method, segments) {
        ("POST", [_] | [_, "command"]) => {
            if let Some(kind) = kind {
                scope::complete(caller, kind, &mut body)?;
            }
        }
        // The vendor's client wraps an update together with the id.
        ("PUT", ["app", _]) if body["appUpdate"].is_object() => body = body["appUpdate"].take(),
        ("PUT", [_, _] | [_, _, "label"]) => scope::check_labels(caller, segments, &body)?,
        _ => {}
    }
    Ok(body.to_string().into())
}

/// The kind of a list call; `None` for other calls.
fn listed(method: &str, segments: &[&str]) -> Option<Kind> {
    match (method, segments) {
        ("GET", [first]) => scope::kind(first),
        ("GET", ["notebook", _, "backup"]) => Some(Kind::Backup),
        _ => None,
    }
}

/// `{"items": […], "metadata": {…}}` of what the caller sees.
fn list(world: &mut World, call: &Call<'_>, caller: &Caller, kind: Kind, path: &str) -> Answer {
    let page = query(call.request, world.paging)?;
    let parameters = parameters(call.request)
        .into_iter()
        .filter(|(name, _)| !matches!(name.as_str(), "page" | "size"))
        .collect();
    let paging = std::mem::replace(
        &mut world.paging,
        PagingOptions {
            base: 0,
            default_size: usize::MAX,
            max_size: usize::MAX,
        },
    );
    let whole = central(world, call, caller, path, parameters, Bytes::new());
    world.paging = paging;
    let documents: Vec<Value> = serde_json::from_slice(&whole?.body).unwrap_or_default();
    let objects = world.estate.of(kind);
    let items: Vec<Value> = documents
        .into_iter()
        .filter(|document| {
            let id = document["id"].as_str().unwrap_or_default();
            kind == Kind::Backup
                || objects
                    .stored(id)
                    .is_some_and(|object| scope::shows(caller, kind, object))
        })
        .map(answer::shaped)
        .collect();
    Ok(Reply::ok(&answer::listing(items, page, call)))
}
