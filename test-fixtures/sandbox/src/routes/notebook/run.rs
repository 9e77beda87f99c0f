//! Start, stop, restart, delete. What the platform answers in the wrong state is unknown (400 or 409); 409 is
//! inferred.

use super::{Answer, workload};
use crate::errors::ApiError;
use crate::notebook::{State, plans};
use crate::reply::Reply;
use crate::request::Call;
use crate::routes::workload::{actor, force, leaver};
use crate::store::{Kind, Plan};
use crate::workload::Circumstances;
use crate::world::World;

pub(super) fn start(world: &mut World, call: &Call<'_>) -> Answer {
    change(
        world,
        call,
        State::may_start,
        "Notebook must be stopped before it can be started",
        |document, now, circumstances| plans::start(document, now, circumstances, false),
    )
}

/// Saves the workspace, pushes what is writable and makes a backup.
pub(super) fn stop(world: &mut World, call: &Call<'_>) -> Answer {
    change(
        world,
        call,
        |state| state == State::Running,
        "Notebook is not running",
        plans::stop,
    )
}

pub(super) fn restart(world: &mut World, call: &Call<'_>) -> Answer {
    change(
        world,
        call,
        |state| state == State::Running,
        "Notebook is not running",
        |_, now, circumstances| plans::restart(now, circumstances),
    )
}

fn change(
    world: &mut World,
    call: &Call<'_>,
    allowed: impl Fn(State) -> bool,
    refusal: &str,
    plan: impl Fn(&serde_json::Value, i64, &Circumstances) -> Plan,
) -> Answer {
    let (now, notebook) = actor(world, call, Kind::Notebook)?;
    if !State::parse(&notebook.head().state).is_some_and(allowed) {
        return Err(ApiError::conflict(refusal));
    }
    let document = notebook.document();
    let circumstances = world.circumstances(&document["spec"]);
    let plan = plan(&document, now, &circumstances);
    workload::target(world, call, Kind::Notebook)?
        .1
        .set_plan(plan);
    world.advance();
    Ok(Reply::void())
}

/// Without `force` a notebook has to be stopped first. Its backups go with it (inferred); that one in a state nobody knows
/// need not be stopped is inferred as well.
pub(super) fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    let force = force(call)?;
    let interval = world.interval_ms;
    let (now, notebook) = leaver(world, call, Kind::Notebook)?;
    let state = State::parse(&notebook.head().state);
    if state == Some(State::Deleting) {
        return Ok(Reply::void());
    }
    if !force && state.is_some_and(|state| !state.is_stopped()) {
        return Err(ApiError::conflict(
            "Notebook must be stopped before it can be deleted",
        ));
    }
    notebook.set_plan(plans::delete(now, interval));
    world.advance();
    Ok(Reply::void())
}
