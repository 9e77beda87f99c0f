//! Project users, their roles and their S3 policy.

use serde_json::{Value, json};

use super::{Answer, Route, full_list, project, route};
use crate::around::User;
use crate::around::roles::{self, Role};
use crate::auth::Rights;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::spec::Members;
use crate::world::World;

pub(crate) const ROUTES: &[Route] = &[
    route("GET", below!("/user"), Rights::Action("user/get"), list),
    route(
        "POST",
        below!("/user"),
        Rights::Action("user/create"),
        create,
    ),
    route(
        "GET",
        below!("/user/{userId}"),
        Rights::Action("user/get"),
        get,
    ),
    route(
        "DELETE",
        below!("/user/{userId}"),
        Rights::Action("user/delete"),
        delete,
    ),
    route(
        "POST",
        below!("/user/{userId}/regeneratePassword"),
        Rights::Action("user/regeneratePassword"),
        new_password,
    ),
    route(
        "GET",
        below!("/role"),
        Rights::Action("role/get"),
        all_roles,
    ),
    route(
        "GET",
        below!("/user/{userId}/role"),
        Rights::Action("user/role/get"),
        roles_of,
    ),
    route(
        "POST",
        below!("/user/{userId}/role"),
        Rights::Action("user/role/create"),
        add_role,
    ),
    route(
        "PUT",
        below!("/user/{userId}/role"),
        Rights::Action("user/role/edit"),
        replace_roles,
    ),
    route(
        "DELETE",
        below!("/user/{userId}/role/{roleId}"),
        Rights::Action("user/role/delete"),
        remove_role,
    ),
    route(
        "GET",
        below!("/user/{userId}/policy"),
        Rights::Action("user/policy/get"),
        policy,
    ),
    route(
        "POST",
        below!("/user/{userId}/policy"),
        Rights::Action("user/policy/create"),
        set_policy,
    ),
];

/// The user of the path's second parameter.
pub(super) fn user<'w>(world: &'w mut World, call: &Call<'_>) -> Result<&'w mut User, ApiError> {
    world
        .around
        .users
        .get_mut(call.segment(1))
        .ok_or_else(|| ApiError::not_found("This user does not exist"))
}

fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let now = project(world, call)?;
    let users: Vec<Value> = world
        .around
        .users
        .iter()
        .map(|user| user.document(now))
        .collect();
    full_list(call, users)
}

fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let now = project(world, call)?;
    Ok(Reply::ok(&user(world, call)?.document(now)))
}

/// The password is in this answer only; `status` starts as creating.
fn create(world: &mut World, call: &Call<'_>) -> Answer {
    let now = project(world, call)?;
    let body = if call.request.body.is_empty() {
        json!({})
    } else {
        call.json()?
    };
    let members = Members::read(&body, "", &["description", "role", "roles"], world.lenient)?;
    let description = members.text("description")?.unwrap_or_default().to_owned();
    let older = members.text("role")?.map(|name| ("role", name));
    let newer = members.texts("roles")?.unwrap_or_default();
    let mut held: Vec<Role> = Vec::new();
    for (member, name) in older
        .into_iter()
        .chain(newer.into_iter().map(|name| ("roles", name)))
    {
        let role = roles::named(name).ok_or_else(|| members.refuse(member, "unknown"))?;
        if !held.contains(&role) {
            held.push(role);
        }
    }
    let unique = world.new_id();
    let ready = now.saturating_add(world.interval_ms);
    let user = User {
        description,
        roles: held,
        ..world.around.users.make(&unique, now, ready)
    };
    // Answered as it begins, even where states settle at once.
    let answer = user.detail_with_password(now.min(ready - 1));
    world.around.users.insert(user);
    Ok(Reply::ok(&answer))
}

fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    let now = project(world, call)?;
    let gone = now.saturating_add(world.interval_ms);
    let user = user(world, call)?;
    user.gone_ms.get_or_insert(gone);
    user.keys.clear();
    world.advance();
    Ok(Reply::void())
}

fn new_password(world: &mut World, call: &Call<'_>) -> Answer {
    let now = project(world, call)?;
    let user = user(world, call)?;
    user.passwords += 1;
    Ok(Reply::ok(&user.detail_with_password(now)))
}

fn all_roles(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    Ok(Reply::ok(&roles::all()))
}

fn roles_of(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let roles = user(world, call)?.role_documents();
    full_list(call, roles)
}

fn add_role(world: &mut World, call: &Call<'_>) -> Answer {
    let now = project(world, call)?;
    let body = call.json()?;
    let members = Members::read(&body, "", &["roleId"], world.lenient)?;
    let role = roles::with_id(members.required_text("roleId")?)
        .ok_or_else(|| members.refuse("roleId", "unknown"))?;
    let user = user(world, call)?;
    if !user.roles.contains(&role) {
        user.roles.push(role);
    }
    Ok(Reply::ok(&user.detail(now)))
}

fn replace_roles(world: &mut World, call: &Call<'_>) -> Answer {
    let now = project(world, call)?;
    let body = call.json()?;
    let members = Members::read(&body, "", &["rolesIds"], world.lenient)?;
    let ids = members
        .texts("rolesIds")?
        .ok_or_else(|| members.refuse("rolesIds", "is required"))?;
    let held: Vec<Role> = ids
        .iter()
        .map(|id| roles::with_id(id).ok_or_else(|| members.refuse("rolesIds", "unknown")))
        .collect::<Result<_, _>>()?;
    let user = user(world, call)?;
    user.roles = held;
    Ok(Reply::ok(&user.detail(now)))
}

fn remove_role(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let user = user(world, call)?;
    let before = user.roles.len();
    user.roles.retain(|role| roles::id(role) != call.segment(2));
    if user.roles.len() == before {
        return Err(ApiError::not_found("This user does not have this role"));
    }
    Ok(Reply::void())
}

/// A user without a policy answers an empty text (unknown, inferred).
fn policy(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let policy = user(world, call)?.policy.clone().unwrap_or_default();
    Ok(Reply::ok(&json!({"policy": policy})))
}

fn set_policy(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let body = call.json()?;
    let members = Members::read(&body, "", &["policy"], world.lenient)?;
    let policy = members.required_text("policy")?;
    let document: Value = serde_json::from_str(policy)
        .map_err(|_| members.refuse("policy", "is no JSON document"))?;
    if !document["Statement"].is_array() {
        return Err(members.refuse("policy", "has no Statement"));
    }
    user(world, call)?.policy = Some(policy.to_owned());
    Ok(Reply::void())
}
