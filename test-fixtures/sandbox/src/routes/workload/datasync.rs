//! Asking for a data sync by hand.

use serde_json::json;

use super::{Answer, capital_noun, noun, target};
use crate::clock::rfc3339;
use crate::errors::ApiError;
use crate::job;
use crate::reply::Reply;
use crate::request::Call;
use crate::spec::Members;
use crate::store::{Kind, Plan};
use crate::workload::{DONE, NOT_FOUND, RUNNING, begin, change, manual};
use crate::world::World;

/// Queues a sync of one volume or of all. The console offers it while the workload is RUNNING or SYNC_FAILED; that
/// the API refuses it otherwise is inferred. A push by hand finishes a job that is SYNC_FAILED.
pub(in crate::routes) fn create(world: &mut World, call: &Call<'_>, kind: Kind) -> Answer {
    let body = call.json()?;
    let members = Members::read(&body, "", &["direction", "manual", "volume"], world.lenient)?;
    let direction = members.one_of("direction", &["pull", "push"])?;
    let direction = direction.ok_or_else(|| members.refuse("direction", "is required"))?;
    members.boolean("manual")?;
    let volume = members.text("volume")?;
    let id = world.new_id();
    let (now, object) = target(world, call, kind)?;
    let failed = kind != Kind::App && object.head().state == "SYNC_FAILED";
    if object.head().state != "RUNNING" && !failed {
        return Err(ApiError::conflict(format!(
            "{} must be running to sync its data",
            capital_noun(kind)
        )));
    }
    let document = object.document();
    let volumes = document["status"]["volumes"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    if volumes.is_empty() {
        return Err(ApiError::bad_request(format!(
            "This {} has no volume",
            noun(kind)
        )));
    }
    if let Some(volume) = volume
        && !volumes.iter().any(|known| known["userVolumeId"] == volume)
    {
        return Err(members.refuse("volume", format!("is not a volume of this {}", noun(kind))));
    }
    let spec = json!({"direction": direction, "manual": true, "volume": volume});
    let sync = manual(&id, &spec, &rfc3339(now));
    let circumstances = world.circumstances(&document["spec"]);
    let interval = world.interval_ms;
    let (_, object) = target(world, call, kind)?;
    object.edit(|document| begin(document, sync.clone()));
    if failed && kind == Kind::Job && direction == "push" {
        object.set_plan(job::plans::resync(&document, &id, now, &circumstances));
    } else {
        let lost = match direction {
            "pull" => circumstances.missing_source,
            _ => circumstances.missing_target,
        };
        let last = if lost.is_some() { NOT_FOUND } else { DONE };
        object.add_steps(
            Plan::default()
                .at(now.saturating_add(interval), change(&id, RUNNING))
                .at(now.saturating_add(interval * 2), change(&id, last)),
        );
    }
    Ok(Reply::ok(&sync))
}
