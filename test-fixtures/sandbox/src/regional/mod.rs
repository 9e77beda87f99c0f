//! The regional API, which the vendor's command line and its Python client for AI talk to: the same objects as the
//! central API, other shapes. Calls are translated into calls of the central API, so that both have one behaviour.
//!
//! What is known of it: `ai-api.json`, `regionalApi`. Inferred: null members are left out (the vendor's client cannot
//! read them), conflicts answer 400 (409 is not among the statuses), logs have the central form, and everything about
//! what a token's role and selector allow beyond their names.

mod answer;
mod caller;
mod forward;
mod login;
mod own;
mod scope;
mod volumes;

use std::collections::BTreeMap;

pub(crate) use answer::reshape;

use crate::auth::Rights;
use crate::request::{Call, Request};
use crate::routes::{Answer, Route};
use crate::world::World;

use forward::forward;
use login::Login;

/// What the regional API knows beside the objects.
#[derive(Debug, Default)]
pub(crate) struct Regional {
    /// The region that is served; `None` serves every token in its own region.
    region: Option<String>,
    /// People who are logged in, by the value of their token.
    logins: BTreeMap<String, Login>,
}

impl Regional {
    pub(crate) fn new(region: Option<String>) -> Self {
        Self {
            region,
            logins: BTreeMap::new(),
        }
    }
}

/// First segments of its paths below `/v1`. None begins a path of the central API but `me`.
const SEGMENTS: &[&str] = &[
    "app",
    "capabilities",
    "framework",
    "image",
    "job",
    "me",
    "notebook",
    "oauth",
    "registry",
    "token",
    "volume",
];

/// Is this a call of the regional API? `/v1/me` exists in both: a signed call is one of the central API.
pub(crate) fn is_regional(request: &Request) -> bool {
    let Some(rest) = request.path().strip_prefix("/v1/") else {
        return false;
    };
    let first = rest.split('/').next().unwrap_or_default();
    SEGMENTS.contains(&first) && (first != "me" || request.header("x-ovh-application").is_none())
}

type Handler = fn(&mut World, &Call<'_>) -> Answer;

const fn on(method: &'static str, pattern: &'static str, handler: Handler) -> Route {
    Route {
        method,
        pattern,
        // These calls know their callers by AI tokens, not by the central API's credentials.
        rights: Rights::Open,
        handler,
    }
}

/// Patterns are written in full. Fixed segments stand before parameters.
pub(crate) const ROUTES: &[Route] = &[
    on("GET", "/v1/app", forward),
    on("POST", "/v1/app", forward),
    on("POST", "/v1/app/command", forward),
    on("GET", "/v1/app/{id}", forward),
    on("PUT", "/v1/app/{id}", forward),
    on("DELETE", "/v1/app/{id}", forward),
    on("POST", "/v1/app/{id}/datasync", forward),
    on("PUT", "/v1/app/{id}/image", forward),
    on("PUT", "/v1/app/{id}/label", forward),
    on("GET", "/v1/app/{id}/log", forward),
    on("PUT", "/v1/app/{id}/scalingstrategy", forward),
    on("PUT", "/v1/app/{id}/start", forward),
    on("PUT", "/v1/app/{id}/stop", forward),
    on("GET", "/v1/capabilities/app/image", forward),
    on("GET", "/v1/capabilities/flavor", forward),
    on("GET", "/v1/capabilities/flavor/{id}", forward),
    on("GET", "/v1/capabilities/job/image", forward),
    on("GET", "/v1/capabilities/notebook/editor", forward),
    on("GET", "/v1/capabilities/notebook/editor/{id}", forward),
    on("GET", "/v1/capabilities/notebook/framework", forward),
    on("GET", "/v1/capabilities/notebook/framework/{id}", forward),
    on("GET", "/v1/capabilities/preset", forward),
    on("GET", "/v1/capabilities/preset/{id}", forward),
    on("GET", "/v1/capabilities/quota", forward),
    on("GET", "/v1/framework", own::operators_only),
    on("GET", "/v1/image", own::operators_only),
    on("GET", "/v1/job", forward),
    on("POST", "/v1/job", forward),
    on("POST", "/v1/job/command", forward),
    on("GET", "/v1/job/{id}", forward),
    on("PUT", "/v1/job/{id}", own::update_job),
    on("DELETE", "/v1/job/{id}", forward),
    on("POST", "/v1/job/{id}/datasync", forward),
    on("GET", "/v1/job/{id}/exec", own::exec),
    on("PUT", "/v1/job/{id}/kill", forward),
    on("PUT", "/v1/job/{id}/label", forward),
    on("GET", "/v1/job/{id}/log", forward),
    on("PUT", "/v1/job/{id}/start", own::start_job),
    on("GET", "/v1/me", own::me),
    on("GET", "/v1/notebook", forward),
    on("POST", "/v1/notebook", forward),
    on("GET", "/v1/notebook/capabilities/editor", forward),
    on("GET", "/v1/notebook/capabilities/editor/{id}", own::of_list),
    on("GET", "/v1/notebook/capabilities/framework", forward),
    on(
        "GET",
        "/v1/notebook/capabilities/framework/{id}",
        own::of_list,
    ),
    on("POST", "/v1/notebook/command", forward),
    on("GET", "/v1/notebook/{id}", forward),
    on("PUT", "/v1/notebook/{id}", forward),
    on("DELETE", "/v1/notebook/{id}", forward),
    on("GET", "/v1/notebook/{id}/backup", forward),
    on("GET", "/v1/notebook/{id}/backup/{backupId}", forward),
    on("POST", "/v1/notebook/{id}/backup/{backupId}/fork", forward),
    on("POST", "/v1/notebook/{id}/datasync", forward),
    on("GET", "/v1/notebook/{id}/exec", own::exec),
    on("PUT", "/v1/notebook/{id}/label", forward),
    on("PUT", "/v1/notebook/{id}/start", forward),
    on("PUT", "/v1/notebook/{id}/stop", forward),
    on("POST", "/v1/oauth/token", login::token),
    on("GET", "/v1/registry", forward),
    on("POST", "/v1/registry", forward),
    on("GET", "/v1/registry/{id}", forward),
    on("PUT", "/v1/registry/{id}", forward),
    on("DELETE", "/v1/registry/{id}", forward),
    on("GET", "/v1/token", forward),
    on("POST", "/v1/token", forward),
    on("GET", "/v1/token/{id}", forward),
    on("DELETE", "/v1/token/{id}", forward),
    on("POST", "/v1/token/{id}/renew", forward),
    on("GET", "/v1/volume", volumes::list),
    on("GET", "/v1/volume/{id}", volumes::get),
];
