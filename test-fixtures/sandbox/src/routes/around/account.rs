//! What belongs to no project: the account and the public price list.

use serde_json::json;

use super::{Answer, Route, route};
use crate::around::catalogue;
use crate::auth::Rights;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::world::World;

pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/me", Rights::Account("me/get"), me),
    route(
        "GET",
        "/order/catalog/public/cloud",
        Rights::Open,
        price_list,
    ),
];

fn me(_: &mut World, _: &Call<'_>) -> Answer {
    Ok(Reply::ok(&json!({
        "country": "FR",
        "currency": {"code": "EUR", "symbol": "€"},
        "customerCode": "0000-0000-00",
        "email": "owner@example.com",
        "firstname": null,
        "kycValidated": null,
        "language": "fr_FR",
        "legalform": "corporation",
        "name": null,
        "nichandle": "aa00000-ovh",
        "organisation": "Acme Example",
        "ovhCompany": "ovh",
        "ovhSubsidiary": "FR",
        "state": "complete",
    })))
}

fn price_list(world: &mut World, call: &Call<'_>) -> Answer {
    let subsidiary = call
        .request
        .parameter("ovhSubsidiary")
        .ok_or_else(|| ApiError::member("ovhSubsidiary", "is required"))?;
    if let Some(product) = call.request.parameter("productName")
        && product != "cloud"
    {
        return Err(ApiError::member("productName", "unknown"));
    }
    catalogue::of(&subsidiary, world.capabilities)
        .map(|list| Reply::ok(&list))
        .ok_or_else(|| ApiError::member("ovhSubsidiary", "is no subsidiary"))
}
