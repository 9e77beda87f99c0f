//! Managed Kubernetes. Node lists follow a cursor in the headers; the kubeconfig comes from a POST that only reads.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{Answer, Route, full_list, id_list, project, route};
use crate::around::Cluster;
use crate::auth::Rights;
use crate::clock::rfc3339;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::world::World;

pub(crate) const ROUTES: &[Route] = &[
    route("GET", below!("/kube"), Rights::Action("kube/get"), list),
    route(
        "GET",
        below!("/kube/{kubeId}"),
        Rights::Action("kube/get"),
        get,
    ),
    route(
        "GET",
        below!("/kube/{kubeId}/nodepool"),
        Rights::Action("kube/nodepool/get"),
        pools,
    ),
    route(
        "GET",
        below!("/kube/{kubeId}/nodepool/{nodePoolId}"),
        Rights::Action("kube/nodepool/get"),
        pool,
    ),
    route(
        "GET",
        below!("/kube/{kubeId}/node"),
        Rights::Action("kube/node/get"),
        nodes,
    ),
    route(
        "GET",
        below!("/kube/{kubeId}/nodepool/{nodePoolId}/nodes"),
        Rights::Action("kube/nodepool/nodes/get"),
        pool_nodes,
    ),
    route(
        "GET",
        below!("/kube/{kubeId}/ipRestrictions"),
        Rights::Action("kube/ipRestrictions/get"),
        ip_restrictions,
    ),
    route(
        "POST",
        below!("/kube/{kubeId}/kubeconfig"),
        Rights::Action("kube/kubeconfig/create"),
        kubeconfig,
    ),
    route(
        "POST",
        below!("/kube/{kubeId}/kubeconfig/reset"),
        Rights::Action("kube/kubeconfig/reset"),
        reset,
    ),
];

fn list(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let clusters = &world.around.clusters;
    let ids = clusters.keys().map(|id| Value::from(id.as_str())).collect();
    let documents = clusters
        .values()
        .map(|cluster| cluster.document.clone())
        .collect();
    id_list(call, ids, documents)
}

fn cluster<'w>(world: &'w mut World, call: &Call<'_>) -> Result<&'w mut Cluster, ApiError> {
    project(world, call)?;
    world
        .around
        .clusters
        .get_mut(call.segment(1))
        .ok_or_else(|| ApiError::not_found("This cluster does not exist"))
}

fn get(world: &mut World, call: &Call<'_>) -> Answer {
    Ok(Reply::ok(&cluster(world, call)?.document))
}

fn pools(world: &mut World, call: &Call<'_>) -> Answer {
    let pools = cluster(world, call)?.pools.values().cloned().collect();
    full_list(call, pools)
}

fn pool(world: &mut World, call: &Call<'_>) -> Answer {
    cluster(world, call)?
        .pools
        .get(call.segment(2))
        .map(Reply::ok)
        .ok_or_else(no_pool)
}

fn nodes(world: &mut World, call: &Call<'_>) -> Answer {
    let size = world.around.options.node_page_size;
    page_of_nodes(cluster(world, call)?, call, None, size)
}

fn pool_nodes(world: &mut World, call: &Call<'_>) -> Answer {
    let size = world.around.options.node_page_size;
    let cluster = cluster(world, call)?;
    let pool = call.segment(2);
    if !cluster.pools.contains_key(pool) {
        return Err(no_pool());
    }
    page_of_nodes(cluster, call, Some(pool), size)
}

/// One page; the cursor is opaque and only good for the list that gave it.
fn page_of_nodes(cluster: &Cluster, call: &Call<'_>, pool: Option<&str>, size: usize) -> Answer {
    let deleted = match call.request.parameter("history").as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(ApiError::member("history", "must be a boolean")),
    };
    let of_list = format!("{}/{deleted}/", pool.unwrap_or("all"));
    let start = match call.request.header("x-pagination-cursor") {
        None => 0,
        Some(cursor) => URL_SAFE_NO_PAD
            .decode(cursor)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .and_then(|text| text.strip_prefix(&of_list)?.parse::<usize>().ok())
            .ok_or_else(|| ApiError::bad_request("invalid cursor"))?,
    };
    let nodes = cluster.nodes(pool, deleted);
    let end = start.saturating_add(size.max(1)).min(nodes.len());
    let page: Vec<Value> = nodes
        .get(start.min(end)..end)
        .unwrap_or_default()
        .iter()
        .map(|node| (*node).clone())
        .collect();
    let reply = Reply::ok(&page.into());
    Ok(if end < nodes.len() {
        let cursor = URL_SAFE_NO_PAD.encode(format!("{of_list}{end}"));
        reply.with_header("X-Pagination-Cursor-Next", cursor)
    } else {
        reply
    })
}

fn ip_restrictions(world: &mut World, call: &Call<'_>) -> Answer {
    let blocks = cluster(world, call)?.ip_restrictions.clone();
    full_list(call, blocks)
}

fn kubeconfig(world: &mut World, call: &Call<'_>) -> Answer {
    let cluster = cluster(world, call)?;
    if cluster.document["status"] != "READY" {
        return Err(ApiError::conflict("This cluster is not ready"));
    }
    Ok(Reply::ok(&json!({"content": cluster.kubeconfig()})))
}

fn reset(world: &mut World, call: &Call<'_>) -> Answer {
    let interval = world.interval_ms;
    let now = project(world, call)?;
    cluster(world, call)?.reset(&rfc3339(now), now.saturating_add(interval));
    world.advance();
    Ok(Reply::void())
}

fn no_pool() -> ApiError {
    ApiError::not_found("This node pool does not exist")
}
