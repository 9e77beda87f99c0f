//! `/token`: application tokens. The value is shown in the answers of create and renew and never again.

use serde_json::{Value, json};

use super::workload::missing;
use super::{Answer, Route, authorized_project, route};
use crate::auth::Rights;
use crate::clock::rfc3339;
use crate::label_selector::LabelSelector;
use crate::reply::Reply;
use crate::request::Call;
use crate::spec::Members;
use crate::store::Kind;
use crate::tokens::{ROLES, document, value};
use crate::world::World;

macro_rules! below {
    ($tail:literal) => {
        concat!("/cloud/project/{serviceName}/ai/token", $tail)
    };
}

pub(super) const ROUTES: &[Route] = &[
    route("GET", below!(""), Rights::Action("ai/token/get"), list),
    route(
        "POST",
        below!(""),
        Rights::Action("ai/token/create"),
        create,
    ),
    route("GET", below!("/{id}"), Rights::Action("ai/token/get"), get),
    route(
        "DELETE",
        below!("/{id}"),
        Rights::Action("ai/token/delete"),
        delete,
    ),
    route(
        "POST",
        below!("/{id}/renew"),
        Rights::Action("ai/token/renew"),
        renew,
    ),
];

fn list(world: &mut World, call: &Call<'_>) -> Answer {
    authorized_project(world, call)?;
    let tokens = world.estate.of(Kind::Token).iter();
    Ok(Reply::list(tokens.map(|(_, token)| token.text())))
}

fn get(world: &mut World, call: &Call<'_>) -> Answer {
    authorized_project(world, call)?;
    let token = world.estate.of(Kind::Token).stored(call.segment(1));
    let token = token.ok_or_else(|| missing(Kind::Token))?;
    Ok(Reply::text(200, token.text().to_owned()))
}

/// Name, region and role are required. A selector that cannot be read is refused (inferred).
fn create(world: &mut World, call: &Call<'_>) -> Answer {
    let now = authorized_project(world, call)?;
    let body = call.json()?;
    let known = ["labelSelector", "name", "region", "role"];
    let members = Members::read(&body, "", &known, world.lenient)?;
    let name = members.required_text("name")?;
    let region = members.required_text("region")?;
    if world.capabilities.region(region).is_none() {
        return Err(members.refuse("region", "unknown"));
    }
    members.required_text("role")?;
    let role = members.one_of("role", ROLES)?.unwrap_or_default();
    let selector = members.text("labelSelector")?;
    if let Some(selector) = selector {
        LabelSelector::parse(selector)?;
    }
    let id = world.new_id();
    let token = document(&id, name, region, role, selector, &rfc3339(now));
    let tokens = world.estate.of_mut(Kind::Token);
    tokens.insert(&token);
    Ok(Reply::ok(&told(world, &id, token)))
}

/// A new value and one version more; the old value is nobody's.
fn renew(world: &mut World, call: &Call<'_>) -> Answer {
    let now = authorized_project(world, call)?;
    let id = call.segment(1);
    let tokens = world.estate.of_mut(Kind::Token);
    let found = tokens.edit(id, |token| {
        let version = token["status"]["version"].as_i64().unwrap_or_default();
        token["status"]["version"] = (version + 1).into();
        token["updatedAt"] = rfc3339(now).into();
    });
    match tokens.get(id) {
        Some(token) if found => Ok(Reply::ok(&told(world, id, token))),
        _ => Err(missing(Kind::Token)),
    }
}

/// Gives a token the value of its version, and tells it this once.
fn told(world: &mut World, id: &str, mut token: Value) -> Value {
    let version = token["status"]["version"].as_i64().unwrap_or_default();
    let value = value(id, version);
    world
        .estate
        .of_mut(Kind::Token)
        .hide(id, json!(value.as_str()));
    token["status"]["value"] = value.into();
    token
}

fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    authorized_project(world, call)?;
    if world.remove(Kind::Token, call.segment(1)) {
        Ok(Reply::void())
    } else {
        Err(missing(Kind::Token))
    }
}
