//! `/app`: every call on AI Deploy apps.

mod change;
mod create;
mod datasync;
mod list;
mod log;
mod run;

use super::{Answer, Route, authorized_project, route};
use crate::app::{State, StoredApp};
use crate::auth::Rights;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::world::World;

const ALL: &str = "/cloud/project/{serviceName}/ai/app";

macro_rules! one {
    ($tail:literal) => {
        concat!("/cloud/project/{serviceName}/ai/app/{appId}", $tail)
    };
}

pub(super) const ROUTES: &[Route] = &[
    route("GET", ALL, Rights::Action("ai/app/get"), list::list),
    route("POST", ALL, Rights::Action("ai/app/create"), create::create),
    route(
        "POST",
        "/cloud/project/{serviceName}/ai/app/command",
        Rights::Action("ai/app/command/get"),
        create::command,
    ),
    route("GET", one!(""), Rights::Action("ai/app/get"), get),
    route(
        "PUT",
        one!(""),
        Rights::Action("ai/app/edit"),
        change::update,
    ),
    route(
        "DELETE",
        one!(""),
        Rights::Action("ai/app/delete"),
        run::delete,
    ),
    route(
        "POST",
        one!("/datasync"),
        Rights::Action("ai/datasync/create"),
        datasync::create,
    ),
    route(
        "PUT",
        one!("/image"),
        Rights::Action("ai/app/image/edit"),
        change::image,
    ),
    route(
        "PUT",
        one!("/label"),
        Rights::Action("ai/app/label/edit"),
        change::label,
    ),
    route(
        "GET",
        one!("/log"),
        Rights::Action("ai/app/log/get"),
        log::get,
    ),
    route(
        "PUT",
        one!("/scalingstrategy"),
        Rights::Action("ai/app/scalingstrategy/edit"),
        change::scaling,
    ),
    route(
        "PUT",
        one!("/start"),
        Rights::Action("ai/app/start"),
        run::start,
    ),
    route(
        "PUT",
        one!("/stop"),
        Rights::Action("ai/app/stop"),
        run::stop,
    ),
];

fn get(world: &mut World, call: &Call<'_>) -> Answer {
    authorized_project(world, call)?;
    let app = world.apps.stored(call.segment(1)).ok_or_else(missing)?;
    Ok(Reply::text(200, app.text().to_owned()))
}

/// The app of a call that changes it, with the time.
fn target<'a>(world: &'a mut World, call: &Call<'_>) -> Result<(i64, &'a mut StoredApp), ApiError> {
    let now = authorized_project(world, call)?;
    let app = world.apps.stored_mut(call.segment(1)).ok_or_else(missing)?;
    if app.state().is_some_and(State::is_leaving) {
        return Err(ApiError::conflict("This app is being deleted"));
    }
    Ok((now, app))
}

fn missing() -> ApiError {
    ApiError::not_found("This app does not exist")
}
