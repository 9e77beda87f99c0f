//! `/partners`: who offers images for money. Read only; they answer before the project is authorised too (inferred).

use super::workload::stored;
use super::{Answer, Route, project, route};
use crate::auth::Rights;
use crate::capabilities::Region;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::store::Kind;
use crate::world::World;

macro_rules! below {
    ($tail:literal) => {
        concat!("/cloud/project/{serviceName}/ai/partners/region", $tail)
    };
}

pub(super) const ROUTES: &[Route] = &[
    route(
        "GET",
        below!(""),
        Rights::Action("ai/partners/region/get"),
        regions,
    ),
    route(
        "GET",
        below!("/{region}"),
        Rights::Action("ai/partners/region/get"),
        one_region,
    ),
    route(
        "GET",
        below!("/{region}/partner"),
        Rights::Action("ai/partners/region/partner/get"),
        partners,
    ),
    route(
        "GET",
        below!("/{region}/partner/{partnerId}"),
        Rights::Action("ai/partners/region/partner/get"),
        one_partner,
    ),
];

/// Only regions with partners.
fn regions(world: &mut World, call: &Call<'_>) -> Answer {
    project(world, call)?;
    let partners = world.estate.of(Kind::Partner);
    let regions = world.capabilities.regions.iter();
    let documents: Vec<_> = regions
        .filter(|region| partners.in_place(&region.id).next().is_some())
        .map(|region| region.document.clone())
        .collect();
    Ok(Reply::ok(&documents.into()))
}

fn one_region(world: &mut World, call: &Call<'_>) -> Answer {
    Ok(Reply::ok(&region(world, call)?.document))
}

fn partners(world: &mut World, call: &Call<'_>) -> Answer {
    let region = region(world, call)?;
    let partners = world.estate.of(Kind::Partner).in_place(&region.id);
    Ok(Reply::list(partners.map(|(_, partner)| partner.text())))
}

fn one_partner(world: &mut World, call: &Call<'_>) -> Answer {
    let region = region(world, call)?;
    let partners = world.estate.of(Kind::Partner);
    let id = partners.id_in(&region.id, call.segment(2));
    let partner = stored(partners, &id)?;
    Ok(Reply::text(200, partner.text().to_owned()))
}

fn region(world: &mut World, call: &Call<'_>) -> Result<&'static Region, ApiError> {
    project(world, call)?;
    world
        .capabilities
        .region(call.segment(1))
        .ok_or_else(|| ApiError::not_found("This region does not exist"))
}
