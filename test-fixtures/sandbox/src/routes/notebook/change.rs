//! Changing a notebook in place.

use super::{Answer, workload};
use crate::clock::rfc3339;
use crate::errors::ApiError;
use crate::notebook::State;
use crate::reply::Reply;
use crate::request::Call;
use crate::spec::patch_notebook;
use crate::store::Kind;
use crate::workload::volume_statuses;
use crate::world::World;

/// `PUT /notebook/{notebookId}`: only labels while it runs (`ai-api.json`, notes of the call); that the API answers
/// 409 to anything else is inferred.
pub(super) fn update(world: &mut World, call: &Call<'_>) -> Answer {
    let body = call.json()?;
    let rules = world.rules();
    let (now, notebook) = workload::target(world, call, Kind::Notebook)?;
    let (spec, more_than_labels) = patch_notebook(&notebook.document()["spec"], &body, rules)?;
    let stopped = State::parse(&notebook.head().state).is_some_and(State::is_stopped);
    if more_than_labels && !stopped {
        return Err(ApiError::conflict(
            "Notebook must be stopped before it can be changed",
        ));
    }
    notebook.edit(|document| {
        if spec["volumes"] != document["spec"]["volumes"] {
            let id = document["id"].as_str().unwrap_or_default();
            document["status"]["volumes"] = volume_statuses(id, &spec);
        }
        document["spec"] = spec;
        document["updatedAt"] = rfc3339(now).into();
    });
    Ok(Reply::void())
}
