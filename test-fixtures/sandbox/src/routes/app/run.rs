//! Start, stop, delete. What the platform answers in the wrong state is unknown (400 or 409); 409 is inferred.

use super::{Answer, authorized_project, missing, target};
use crate::app::{State, plans};
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::routes::workload::force;
use crate::store::Kind;
use crate::world::World;

pub(super) fn start(world: &mut World, call: &Call<'_>) -> Answer {
    let (now, app) = target(world, call)?;
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
    let (now, app) = target(world, call)?;
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

/// Without `force` an app has to be stopped first.
pub(super) fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    let now = authorized_project(world, call)?;
    let force = force(call)?;
    let interval = world.interval_ms;
    let app = world
        .estate
        .of_mut(Kind::App)
        .stored_mut(call.segment(1))
        .ok_or_else(missing)?;
    let state = app.state();
    if state.is_some_and(State::is_leaving) {
        // One that an estate holds in this state has stood still until now.
        if app.is_settled() {
            app.set_plan(plans::leave(now, interval));
        }
        return Ok(Reply::void());
    }
    if !force && !state.is_some_and(State::is_stopped) {
        return Err(ApiError::conflict(
            "App must be stopped before it can be deleted",
        ));
    }
    app.set_plan(plans::delete(now, interval));
    world.advance();
    Ok(Reply::void())
}
