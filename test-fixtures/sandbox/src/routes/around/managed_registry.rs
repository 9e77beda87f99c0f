//! Managed registries with their Harbor users and address lists.

use serde_json::{Value, json};

use super::{Answer, Route, full_list, project, route};
use crate::around::ManagedRegistry;
use crate::around::secrets::secret;
use crate::auth::Rights;
use crate::clock::rfc3339;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::spec::Members;
use crate::world::World;

pub(crate) const ROUTES: &[Route] = &[
    route(
        "GET",
        below!("/containerRegistry"),
        Rights::Action("containerRegistry/get"),
        list,
    ),
    route(
        "GET",
        below!("/containerRegistry/{registryID}"),
        Rights::Action("containerRegistry/get"),
        get,
    ),
    route(
        "GET",
        below!("/containerRegistry/{registryID}/plan"),
        Rights::Action("containerRegistry/plan/get"),
        plan,
    ),
    route(
        "GET",
        below!("/containerRegistry/{registryID}/users"),
        Rights::Action("containerRegistry/users/get"),
        users,
    ),
    route(
        "POST",
        below!("/containerRegistry/{registryID}/users"),
        Rights::Action("containerRegistry/users/create"),
        create_user,
    ),
    route(
        "GET",
        below!("/containerRegistry/{registryID}/users/{userID}"),
        Rights::Action("containerRegistry/users/get"),
        user,
    ),
    route(
        "DELETE",
        below!("/containerRegistry/{registryID}/users/{userID}"),
        Rights::Action("containerRegistry/users/delete"),
        delete_user,
    ),
    route(
        "GET",
        below!("/containerRegistry/{registryID}/ipRestrictions/management"),
        Rights::Action("containerRegistry/ipRestrictions/management/get"),
        management,
    ),
    route(
        "PUT",
        below!("/containerRegistry/{registryID}/ipRestrictions/management"),
        Rights::Action("containerRegistry/ipRestrictions/management/edit"),
        replace_management,
    ),
    route(
        "GET",
        below!("/containerRegistry/{registryID}/ipRestrictions/registry"),
        Rights::Action("containerRegistry/ipRestrictions/registry/get"),
        registry,
    ),
    route(
        "PUT",
        below!("/containerRegistry/{registryID}/ipRestrictions/registry"),
        Rights::Action("containerRegistry/ipRestrictions/registry/edit"),
        replace_registry,
    ),
];

fn list(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let registries = world.around.registries.values();
    full_list(
        call,
        registries
            .map(|registry| registry.document.clone())
            .collect(),
    )
}

fn one<'w>(world: &'w mut World, call: &Call<'_>) -> Result<&'w mut ManagedRegistry, ApiError> {
    project(world, call)?;
    world
        .around
        .registries
        .get_mut(call.segment(1))
        .ok_or_else(|| ApiError::not_found("This container registry does not exist"))
}

fn get(world: &mut World, call: &Call<'_>) -> Answer {
    Ok(Reply::ok(&one(world, call)?.document))
}

fn plan(world: &mut World, call: &Call<'_>) -> Answer {
    Ok(Reply::ok(&one(world, call)?.plan()))
}

fn users(world: &mut World, call: &Call<'_>) -> Answer {
    let users = one(world, call)?.users.values().cloned().collect();
    full_list(call, users)
}

fn user(world: &mut World, call: &Call<'_>) -> Answer {
    one(world, call)?
        .users
        .get(call.segment(2))
        .map(Reply::ok)
        .ok_or_else(no_user)
}

/// The password is in this answer only. Refused where sign-in goes through IAM (inferred).
fn create_user(world: &mut World, call: &Call<'_>) -> Answer {
    let lenient = world.lenient;
    let registry = one(world, call)?;
    if registry.uses_iam() {
        return Err(ApiError::conflict(
            "Users of this registry are managed by IAM",
        ));
    }
    let body = if call.request.body.is_empty() {
        json!({})
    } else {
        call.json()?
    };
    let members = Members::read(&body, "", &["email", "login"], lenient)?;
    let id = registry.next_user_id();
    let login = members
        .text("login")?
        .map_or_else(|| format!("user-{id}"), str::to_owned);
    let generated = format!("{login}@registry.example.com");
    let email = members.text("email")?.map_or(generated, str::to_owned);
    if registry
        .users
        .values()
        .any(|user| user["user"] == login.as_str())
    {
        return Err(ApiError::conflict("A user with this login exists already"));
    }
    let stored = json!({"email": email, "id": id, "password": null, "user": login});
    let mut answered = stored.clone();
    answered["password"] = secret("registry-password", &format!("{id}/{login}")).into();
    registry.users.insert(id, stored);
    Ok(Reply::ok(&answered))
}

fn delete_user(world: &mut World, call: &Call<'_>) -> Answer {
    match one(world, call)?.users.shift_remove(call.segment(2)) {
        Some(_) => Ok(Reply::void()),
        None => Err(no_user()),
    }
}

fn management(world: &mut World, call: &Call<'_>) -> Answer {
    let blocks = one(world, call)?.management.clone();
    full_list(call, blocks)
}

fn registry(world: &mut World, call: &Call<'_>) -> Answer {
    let blocks = one(world, call)?.registry.clone();
    full_list(call, blocks)
}

fn replace_management(world: &mut World, call: &Call<'_>) -> Answer {
    let now = project(world, call)?;
    let lenient = world.lenient;
    let registry = one(world, call)?;
    registry.management = blocks(call, &registry.management, now, lenient)?;
    Ok(Reply::ok(&registry.management.clone().into()))
}

fn replace_registry(world: &mut World, call: &Call<'_>) -> Answer {
    let now = project(world, call)?;
    let lenient = world.lenient;
    let registry = one(world, call)?;
    registry.registry = blocks(call, &registry.registry, now, lenient)?;
    Ok(Reply::ok(&registry.registry.clone().into()))
}

/// The whole new list; an entry that was there keeps its times.
fn blocks(
    call: &Call<'_>,
    before: &[Value],
    now_ms: i64,
    lenient: bool,
) -> Result<Vec<Value>, ApiError> {
    let body = call.json()?;
    let Value::Array(entries) = &body else {
        return Err(ApiError::member("body", "must be a list"));
    };
    let mut blocks: Vec<Value> = Vec::with_capacity(entries.len());
    for (at, entry) in entries.iter().enumerate() {
        let place = format!("[{at}]");
        let known = ["createdAt", "description", "ipBlock", "updatedAt"];
        let members = Members::read(entry, &place, &known, lenient)?;
        let block = members.required_text("ipBlock")?;
        if !is_block(block) {
            return Err(members.refuse("ipBlock", "is no block of addresses"));
        }
        let description = members.text("description")?.unwrap_or_default();
        let same = before
            .iter()
            .find(|known| known["ipBlock"] == block && known["description"] == description);
        let time = rfc3339(now_ms);
        blocks.push(same.cloned().unwrap_or_else(|| {
            json!({"createdAt": time, "description": description, "ipBlock": block, "updatedAt": time})
        }));
    }
    Ok(blocks)
}

fn is_block(text: &str) -> bool {
    let (address, bits) = text.split_once('/').unwrap_or((text, "0"));
    let Ok(address) = address.parse::<std::net::IpAddr>() else {
        return false;
    };
    let most = if address.is_ipv4() { 32 } else { 128 };
    bits.parse::<u8>().is_ok_and(|bits| bits <= most)
}

fn no_user() -> ApiError {
    ApiError::not_found("This user does not exist")
}
