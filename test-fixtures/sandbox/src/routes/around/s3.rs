//! S3 buckets, one region at a time. Regions without S3 answer 404 (unknown, inferred).

use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Answer, Route, full_list, project, route};
use crate::around::secrets::secret;
use crate::around::{Bucket, LARGEST_PAGE, Listing};
use crate::auth::Rights;
use crate::clock::rfc3339;
use crate::errors::ApiError;
use crate::reply::Reply;
use crate::request::{Call, Request};
use crate::spec::Members;
use crate::world::World;

pub(crate) const ROUTES: &[Route] = &[
    route(
        "GET",
        below!("/region/{regionName}/storage"),
        Rights::Action("region/storage/get"),
        list,
    ),
    route(
        "GET",
        below!("/region/{regionName}/storage/{name}"),
        Rights::Action("region/storage/get"),
        get,
    ),
    route(
        "GET",
        below!("/region/{regionName}/storage/{name}/object"),
        Rights::Action("region/storage/object/get"),
        objects,
    ),
    route(
        "GET",
        below!("/region/{regionName}/storage/{name}/lifecycle"),
        Rights::Action("region/storage/lifecycle/get"),
        lifecycle,
    ),
    route(
        "POST",
        below!("/region/{regionName}/storage/{name}/presign"),
        Rights::Action("region/storage/presign"),
        presign,
    ),
];

const S3: &[&str] = &["storage-s3-standard", "storage-s3-high-perf"];

/// Checks the region; answers the time.
fn region(world: &mut World, call: &Call<'_>) -> Result<i64, ApiError> {
    let now = project(world, call)?;
    if world.around.has_service(call.segment(1), S3) {
        return Ok(now);
    }
    Err(ApiError::not_found("This region has no S3 object storage"))
}

fn bucket<'w>(world: &'w mut World, call: &Call<'_>) -> Result<&'w Bucket, ApiError> {
    region(world, call)?;
    world
        .around
        .buckets
        .iter()
        .find(|bucket| bucket.region == call.segment(1) && bucket.name == call.segment(2))
        .ok_or_else(|| ApiError::not_found("This container does not exist"))
}

fn list(world: &mut World, call: &Call<'_>) -> Answer {
    region(world, call)?;
    let buckets = world.around.buckets.iter();
    let here = buckets.filter(|bucket| bucket.region == call.segment(1));
    full_list(call, here.map(Bucket::entry).collect())
}

fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let mut listing = listing(world, call.request)?;
    listing.key_marker = call.request.parameter("marker");
    let bare = boolean(call.request, "noObjects")?;
    let bucket = bucket(world, call)?;
    Ok(Reply::ok(&bucket.document((!bare).then_some(&listing))))
}

fn objects(world: &mut World, call: &Call<'_>) -> Answer {
    let mut listing = listing(world, call.request)?;
    listing.delimiter = call.request.parameter("delimiter");
    listing.key_marker = call.request.parameter("keyMarker");
    listing.version_marker = call.request.parameter("versionIdMarker");
    listing.versions = boolean(call.request, "withVersions")?;
    if listing.version_marker.is_some() && listing.key_marker.is_none() {
        return Err(ApiError::member("versionIdMarker", "needs keyMarker"));
    }
    Ok(Reply::ok(&bucket(world, call)?.list(&listing).into()))
}

fn lifecycle(world: &mut World, call: &Call<'_>) -> Answer {
    let bucket = bucket(world, call)?;
    match bucket.settings.get("lifecycle") {
        Some(rules) if !rules.is_null() => Ok(Reply::ok(rules)),
        _ => Ok(Reply::ok(&json!({"rules": []}))),
    }
}

/// What both calls that list objects share. Larger limits are cut to 1000 (inferred).
fn listing(world: &World, request: &Request) -> Result<Listing, ApiError> {
    let limit = match request.parameter("limit") {
        None => LARGEST_PAGE,
        Some(text) => match text.parse::<usize>() {
            Ok(limit) if limit > 0 => limit.min(LARGEST_PAGE),
            _ => {
                return Err(ApiError::member(
                    "limit",
                    "must be a whole number of at least 1",
                ));
            }
        },
    };
    Ok(Listing {
        prefix: request.parameter("prefix").unwrap_or_default(),
        limit,
        marker_repeats: world.around.options.marker_repeats,
        ..Listing::default()
    })
}

/// A truth value of the query; false when it is missing.
pub(super) fn boolean(request: &Request, name: &'static str) -> Result<bool, ApiError> {
    match request.parameter(name).as_deref() {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(ApiError::member(name, "must be a boolean")),
    }
}

/// A signed URL to a host that does not exist; nothing changes.
fn presign(world: &mut World, call: &Call<'_>) -> Answer {
    let now = region(world, call)?;
    let lenient = world.lenient;
    let bucket = bucket(world, call)?;
    let body = call.json()?;
    let known = ["expire", "method", "object", "storageClass", "versionId"];
    let members = Members::read(&body, "", &known, lenient)?;
    let method = members
        .one_of("method", &["DELETE", "GET", "PUT"])?
        .ok_or_else(|| members.refuse("method", "is required"))?;
    let object = members.required_text("object")?;
    // Seven days are the limit of the signature scheme.
    let most = i64::try_from(Duration::from_secs(604_800).as_secs()).unwrap_or(i64::MAX);
    let expire = members
        .integer("expire", 1, most)?
        .ok_or_else(|| members.refuse("expire", "is required"))?;
    if members.value("storageClass").is_some() && method != "PUT" {
        return Err(members.refuse("storageClass", "is for PUT only"));
    }
    if members.value("versionId").is_some() && method == "PUT" {
        return Err(members.refuse("versionId", "is for GET and DELETE only"));
    }
    if method != "PUT" && !bucket.objects.has(object) {
        return Err(ApiError::not_found("This object does not exist"));
    }
    let stamp: String = rfc3339(now)
        .chars()
        .filter(|letter| !matches!(letter, '-' | ':'))
        .collect();
    let path: Vec<String> = object
        .split('/')
        .map(|part| utf8_percent_encode(part, NON_ALPHANUMERIC).to_string())
        .collect();
    let region = bucket.region.to_lowercase();
    let day = stamp.get(..8).unwrap_or_default();
    let url = format!(
        "https://{}/{}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=EXAMPLE%2F{day}%2F{region}%2Fs3%2F\
         aws4_request&X-Amz-Date={stamp}&X-Amz-Expires={expire}&X-Amz-SignedHeaders=host&X-Amz-Signature={}",
        bucket.host(),
        path.join("/"),
        secret("signature", object),
    );
    Ok(Reply::ok(&json!({
        "method": method,
        "signedHeaders": Value::from_iter([("Host", bucket.host())]),
        "url": url,
    })))
}
