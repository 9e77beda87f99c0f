//! `/job`: every call on AI Training jobs. Jobs cannot be changed save for their labels, nor started again.

mod create;
mod end;

use serde_json::{Value, json};

use super::workload::{self, log};
use super::{Answer, Route, project, route};
use crate::auth::Rights;
use crate::reply::Reply;
use crate::request::Call;
use crate::store::Kind;
use crate::world::World;

macro_rules! all {
    ($tail:literal) => {
        concat!("/cloud/project/{serviceName}/ai/job", $tail)
    };
}

pub(super) const ROUTES: &[Route] = &[
    route(
        "GET",
        all!(""),
        Rights::Action("ai/job/get"),
        |world, call| workload::list(world, call, Kind::Job),
    ),
    route(
        "POST",
        all!(""),
        Rights::Action("ai/job/create"),
        create::create,
    ),
    route(
        "POST",
        all!("/command"),
        Rights::Action("ai/job/command/get"),
        create::command,
    ),
    route(
        "GET",
        all!("/capabilities/presetImage"),
        Rights::Action("ai/job/capabilities/presetImage/get"),
        preset_images,
    ),
    route(
        "GET",
        all!("/{jobId}"),
        Rights::Action("ai/job/get"),
        |world, call| workload::get(world, call, Kind::Job),
    ),
    route(
        "DELETE",
        all!("/{jobId}"),
        Rights::Action("ai/job/delete"),
        end::delete,
    ),
    route(
        "POST",
        all!("/{jobId}/datasync"),
        Rights::Action("ai/job/datasync/create"),
        |world, call| workload::datasync(world, call, Kind::Job),
    ),
    route(
        "PUT",
        all!("/{jobId}/kill"),
        Rights::Action("ai/job/kill"),
        end::kill,
    ),
    route(
        "PUT",
        all!("/{jobId}/label"),
        Rights::Action("ai/job/label/edit"),
        |world, call| workload::label(world, call, Kind::Job),
    ),
    route(
        "GET",
        all!("/{jobId}/log"),
        Rights::Action("ai/job/log/get"),
        |world, call| log(world, call, Kind::Job),
    ),
];

/// The old list of preset images: the catalogue of all regions in another model.
fn preset_images(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let mut images: Vec<Value> = Vec::new();
    for image in world
        .capabilities
        .regions
        .iter()
        .flat_map(|region| &region.job_images)
    {
        if images.iter().all(|known| known["id"] != image["id"]) {
            images.push(json!({
                "description": image["description"],
                "id": image["id"],
                "link": image["docUrl"],
                "logo": image["logoUrl"],
                "name": image["name"],
            }));
        }
    }
    Ok(Reply::ok(&images.into()))
}
