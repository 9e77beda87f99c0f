//! A strict API server on loopback, for tests: discovery, dry runs of server-side apply, and whatever refusal a test wants.
//!
//! It judges by Kubernetes' published types, like a real one under strict field validation, stores nothing, and counts
//! every request that would have changed something.

mod answers;
mod kinds;
mod managers;

use std::{
    collections::BTreeSet,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    body::Bytes,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::{Value, json};

use self::{
    answers::{json_of, not_found, read, refusal},
    kinds::BUILT_IN,
    managers::merged,
};
use crate::check::{group, violations_of_type};

/// What a test wants an apply of some object to come to, instead of what its type says: status and message, or with
/// status 200 a warning.
pub type Policy = fn(&Value) -> Option<(u16, String)>;

/// What the cluster has already of an object that is applied: manager, pointer to the field, its value.
pub type Stored = fn(&Value) -> Vec<(&'static str, &'static str, Value)>;

/// How the cluster is.
#[derive(Clone, Debug)]
pub struct Mock {
    /// Namespaces that exist.
    pub namespaces: BTreeSet<String>,
    /// `apiVersion Kind` of kinds beside the built-in ones, with their plural.
    pub custom: Vec<(&'static str, &'static str, &'static str)>,
    /// Plurals of resources that may not be patched.
    pub denied: BTreeSet<&'static str>,
    /// Plurals of resources that may not be read.
    pub unreadable: BTreeSet<&'static str>,
    /// The bearer token that is asked for.
    pub token: Option<String>,
    /// Admission. It sees an object as it would be stored.
    pub policy: Policy,
    /// Fields of objects that are there.
    pub stored: Stored,
}

impl Default for Mock {
    /// A cluster with the namespace `default` and a Gateway, where all is allowed.
    fn default() -> Self {
        Self {
            namespaces: BTreeSet::from(["default".to_owned()]),
            custom: vec![
                ("gateway.networking.k8s.io/v1", "HTTPRoute", "httproutes"),
                ("gateway.networking.k8s.io/v1", "GRPCRoute", "grpcroutes"),
                (
                    "gateway.networking.k8s.io/v1beta1",
                    "ReferenceGrant",
                    "referencegrants",
                ),
            ],
            denied: BTreeSet::new(),
            unreadable: BTreeSet::new(),
            token: None,
            policy: |_| None,
            stored: |_| Vec::new(),
        }
    }
}

/// A cluster that runs until it is dropped.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    mock: Mutex<Mock>,
    applies: AtomicUsize,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
    changes: AtomicUsize,
}

impl Mock {
    /// Starts it on a free port.
    ///
    /// # Errors
    /// There is no port, or no thread.
    pub fn start(self) -> std::io::Result<Running> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            mock: Mutex::new(self),
            applies: AtomicUsize::new(0),
            at_once: AtomicUsize::new(0),
            most_at_once: AtomicUsize::new(0),
            changes: AtomicUsize::new(0),
        });
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&shared));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let thread = std::thread::spawn(move || {
            runtime.block_on(async move {
                let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
                    return;
                };
                tokio::select! {
                    _ = axum::serve(listener, router) => {}
                    _ = stopped => {}
                }
            });
        });
        Ok(Running {
            address,
            shared,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    fn served(&self, api_version: &str) -> Vec<(String, String, bool)> {
        let built_in = BUILT_IN
            .iter()
            .filter(|(version, ..)| *version == api_version)
            .map(|(_, kind, plural, namespaced)| {
                ((*kind).to_owned(), (*plural).to_owned(), *namespaced)
            });
        let custom = self
            .custom
            .iter()
            .filter(|(version, ..)| *version == api_version)
            .map(|(_, kind, plural)| ((*kind).to_owned(), (*plural).to_owned(), true));
        built_in.chain(custom).collect()
    }

    fn versions(&self, wanted: &str) -> Vec<&str> {
        let all = BUILT_IN
            .iter()
            .map(|(version, ..)| *version)
            .chain(self.custom.iter().map(|(version, ..)| *version));
        all.filter(|version| group(version) == wanted)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect()
    }
}

impl Running {
    /// Its URL.
    #[must_use]
    pub fn host(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many dry runs of applies it has answered.
    #[must_use]
    pub fn applies(&self) -> usize {
        self.shared.applies.load(Ordering::SeqCst)
    }

    /// How many of them there were at the same time, at most.
    #[must_use]
    pub fn most_at_once(&self) -> usize {
        self.shared.most_at_once.load(Ordering::SeqCst)
    }

    /// How many requests would have changed something. A proof makes none.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.shared.changes.load(Ordering::SeqCst)
    }

    /// Makes it another cluster.
    pub fn become_another(&self, mock: Mock) {
        *self
            .shared
            .mock
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = mock;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic there has failed the test already.
            let _ = thread.join();
        }
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 16 << 20)
        .await
        .unwrap_or_default();
    let now = shared.at_once.fetch_add(1, Ordering::SeqCst) + 1;
    shared.most_at_once.fetch_max(now, Ordering::SeqCst);
    // Without a pause calls would never meet.
    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    let mock = shared
        .mock
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    let response = respond(
        &mock,
        &shared,
        &parts.method,
        &parts.uri,
        &parts.headers,
        &body,
    );
    shared.at_once.fetch_sub(1, Ordering::SeqCst);
    response
}

