//! The distribution protocol, as far as a client uses it.

mod uploads;

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    body::{Body, Bytes},
    extract::{Request, State as Shared},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::{StreamExt, stream};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde_json::{Value, json};

use super::state::{Fault, Seen, State};
use crate::ContentDigest;

#[derive(Clone)]
struct Asked {
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
}

impl Asked {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn query(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Answers one request.
pub(super) async fn answer(Shared(state): Shared<Arc<Mutex<State>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, 1 << 30).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let query = parts.uri.query().unwrap_or("");
    let asked = Asked {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: (url::form_urlencoded::parse(query.as_bytes()))
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect(),
        headers: parts.headers,
        body,
    };
    let target = parts.uri.to_string();
    let answered = answered(&state, &asked, target);
    match answered {
        Some(response) => response,
        None => std::future::pending().await,
    }
}

/// `None`: never.
fn answered(state: &Mutex<State>, asked: &Asked, target: String) -> Option<Response> {
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    state.seen.push(Seen {
        method: asked.method.to_string(),
        is_authorised: asked.headers.contains_key(header::AUTHORIZATION),
        range: asked.header("range").map(str::to_owned),
        received: asked.body.len(),
        target: target.clone(),
    });
    let fault = state.fault(asked.method.as_str(), &target);
    match &fault {
        Some(Fault::Status(status, wait)) => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::IM_A_TEAPOT);
            let mut headers = HeaderMap::new();
            if let Some(wait) = wait {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static(wait));
            }
            return Some((status, headers).into_response());
        }
        Some(Fault::Silence) => return None,
        Some(Fault::ExpiredToken) => state.token += 1,
        Some(Fault::Redirect(to)) => {
            let headers = [(header::LOCATION, to.clone())];
            return Some((StatusCode::TEMPORARY_REDIRECT, headers).into_response());
        }
        Some(Fault::LostSession) => state.uploads.clear(),
        _ => {}
    }
    if asked.path == "/token" {
        return Some(token(&mut state, asked));
    }
    if let Some(refused) = refused(&state, asked) {
        return Some(refused);
    }
    let mut asked = asked.clone();
    if let Some(Fault::PartlyStored(count)) = fault {
        asked.body.truncate(count);
    }
    let response = route(&mut state, &asked, fault.as_ref());
    match fault {
        Some(Fault::StoredButFailed | Fault::PartlyStored(_)) => {
            Some(StatusCode::INTERNAL_SERVER_ERROR.into_response())
        }
        _ => Some(response),
    }
}

fn basic(pair: &(String, String)) -> String {
    format!(
        "Basic {}",
        STANDARD.encode(format!("{}:{}", pair.0, pair.1))
    )
}

