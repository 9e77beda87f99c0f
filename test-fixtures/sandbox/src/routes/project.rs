//! `/cloud/project`: two projects, one of them suspended (`examples-around/project*.json`).

use serde_json::{Value, json};

use super::{Answer, Route, route};
use crate::auth::Rights;
use crate::errors::ApiError;
use crate::options::SUSPENDED_SERVICE_NAME;
use crate::paging::gateway;
use crate::reply::Reply;
use crate::request::Call;
use crate::world::World;

pub(super) const ROUTES: &[Route] = &[
    route("GET", "/cloud/project", Rights::Action("get"), list),
    route(
        "GET",
        "/cloud/project/{serviceName}",
        Rights::Action("get"),
        get,
    ),
];

/// Ids; full documents under the gateway's header paging.
fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let ids = [world.service_name.as_str(), SUSPENDED_SERVICE_NAME];
    let Some(page) = gateway(call.request)? else {
        return Ok(Reply::ok(&json!(ids)));
    };
    let documents: Vec<Value> = ids[page.range(ids.len())]
        .iter()
        .filter_map(|id| document(world, id))
        .collect();
    Ok(page.reply(ids.len(), Reply::ok(&documents.into())))
}

fn get(world: &mut World, call: &Call<'_>) -> Answer {
    document(world, call.segment(0))
        .map(|document| Reply::ok(&document))
        .ok_or_else(|| ApiError::not_found("This service does not exist"))
}

fn document(world: &World, id: &str) -> Option<Value> {
    let suspended = id == SUSPENDED_SERVICE_NAME;
    if id != world.service_name && !suspended {
        return None;
    }
    let iam = json!({
        "displayName": "acme-ml-prod",
        "id": "11111111-2222-4333-8444-555555555555",
        "state": "OK",
        "tags": {"team": "ml"},
        "urn": format!("urn:v1:eu:resource:publicCloudProject:{id}"),
    });
    Some(json!({
        "access": "full",
        "creationDate": "2024-03-04T09:15:00Z",
        "description": if suspended { "acme-ml-old" } else { "acme-ml-prod" },
        "expiration": suspended.then_some("2026-12-31T00:00:00Z"),
        "iam": if suspended { Value::Null } else { iam },
        "manualQuota": false,
        "orderId": if suspended { Value::Null } else { 123_456_789.into() },
        "planCode": "project.2018",
        "projectName": null,
        "project_id": id,
        "status": if suspended { "suspended" } else { "ok" },
        "unleash": !suspended,
    }))
}