fn respond(
    mock: &Mock,
    shared: &Shared,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &Bytes,
) -> Response {
    let header = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    if let Some(token) = &mock.token
        && header("authorization") != format!("Bearer {token}")
    {
        return refusal(401, "Unauthorized", "");
    }
    let parts: Vec<&str> = uri.path().split('/').skip(1).collect();
    let (version, rest) = match parts.as_slice() {
        ["api", version, rest @ ..] => ((*version).to_owned(), rest),
        ["apis", group] => {
            let versions = mock.versions(group);
            if versions.is_empty() {
                return not_found();
            }
            let versions: Vec<Value> = versions
                .into_iter()
                .map(|version| json!({ "groupVersion": version, "version": version.rsplit('/').next() }))
                .collect();
            return json_of(&json!({ "kind": "APIGroup", "name": group, "versions": versions }));
        }
        ["apis", group, version, rest @ ..] => (format!("{group}/{version}"), rest),
        _ => return not_found(),
    };
    let served = mock.served(&version);
    if served.is_empty() {
        return not_found();
    }
    if rest.is_empty() {
        let resources: Vec<Value> = served
            .into_iter()
            .flat_map(|(kind, plural, namespaced)| {
                let row = |name: String| json!({ "name": name, "kind": kind, "namespaced": namespaced, "singularName": "", "verbs": ["patch"] });
                [row(plural.clone()), row(format!("{plural}/status"))]
            })
            .collect();
        return json_of(
            &json!({ "kind": "APIResourceList", "groupVersion": version, "resources": resources }),
        );
    }
    if *method != Method::GET
        && !uri
            .query()
            .unwrap_or_default()
            .split('&')
            .any(|part| part == "dryRun=All")
    {
        shared.changes.fetch_add(1, Ordering::SeqCst);
    }
    if *method == Method::GET {
        return read(mock, &version, rest);
    }
    if *method != Method::PATCH {
        return refusal(405, "the server does not allow this method", "");
    }
    shared.applies.fetch_add(1, Ordering::SeqCst);
    let (namespace, plural, name) = match rest {
        ["namespaces", namespace, plural, name] => (Some(*namespace), *plural, *name),
        [plural, name] => (None, *plural, *name),
        _ => return not_found(),
    };
    let Some((kind, _, namespaced)) = served.iter().find(|(_, known, _)| known == plural) else {
        return not_found();
    };
    if *namespaced != namespace.is_some() {
        return not_found();
    }
    let query: Vec<&str> = uri.query().unwrap_or_default().split('&').collect();
    let manager = query
        .iter()
        .find_map(|part| part.strip_prefix("fieldManager="));
    let (Some(manager), true) = (manager, query.contains(&"fieldValidation=Strict")) else {
        return refusal(
            400,
            "the request lacks fieldManager or fieldValidation=Strict",
            "",
        );
    };
    if header("content-type") != "application/apply-patch+yaml" {
        return refusal(415, "the body of the request was in an unknown format", "");
    }
    if mock.denied.contains(plural) {
        let text = format!(
            "{plural} {name:?} is forbidden: User \"ci\" cannot patch resource {plural:?} in API group {:?} in the namespace {:?}",
            group(&version),
            namespace.unwrap_or_default()
        );
        return refusal(403, &text, "");
    }
    let Ok(object) = serde_json::from_slice::<Value>(body) else {
        return refusal(400, "the body is no object", "");
    };
    let named = object["metadata"]["name"] == name.replace("%3A", ":")
        && (object["metadata"]["namespace"].is_null()
            || object["metadata"]["namespace"].as_str() == namespace)
        && object["kind"] == kind.as_str();
    if !named {
        return refusal(400, "the object is another than the path names", "");
    }
    if let Some(namespace) = namespace.filter(|name| !mock.namespaces.contains(*name)) {
        return refusal(
            404,
            &format!("namespaces {namespace:?} not found"),
            "namespaces",
        );
    }
    let problems = violations_of_type(&object);
    if !problems.is_empty() {
        return refusal(
            400,
            &format!("strict decoding error: {}", problems.join(", ")),
            "",
        );
    }
    let is_forced = query.contains(&"force=true");
    let stored = (mock.stored)(&object);
    let is_new = stored.is_empty();
    let object = match merged(object, stored, manager, is_forced) {
        Ok(object) => object,
        Err(conflict) => return *conflict,
    };
    let accepted = || {
        let status = if is_new {
            StatusCode::CREATED
        } else {
            StatusCode::OK
        };
        (status, json_of(&object)).into_response()
    };
    match (mock.policy)(&object) {
        Some((200, warning)) => {
            let mut response = accepted();
            if let Ok(value) = format!("299 - \"{}\"", warning.replace('"', "\\\"")).parse() {
                response.headers_mut().insert("warning", value);
            }
            response
        }
        Some((status, message)) => refusal(status, &message, ""),
        None => accepted(),
    }
}
