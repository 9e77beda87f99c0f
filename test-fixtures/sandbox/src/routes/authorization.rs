//! `/authorization`: a project has to be switched on for AI once.

use serde_json::json;

use super::{Answer, Route, project, route};
use crate::auth::Rights;
use crate::reply::Reply;
use crate::request::Call;
use crate::world::World;

const PATTERN: &str = "/cloud/project/{serviceName}/ai/authorization";

pub(super) const ROUTES: &[Route] = &[
    route("GET", PATTERN, Rights::Action("ai/authorization/get"), get),
    route(
        "POST",
        PATTERN,
        Rights::Action("ai/authorization/create"),
        create,
    ),
];

fn get(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    Ok(Reply::ok(&json!({"authorized": world.authorized})))
}

fn create(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    world.authorized = true;
    Ok(Reply::void())
}
