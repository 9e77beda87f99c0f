//! Kill and delete. What the platform answers in the wrong state is unknown (400 or 409); 409 is inferred.

use super::Answer;
use crate::errors::ApiError;
use crate::job::{State, plans};
use crate::reply::Reply;
use crate::request::Call;
use crate::routes::workload::{actor, force, leaver, target};
use crate::store::Kind;
use crate::world::World;

/// Interrupts a job; what it has written is pushed.
pub(super) fn kill(world: &mut World, call: &Call<'_>) -> Answer {
    let (now, job) = actor(world, call, Kind::Job)?;
    let document = job.document();
    let state = State::parse(&job.head().state);
    if !state.is_some_and(State::may_be_killed) {
        return Err(ApiError::conflict("Job is not running"));
    }
    let circumstances = world.circumstances(&document["spec"]);
    let plan = plans::kill(&document, now, &circumstances);
    // Data syncs under way end with the job, so nothing is left of the old plan.
    target(world, call, Kind::Job)?.1.map_plan(|_| plan);
    world.advance();
    Ok(Reply::void())
}

/// Without `force` a job has to be over. There is no state for a job that is being deleted: it is gone at once.
/// That one in a state nobody knows need not be over is inferred.
pub(super) fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    let force = force(call)?;
    let (_, job) = leaver(world, call, Kind::Job)?;
    let state = State::parse(&job.head().state);
    if !force && state.is_some_and(|state| !state.is_over()) {
        return Err(ApiError::conflict(
            "Job must be stopped before it can be deleted",
        ));
    }
    world.estate.of_mut(Kind::Job).remove(call.segment(1));
    Ok(Reply::void())
}
