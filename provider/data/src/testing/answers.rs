//! The store's answers.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    body::Body,
    extract::{Request, State as Shared},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use percent_encoding::percent_decode_str;
use time::format_description::well_known::Rfc2822;

use super::{
    listing,
    state::{Fault, Object, State, Visit},
    uploads,
};
use crate::hash::{hex, md5, sha256};

/// A request that was read.
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) bucket: String,
    pub(super) key: String,
    query: Vec<(String, String)>,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Asked {
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// What an object is stored with.
    pub(super) fn properties(&self) -> std::collections::BTreeMap<String, String> {
        let kept = [
            "content-type",
            "content-encoding",
            "content-language",
            "content-disposition",
            "cache-control",
            "expires",
        ];
        (self.headers.iter())
            .filter(|(name, _)| {
                kept.contains(&name.as_str()) || name.as_str().starts_with("x-amz-meta-")
            })
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.as_str().to_owned(), value)
            })
            .collect()
    }
}

/// Answers one request.
pub(super) async fn answer(Shared(state): Shared<Arc<Mutex<State>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, 1 << 30).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let path = parts.uri.path();
    let raw = decoded(path.strip_prefix('/').unwrap_or(path));
    let (bucket, key) = raw.split_once('/').unwrap_or((&raw, ""));
    let query = parts.uri.query().unwrap_or("");
    let asked = Asked {
        method: parts.method,
        bucket: bucket.to_owned(),
        key: key.to_owned(),
        query: (url::form_urlencoded::parse(query.as_bytes()))
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect(),
        headers: parts.headers,
        body,
    };
    let target = parts.uri.to_string();
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    state.seen.push(Visit {
        method: asked.method.to_string(),
        target: target.clone(),
        range: asked.header("range").map(str::to_owned),
        received: asked.body.len(),
    });
    if !asked.header("authorization").is_some_and(|value| {
        let key = state.access_key.as_deref().unwrap_or("test-key");
        value.starts_with(&format!("AWS4-HMAC-SHA256 Credential={key}/"))
            && !value.contains("test-secret")
    }) {
        return error(StatusCode::FORBIDDEN, "AccessDenied");
    }
    if asked.header("x-amz-content-sha256") != Some(&sha256(&asked.body)) {
        return error(StatusCode::BAD_REQUEST, "XAmzContentSHA256Mismatch");
    }
    let fault = state.fault(asked.method.as_str(), &target);
    match &fault {
        Some(Fault::Status(status, code, wait)) => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::IM_A_TEAPOT);
            let mut response = error(status, code);
            if let Some(wait) = wait {
                (response.headers_mut())
                    .insert(header::RETRY_AFTER, HeaderValue::from_static(wait));
            }
            return response;
        }
        Some(Fault::ErrorInSuccess(code)) => return error(StatusCode::OK, code),
        Some(Fault::LostUploads) => state.uploads.clear(),
        Some(Fault::Comes(key, bytes)) => {
            state.put(&asked.bucket, key, bytes);
        }
        Some(Fault::Goes(key)) => {
            if let Some(held) = state.buckets.get_mut(&asked.bucket) {
                held.remove(*key);
            }
        }
        _ => {}
    }
    let response = route(&mut state, &asked, fault.as_ref());
    if fault == Some(Fault::DoneButFailed) {
        return error(StatusCode::INTERNAL_SERVER_ERROR, "InternalError");
    }
    response
}

/// An error as S3 writes it.
pub(super) fn error(status: StatusCode, code: &str) -> Response {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>test-secret</Message></Error>"
    );
    (status, [(header::CONTENT_TYPE, "application/xml")], body).into_response()
}

fn route(state: &mut State, asked: &Asked, fault: Option<&Fault>) -> Response {
    if asked.key.is_empty() {
        return listing::answer(state, asked, fault);
    }
    if asked.query("uploads").is_some() || asked.query("uploadId").is_some() {
        return uploads::answer(state, asked, fault);
    }
    match asked.method {
        Method::PUT => put(state, asked, fault),
        Method::DELETE => {
            if let Some(held) = state.buckets.get_mut(&asked.bucket) {
                held.remove(&asked.key);
            }
            StatusCode::NO_CONTENT.into_response()
        }
        _ => get(state, asked, fault),
    }
}

