//! The old lists of editors and frameworks without region: those of all regions, in older models.

use serde_json::{Value, json};

use super::Answer;
use crate::reply::Reply;
use crate::request::Call;
use crate::routes::capabilities::{editors_for, frameworks_for};
use crate::routes::project;
use crate::world::World;

/// `notebook.Editor`: one version instead of a list.
pub(super) fn editors(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let regions = &world.capabilities.regions;
    let editors = once(regions.iter().flat_map(|region| editors_for(region, call)));
    Ok(Reply::ok(
        &editors
            .into_iter()
            .map(|editor| {
                json!({
                    "description": editor["description"],
                    "docUrl": editor["docUrl"],
                    "id": editor["id"],
                    "logoUrl": editor["logoUrl"],
                    "name": editor["name"],
                    "version": editor["versions"][0],
                })
            })
            .collect::<Vec<_>>()
            .into(),
    ))
}

/// `notebook.Framework`: without type, saved paths and QPUs.
pub(super) fn frameworks(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let regions = &world.capabilities.regions;
    let frameworks = once(
        regions
            .iter()
            .flat_map(|region| frameworks_for(region, call)),
    );
    Ok(Reply::ok(
        &frameworks
            .into_iter()
            .map(|framework| {
                json!({
                    "description": framework["description"],
                    "docUrl": framework["docUrl"],
                    "id": framework["id"],
                    "logoUrl": framework["logoUrl"],
                    "name": framework["name"],
                    "versions": framework["versions"],
                })
            })
            .collect::<Vec<_>>()
            .into(),
    ))
}

/// Each id once.
fn once<'a>(documents: impl Iterator<Item = &'a Value>) -> Vec<&'a Value> {
    let mut kept: Vec<&Value> = Vec::new();
    for document in documents {
        if kept.iter().all(|known| known["id"] != document["id"]) {
            kept.push(document);
        }
    }
    kept
}
