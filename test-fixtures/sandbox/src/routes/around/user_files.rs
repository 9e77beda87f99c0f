//! Configuration files for a user's tools. The region is required but not checked: the official provider sends a
//! made-up word. The texts are inferred; secrets stay blank in them.

use serde_json::json;

use super::user::user;
use super::{Answer, Route, project, route};
use crate::auth::Rights;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::world::World;

pub(crate) const ROUTES: &[Route] = &[
    route(
        "GET",
        below!("/user/{userId}/rclone"),
        Rights::Action("user/rclone/get"),
        rclone,
    ),
    route(
        "GET",
        below!("/user/{userId}/openrc"),
        Rights::Action("user/openrc/get"),
        openrc,
    ),
    route(
        "GET",
        below!("/user/{userId}/configuration"),
        Rights::Action("user/configuration/get"),
        configuration,
    ),
];

const KEYSTONE: &str = "https://auth.cloud.ovh.net";

fn region(call: &Call<'_>) -> Result<String, ApiError> {
    call.request
        .parameter("region")
        .filter(|region| !region.is_empty())
        .ok_or_else(|| ApiError::member("region", "is required"))
}

fn content(text: String) -> Answer {
    Ok(Reply::ok(&json!({"content": text})))
}

fn rclone(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let region = region(call)?;
    let tenant = world.service_name.clone();
    let username = &user(world, call)?.username;
    match call.request.parameter("service").as_deref() {
        None | Some("storage") => content(format!(
            "[storage]\ntype = swift\nuser = {username}\nkey = \nauth = {KEYSTONE}/v3\ndomain = default\n\
             tenant_id = {tenant}\ntenant_domain = default\nregion = {region}\nauth_version = 3\n"
        )),
        Some("storage-s3") => {
            let region = region.to_lowercase();
            content(format!(
                "[storage-s3]\ntype = s3\nprovider = Other\nenv_auth = false\naccess_key_id = \nsecret_access_key = \n\
                 region = {region}\nendpoint = s3.{region}.io.cloud.ovh.net\nacl = private\n"
            ))
        }
        Some(_) => Err(ApiError::member(
            "service",
            "must be one of storage, storage-s3",
        )),
    }
}

fn openrc(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let region = region(call)?;
    let tenant = world.service_name.clone();
    let username = &user(world, call)?.username;
    let identity = match call.request.parameter("version").as_deref() {
        None | Some("v3") => format!(
            "export OS_AUTH_URL={KEYSTONE}/v3\nexport OS_IDENTITY_API_VERSION=3\n\
             export OS_USER_DOMAIN_NAME=Default\nexport OS_PROJECT_DOMAIN_NAME=Default\n"
        ),
        Some("v2.0") => format!("export OS_AUTH_URL={KEYSTONE}/v2.0\n"),
        Some(_) => return Err(ApiError::member("version", "must be one of v2.0, v3")),
    };
    content(format!(
        "#!/bin/bash\n{identity}export OS_TENANT_ID={tenant}\nexport OS_TENANT_NAME=0000000000000000\n\
         export OS_USERNAME={username}\necho \"Please enter your OpenStack Password: \"\n\
         read -sr OS_PASSWORD_INPUT\nexport OS_PASSWORD=$OS_PASSWORD_INPUT\nexport OS_REGION_NAME={region}\n"
    ))
}

/// `clouds.yaml` form (inferred).
fn configuration(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let tenant = world.service_name.clone();
    let region = call.request.parameter("region");
    let username = &user(world, call)?.username;
    let region = region.map_or_else(String::new, |region| format!("    region_name: {region}\n"));
    content(format!(
        "clouds:\n  ovh:\n    auth:\n      auth_url: {KEYSTONE}/v3\n      username: {username}\n      \
         project_id: {tenant}\n      user_domain_name: Default\n      project_domain_name: Default\n{region}    \
         identity_api_version: 3\n"
    ))
}
