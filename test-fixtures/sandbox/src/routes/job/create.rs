//! Creating a job, and turning a spec into a command without creating anything.

use serde_json::json;

use super::Answer;
use crate::command::job_run;
use crate::estate::{USER, two_words};
use crate::job::{Birth, new_document, plans};
use crate::reply::Reply;
use crate::request::Call;
use crate::routes::authorized_project;
use crate::spec::resolve_job;
use crate::store::Kind;
use crate::world::World;

/// Creates and starts a job. Names are not unique: the same body twice makes two jobs.
pub(super) fn create(world: &mut World, call: &Call<'_>) -> Answer {
    let now = authorized_project(world, call)?;
    let mut spec = resolve_job(&call.json()?, world.rules())?;
    if spec["name"] == "" {
        spec["name"] = two_words(world.made).into();
    }
    let id = world.new_id();
    let document = new_document(Birth {
        id: &id,
        user: USER,
        at_ms: now,
        spec,
    });
    let circumstances = world.circumstances(&document["spec"]);
    let jobs = world.estate.of_mut(Kind::Job);
    jobs.insert(&document);
    if let Some(job) = jobs.stored_mut(&id) {
        job.set_plan(plans::start(&document, now, &circumstances, true));
    }
    Ok(Reply::ok(&document))
}

/// The `ovhai` command equivalent to a spec.
pub(super) fn command(world: &mut World, call: &Call<'_>) -> Answer {
    authorized_project(world, call)?;
    let body = call.json()?;
    let spec = resolve_job(&body, world.rules())?;
    Ok(Reply::ok(&json!({"command": job_run(&spec, &body)?})))
}
