//! Routes around AI. They need the project, not its authorisation for AI.

/// A path below the project.
macro_rules! below {
    ($tail:literal) => {
        concat!("/cloud/project/{serviceName}", $tail)
    };
}

pub(super) mod account;
pub(super) mod kube;
pub(super) mod managed_registry;
pub(super) mod region;
pub(super) mod s3;
pub(super) mod s3_keys;
pub(super) mod swift;
pub(super) mod user;
pub(super) mod user_files;
pub(super) mod volume;

use serde_json::Value;

use super::{Answer, Route, project, route};
use crate::paging::gateway;
use crate::reply::Reply;
use crate::request::Call;

/// A list of full objects: all of it, or a page when the gateway's headers ask for one.
fn full_list(call: &Call<'_>, documents: Vec<Value>) -> Answer {
    let Some(page) = gateway(call.request)? else {
        return Ok(Reply::ok(&documents.into()));
    };
    let total = documents.len();
    let part = documents
        .get(page.range(total))
        .unwrap_or_default()
        .to_vec();
    Ok(page.reply(total, Reply::ok(&part.into())))
}

/// A list of ids; full documents under the gateway's header paging.
fn id_list(call: &Call<'_>, ids: Vec<Value>, documents: Vec<Value>) -> Answer {
    if gateway(call.request)?.is_some() {
        full_list(call, documents)
    } else {
        Ok(Reply::ok(&ids.into()))
    }
}