fn token(state: &mut State, asked: &Asked) -> Response {
    let Some(pair) = &state.bearer else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let by_form = url::form_urlencoded::parse(&asked.body)
        .any(|(name, value)| name == "refresh_token" && value == pair.1);
    if !pair.0.is_empty() && asked.header("authorization") != Some(&basic(pair)) && !by_form {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    axum::Json(json!({"token": format!("token-{}", state.token), "expires_in": 300}))
        .into_response()
}

fn refused(state: &State, asked: &Asked) -> Option<Response> {
    let (wanted, challenge) = match (&state.basic, &state.bearer) {
        (Some(pair), _) => (basic(pair), "Basic realm=\"test\"".to_owned()),
        (None, Some(_)) => (
            format!("Bearer token-{}", state.token),
            format!(
                "Bearer realm=\"http://{}/token\",service=\"test\"",
                state.host
            ),
        ),
        (None, None) => return None,
    };
    if asked.header("authorization") == Some(&wanted) {
        return None;
    }
    let body =
        json!({"errors": [{"code": "UNAUTHORIZED", "message": asked.header("authorization")}]});
    Some(
        (
            StatusCode::UNAUTHORIZED,
            [(header::WWW_AUTHENTICATE, challenge)],
            body.to_string(),
        )
            .into_response(),
    )
}

fn error(status: StatusCode, code: &str) -> Response {
    (status, axum::Json(json!({"errors": [{"code": code}]}))).into_response()
}

fn route(state: &mut State, asked: &Asked, fault: Option<&Fault>) -> Response {
    let Some(path) = asked.path.strip_prefix("/v2/") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    for kind in [
        "/manifests/",
        "/blobs/uploads/",
        "/blobs/",
        "/referrers/",
        "/tags/",
    ] {
        let Some((name, rest)) = path.split_once(kind) else {
            continue;
        };
        return match kind {
            "/manifests/" => manifest(state, asked, name, rest, fault),
            "/blobs/uploads/" => uploads::answer(state, asked, name, rest),
            "/blobs/" => blob(state, asked, name, rest, fault),
            "/referrers/" => referrers(state, name, rest),
            _ => tags(state, asked, name),
        };
    }
    StatusCode::OK.into_response()
}

fn manifest(
    state: &mut State,
    asked: &Asked,
    name: &str,
    reference: &str,
    fault: Option<&Fault>,
) -> Response {
    if asked.method == Method::DELETE {
        let held = state.repositories.entry(name.to_owned()).or_default();
        held.tags.retain(|_, digest| digest != reference);
        return match held.manifests.remove(reference) {
            Some(_) => StatusCode::ACCEPTED.into_response(),
            None => error(StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN"),
        };
    }
    if asked.method != Method::PUT {
        let found = state.repositories.get(name).and_then(|held| {
            let digest = held.tags.get(reference).map_or(reference, String::as_str);
            let (media_type, bytes) = held.manifests.get(digest)?;
            Some((digest.to_owned(), media_type.clone(), bytes.clone()))
        });
        let Some((digest, media_type, bytes)) = found else {
            return error(StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN");
        };
        let headers = [
            ("docker-content-digest", digest),
            ("content-type", media_type),
            ("content-length", bytes.len().to_string()),
        ];
        return (headers, broken(bytes, fault).1).into_response();
    }
    let has_referrers = state.has_referrers;
    let held = state.repositories.entry(name.to_owned()).or_default();
    let document: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    let named = |list: &str| document[list].as_array().cloned().unwrap_or_default();
    let is_there = |item: &Value, manifests: bool| {
        let digest = item["digest"].as_str().unwrap_or("");
        let is_foreign = item["mediaType"]
            .as_str()
            .is_some_and(|kind| kind.contains("nondistributable"));
        is_foreign
            || held.blobs.contains_key(digest)
            || (manifests && held.manifests.contains_key(digest))
    };
    let is_fallback = reference.starts_with("sha256-");
    let is_whole = named("layers").iter().all(|item| is_there(item, false))
        && (!document["config"].is_object() || is_there(&document["config"], false))
        && (is_fallback || named("manifests").iter().all(|item| is_there(item, true)));
    if !is_whole {
        return error(StatusCode::BAD_REQUEST, "MANIFEST_BLOB_UNKNOWN");
    }
    let digest = ContentDigest::of(&asked.body).as_str().to_owned();
    if reference.contains(':') && reference != digest {
        return error(StatusCode::BAD_REQUEST, "DIGEST_INVALID");
    }
    let media_type = asked.header("content-type").unwrap_or("").to_owned();
    held.manifests
        .insert(digest.clone(), (media_type, asked.body.clone()));
    if !reference.contains(':') {
        held.tags.insert(reference.to_owned(), digest.clone());
    }
    let mut headers = HeaderMap::new();
    if let Ok(value) = digest.parse() {
        headers.insert("docker-content-digest", value);
    }
    if has_referrers
        && let Some(Ok(subject)) = document["subject"]["digest"].as_str().map(str::parse)
    {
        headers.insert("oci-subject", subject);
    }
    (StatusCode::CREATED, headers).into_response()
}

fn blob(
    state: &mut State,
    asked: &Asked,
    name: &str,
    digest: &str,
    fault: Option<&Fault>,
) -> Response {
    let found = state
        .repositories
        .get(name)
        .and_then(|held| held.blobs.get(digest));
    let Some(mut bytes) = found.cloned() else {
        return error(StatusCode::NOT_FOUND, "BLOB_UNKNOWN");
    };
    if asked.method == Method::HEAD {
        return ([(header::CONTENT_LENGTH, bytes.len().to_string())], ()).into_response();
    }
    let whole = bytes.len();
    let start = asked
        .header("range")
        .and_then(|range| {
            range
                .strip_prefix("bytes=")?
                .strip_suffix('-')?
                .parse::<usize>()
                .ok()
        })
        .filter(|_| !state.ignores_ranges);
    let mut status = StatusCode::OK;
    let mut headers = HeaderMap::new();
    if let Some(start) = start {
        if start >= whole {
            return error(StatusCode::RANGE_NOT_SATISFIABLE, "RANGE_INVALID");
        }
        bytes = bytes.slice(start..);
        status = StatusCode::PARTIAL_CONTENT;
        if let Ok(range) = format!("bytes {start}-{}/{whole}", whole - 1).parse() {
            headers.insert(header::CONTENT_RANGE, range);
        }
    }
    if fault == Some(&Fault::WrongBytes) {
        bytes = vec![0; bytes.len()].into();
    }
    headers.insert(header::CONTENT_LENGTH, bytes.len().into());
    let (sent, body) = broken(bytes, fault);
    *state.sent.entry(digest.to_owned()).or_default() += sent as u64;
    (status, headers, body).into_response()
}

/// A body, perhaps one that does not come to its end; and how much of it comes.
fn broken(bytes: Bytes, fault: Option<&Fault>) -> (usize, Body) {
    let (Some(Fault::Reset(after)) | Some(Fault::Stall(after))) = fault else {
        return (bytes.len(), Body::from(bytes));
    };
    let sent = bytes.len().min(*after);
    let is_stalled = matches!(fault, Some(Fault::Stall(_)));
    let start = Ok(bytes.slice(..sent));
    let end = Err(std::io::Error::other("ordered"));
    // The first bytes must leave before the connection breaks.
    let pieces =
        stream::iter([start, end]).then(move |piece: Result<Bytes, std::io::Error>| async move {
            match piece {
                Err(_) if is_stalled => std::future::pending().await,
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
                Ok(_) => {}
            }
            piece
        });
    (sent, Body::from_stream(pieces))
}

fn referrers(state: &State, name: &str, digest: &str) -> Response {
    if !state.has_referrers {
        return StatusCode::NOT_FOUND.into_response();
    }
    let held = state.repositories.get(name);
    let manifests = (held.into_iter().flat_map(|held| &held.manifests)).filter_map(
        |(own, (media_type, bytes))| {
            let document: Value = serde_json::from_slice(bytes).ok()?;
            (document["subject"]["digest"] == digest)
                .then(|| json!({"mediaType": media_type, "digest": own, "size": bytes.len()}))
        },
    );
    let manifests: Vec<Value> = manifests.collect();
    axum::Json(json!({"schemaVersion": 2, "manifests": manifests})).into_response()
}

fn tags(state: &State, asked: &Asked, name: &str) -> Response {
    let Some(held) = state.repositories.get(name) else {
        return error(StatusCode::NOT_FOUND, "NAME_UNKNOWN");
    };
    let after = asked.query("last").unwrap_or("");
    let rest: Vec<&String> = held
        .tags
        .keys()
        .filter(|tag| tag.as_str() > after)
        .collect();
    let page: Vec<&String> = rest
        .iter()
        .copied()
        .take(state.page.unwrap_or(usize::MAX))
        .collect();
    let mut headers = HeaderMap::new();
    if page.len() < rest.len()
        && let Some(last) = page.last()
        && let Ok(link) = format!("</v2/{name}/tags/list?last={last}>; rel=\"next\"").parse()
    {
        headers.insert(header::LINK, link);
    }
    (headers, axum::Json(json!({"name": name, "tags": page}))).into_response()
}
