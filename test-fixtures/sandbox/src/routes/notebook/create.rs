//! Creating a notebook, and turning a spec into a command without creating anything.

use serde_json::{Value, json};

use super::Answer;
use crate::command::notebook_run;
use crate::estate::{USER, two_words};
use crate::notebook::{Birth, new_document, plans};
use crate::reply::Reply;
use crate::request::Call;
use crate::routes::authorized_project;
use crate::spec::resolve_notebook;
use crate::store::Kind;
use crate::world::World;

/// Creates and starts a notebook. Names are not unique: the same body twice makes two.
pub(super) fn create(world: &mut World, call: &Call<'_>) -> Answer {
    let now = authorized_project(world, call)?;
    let spec = resolve_notebook(&call.json()?, world.rules())?;
    Ok(Reply::ok(&begin(world, spec, now)))
}

/// Puts a notebook with this spec in place and lets it start.
pub(super) fn begin(world: &mut World, mut spec: Value, now_ms: i64) -> Value {
    if spec["name"] == "" {
        spec["name"] = two_words(world.made).into();
    }
    let id = world.new_id();
    let document = new_document(Birth {
        id: &id,
        user: USER,
        at_ms: now_ms,
        spec,
    });
    let circumstances = world.circumstances(&document["spec"]);
    let notebooks = world.estate.of_mut(Kind::Notebook);
    notebooks.insert(&document);
    if let Some(notebook) = notebooks.stored_mut(&id) {
        notebook.set_plan(plans::start(&document, now_ms, &circumstances, true));
    }
    document
}

/// The `ovhai` command equivalent to a spec.
pub(super) fn command(world: &mut World, call: &Call<'_>) -> Answer {
    authorized_project(world, call)?;
    let body = call.json()?;
    let spec = resolve_notebook(&body, world.rules())?;
    Ok(Reply::ok(&json!({"command": notebook_run(&spec, &body)?})))
}