fn put(state: &mut State, asked: &Asked, fault: Option<&Fault>) -> Response {
    *state.received.entry(asked.key.clone()).or_default() += asked.body.len() as u64;
    let mut object = state.object(asked.body.clone(), hex(&md5(&asked.body)));
    object.headers = asked.properties();
    let etag = if fault == Some(&Fault::WrongTag) {
        "0".repeat(32)
    } else {
        object.etag.clone()
    };
    let held = state.buckets.entry(asked.bucket.clone()).or_default();
    held.insert(asked.key.clone(), object);
    ([(header::ETAG, format!("\"{etag}\""))], ()).into_response()
}

fn get(state: &mut State, asked: &Asked, fault: Option<&Fault>) -> Response {
    let found = (state.buckets.get(&asked.bucket)).and_then(|held| held.get(&asked.key));
    let Some(object) = found.cloned() else {
        return error(StatusCode::NOT_FOUND, "NoSuchKey");
    };
    if let Some(wanted) = asked.header("if-match")
        && wanted.trim_matches('"') != object.etag
    {
        return error(StatusCode::PRECONDITION_FAILED, "PreconditionFailed");
    }
    let mut headers = described(&object);
    let whole = object.bytes.len();
    if asked.method == Method::HEAD {
        let length = match asked.query("partNumber") {
            Some(_) => object.part.unwrap_or(whole as u64),
            None => whole as u64,
        };
        headers.insert(header::CONTENT_LENGTH, length.into());
        return (headers, ()).into_response();
    }
    let range = (asked.header("range"))
        .filter(|_| !state.ignores_ranges)
        .and_then(|range| {
            let (start, end) = range.strip_prefix("bytes=")?.split_once('-')?;
            Some((start.parse::<usize>().ok()?, end.parse::<usize>().ok()?))
        });
    let mut status = StatusCode::OK;
    let mut bytes = object.bytes.clone();
    if let Some((start, end)) = range {
        if start >= whole {
            return error(StatusCode::RANGE_NOT_SATISFIABLE, "InvalidRange");
        }
        let end = end.min(whole - 1);
        bytes = bytes.slice(start..=end);
        status = StatusCode::PARTIAL_CONTENT;
        if let Ok(range) = format!("bytes {start}-{end}/{whole}").parse() {
            headers.insert(header::CONTENT_RANGE, range);
        }
    }
    if fault == Some(&Fault::WrongBytes) {
        bytes = vec![0; bytes.len()].into();
    }
    headers.insert(header::CONTENT_LENGTH, bytes.len().into());
    let mut sent = bytes.len();
    let body = match fault {
        Some(Fault::Reset(after) | Fault::ChangedAfter(after, _)) => {
            sent = sent.min(*after);
            let start = Ok(bytes.slice(..sent));
            let end = Err(std::io::Error::other("ordered"));
            // The first bytes must leave before the connection breaks.
            let pieces =
                stream::iter([start, end]).then(|piece: Result<Bytes, std::io::Error>| async {
                    if piece.is_err() {
                        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                    }
                    piece
                });
            Body::from_stream(pieces)
        }
        _ => Body::from(bytes),
    };
    if let Some(Fault::ChangedAfter(_, other)) = fault {
        state.put(&asked.bucket, &asked.key, other);
    }
    *state.sent.entry(asked.key.clone()).or_default() += sent as u64;
    (status, headers, body).into_response()
}

fn described(object: &Object) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in &object.headers {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_bytes(value.as_bytes()),
        ) {
            headers.insert(name, value);
        }
    }
    if let Ok(etag) = format!("\"{}\"", object.etag).parse() {
        headers.insert(header::ETAG, etag);
    }
    if let Ok(date) = object.modified.format(&Rfc2822)
        && let Ok(date) = date.replace("+0000", "GMT").parse()
    {
        headers.insert(header::LAST_MODIFIED, date);
    }
    headers
}
