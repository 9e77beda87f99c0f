//! One call from route to answer: find, fault, identify, grant, handle, note down.

use std::time::Duration;

use crate::auth::Rights;
use crate::errors::ApiError;
use crate::faults::Fault;
use crate::journal::RequestRecord;
use crate::reply::Reply;
use crate::request::{Call, Request};
use crate::routes::{Answer, CONTROL_PREFIX, Found, Route, find};
use crate::server::Shared;
use crate::world::World;

/// What becomes of a call.
#[derive(Debug)]
pub(crate) enum Outcome {
    Answer {
        reply: Reply,
        query_id: String,
    },
    Late {
        reply: Reply,
        query_id: String,
        delay: Duration,
    },
    Cut,
}

/// Carries a call out under the world's lock.
pub(crate) fn dispatch(shared: &Shared, request: &Request) -> Outcome {
    let mut world = shared.lock();
    let world = &mut *world;
    let found = find(request);
    if request.path().starts_with(CONTROL_PREFIX) {
        return Outcome::Answer {
            reply: run(world, request, &found),
            query_id: String::new(),
        };
    }
    let query_id = world.next_query_id();
    let name = match &found {
        Found::Route { route, .. } => format!("{} {}", route.method, route.pattern),
        Found::WrongMethod(_) | Found::Nothing => String::new(),
    };
    let fault = world.faults.strike(&name);
    let real = match &fault {
        Some(fault) if !fault.acts() => None,
        _ => Some(run(world, request, &found)),
    };
    let reply = fault.as_ref().and_then(Fault::reply).or(real);
    let cut = fault.as_ref().is_some_and(Fault::cuts);
    let status = match &reply {
        Some(reply) if !cut => reply.status,
        _ => 0,
    };
    tracing::info!(method = %request.method, path = request.path(), status, query_id, "call");
    world.journal.record(RequestRecord {
        method: request.method.to_string(),
        path: request.path().into(),
        query: request.query().into(),
        route: name,
        status,
        query_id: query_id.clone(),
        user_agent: request.header("user-agent").unwrap_or_default().into(),
    });
    match (reply, fault) {
        (Some(reply), Some(Fault::Delay(delay))) if !cut => Outcome::Late {
            reply,
            query_id,
            delay,
        },
        (Some(reply), _) if !cut => Outcome::Answer { reply, query_id },
        _ => Outcome::Cut,
    }
}

fn run(world: &mut World, request: &Request, found: &Found) -> Reply {
    match found {
        Found::Route {
            route,
            segments,
            path,
        } => answer(world, request, route, segments.clone(), path),
        Found::WrongMethod(methods) => {
            return Reply::from(ApiError::method_not_allowed())
                .with_header("Allow", methods.join(", "));
        }
        Found::Nothing => Err(ApiError::not_found("Got an invalid (or empty) URL")),
    }
    .unwrap_or_else(Reply::from)
}

fn answer(
    world: &mut World,
    request: &Request,
    route: &Route,
    segments: Vec<String>,
    path: &str,
) -> Answer {
    let (wall, now) = (world.clock.wall_ms(), world.clock.now_ms());
    let identity = world.gate.identify(request, route.rights, wall, now)?;
    if let Some(identity) = &identity {
        identity.granted(route.rights, route.method, path)?;
    } else {
        // A route without identity asks for none.
        debug_assert!(matches!(route.rights, Rights::Open | Rights::Application));
    }
    let host = request.header("host").unwrap_or("localhost");
    let call = Call {
        request,
        segments,
        identity,
        root: format!("{}://{host}", request.scheme),
    };
    (route.handler)(world, &call)
}
