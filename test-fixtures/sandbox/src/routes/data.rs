//! `/data`: data stores. Credentials go in and come out through `…/auth` only.

use serde_json::{Value, json};

use super::workload::{boolean, missing, stored};
use super::{Answer, Route, authorized_project, route};
use crate::auth::Rights;
use crate::capabilities::Region;
use crate::data_stores::{check_credentials, document, is_out_of_reach};
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::Call;
use crate::spec::Members;
use crate::store::Kind;
use crate::workload::derived;
use crate::world::World;

macro_rules! below {
    ($tail:literal) => {
        concat!("/cloud/project/{serviceName}/ai/data/region", $tail)
    };
}

pub(super) const ROUTES: &[Route] = &[
    route(
        "GET",
        below!(""),
        Rights::Action("ai/data/region/get"),
        regions,
    ),
    route(
        "GET",
        below!("/{region}"),
        Rights::Action("ai/data/region/get"),
        one_region,
    ),
    route(
        "GET",
        below!("/{region}/alias"),
        Rights::Action("ai/data/region/alias/get"),
        list,
    ),
    route(
        "POST",
        below!("/{region}/alias"),
        Rights::Action("ai/data/region/alias/create"),
        create,
    ),
    route(
        "GET",
        below!("/{region}/alias/{alias}"),
        Rights::Action("ai/data/region/alias/get"),
        get,
    ),
    route(
        "PUT",
        below!("/{region}/alias/{alias}"),
        Rights::Action("ai/data/region/alias/edit"),
        replace,
    ),
    route(
        "DELETE",
        below!("/{region}/alias/{alias}"),
        Rights::Action("ai/data/region/alias/delete"),
        delete,
    ),
    route(
        "GET",
        below!("/{region}/alias/{alias}/auth"),
        Rights::Action("ai/data/region/alias/auth/get"),
        auth,
    ),
];

fn regions(world: &mut World, call: &Call<'_>) -> Answer {
    authorized_project(world, call)?;
    let regions = world.capabilities.regions.iter();
    let documents: Vec<Value> = regions.map(|region| region.document.clone()).collect();
    Ok(Reply::ok(&documents.into()))
}

fn one_region(world: &mut World, call: &Call<'_>) -> Answer {
    Ok(Reply::ok(&region(world, call)?.document))
}

fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let region = region(world, call)?;
    let stores = world.estate.of(Kind::DataStore).in_place(&region.id);
    Ok(Reply::list(stores.map(|(_, store)| store.text())))
}

fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let id = id(world, call)?;
    let store = stored(world.estate.of(Kind::DataStore), &id)?;
    Ok(Reply::text(200, store.text().to_owned()))
}

/// An alias that is taken answers 409 (inferred), those of the platform's own stores among them.
fn create(world: &mut World, call: &Call<'_>) -> Answer {
    let region = region(world, call)?;
    let skips_check = boolean(call, "skipDataStoreConnectionCheck")?;
    let body = call.json()?;
    let (store, credentials) = input(&body, world.lenient)?;
    let alias = store["alias"].as_str().unwrap_or_default();
    let stores = world.estate.of_mut(Kind::DataStore);
    let id = stores.id_in(&region.id, alias);
    if stores.stored(&id).is_some() {
        return Err(ApiError::conflict("This alias is already used"));
    }
    if !skips_check {
        check_connection(&store)?;
    }
    stores.insert_in(&region.id, &store);
    stores.hide(&id, credentials);
    Ok(Reply::ok(&store))
}

/// Replaces the whole definition. The alias cannot change, and the platform's own stores cannot be changed (that both
/// are refused is inferred).
fn replace(world: &mut World, call: &Call<'_>) -> Answer {
    let region = region(world, call)?;
    let id = owned(world, call)?;
    let body = call.json()?;
    let (store, credentials) = input(&body, world.lenient)?;
    if store["alias"] != call.segment(2) {
        return Err(ApiError::member("alias", "cannot be changed"));
    }
    check_connection(&store)?;
    let stores = world.estate.of_mut(Kind::DataStore);
    stores.insert_in(&region.id, &store);
    stores.hide(&id, credentials);
    Ok(Reply::void())
}

