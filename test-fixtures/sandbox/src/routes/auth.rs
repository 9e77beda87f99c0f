//! `/auth/*`: the server's clock, who the caller is, and consumer keys.

use serde_json::{Value, json};

use super::{Answer, Route, route};
use crate::auth::{Identity, Rights};
use crate::credentials::{AccessRule, KeyState, SignedKey};
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::spec::Members;
use crate::world::World;

pub(super) const ROUTES: &[Route] = &[
    route("GET", "/auth/time", Rights::Open, time),
    route("GET", "/auth/details", Rights::Anyone, details),
    route("POST", "/auth/credential", Rights::Application, credential),
];

/// Invented customer id.
const ACCOUNT: &str = "aa00000-ovh";

fn time(world: &mut World, _: &Call<'_>) -> Answer {
    Ok(Reply::ok(&world.clock.wall_ms().div_euclid(1000).into()))
}

fn details(_: &mut World, call: &Call<'_>) -> Answer {
    let body = match &call.identity {
        Some(Identity::Key {
            rules,
            application_key,
        }) => {
            let rules: Vec<Value> = rules
                .iter()
                .map(|rule| json!({"method": rule.method, "path": rule.path}))
                .collect();
            json!({
                "account": ACCOUNT,
                "allowedRoutes": rules,
                "description": application_key,
                "identities": [format!("urn:v1:eu:identity:account:{ACCOUNT}")],
                "method": "account",
                "roles": ["ADMIN"],
                "user": null,
            })
        }
        Some(Identity::Bearer { client_id, .. }) => {
            let user = client_id.as_deref().unwrap_or("EU.0000000000000000");
            json!({
                "account": ACCOUNT,
                "allowedRoutes": null,
                "description": null,
                "identities": [format!("urn:v1:eu:identity:credential:{ACCOUNT}/oauth2-{user}")],
                "method": "oauth2_client_credentials",
                "roles": [],
                "user": user,
            })
        }
        None => return Err(ApiError::unauthorized("You must login first")),
    };
    Ok(Reply::ok(&body))
}

/// Asks for a consumer key. A person confirms it by opening `validationUrl`, here a page of the sandbox.
fn credential(world: &mut World, call: &Call<'_>) -> Answer {
    let application = world.gate.application(&call.request.headers)?.clone();
    let body = call.json()?;
    let members = Members::read(
        &body,
        "",
        &["accessRules", "redirection", "allowedIPs"],
        world.lenient,
    )?;
    let mut rules = Vec::new();
    for (at, item) in members
        .list("accessRules")?
        .into_iter()
        .flatten()
        .enumerate()
    {
        let at = format!("accessRules[{at}]");
        let rule = Members::read(item, &at, &["method", "path"], world.lenient)?;
        let method = rule.one_of("method", &["GET", "POST", "PUT", "DELETE"])?;
        let method = method.ok_or_else(|| rule.refuse("method", "is required"))?;
        rules.push(AccessRule::new(method, rule.required_text("path")?));
    }
    if rules.is_empty() {
        return Err(members.refuse("accessRules", "is required"));
    }
    let id = world.new_id().replace('-', "");
    world.gate.keys.push(SignedKey {
        consumer_key: id.clone(),
        rules,
        state: KeyState::PendingValidation,
        ..application
    });
    Ok(Reply::ok(&json!({
        "consumerKey": id,
        "state": "pendingValidation",
        "validationUrl": format!("{}/auth/sso/api?credentialToken={id}", call.root),
    })))
}
