//! One call from route to answer: find, fault, identify, grant, handle, note down.

use crate::auth::Rights;
use crate::errors::ApiError;
use crate::faults::{Delivery, Fault, Site, Victim, shift, vanish};
use crate::journal::RequestRecord;
use crate::regional::{is_regional, reshape};
use crate::reply::Reply;
use crate::request::{Call, Request};
use crate::routes::{Answer, CONTROL_PREFIX, Found, Route, find};
use crate::server::Shared;
use crate::world::World;

/// What becomes of a call.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) reply: Reply,
    pub(crate) query_id: String,
    pub(crate) delivery: Delivery,
}

impl Outcome {
    /// An answer that goes out whole and at once.
    pub(crate) fn plain(reply: Reply, query_id: String) -> Self {
        Self {
            reply,
            query_id,
            delivery: Delivery::After(std::time::Duration::ZERO),
        }
    }
}

/// Carries a call out under the world's lock.
pub(crate) fn dispatch(shared: &Shared, request: &Request) -> Outcome {
    let mut world = shared.lock();
    let world = &mut *world;
    let found = find(request);
    if request.path().starts_with(CONTROL_PREFIX) {
        return Outcome::plain(run(world, request, &found), String::new());
    }
    let query_id = world.next_query_id();
    let name = match &found {
        Found::Route { route, .. } => format!("{} {}", route.method, route.pattern),
        Found::WrongMethod(_) | Found::Nothing => String::new(),
    };
    let victim = match &found {
        Found::Route {
            route, segments, ..
        } => Victim::of(request, route.pattern, segments, world.paging.base),
        Found::WrongMethod(_) | Found::Nothing => None,
    };
    let fault = world.faults.strike(&Site {
        route: &name,
        target: &request.target,
        is_object: victim.as_ref().is_some_and(Victim::is_object),
        is_later_page: victim.as_ref().is_some_and(Victim::is_later_page),
    });
    match (&fault, &victim) {
        (Some(Fault::Vanish), Some(victim)) => vanish(world, victim),
        (Some(Fault::ShiftUp), Some(victim)) => shift(world, victim, true),
        (Some(Fault::ShiftDown), Some(victim)) => shift(world, victim, false),
        _ => {}
    }
    let real = match &fault {
        Some(fault) if !fault.acts() => None,
        _ => Some(run(world, request, &found)),
    };
    let wall = world.clock.wall_ms();
    let instead = fault.as_ref().and_then(|fault| fault.reply(wall));
    let mut reply = instead.or(real).unwrap_or_else(Reply::void);
    if let Some(Fault::ContentType(kind)) = fault {
        reply.content_type = kind;
    }
    let delivery = fault
        .as_ref()
        .map_or(Delivery::After(std::time::Duration::ZERO), Fault::delivery);
    let status = match delivery {
        Delivery::Never { .. } => 0,
        _ => reply.status,
    };
    tracing::info!(method = %request.method, path = request.path(), status, query_id, "call");
    world.journal.record(RequestRecord {
        method: request.method.to_string(),
        path: request.path().into(),
        query: request.query().into(),
        route: name,
        status,
        fault: fault.as_ref().map_or("", Fault::word).into(),
        query_id: query_id.clone(),
        user_agent: request.header("user-agent").unwrap_or_default().into(),
    });
    Outcome {
        reply,
        query_id,
        delivery,
    }
}

fn run(world: &mut World, request: &Request, found: &Found) -> Reply {
    let reply = carry_out(world, request, found);
    if is_regional(request) {
        reshape(reply)
    } else {
        reply
    }
}

fn carry_out(world: &mut World, request: &Request, found: &Found) -> Reply {
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
