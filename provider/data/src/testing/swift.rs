//! A Swift with its Keystone on loopback, for tests: answering. What is stored is in `swift_writes`.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router,
    extract::{Request, State as Shared},
    response::{IntoResponse, Response},
};
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use ovhai_http::testing::Loopback;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use url::Url;

use super::swift_writes;
use crate::{
    Connection, Container, ContainerAt, Error, Identity, Login, Project, Secret,
    hash::{hex, md5},
};

/// An object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SwiftObject {
    /// Bytes of its own.
    pub bytes: Bytes,
    /// What is answered beside the bytes.
    pub headers: BTreeMap<String, String>,
    /// Stands for all objects whose container and name begin so.
    pub dynamic: Option<(String, String)>,
    /// Stands for these objects: container and name.
    pub fixed: Option<Vec<(String, String)>>,
}

/// What it holds and does.
#[derive(Debug, Default)]
pub struct SwiftState {
    /// By container and name.
    pub containers: BTreeMap<String, BTreeMap<String, SwiftObject>>,
    /// Names on one page of a listing, whatever was asked.
    pub page: Option<usize>,
    /// Requests of the present token that are still answered; then it has ended.
    pub token_lasts: Option<u32>,
    /// Tokens that were given.
    pub tokens: u32,
    /// Method and target of what was asked, in order.
    pub seen: Vec<String>,
    /// Bytes of objects that were sent.
    pub sent: u64,
    /// Containers and names of objects whose next bytes arrive as others.
    pub garbled: Vec<(String, String)>,
    /// Bytes of objects that were received.
    pub received: u64,
    /// Another version of an object, which comes when it is read for the first time: container, name, object.
    pub comes: Option<(String, String, SwiftObject)>,
}

impl SwiftState {
    /// Puts an object into a container.
    pub fn put(&mut self, container: &str, key: &str, bytes: &[u8]) -> &mut SwiftObject {
        let held = self.containers.entry(container.to_owned()).or_default();
        let object = held.entry(key.to_owned()).or_default();
        *object = SwiftObject {
            bytes: Bytes::copy_from_slice(bytes),
            ..SwiftObject::default()
        };
        object
    }

    /// Bytes and ETags, without quotes, of what an object is joined from.
    fn segments(&self, object: &SwiftObject) -> Vec<(Bytes, String)> {
        let of = |container: &str, key: &str| self.containers.get(container)?.get(key);
        let whole = |segment: &SwiftObject| {
            let (bytes, etag) = self.whole(segment);
            (bytes, etag.trim_matches('"').to_owned())
        };
        if let Some((container, prefix)) = &object.dynamic {
            let held = self.containers.get(container).into_iter().flatten();
            return held
                .filter(|(key, _)| key.starts_with(prefix.as_str()))
                .map(|(_, segment)| whole(segment))
                .collect();
        }
        (object.fixed.iter().flatten())
            .filter_map(|(container, key)| Some(whole(of(container, key)?)))
            .collect()
    }

    /// All bytes, and the ETag as it is answered.
    pub(super) fn whole(&self, object: &SwiftObject) -> (Bytes, String) {
        if object.dynamic.is_none() && object.fixed.is_none() {
            return (object.bytes.clone(), hex(&md5(&object.bytes)));
        }
        let segments = self.segments(object);
        let mut sums = String::new();
        let mut all = BytesMut::new();
        for (bytes, sum) in segments {
            all.extend_from_slice(&bytes);
            sums.push_str(&sum);
        }
        (all.freeze(), format!("\"{}\"", hex(&md5(sums.as_bytes()))))
    }
}

/// A running Swift; it stops when this goes.
#[derive(Debug)]
pub struct TestSwift(Loopback<SwiftState>);

