//! Volume objects exist here only. They are read from the workloads that mount them; making and removing them by
//! themselves is not served.

use serde_json::{Map, Value, json};

use super::answer;
use super::caller::Caller;
use super::scope::shows;
use crate::errors::ApiError;
use crate::paging::query;
use crate::reply::Reply;
use crate::request::Call;
use crate::routes::Answer;
use crate::store::Kind;
use crate::world::World;

/// Members that say how a workload mounts a volume, not what it is.
const MOUNT: &[&str] = &["id", "mountPath", "permission"];

pub(super) fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let caller = Caller::of(world, call.request)?;
    let page = query(call.request, world.paging)?;
    let volumes = volumes(world, &caller);
    Ok(Reply::ok(&answer::listing(volumes, page, call)))
}

pub(super) fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let caller = Caller::of(world, call.request)?;
    volumes(world, &caller)
        .into_iter()
        .find(|volume| volume["id"] == call.segment(0))
        .map(|volume| Reply::ok(&volume))
        .ok_or_else(|| ApiError::not_found("This volume does not exist"))
}

/// The volumes of every workload the caller sees, in the order of the workloads.
fn volumes(world: &World, caller: &Caller) -> Vec<Value> {
    let mut volumes: Vec<Value> = Vec::new();
    for kind in [Kind::App, Kind::Job, Kind::Notebook] {
        let objects = world.estate.of(kind).iter();
        for (_, object) in objects.filter(|(_, object)| shows(caller, kind, object)) {
            let document = answer::shaped(object.document());
            let statuses = document["status"]["volumes"].as_array();
            let specs = document["spec"]["volumes"].as_array();
            for (spec, status) in specs
                .into_iter()
                .flatten()
                .zip(statuses.into_iter().flatten())
            {
                let id = &status["userVolumeId"];
                if id.is_null() || volumes.iter().any(|known| &known["id"] == id) {
                    continue;
                }
                let mut volume: Map<String, Value> = spec
                    .as_object()
                    .into_iter()
                    .flatten()
                    .filter(|(name, _)| !MOUNT.contains(&name.as_str()))
                    .map(|(name, member)| (name.clone(), member.clone()))
                    .collect();
                volume.insert("id".into(), id.clone());
                volume.insert("createdAt".into(), document["createdAt"].clone());
                volume.insert("updatedAt".into(), document["updatedAt"].clone());
                volumes.push(json!(volume));
            }
        }
    }
    volumes
}