/// The data stays where it is, and workloads that use the store keep their volumes.
fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    let id = owned(world, call)?;
    world.remove(Kind::DataStore, &id);
    Ok(Reply::void())
}

/// S3: the keys. Swift: a token of the moment. Git: nothing that this model could hold (inferred).
fn auth(world: &mut World, call: &Call<'_>) -> Answer {
    let id = id(world, call)?;
    let store = stored(world.estate.of(Kind::DataStore), &id)?;
    let document = store.document();
    let keys = &store.hidden()["s3"];
    let mut auth = json!({
        "accessKey": null, "region": null, "s3Url": null, "secretKey": null, "token": null, "url": null,
    });
    match document["type"].as_str() {
        Some("s3") => {
            for member in ["accessKey", "region", "secretKey"] {
                auth[member] = keys[member].clone();
            }
            auth["s3Url"] = document["endpoint"].clone();
        }
        Some("swift") => {
            let alias = document["alias"].as_str().unwrap_or_default();
            let token = derived(&id, "swift-token").simple().to_string();
            auth["region"] = alias.into();
            auth["token"] = format!("gAAAAAsandbox-not-real-{token}").into();
            auth["url"] = format!(
                "https://storage.{}.cloud.ovh.net/v1/AUTH_{}",
                alias.to_lowercase(),
                world.service_name
            )
            .into();
        }
        _ => {}
    }
    Ok(Reply::ok(&auth))
}

/// The store and its credentials, from `DataStoreInput`.
fn input(body: &Value, lenient: bool) -> Result<(Value, Value), ApiError> {
    let known = [
        "alias",
        "credentials",
        "endpoint",
        "owner",
        "prefix",
        "type",
    ];
    let members = Members::read(body, "", &known, lenient)?;
    let alias = members.required_text("alias")?;
    if alias.contains(|c: char| c.is_whitespace() || "/@:\\".contains(c)) {
        return Err(members.refuse("alias", "must not contain white space, / @ : or \\"));
    }
    members.required_text("owner")?;
    let owner = members.one_of("owner", &["customer", "ovhcloud"])?;
    if owner != Some("customer") {
        return Err(members.refuse("owner", "must be customer: others are the platform's own"));
    }
    members.required_text("type")?;
    let kind = members
        .one_of("type", &["git", "s3", "swift"])?
        .unwrap_or_default();
    if kind == "swift" {
        return Err(members.refuse("type", "must be git or s3: swift is the platform's own"));
    }
    let endpoint = members.required_text("endpoint")?;
    if endpoint.contains(char::is_whitespace) {
        return Err(members.refuse("endpoint", "must not contain white space"));
    }
    if kind == "s3" && !endpoint.starts_with("https://") {
        return Err(members.refuse("endpoint", "must start with https://"));
    }
    members.text("prefix")?;
    let credentials = check_credentials(members, kind, lenient)?;
    Ok((document(alias, endpoint, "customer", kind), credentials))
}

/// A stand-in cannot reach anything; endpoints below `.invalid` are those that nobody can.
fn check_connection(store: &Value) -> Result<(), ApiError> {
    if is_out_of_reach(store["endpoint"].as_str().unwrap_or_default()) {
        return Err(ApiError::member(
            "endpoint",
            "cannot be reached with these credentials",
        ));
    }
    Ok(())
}

/// The id of a store that can be changed.
fn owned(world: &mut World, call: &Call<'_>) -> Result<String, ApiError> {
    let id = id(world, call)?;
    let store = stored(world.estate.of(Kind::DataStore), &id)?;
    if store.document()["owner"] == "ovhcloud" {
        return Err(ApiError::forbidden(
            "This data store belongs to the platform",
        ));
    }
    Ok(id)
}

fn id(world: &mut World, call: &Call<'_>) -> Result<String, ApiError> {
    let region = region(world, call)?;
    let stores = world.estate.of(Kind::DataStore);
    let id = stores.id_in(&region.id, call.segment(2));
    match stores.stored(&id) {
        Some(_) => Ok(id),
        None => Err(missing(Kind::DataStore)),
    }
}

fn region(world: &mut World, call: &Call<'_>) -> Result<&'static Region, ApiError> {
    authorized_project(world, call)?;
    world
        .capabilities
        .region(call.segment(1))
        .ok_or_else(|| ApiError::not_found("This region does not exist"))
}
