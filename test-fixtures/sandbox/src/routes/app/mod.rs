//! `/app`: every call on AI Deploy apps.

mod change;
mod create;
mod log;
mod run;

use super::{Answer, Route, authorized_project, route, workload};
use crate::auth::Rights;
use crate::errors::ApiError;
use crate::request::Call;
use crate::store::{Kind, Stored};
use crate::world::World;

const ALL: &str = "/cloud/project/{serviceName}/ai/app";

macro_rules! one {
    ($tail:literal) => {
        concat!("/cloud/project/{serviceName}/ai/app/{appId}", $tail)
    };
}

pub(super) const ROUTES: &[Route] = &[
    route("GET", ALL, Rights::Action("ai/app/get"), |world, call| {
        workload::list(world, call, Kind::App)
    }),
    route("POST", ALL, Rights::Action("ai/app/create"), create::create),
    route(
        "POST",
        "/cloud/project/{serviceName}/ai/app/command",
        Rights::Action("ai/app/command/get"),
        create::command,
    ),
    route(
        "GET",
        one!(""),
        Rights::Action("ai/app/get"),
        |world, call| workload::get(world, call, Kind::App),
    ),
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
        |world, call| workload::datasync(world, call, Kind::App),
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
        |world, call| workload::label(world, call, Kind::App),
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

/// The app of a call that changes it, with the time.
fn target<'a>(world: &'a mut World, call: &Call<'_>) -> Result<(i64, &'a mut Stored), ApiError> {
    workload::target(world, call, Kind::App)
}

fn missing() -> ApiError {
    workload::missing(Kind::App)
}
