//! Asking for a data sync by hand.

use serde_json::{Value, json};

use super::{Answer, target};
use crate::app::{Plan, State, Step};
use crate::clock::rfc3339;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::spec::Members;
use crate::world::World;

/// Queues a sync of one volume or of all. The console offers it while the app runs; that the API refuses it
/// otherwise is inferred.
pub(super) fn create(world: &mut World, call: &Call<'_>) -> Answer {
    let body = call.json()?;
    let members = Members::read(&body, "", &["direction", "manual", "volume"], world.lenient)?;
    let direction = members.one_of("direction", &["pull", "push"])?;
    let direction = direction.ok_or_else(|| members.refuse("direction", "is required"))?;
    members.boolean("manual")?;
    let volume = members.text("volume")?;
    let id = world.new_id();
    let interval = world.interval_ms;
    let (now, app) = target(world, call)?;
    if app.state() != Some(State::Running) {
        return Err(ApiError::conflict("App must be running to sync its data"));
    }
    let document = app.document();
    let volumes = document["status"]["volumes"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    if volumes.is_empty() {
        return Err(ApiError::bad_request("This app has no volume"));
    }
    if let Some(volume) = volume
        && !volumes.iter().any(|known| known["userVolumeId"] == volume)
    {
        return Err(members.refuse("volume", "is not a volume of this app"));
    }
    let at = rfc3339(now);
    let sync = json!({
        "createdAt": at,
        "id": id,
        "spec": {"direction": direction, "manual": true, "volume": volume},
        "status": {
            "endedAt": null,
            "info": {"code": "DATASYNC_QUEUED", "message": "Data sync is queued"},
            "progress": [],
            "queuedAt": at,
            "startedAt": null,
            "state": "QUEUED",
        },
        "updatedAt": at,
    });
    app.edit(
        |document| match document["status"]["dataSync"].as_array_mut() {
            Some(runs) => runs.push(sync.clone()),
            None => document["status"]["dataSync"] = Value::Array(vec![sync.clone()]),
        },
    );
    let step = |state, info| Step::Sync {
        id: id.clone(),
        state,
        info,
    };
    app.add_steps(
        Plan::default()
            .at(
                now.saturating_add(interval),
                step("RUNNING", ("DATASYNC_RUNNING", "Data sync is running")),
            )
            .at(
                now.saturating_add(interval * 2),
                step("DONE", ("DATASYNC_DONE", "Data sync is done")),
            ),
    );
    Ok(Reply::ok(&sync))
}
