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
    route(
        "GET",
        below!("/region/{region}/job/image"),
        Rights::Action("ai/capabilities/region/job/image/get"),
        job_images,
    ),
    route(
        "GET",
        below!("/region/{region}/notebook/editor"),
        Rights::Action("ai/capabilities/region/notebook/editor/get"),
        editors,
    ),
    route(
        "GET",
        below!("/region/{region}/notebook/editor/{editorId}"),
        Rights::Action("ai/capabilities/region/notebook/editor/get"),
        one_editor,
    ),
    route(
        "GET",
        below!("/region/{region}/notebook/framework"),
        Rights::Action("ai/capabilities/region/notebook/framework/get"),
        frameworks,
    ),
    route(
        "GET",
        below!("/region/{region}/notebook/framework/{frameworkId}"),
        Rights::Action("ai/capabilities/region/notebook/framework/get"),
        one_framework,
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

fn job_images(world: &mut World, call: &Call<'_>) -> Answer {
    Ok(list(&region(world, call)?.job_images))
}

fn editors(world: &mut World, call: &Call<'_>) -> Answer {
    Ok(list(editors_for(region(world, call)?, call)))
}

fn one_editor(world: &mut World, call: &Call<'_>) -> Answer {
    with_id(
        &region(world, call)?.editors,
        call.segment(2),
        "This editor does not exist",
    )
}

fn frameworks(world: &mut World, call: &Call<'_>) -> Answer {
    Ok(list(frameworks_for(region(world, call)?, call)))
}

fn one_framework(world: &mut World, call: &Call<'_>) -> Answer {
    region(world, call)?
        .framework(call.segment(2))
        .map(|framework| Reply::ok(&framework.document))
        .ok_or_else(|| ApiError::not_found("This framework does not exist"))
}

/// Editors of a region, only those usable with `compatibleWithFramework`; none for a framework there is not
/// (inferred).
pub(super) fn editors_for<'a>(
    region: &'a Region,
    call: &Call<'_>,
) -> impl Iterator<Item = &'a Value> {
    let framework = call.request.parameter("compatibleWithFramework");
    region.editors.iter().filter(move |editor| {
        let id = editor["id"].as_str().unwrap_or_default();
        framework.as_ref().is_none_or(|framework| {
            region
                .framework(framework)
                .is_some_and(|framework| framework.runs_in(id))
        })
    })
}

/// Frameworks of a region, only those usable in `compatibleWithEditor` and of `type`.
pub(super) fn frameworks_for<'a>(
    region: &'a Region,
    call: &Call<'_>,
) -> impl Iterator<Item = &'a Value> {
    let editor = call.request.parameter("compatibleWithEditor");
    let kind = call.request.parameter("type");
    let frameworks = region.frameworks.iter().filter(move |framework| {
        editor
            .as_ref()
            .is_none_or(|editor| framework.runs_in(editor))
            && kind
                .as_ref()
                .is_none_or(|kind| framework.document["type"] == *kind)
    });
    frameworks.map(|framework| &framework.document)
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
