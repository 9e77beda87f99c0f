//! The OAuth2 token endpoint (client credentials, RFC 6749 section 4.4) and the page that confirms a consumer key.
//! Both lie outside the versioned API, as on the vendor's side.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use serde_json::json;

use super::{Answer, Route, route};
use crate::auth::Rights;
use crate::credentials::KeyState;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::world::World;

pub(super) const ROUTES: &[Route] = &[
    route("POST", "/auth/oauth2/token", Rights::Open, token),
    route("GET", "/auth/sso/api", Rights::Open, confirm),
];

fn token(world: &mut World, call: &Call<'_>) -> Answer {
    let form = |name: &str| {
        url::form_urlencoded::parse(&call.request.body)
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    match form("grant_type").as_deref() {
        Some("client_credentials") => {}
        Some(_) => {
            return Err(ApiError::oauth(
                400,
                "unsupported_grant_type",
                "only client_credentials is supported",
            ));
        }
        None => {
            return Err(ApiError::oauth(
                400,
                "invalid_request",
                "grant_type is missing",
            ));
        }
    }
    if form("scope").is_some_and(|scope| scope != "all") {
        return Err(ApiError::oauth(
            400,
            "invalid_scope",
            "the only scope is all",
        ));
    }
    let fields = form("client_id").zip(form("client_secret"));
    let (id, secret) = match call.request.header("authorization") {
        Some(header) => basic(header).ok_or_else(|| {
            ApiError::oauth(400, "invalid_request", "the Basic header cannot be read")
        })?,
        None => fields.ok_or_else(|| {
            ApiError::oauth(401, "invalid_client", "client credentials are missing")
        })?,
    };
    let now = world.clock.now_ms();
    let account = world
        .gate
        .accounts
        .iter()
        .find(|account| account.client_id == id && account.client_secret == secret)
        .cloned();
    let Some(account) = account else {
        return Err(ApiError::oauth(
            401,
            "invalid_client",
            "unknown client or wrong secret",
        ));
    };
    let lifetime = world.token_lifetime_seconds;
    let value = world
        .gate
        .tokens
        .issue(&account.client_id, &account.actions, now, lifetime);
    let body = json!({"access_token": value, "expires_in": lifetime, "scope": "all", "token_type": "Bearer"});
    Ok(Reply::ok(&body).with_header("Cache-Control", "no-store"))
}

/// Id and secret of a Basic header; both are form-encoded before Base64 (RFC 6749 section 2.3.1).
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, value) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decode = |part: &str| {
        percent_decode_str(&part.replace('+', " "))
            .decode_utf8()
            .ok()
            .map(std::borrow::Cow::into_owned)
    };
    Some((decode(id)?, decode(secret)?))
}

fn confirm(world: &mut World, call: &Call<'_>) -> Answer {
    let token = call
        .request
        .parameter("credentialToken")
        .unwrap_or_default();
    let key = world
        .gate
        .keys
        .iter_mut()
        .find(|key| key.consumer_key == token);
    let Some(key) = key.filter(|key| key.state == KeyState::PendingValidation) else {
        return Ok(Reply::html(
            404,
            "<!DOCTYPE html><title>Sandbox</title><p>No such request for access.",
        ));
    };
    key.state = KeyState::Valid;
    Ok(Reply::html(
        200,
        "<!DOCTYPE html><title>Sandbox</title><p>Access granted.",
    ))
}
