//! Regions open to the project.

use serde_json::Value;

use super::{Answer, Route, id_list, project, route};
use crate::auth::Rights;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::world::World;

pub(crate) const ROUTES: &[Route] = &[
    route("GET", below!("/region"), Rights::Action("region/get"), list),
    route(
        "GET",
        below!("/region/{regionName}"),
        Rights::Action("region/get"),
        get,
    ),
];

fn list(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let regions = &world.around.regions;
    let names: Vec<Value> = regions
        .iter()
        .map(|region| region["name"].clone())
        .collect();
    id_list(call, names, regions.clone())
}

fn get(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    world
        .around
        .region(call.segment(1))
        .map(Reply::ok)
        .ok_or_else(|| ApiError::not_found("This region does not exist"))
}
