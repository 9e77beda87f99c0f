//! One label at a time.

use super::{Answer, target};
use crate::clock::rfc3339;
use crate::reply::Reply;
use crate::request::Call;
use crate::spec::Members;
use crate::store::Kind;
use crate::world::World;

/// `PUT …/label`: one label; null deletes. Labels below `ovh/` belong to the platform (that it refuses to touch them
/// is inferred).
pub(in crate::routes) fn set(world: &mut World, call: &Call<'_>, kind: Kind) -> Answer {
    let body = call.json()?;
    let members = Members::read(&body, "", &["name", "value"], world.lenient)?;
    let name = members.required_text("name")?.to_owned();
    let value = members.text("value")?.map(str::to_owned);
    if name.starts_with("ovh/") {
        return Err(members.refuse("name", "labels below ovh/ belong to the platform"));
    }
    let (now, object) = target(world, call, kind)?;
    object.edit(|document| {
        let labels = &mut document["spec"]["labels"];
        match value {
            Some(value) => labels[name.as_str()] = value.into(),
            None => {
                if let Some(labels) = labels.as_object_mut() {
                    labels.remove(&name);
                }
            }
        }
        document["updatedAt"] = rfc3339(now).into();
    });
    Ok(Reply::void())
}
