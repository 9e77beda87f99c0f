//! What the calls on apps, jobs and notebooks have in common.

mod datasync;
mod label;
mod list;
mod log;

pub(super) use datasync::create as datasync;
pub(super) use label::set as label;
pub(super) use list::{Order, list, reply as list_reply, times};
pub(super) use log::log;

use super::{Answer, authorized_project};
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::store::{Kind, Objects, Stored};
use crate::world::World;

/// One object as it is, for example of `GET /job/{jobId}`.
pub(super) fn get(world: &mut World, call: &Call<'_>, kind: Kind) -> Answer {
    authorized_project(world, call)?;
    let object = stored(world.estate.of(kind), call.segment(1))?;
    Ok(Reply::text(200, object.text().to_owned()))
}

/// The object of a call that changes it, with the time.
pub(super) fn target<'a>(
    world: &'a mut World,
    call: &Call<'_>,
    kind: Kind,
) -> Result<(i64, &'a mut Stored), ApiError> {
    let now = authorized_project(world, call)?;
    let object = world
        .estate
        .of_mut(kind)
        .stored_mut(call.segment(1))
        .ok_or_else(|| missing(kind))?;
    if matches!(object.head().state.as_str(), "DELETING" | "DELETED") {
        return Err(ApiError::conflict(format!(
            "This {} is being deleted",
            noun(kind)
        )));
    }
    Ok((now, object))
}

/// The object of a call that starts, stops or ends it, with the time: nothing of the estate stands still any more.
pub(super) fn actor<'a>(
    world: &'a mut World,
    call: &Call<'_>,
    kind: Kind,
) -> Result<(i64, &'a mut Stored), ApiError> {
    target(world, call, kind)?;
    world.set_in_motion();
    target(world, call, kind)
}

/// The same for a call that deletes, which takes an object that is being deleted already, too.
pub(super) fn leaver<'a>(
    world: &'a mut World,
    call: &Call<'_>,
    kind: Kind,
) -> Result<(i64, &'a mut Stored), ApiError> {
    let now = authorized_project(world, call)?;
    stored(world.estate.of(kind), call.segment(1))?;
    world.set_in_motion();
    let object = world.estate.of_mut(kind).stored_mut(call.segment(1));
    Ok((now, object.ok_or_else(|| missing(kind))?))
}

/// An object that has to be there.
pub(super) fn stored<'a>(objects: &'a Objects, id: &str) -> Result<&'a Stored, ApiError> {
    objects.stored(id).ok_or_else(|| missing(objects.kind()))
}

/// 404 for an object of this kind.
pub(super) fn missing(kind: Kind) -> ApiError {
    ApiError::not_found(format!("This {} does not exist", noun(kind)))
}

/// `force` of a delete call.
///
/// # Errors
/// 400 for anything but truth values.
pub(super) fn force(call: &Call<'_>) -> Result<bool, ApiError> {
    boolean(call, "force")
}

/// A query parameter that is a truth value; absent means false, without value true.
pub(super) fn boolean(call: &Call<'_>, name: &str) -> Result<bool, ApiError> {
    match call.request.parameter(name).as_deref() {
        None | Some("false" | "0" | "False") => Ok(false),
        Some("true" | "1" | "True" | "") => Ok(true),
        Some(_) => Err(ApiError::member(name, "must be a boolean")),
    }
}

/// What messages call an object of this kind.
pub(super) fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::DataStore => "data store",
        kind => kind.word(),
    }
}

/// The same at the beginning of a sentence.
pub(super) fn capital_noun(kind: Kind) -> &'static str {
    match kind {
        Kind::App => "App",
        Kind::Job => "Job",
        Kind::Notebook => "Notebook",
        _ => "Object",
    }
}
