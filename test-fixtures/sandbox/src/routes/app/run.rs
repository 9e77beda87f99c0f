//! Start, stop, delete. What the platform answers in the wrong state is unknown (400 or 409); 409 is inferred.

use super::{Answer, target};
use crate::app::{State, plans};
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::routes::workload::{actor, force, leaver};
use crate::store::Kind;
use crate::world::World;

pub(super) fn start(world: &mut World, call: &Call<'_>) -> Answer {
    let (now, app) = actor(world, call, Kind::App)?;
    if !app.state().is_some_and(State::is_stopped) {
        return Err(ApiError::conflict(
            "App must be stopped before it can be started",
        ));
    }
    let document = app.document();
    let circumstances = world.circumstances(&document["spec"]);
    let plan = plans::start(&document, now, &circumstances, false);
    target(world, call)?.1.set_plan(plan);
    world.advance();
    Ok(Reply::void())
}

pub(super) fn stop(world: &mut World, call: &Call<'_>) -> Answer {
    let interval = world.interval_ms;
    let (now, app) = actor(world, call, Kind::App)?;
    if app
        .state()
        .is_some_and(|state| state.is_stopped() || state == State::Stopping)
    {
        return Err(ApiError::conflict("App is already stopped"));
    }
    app.set_plan(plans::stop(now, interval));
    world.advance();
    Ok(Reply::void())
}

/// Without `force` an app has to be stopped first. That one in a state nobody knows need not be is inferred.
pub(super) fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    let force = force(call)?;
    let interval = world.interval_ms;
    let (now, app) = leaver(world, call, Kind::App)?;
    let state = app.state();
    if state.is_some_and(State::is_leaving) {
        return Ok(Reply::void());
    }
    if !force && state.is_some_and(|state| !state.is_stopped()) {
        return Err(ApiError::conflict(
            "App must be stopped before it can be deleted",
        ));
    }
    app.set_plan(plans::delete(now, interval));
    world.advance();
    Ok(Reply::void())
}