impl TestSwift {
    /// An empty one, with the user `test` of the project `p`.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start() -> std::io::Result<Self> {
        let router = |address, state| Router::new().fallback(answer).with_state((address, state));
        Loopback::start(|_| SwiftState::default(), router)
            .await
            .map(Self)
    }

    /// What it holds and does; for looking and for ordering faults.
    pub fn state(&self) -> MutexGuard<'_, SwiftState> {
        self.0.state()
    }

    /// URL of its Keystone.
    #[must_use]
    pub fn keystone(&self) -> String {
        format!("http://{}/v3", self.0.address())
    }

    /// A container of it, as a client with this password sees it.
    ///
    /// # Errors
    /// For an impossible name.
    pub fn container(
        &self,
        name: &str,
        password: &str,
        connection: Connection,
    ) -> Result<Container, Error> {
        self.container_below(name, "", password, connection)
    }

    /// Objects of a container whose names begin with `prefix`.
    ///
    /// # Errors
    /// For an impossible name.
    pub fn container_below(
        &self,
        name: &str,
        prefix: &str,
        password: &str,
        connection: Connection,
    ) -> Result<Container, Error> {
        let url = Url::parse(&self.keystone())
            .map_err(|error| Error::setting("the test store", error.to_string()))?;
        let at = ContainerAt {
            region: "TEST".to_owned(),
            container: name.to_owned(),
            prefix: prefix.to_owned(),
            is_plain_allowed: false,
        };
        let identity = Identity::Password {
            user: "test".to_owned(),
            domain: "Default".to_owned(),
            password: Secret::new(password),
            project: Project::Name("p".to_owned(), "Default".to_owned()),
        };
        Container::new(at, Login::Keystone(url, identity), connection)
    }
}

type Known = (SocketAddr, Arc<Mutex<SwiftState>>);

async fn answer(Shared((address, state)): Shared<Known>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, 1 << 30).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    state.seen.push(format!("{} {}", parts.method, parts.uri));
    let raw = percent_decode_str(parts.uri.path())
        .decode_utf8_lossy()
        .into_owned();
    if raw == "/v3/auth/tokens" {
        return token(address, &mut state, &body);
    }
    let wanted = format!("token-{}", state.tokens);
    let is_own = parts
        .headers
        .get("x-auth-token")
        .is_some_and(|token| token == wanted.as_str());
    if !is_own || state.token_lasts == Some(0) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if let Some(left) = &mut state.token_lasts {
        *left -= 1;
    }
    let Some(path) = raw.strip_prefix("/v1/AUTH_p/") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match path.split_once('/') {
        Some(of) if [Method::PUT, Method::DELETE].contains(&parts.method) => {
            let how = parts
                .uri
                .query()
                .and_then(|query| query.strip_prefix("multipart-manifest="));
            swift_writes::object(&mut state, &parts.method, &parts.headers, of, how, body)
        }
        Some(of) => {
            let is_list = parts.uri.query() == Some("multipart-manifest=get");
            object(&mut state, &parts.method, &parts.headers, of, is_list)
        }
        None if [Method::PUT, Method::DELETE].contains(&parts.method) => {
            swift_writes::container(&mut state, &parts.method, path)
        }
        None => {
            let query: BTreeMap<String, String> =
                url::form_urlencoded::parse(parts.uri.query().unwrap_or("").as_bytes())
                    .into_owned()
                    .collect();
            listing(&state, &parts.method, path, &query)
        }
    }
}

fn token(address: SocketAddr, state: &mut SwiftState, body: &[u8]) -> Response {
    let asked: Value = serde_json::from_slice(body).unwrap_or_default();
    let user = &asked["auth"]["identity"]["password"]["user"];
    let is_right = user["name"] == "test"
        && user["domain"]["name"] == "Default"
        && user["password"] == "right"
        && asked["auth"]["scope"]["project"]["name"] == "p";
    if !is_right {
        return (StatusCode::UNAUTHORIZED, user.to_string()).into_response();
    }
    state.tokens += 1;
    state.token_lasts = None;
    let endpoint = |region: &str, interface: &str, url: String| json!({"interface": interface, "region": region, "region_id": region, "url": url});
    let own = format!("http://{address}/v1/AUTH_p");
    let answer = json!({"token": {
        "expires_at": "2037-01-01T00:00:00.000000Z",
        "catalog": [
            {"type": "compute", "endpoints": [endpoint("TEST", "public", "http://127.0.0.1:1".to_owned())]},
            {"type": "object-store", "endpoints": [
                endpoint("OTHER", "public", "http://127.0.0.1:1".to_owned()),
                endpoint("TEST", "internal", "http://127.0.0.1:1".to_owned()),
                endpoint("TEST", "public", own),
            ]},
        ],
    }});
    let name = HeaderName::from_static("x-subject-token");
    let token = format!("token-{}", state.tokens);
    (StatusCode::CREATED, [(name, token)], answer.to_string()).into_response()
}

