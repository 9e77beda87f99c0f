//! Swift containers of all regions.

use serde_json::{Value, json};

use super::s3::boolean;
use super::{Answer, Route, full_list, project, route};
use crate::around::secrets::secret;
use crate::auth::Rights;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::world::World;

pub(crate) const ROUTES: &[Route] = &[
    route(
        "GET",
        below!("/storage"),
        Rights::Action("storage/get"),
        list,
    ),
    route(
        "POST",
        below!("/storage/access"),
        Rights::Action("storage/access/create"),
        access,
    ),
    route(
        "GET",
        below!("/storage/{containerId}"),
        Rights::Action("storage/get"),
        get,
    ),
];

fn list(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let with_type = boolean(call.request, "includeType")?;
    let containers = world.around.containers.iter();
    full_list(
        call,
        containers
            .map(|container| container.entry(with_type))
            .collect(),
    )
}

fn get(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let limit = if boolean(call.request, "noObjects")? {
        0
    } else {
        world.around.options.swift_object_limit
    };
    let prefix = call.request.parameter("prefix").unwrap_or_default();
    world
        .around
        .containers
        .iter()
        .find(|container| container.id == call.segment(1))
        .map(|container| Reply::ok(&container.document(&prefix, limit, &world.service_name)))
        .ok_or_else(|| ApiError::not_found("This container does not exist"))
}

/// A token and the endpoint of every region with Swift; nothing changes.
fn access(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let endpoints: Vec<Value> = world
        .around
        .regions
        .iter()
        .filter_map(|region| {
            let services = region["services"].as_array()?;
            let swift = services
                .iter()
                .find(|service| service["name"] == "storage")?;
            Some(json!({"region": region["name"], "url": swift["endpoint"]}))
        })
        .collect();
    let token = format!("gAAAAA-{}", secret("swift-token", &world.service_name));
    Ok(Reply::ok(&json!({"endpoints": endpoints, "token": token})))
}
