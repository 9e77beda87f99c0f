//! Creating an app, and turning a spec into a command without creating anything.

use serde_json::{Value, json};

use super::{Answer, authorized_project};
use crate::app::{Birth, new_document, plans};
use crate::command::app_run;
use crate::errors::ApiError;
use crate::estate::{USER, two_words};
use crate::reply::Reply;
use crate::request::Call;
use crate::spec::resolve;
use crate::store::Kind;
use crate::world::World;

/// Creates and starts an app. Names are not unique: the same body twice makes two apps.
pub(super) fn create(world: &mut World, call: &Call<'_>) -> Answer {
    let now = authorized_project(world, call)?;
    let spec = spec(world, call)?;
    let id = world.new_id();
    let document = new_document(Birth {
        id: &id,
        user: USER,
        at_ms: now,
        spec,
    });
    let circumstances = world.circumstances(&document["spec"]);
    let apps = world.estate.of_mut(Kind::App);
    apps.insert(&document);
    if let Some(app) = apps.stored_mut(&id) {
        app.set_plan(plans::start(&document, now, &circumstances, true));
    }
    Ok(Reply::ok(&document))
}

/// The `ovhai` command equivalent to a spec.
pub(super) fn command(world: &mut World, call: &Call<'_>) -> Answer {
    authorized_project(world, call)?;
    let body = call.json()?;
    let spec = resolve(&body, world.rules())?;
    Ok(Reply::ok(&json!({"command": app_run(&spec, &body)?})))
}

fn spec(world: &World, call: &Call<'_>) -> Result<Value, ApiError> {
    let mut spec = resolve(&call.json()?, world.rules())?;
    if spec["name"] == "" {
        spec["name"] = two_words(world.made).into();
    }
    Ok(spec)
}
