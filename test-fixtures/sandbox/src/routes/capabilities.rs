//! `/capabilities`: read only, never paged. They answer before the project is authorised too (inferred).

use serde_json::Value;

use super::{Answer, Route, project, route};
use crate::auth::Rights;
use crate::capabilities::Region;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::world::World;

macro_rules! below {
    ($tail:literal) => {
        concat!("/cloud/project/{serviceName}/ai/capabilities", $tail)
    };
}

pub(super) const ROUTES: &[Route] = &[
    route(
        "GET",
        below!("/feature"),
        Rights::Action("ai/capabilities/feature/get"),
        features,
    ),
    route(
        "GET",
        below!("/quota"),
        Rights::Action("ai/capabilities/quota/get"),
        quota,
    ),
    route(
        "GET",
        below!("/region"),
        Rights::Action("ai/capabilities/region/get"),
        regions,
    ),
    route(
        "GET",
        below!("/region/{region}"),
        Rights::Action("ai/capabilities/region/get"),
        one_region,
    ),
    route(
        "GET",
        below!("/region/{region}/app/image"),
        Rights::Action("ai/capabilities/region/app/image/get"),
        app_images,
    ),
    route(
        "GET",
        below!("/region/{region}/data/region"),
        Rights::Action("ai/capabilities/region/data/region/get"),
        data_regions,
    ),
    route(
        "GET",
        below!("/region/{region}/flavor"),
        Rights::Action("ai/capabilities/region/flavor/get"),
        flavors,
    ),
    route(
        "GET",
        below!("/region/{region}/flavor/{flavorId}"),
        Rights::Action("ai/capabilities/region/flavor/get"),
        one_flavor,
    ),
    route(
        "GET",
        below!("/region/{region}/preset"),
        Rights::Action("ai/capabilities/region/preset/get"),
        presets,
    ),
    route(
        "GET",
        below!("/region/{region}/preset/{presetId}"),
        Rights::Action("ai/capabilities/region/preset/get"),
        one_preset,
    ),
];

fn features(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    Ok(Reply::ok(&world.capabilities.features))
}

fn quota(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    Ok(Reply::ok(&world.capabilities.quota))
}

fn regions(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    Ok(list(
        world
            .capabilities
            .regions
            .iter()
            .map(|region| &region.document),
    ))
}

fn one_region(world: &mut World, call: &Call<'_>) -> Answer {
    Ok(Reply::ok(&region(world, call)?.document))
}

fn app_images(world: &mut World, call: &Call<'_>) -> Answer {
    Ok(list(&region(world, call)?.app_images))
}

fn data_regions(world: &mut World, call: &Call<'_>) -> Answer {
    Ok(Reply::ok(&region(world, call)?.data_regions.clone().into()))
}

fn flavors(world: &mut World, call: &Call<'_>) -> Answer {
    Ok(list(&region(world, call)?.flavor_documents))
}

fn one_flavor(world: &mut World, call: &Call<'_>) -> Answer {
    with_id(
        &region(world, call)?.flavor_documents,
        call.segment(2),
        "This flavor does not exist",
    )
}

fn presets(world: &mut World, call: &Call<'_>) -> Answer {
    let region = region(world, call)?;
    let Some(kind) = call.request.parameter("type") else {
        return Ok(list(&region.presets));
    };
    if !["app", "job", "notebook"].contains(&kind.as_str()) {
        return Err(ApiError::member(
            "type",
            "must be one of app, job, notebook",
        ));
    }
    Ok(list(
        region
            .presets
            .iter()
            .filter(|preset| preset["type"] == kind),
    ))
}

fn one_preset(world: &mut World, call: &Call<'_>) -> Answer {
    with_id(
        &region(world, call)?.presets,
        call.segment(2),
        "This preset does not exist",
    )
}

fn region(world: &mut World, call: &Call<'_>) -> Result<&'static Region, ApiError> {
    project(world, call)?;
    world
        .capabilities
        .region(call.segment(1))
        .ok_or_else(|| ApiError::not_found("This region does not exist"))
}

fn with_id(documents: &[Value], id: &str, missing: &str) -> Answer {
    documents
        .iter()
        .find(|document| document["id"] == id)
        .map(Reply::ok)
        .ok_or_else(|| ApiError::not_found(missing))
}

fn list<'a>(documents: impl IntoIterator<Item = &'a Value>) -> Reply {
    Reply::ok(&documents.into_iter().cloned().collect::<Vec<_>>().into())
}
