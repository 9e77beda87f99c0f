//! What the Swift for tests does when something is stored or removed.

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, header};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::swift::{SwiftObject, SwiftState};
use crate::hash::{hex, md5};

/// Names in one list of segments.
const NAMED: usize = 1000;

pub(super) fn container(state: &mut SwiftState, method: &Method, name: &str) -> Response {
    if *method == Method::PUT {
        return match state.containers.insert(name.to_owned(), Default::default()) {
            None => StatusCode::CREATED.into_response(),
            Some(held) => {
                state.containers.insert(name.to_owned(), held);
                StatusCode::ACCEPTED.into_response()
            }
        };
    }
    match state.containers.get(name) {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(held) if !held.is_empty() => StatusCode::CONFLICT.into_response(),
        Some(_) => {
            state.containers.remove(name);
            StatusCode::NO_CONTENT.into_response()
        }
    }
}

pub(super) fn object(
    state: &mut SwiftState,
    method: &Method,
    asked: &HeaderMap,
    (container, key): (&str, &str),
    how: Option<&str>,
    body: Bytes,
) -> Response {
    if !state.containers.contains_key(container) {
        return StatusCode::NOT_FOUND.into_response();
    }
    if *method == Method::DELETE {
        return remove(state, container, key, how == Some("delete"));
    }
    state.received += body.len() as u64;
    let kept = |name: &str| {
        name.starts_with("x-object-meta-")
            || name.starts_with("content-")
            || name == "cache-control"
            || name == "expires"
    };
    let headers = (asked.iter())
        .filter(|(name, _)| kept(name.as_str()) && *name != header::CONTENT_LENGTH)
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        })
        .collect();
    let mut object = SwiftObject {
        bytes: body.clone(),
        headers,
        ..SwiftObject::default()
    };
    let own = (container.to_owned(), key.to_owned());
    if let Some(at) = state.garbled.iter().position(|garbled| *garbled == own) {
        state.garbled.remove(at);
        object.bytes = vec![0; body.len()].into();
    }
    if how == Some("put") {
        match fixed(state, &body) {
            Ok(list) => object.fixed = Some(list),
            Err(problem) => return (StatusCode::BAD_REQUEST, problem).into_response(),
        }
    }
    let manifest = asked
        .get("x-object-manifest")
        .and_then(|value| value.to_str().ok());
    object.dynamic = manifest.and_then(|manifest| {
        let manifest = percent_decode_str(manifest).decode_utf8_lossy();
        let (container, prefix) = manifest.split_once('/')?;
        Some((container.to_owned(), prefix.to_owned()))
    });
    let etag = if object.dynamic.is_some() {
        hex(&md5(&object.bytes))
    } else {
        state.whole(&object).1
    };
    let wanted = asked.get(header::ETAG).and_then(|etag| etag.to_str().ok());
    if wanted.is_some_and(|wanted| wanted != etag.trim_matches('"')) {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    }
    if let Some(held) = state.containers.get_mut(container) {
        held.insert(key.to_owned(), object);
    }
    (StatusCode::CREATED, [(header::ETAG, etag)]).into_response()
}

/// Reads a list of segments: each must be there, with the sum it is named with.
fn fixed(state: &SwiftState, body: &[u8]) -> Result<Vec<(String, String)>, String> {
    let rows: Vec<Value> = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    if rows.is_empty() || rows.len() > NAMED {
        return Err(format!("{} segments", rows.len()));
    }
    rows.iter()
        .map(|row| {
            let path = row["path"].as_str().unwrap_or("").trim_start_matches('/');
            let (container, key) = path.split_once('/').ok_or("no path")?;
            let segment = (state.containers.get(container))
                .and_then(|held| held.get(key))
                .ok_or_else(|| format!("{path}: 404"))?;
            let etag = state.whole(segment).1;
            if row["etag"] != *etag.trim_matches('"') {
                return Err(format!("{path}: etag mismatch"));
            }
            Ok((container.to_owned(), key.to_owned()))
        })
        .collect()
}

fn remove(state: &mut SwiftState, container: &str, key: &str, is_with_segments: bool) -> Response {
    let held = state.containers.get_mut(container);
    let gone = held.and_then(|held| held.remove(key));
    if !is_with_segments {
        let status = if gone.is_some() {
            StatusCode::NO_CONTENT
        } else {
            StatusCode::NOT_FOUND
        };
        return status.into_response();
    }
    let answer = |status: &str, errors: Value| {
        json!({"Number Deleted": 1, "Number Not Found": 0, "Response Status": status, "Response Body": "", "Errors": errors}).to_string().into_response()
    };
    match gone {
        None => answer("404 Not Found", json!([])),
        Some(object) => match &object.fixed {
            None => {
                let path = format!("/{container}/{key}");
                if let Some(held) = state.containers.get_mut(container) {
                    held.insert(key.to_owned(), object);
                }
                answer("400 Bad Request", json!([[path, "Not an SLO manifest"]]))
            }
            Some(list) => {
                for (container, key) in list {
                    let _ = remove(state, container, key, false);
                }
                answer("200 OK", json!([]))
            }
        },
    }
}
