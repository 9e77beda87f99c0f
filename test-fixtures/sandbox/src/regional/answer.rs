//! Answers of the regional API: lists in an envelope, 204 for changes, errors with a message and nothing more.

use serde_json::{Map, Value, json};

use crate::errors::ApiError;
use crate::paging::Page;
use crate::reply::Reply;
use crate::request::{Call, Request};

/// The list envelope; pages are numbered as in the central API (inferred).
pub(super) fn listing(items: Vec<Value>, page: Page, call: &Call<'_>) -> Value {
    let total = items.len();
    let range = page.range(total);
    let is_last = range.end >= total;
    let mut metadata = json!({
        "currentPage": page.number(),
        "pageCount": total.div_ceil(page.size()),
        "total": total,
        "links": {},
    });
    if !is_last {
        let mut next = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in url::form_urlencoded::parse(call.request.query().as_bytes()) {
            if name != "page" && name != "size" {
                next.append_pair(&name, &value);
            }
        }
        next.append_pair("page", &(page.number() + 1).to_string());
        next.append_pair("size", &page.size().to_string());
        metadata["links"]["next"] = format!("{}?{}", call.request.path(), next.finish()).into();
    }
    let items = items.get(range).unwrap_or_default();
    json!({"items": items, "metadata": metadata})
}

/// Shapes an answer that is no list of objects.
pub(super) fn document(reply: &mut Reply, in_list: bool) {
    if reply.body.as_ref() == b"null" {
        reply.status = 204;
        reply.body = bytes::Bytes::new();
        return;
    }
    if let Ok(body) = serde_json::from_slice::<Value>(&reply.body) {
        let body = match body {
            Value::Array(items) => items.into_iter().map(shaped).collect(),
            other => shaped(other),
        };
        let body = if in_list { json!([body]) } else { body };
        reply.body = body.to_string().into();
    }
}

/// A document of the central API as the regional one writes it: without null members, volumes in one piece.
pub(super) fn shaped(document: Value) -> Value {
    let mut document = without_nulls(document);
    if let Some(volumes) = document
        .pointer_mut("/spec/volumes")
        .and_then(Value::as_array_mut)
    {
        for volume in volumes.iter_mut().filter_map(Value::as_object_mut) {
            flatten(volume);
        }
    }
    document
}

/// Source and target stand beside the other members, not below their own.
pub(super) fn flatten(volume: &mut Map<String, Value>) {
    for name in ["volumeSource", "volumeTarget"] {
        if let Some(Value::Object(parts)) = volume.remove(name) {
            for (name, part) in parts {
                volume.entry(name).or_insert(part);
            }
        }
    }
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, member)| !member.is_null())
            .map(|(name, member)| (name, without_nulls(member)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// `tail`: only the last lines of a log. `follow` ends at the last line there is (inferred).
pub(super) fn tail(reply: &mut Reply, request: &Request) -> Result<(), ApiError> {
    let Some(tail) = request.parameter("tail") else {
        return Ok(());
    };
    let tail: usize = tail
        .parse()
        .map_err(|_| ApiError::member("tail", "must be a number of lines"))?;
    let Ok(mut body) = serde_json::from_slice::<Value>(&reply.body) else {
        return Ok(());
    };
    if let Some(lines) = body["logs"].as_array_mut() {
        lines.drain(..lines.len().saturating_sub(tail));
    }
    reply.body = body.to_string().into();
    Ok(())
}

/// An error of the central API in the regional shape. 409 and 460 are not among its statuses.
pub(crate) fn reshape(mut reply: Reply) -> Reply {
    if reply.status < 400 {
        return reply;
    }
    reply.status = match reply.status {
        409 => 400,
        460 => 402,
        status => status,
    };
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    // The login answers in the shape of RFC 6749.
    if body["error"].is_null() {
        reply.body = json!({"message": body["message"]}).to_string().into();
    }
    reply
}
