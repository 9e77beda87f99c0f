//! Block volumes, their snapshots, and snapshots of instances.

use serde_json::Value;

use super::{Answer, Route, full_list, project, route};
use crate::auth::Rights;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::world::World;

// Fixed segments before parameters.
pub(crate) const ROUTES: &[Route] = &[
    route(
        "GET",
        below!("/volume"),
        Rights::Action("volume/get"),
        volumes,
    ),
    route(
        "GET",
        below!("/volume/snapshot"),
        Rights::Action("volume/snapshot/get"),
        volume_snapshots,
    ),
    route(
        "GET",
        below!("/volume/snapshot/{snapshotId}"),
        Rights::Action("volume/snapshot/get"),
        volume_snapshot,
    ),
    route(
        "GET",
        below!("/volume/{volumeId}"),
        Rights::Action("volume/get"),
        volume,
    ),
    route(
        "GET",
        below!("/snapshot"),
        Rights::Action("snapshot/get"),
        instance_snapshots,
    ),
    route(
        "GET",
        below!("/snapshot/{imageId}"),
        Rights::Action("snapshot/get"),
        instance_snapshot,
    ),
];

/// All objects, or those whose members have the values of the query parameters of the same names.
fn filtered(call: &Call<'_>, objects: &[Value], filters: &[&str]) -> Answer {
    let wanted: Vec<(&str, String)> = filters
        .iter()
        .filter_map(|name| Some((*name, call.request.parameter(name)?)))
        .collect();
    let matching = objects.iter().filter(|object| {
        wanted
            .iter()
            .all(|(name, value)| object[*name] == value.as_str())
    });
    full_list(call, matching.cloned().collect())
}

fn one(call: &Call<'_>, objects: &[Value], message: &str) -> Answer {
    objects
        .iter()
        .find(|object| object["id"] == call.segment(1))
        .map(Reply::ok)
        .ok_or_else(|| ApiError::not_found(message))
}

fn volumes(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    filtered(call, &world.around.volumes, &["region"])
}

fn volume(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    one(call, &world.around.volumes, "This volume does not exist")
}

fn volume_snapshots(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    filtered(call, &world.around.volume_snapshots, &["region"])
}

fn volume_snapshot(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    one(
        call,
        &world.around.volume_snapshots,
        "This snapshot does not exist",
    )
}

fn instance_snapshots(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    filtered(
        call,
        &world.around.instance_snapshots,
        &["flavorType", "region"],
    )
}

fn instance_snapshot(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    one(
        call,
        &world.around.instance_snapshots,
        "This snapshot does not exist",
    )
}
