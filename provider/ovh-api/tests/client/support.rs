//! A transport that answers from a script, and settings for it.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use ovh_api::{
    Arguments, Client, ClientOptions, Settings, Sources,
    transport::{Body, BoxFuture, Fault, FaultKind, Incoming, Outgoing, Transport},
};
use serde_json::Value;

pub const PROJECT: &str = "0123456789abcdef0123456789abcdef";

/// A request as the transport saw it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    pub url: String,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Seen {
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// What the script says to a request.
pub enum Reply {
    Answer(u16, Vec<(&'static str, String)>, String),
    /// Pieces of a body, after which the connection may break.
    Pieces(u16, Vec<Result<Bytes, Fault>>),
    Fault(FaultKind),
    Never,
}

impl Reply {
    pub fn json(value: &Value) -> Self {
        Self::Answer(200, Vec::new(), value.to_string())
    }

    pub fn status(status: u16, value: &Value) -> Self {
        Self::Answer(
            status,
            vec![("X-Ovh-QueryID", "EU.ext-1.test".into())],
            value.to_string(),
        )
    }

    pub fn refused(status: u16, class: &str) -> Self {
        Self::status(
            status,
            &serde_json::json!({"class": class, "message": "refused"}),
        )
    }

    pub fn gone() -> Self {
        Self::refused(404, "Client::NotFound")
    }
}

type Handler = Box<dyn FnMut(&Seen) -> Reply + Send>;

/// Answers from a function and keeps what was asked.
pub struct Script {
    handler: Mutex<Handler>,
    seen: Mutex<Vec<Seen>>,
    /// State of a small generator of delays; 0 for none.
    delays: Mutex<u64>,
}

impl Script {
    pub fn new(handler: impl FnMut(&Seen) -> Reply + Send + 'static) -> Arc<Self> {
        Arc::new(Self {
            handler: Mutex::new(Box::new(handler)),
            seen: Mutex::default(),
            delays: Mutex::new(0),
        })
    }

    /// Requests that are under way together reach the server in an order that depends on `seed`.
    pub fn shuffle(&self, seed: u64) {
        *self.delays.lock().unwrap() = seed | 1;
    }

    fn delay(&self) -> Duration {
        let mut state = self.delays.lock().unwrap();
        *state = state.wrapping_mul(6_364_136_223_846_793_005);
        Duration::from_millis(*state >> 58)
    }

    /// Answers in order; asking more is a failure of the test.
    pub fn in_order(replies: impl IntoIterator<Item = Reply>) -> Arc<Self> {
        let mut replies: std::collections::VecDeque<Reply> = replies.into_iter().collect();
        Self::new(move |seen| {
            replies
                .pop_front()
                .unwrap_or_else(|| panic!("one call too many: {} {}", seen.method, seen.url))
        })
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub fn calls(&self) -> Vec<String> {
        self.seen()
            .iter()
            .map(|seen| format!("{} {}", seen.method, seen.path))
            .collect()
    }
}

impl Transport for Script {
    fn send(&self, outgoing: Outgoing) -> BoxFuture<'_, Result<Incoming, Fault>> {
        let seen = Seen {
            method: outgoing.method.to_string(),
            url: outgoing.url.to_string(),
            path: outgoing.url.path().to_owned(),
            query: outgoing.url.query_pairs().into_owned().collect(),
            headers: outgoing.headers,
            body: outgoing.body.unwrap_or_default(),
        };
        Box::pin(async move {
            tokio::time::sleep(self.delay()).await;
            self.seen.lock().unwrap().push(seen.clone());
            let reply = (self.handler.lock().unwrap())(&seen);
            match reply {
                Reply::Answer(status, headers, body) => {
                    let mut map = HeaderMap::new();
                    for (name, value) in headers {
                        map.insert(name, value.parse().unwrap());
                    }
                    Ok(Incoming {
                        status: StatusCode::from_u16(status).unwrap(),
                        headers: map,
                        body: body.into(),
                    })
                }
                Reply::Pieces(status, pieces) => Ok(Incoming {
                    status: StatusCode::from_u16(status).unwrap(),
                    headers: HeaderMap::new(),
                    body: Body::of_parts(pieces),
                }),
                Reply::Fault(kind) => Err(Fault::new(kind, "scripted")),
                Reply::Never => std::future::pending().await,
            }
        })
    }
}

pub fn settings(variables: &[(&str, &str)]) -> Settings {
    let sources = variables
        .iter()
        .fold(Sources::default(), |sources, (name, value)| {
            sources.with_variable(*name, *value)
        });
    Settings::resolve(Arguments::default(), &sources).unwrap()
}

pub fn with_token() -> Settings {
    settings(&[("OVH_ACCESS_TOKEN", "planted-access-token")])
}

pub fn with_signature() -> Settings {
    settings(&[
        ("OVH_APPLICATION_KEY", "app-key"),
        ("OVH_APPLICATION_SECRET", "planted-app-secret"),
        ("OVH_CONSUMER_KEY", "planted-consumer-key"),
    ])
}

pub fn with_account() -> Settings {
    settings(&[
        ("OVH_CLIENT_ID", "EU.client"),
        ("OVH_CLIENT_SECRET", "planted-client-secret"),
    ])
}

pub fn client_of(settings: Settings, script: &Arc<Script>) -> Client {
    Client::with_transport(settings, ClientOptions::default(), script.clone()).unwrap()
}

pub fn client(script: &Arc<Script>) -> Client {
    client_of(with_token(), script)
}

/// The smallest app document.
pub fn app(id: &str, name: &str) -> Value {
    serde_json::json!({
        "id": id,
        "createdAt": "2026-11-02T10:00:00Z",
        "spec": {"image": "ovhcom/ai-examples-hello:1.0", "name": name, "region": "GRA"},
    })
}