fn listing(
    state: &SwiftState,
    method: &Method,
    container: &str,
    query: &BTreeMap<String, String>,
) -> Response {
    let Some(held) = state.containers.get(container) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let bytes: usize = held.values().map(|object| object.bytes.len()).sum();
    let headers = [
        ("x-container-object-count", held.len().to_string()),
        ("x-container-bytes-used", bytes.to_string()),
    ];
    if *method == Method::HEAD {
        return (StatusCode::NO_CONTENT, headers).into_response();
    }
    let after = query.get("marker").map_or("", String::as_str);
    let prefix = query.get("prefix").map_or("", String::as_str);
    let rows: Vec<Value> = held
        .iter()
        .filter(|(key, _)| key.as_str() > after && key.starts_with(prefix))
        .take(state.page.unwrap_or(10_000))
        .map(|(key, object)| {
            let mut row = json!({
                "name": key,
                "bytes": object.fixed.as_ref().map_or(object.bytes.len(), |_| state.whole(object).0.len()),
                "hash": hex(&md5(&object.bytes)),
                "last_modified": "2026-01-02T03:04:05.678900",
                "content_type": "text/plain",
            });
            if object.fixed.is_some() {
                row["slo_etag"] = state.whole(object).1.into();
            }
            row
        })
        .collect();
    (headers, Value::from(rows).to_string()).into_response()
}

fn object(
    state: &mut SwiftState,
    method: &Method,
    asked: &HeaderMap,
    (container, key): (&str, &str),
    is_list: bool,
) -> Response {
    let found = state
        .containers
        .get(container)
        .and_then(|held| held.get(key));
    let Some(object) = found.cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if is_list && let Some(fixed) = &object.fixed {
        let sizes = state.segments(&object);
        let rows: Vec<Value> = (fixed.iter().zip(&sizes))
            .map(|((container, key), (bytes, etag))| {
                let is_list = (state.containers.get(container))
                    .and_then(|held| held.get(key))
                    .is_some_and(|segment| segment.fixed.is_some());
                json!({"name": format!("/{container}/{key}"), "bytes": bytes.len(), "hash": etag, "sub_slo": is_list})
            })
            .collect();
        return Value::from(rows).to_string().into_response();
    }
    let (bytes, etag) = state.whole(&object);
    let text = |name| {
        asked
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    if text("if-match").is_some_and(|wanted| wanted.trim_matches('"') != etag.trim_matches('"')) {
        return StatusCode::PRECONDITION_FAILED.into_response();
    }
    let mut headers = HeaderMap::new();
    let mut add = |name: &str, value: &str| {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_bytes(value.as_bytes()),
        ) {
            headers.insert(name, value);
        }
    };
    for (name, value) in &object.headers {
        add(name, value);
    }
    add("etag", &etag);
    add("last-modified", "Fri, 02 Jan 2026 03:04:06 GMT");
    if let Some((container, prefix)) = &object.dynamic {
        add("x-object-manifest", &format!("{container}/{prefix}"));
    }
    if object.fixed.is_some() {
        add("x-static-large-object", "True");
    }
    if *method == Method::HEAD {
        add("content-length", &bytes.len().to_string());
        return (headers, ()).into_response();
    }
    let range = text("range").and_then(|range| {
        let (start, end) = range.strip_prefix("bytes=")?.split_once('-')?;
        Some((start.parse::<usize>().ok()?, end.parse::<usize>().ok()?))
    });
    let mut status = StatusCode::OK;
    let mut sent = bytes.clone();
    if let Some((start, end)) = range {
        let end = end.min(bytes.len() - 1);
        sent = bytes.slice(start..=end);
        status = StatusCode::PARTIAL_CONTENT;
        add(
            "content-range",
            &format!("bytes {start}-{end}/{}", bytes.len()),
        );
    }
    headers.insert(header::CONTENT_LENGTH, sent.len().into());
    state.sent += sent.len() as u64;
    if let Some((container, key, other)) = state.comes.take() {
        let held = state.containers.entry(container).or_default();
        held.insert(key, other);
    }
    (status, headers, sent).into_response()
}
