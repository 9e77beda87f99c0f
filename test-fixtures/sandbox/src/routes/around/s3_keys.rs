//! S3 key pairs of a user. The secret of an existing pair comes from a POST that only reads.

use serde_json::{Value, json};

use super::user::user;
use super::{Answer, Route, full_list, project, route};
use crate::auth::Rights;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::world::World;

pub(crate) const ROUTES: &[Route] = &[
    route(
        "GET",
        below!("/user/{userId}/s3Credentials"),
        Rights::Action("user/s3Credentials/get"),
        list,
    ),
    route(
        "POST",
        below!("/user/{userId}/s3Credentials"),
        Rights::Action("user/s3Credentials/create"),
        create,
    ),
    route(
        "GET",
        below!("/user/{userId}/s3Credentials/{access}"),
        Rights::Action("user/s3Credentials/get"),
        get,
    ),
    route(
        "DELETE",
        below!("/user/{userId}/s3Credentials/{access}"),
        Rights::Action("user/s3Credentials/delete"),
        delete,
    ),
    route(
        "POST",
        below!("/user/{userId}/s3Credentials/{access}/secret"),
        Rights::Action("user/s3Credentials/secret/display"),
        show_secret,
    ),
];

fn list(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let service_name = world.service_name.clone();
    let user = user(world, call)?;
    let keys: Vec<Value> = user
        .keys
        .iter()
        .filter_map(|access| user.key_document(access, &service_name))
        .collect();
    full_list(call, keys)
}

fn get(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let service_name = world.service_name.clone();
    user(world, call)?
        .key_document(call.segment(2), &service_name)
        .map(|key| Reply::ok(&key))
        .ok_or_else(missing)
}

fn create(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    user(world, call)?;
    let unique = world.new_id().replace('-', "").to_uppercase();
    let access = format!("SANDBOXKEY{}", unique.get(..22).unwrap_or(&unique));
    let service_name = world.service_name.clone();
    let user = user(world, call)?;
    user.keys.push(access.clone());
    let mut key = user
        .key_document(&access, &service_name)
        .ok_or_else(missing)?;
    key["secret"] = user.key_secret(&access).into();
    Ok(Reply::ok(&key))
}

fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let user = user(world, call)?;
    let before = user.keys.len();
    user.keys.retain(|access| access != call.segment(2));
    if user.keys.len() == before {
        return Err(missing());
    }
    Ok(Reply::void())
}

fn show_secret(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    user(world, call)?
        .key_secret(call.segment(2))
        .map(|secret| Reply::ok(&json!({"secret": secret})))
        .ok_or_else(missing)
}

fn missing() -> ApiError {
    ApiError::not_found("These S3 credentials do not exist")
}
