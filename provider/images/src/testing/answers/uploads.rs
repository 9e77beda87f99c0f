//! Uploads: begun, mounted, in pieces, ended.

use axum::{
    body::Bytes,
    response::{IntoResponse, Response},
};
use http::{Method, StatusCode, header};

use super::{Asked, State, error};
use crate::ContentDigest;

/// Answers a request for an upload.
pub(super) fn answer(state: &mut State, asked: &Asked, name: &str, id: &str) -> Response {
    let location = |id: &str| format!("/v2/{name}/blobs/uploads/{id}?state=signed");
    if asked.method == Method::POST {
        if let (Some(digest), Some(from)) = (asked.query("mount"), asked.query("from"))
            && !state.refuses_mounts
            && let Some(bytes) = state
                .repositories
                .get(from)
                .and_then(|held| held.blobs.get(digest))
                .cloned()
        {
            let held = state.repositories.entry(name.to_owned()).or_default();
            held.blobs.insert(digest.to_owned(), bytes);
            return (
                StatusCode::CREATED,
                [(header::LOCATION, format!("/v2/{name}/blobs/{digest}"))],
            )
                .into_response();
        }
        state.counter += 1;
        let id = format!("upload-{}", state.counter);
        state.uploads.insert(id.clone(), Vec::new());
        let mut response =
            (StatusCode::ACCEPTED, [(header::LOCATION, location(&id))]).into_response();
        if let Some(minimum) = state.min_chunk {
            response
                .headers_mut()
                .insert("oci-chunk-min-length", minimum.into());
        }
        return response;
    }
    let Some(held) = state.uploads.get_mut(id) else {
        return error(StatusCode::NOT_FOUND, "BLOB_UPLOAD_UNKNOWN");
    };
    let range = |held: &[u8]| format!("0-{}", held.len().saturating_sub(1));
    if asked.method == Method::GET {
        let headers = [
            (header::LOCATION, location(id)),
            (header::RANGE, range(held)),
        ];
        return (StatusCode::NO_CONTENT, headers).into_response();
    }
    let start = asked
        .header("content-range")
        .and_then(|range| range.split_once('-')?.0.parse::<usize>().ok());
    if start.is_some_and(|start| start != held.len()) {
        return error(StatusCode::RANGE_NOT_SATISFIABLE, "BLOB_UPLOAD_INVALID");
    }
    held.extend_from_slice(&asked.body);
    state.received += asked.body.len() as u64;
    if asked.method == Method::PATCH {
        let headers = [
            (header::LOCATION, location(id)),
            (header::RANGE, range(held)),
        ];
        return (StatusCode::ACCEPTED, headers).into_response();
    }
    let bytes = Bytes::from(held.clone());
    let digest = asked.query("digest").unwrap_or("");
    state.uploads.remove(id);
    if ContentDigest::of(&bytes).as_str() != digest {
        return error(StatusCode::BAD_REQUEST, "DIGEST_INVALID");
    }
    let held = state.repositories.entry(name.to_owned()).or_default();
    held.blobs.insert(digest.to_owned(), bytes);
    StatusCode::CREATED.into_response()
}
