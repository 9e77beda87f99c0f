//! Backups of a notebook's workspace: read, and made into another notebook.

use serde_json::Value;

use super::Answer;
use super::create::begin;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::routes::authorized_project;
use crate::routes::workload::{Order, list_reply, missing, stored, times};
use crate::spec::Members;
use crate::store::{Kind, Stored};
use crate::world::World;

/// The backups of one notebook.
pub(super) fn list(world: &mut World, call: &Call<'_>) -> Answer {
    authorized_project(world, call)?;
    let notebook = call.segment(1);
    stored(world.estate.of(Kind::Notebook), notebook)?;
    let order = Order::read(call.request, Kind::Backup)?;
    let (after, before) = times(call.request)?;
    let backups = world
        .estate
        .of(Kind::Backup)
        .in_place(notebook)
        .filter(|(_, backup)| {
            let updated = backup.head().updated_ms;
            after.is_none_or(|after| updated > after)
                && before.is_none_or(|before| updated < before)
        });
    list_reply(call.request, world.paging, order, backups)
}

pub(super) fn get(world: &mut World, call: &Call<'_>) -> Answer {
    authorized_project(world, call)?;
    Ok(Reply::text(200, backup(world, call)?.text().to_owned()))
}

/// Makes a new notebook with the spec of the old one and the workspace of the backup. Without a name the server makes
/// one (inferred).
pub(super) fn fork(world: &mut World, call: &Call<'_>) -> Answer {
    let now = authorized_project(world, call)?;
    let body = if call.request.body.is_empty() {
        Value::Object(serde_json::Map::new())
    } else {
        call.json()?
    };
    let members = Members::read(&body, "", &["name"], world.lenient)?;
    let name = members.text("name")?.unwrap_or_default();
    backup(world, call)?;
    let parent = stored(world.estate.of(Kind::Notebook), call.segment(1))?.document();
    let mut spec = parent["spec"].clone();
    spec["name"] = name.into();
    let mut document = begin(world, spec, now);
    let used = &parent["status"]["workspace"]["storageUsed"];
    if let Some(id) = document["id"].as_str().map(str::to_owned) {
        world.estate.of_mut(Kind::Notebook).edit(&id, |document| {
            document["status"]["workspace"]["storageUsed"] = used.clone();
        });
        document["status"]["workspace"]["storageUsed"] = used.clone();
    }
    Ok(Reply::ok(&document))
}

/// The backup of a call, of exactly that notebook.
fn backup<'a>(world: &'a World, call: &Call<'_>) -> Result<&'a Stored, ApiError> {
    let notebook = call.segment(1);
    stored(world.estate.of(Kind::Notebook), notebook)?;
    stored(world.estate.of(Kind::Backup), call.segment(2))
        .ok()
        .filter(|backup| backup.place() == notebook)
        .ok_or_else(|| missing(Kind::Backup))
}
