//! `/registry`: private registries. Passwords go in and never come out.

use super::workload::{missing, stored};
use super::{Answer, Route, authorized_project, route};
use crate::auth::Rights;
use crate::clock::rfc3339;
use crate::errors::ApiError;
use crate::estate::USER;
use crate::registries::document;
use crate::reply::Reply;
use crate::request::Call;
use crate::spec::Members;
use crate::store::Kind;
use crate::world::World;

const ALL: &str = "/cloud/project/{serviceName}/ai/registry";
const ONE: &str = "/cloud/project/{serviceName}/ai/registry/{registryId}";

pub(super) const ROUTES: &[Route] = &[
    route("GET", ALL, Rights::Action("ai/registry/get"), list),
    route("POST", ALL, Rights::Action("ai/registry/create"), create),
    route("GET", ONE, Rights::Action("ai/registry/get"), get),
    route("PUT", ONE, Rights::Action("ai/registry/edit"), update),
    route("DELETE", ONE, Rights::Action("ai/registry/delete"), delete),
];

const KNOWN: &[&str] = &[
    "createdAt",
    "id",
    "password",
    "region",
    "updatedAt",
    "url",
    "user",
    "username",
];

fn list(world: &mut World, call: &Call<'_>) -> Answer {
    authorized_project(world, call)?;
    let registries = world.estate.of(Kind::Registry).iter();
    Ok(Reply::list(registries.map(|(_, registry)| registry.text())))
}

fn get(world: &mut World, call: &Call<'_>) -> Answer {
    authorized_project(world, call)?;
    let registry = stored(world.estate.of(Kind::Registry), call.segment(1))?;
    Ok(Reply::text(200, registry.text().to_owned()))
}

fn create(world: &mut World, call: &Call<'_>) -> Answer {
    let now = authorized_project(world, call)?;
    let body = call.json()?;
    let members = Members::read(&body, "", KNOWN, world.lenient)?;
    let region = members.required_text("region")?;
    if world.capabilities.region(region).is_none() {
        return Err(members.refuse("region", "unknown"));
    }
    let url = members.required_text("url")?;
    check_url(members, url)?;
    let username = members.required_text("username")?;
    let password = members.required_text("password")?;
    let id = world.new_id();
    let registry = document(&id, region, url, username, USER, &rfc3339(now));
    let registries = world.estate.of_mut(Kind::Registry);
    registries.insert(&registry);
    registries.hide(&id, password.into());
    Ok(Reply::ok(&registry))
}

fn update(world: &mut World, call: &Call<'_>) -> Answer {
    let now = authorized_project(world, call)?;
    let body = call.json()?;
    let members = Members::read(&body, "", &["password", "url", "username"], world.lenient)?;
    let (url, username) = (members.text("url")?, members.text("username")?);
    let password = members.text("password")?;
    if let Some(url) = url {
        check_url(members, url)?;
    }
    let registries = world.estate.of_mut(Kind::Registry);
    let id = call.segment(1);
    let found = registries.edit(id, |registry| {
        for (name, value) in [("url", url), ("username", username)] {
            if let Some(value) = value {
                registry[name] = value.into();
            }
        }
        registry["updatedAt"] = rfc3339(now).into();
    });
    if !found {
        return Err(missing(Kind::Registry));
    }
    if let Some(password) = password {
        registries.hide(id, password.into());
    }
    Ok(Reply::void())
}

fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    authorized_project(world, call)?;
    if world.remove(Kind::Registry, call.segment(1)) {
        Ok(Reply::void())
    } else {
        Err(missing(Kind::Registry))
    }
}

/// Registries are reached on port 443 only (platform-facts section 5); that the API refuses others is inferred.
fn check_url(members: Members<'_>, url: &str) -> Result<(), ApiError> {
    let rest = url.strip_prefix("https://").unwrap_or(url);
    let host = rest.split('/').next().unwrap_or_default();
    if rest.contains("://") || host.is_empty() || url.contains(char::is_whitespace) {
        return Err(members.refuse("url", "is not a registry address"));
    }
    match host.rsplit_once(':') {
        Some((_, port)) if port != "443" => Err(members.refuse("url", "must be on port 443")),
        _ => Ok(()),
    }
}
