//! The edge to the network: one request in, one answer out. Everything above is testable without a socket.

use std::{collections::VecDeque, future::Future, pin::Pin};

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

/// A boxed future, as trait objects need.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends requests. Must not follow redirects and must not repeat anything on its own.
pub trait Transport: Send + Sync {
    /// Sends one request and answers as soon as the head of the answer is there.
    fn send(&self, outgoing: Outgoing) -> BoxFuture<'_, Result<Incoming, Fault>>;
}

/// A request with everything that goes over the wire. `Debug` shows neither headers nor body.
#[derive(Clone)]
pub struct Outgoing {
    /// HTTP method.
    pub method: Method,
    /// In normal form; exactly what was signed.
    pub url: Url,
    /// With credentials.
    pub headers: HeaderMap,
    /// Raw bytes; exactly what was signed.
    pub body: Option<Bytes>,
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outgoing")
            .field("method", &self.method)
            .field("path", &self.url.path())
            .finish_non_exhaustive()
    }
}

/// The head of an answer and its body to come.
#[derive(Debug)]
pub struct Incoming {
    /// HTTP status.
    pub status: StatusCode,
    /// All headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
}

/// A body that arrives in pieces. Its size is limited by whoever reads it.
#[derive(Debug)]
pub struct Body(Source);

#[derive(Debug)]
enum Source {
    Parts(VecDeque<Result<Bytes, Fault>>),
    Network(Box<reqwest::Response>),
}

impl Body {
    /// A body made of these pieces; an error ends it.
    #[must_use]
    pub fn of_parts(parts: impl IntoIterator<Item = Result<Bytes, Fault>>) -> Self {
        Self(Source::Parts(parts.into_iter().collect()))
    }

    pub(crate) fn of_network(response: reqwest::Response) -> Self {
        Self(Source::Network(Box::new(response)))
    }

    /// The next piece, or `None` at the end.
    ///
    /// # Errors
    /// The connection broke or took too long.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Fault> {
        match &mut self.0 {
            Source::Parts(parts) => parts.pop_front().transpose(),
            Source::Network(response) => response
                .chunk()
                .await
                .map_err(|error| Fault::of_reqwest(error, false)),
        }
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Self::of_parts([Ok(Bytes::from_static(text.as_bytes()))])
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self::of_parts([Ok(Bytes::from(text))])
    }
}

/// Why there is no whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What broke.
    pub kind: FaultKind,
    /// The network stack's words; never a URL.
    pub message: String,
}

/// What broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// No connection; nothing was sent.
    Connect,
    /// A connection without trust; nothing was sent.
    Tls,
    /// Sent, and no whole answer in time.
    Timeout,
    /// Sent, and the connection broke.
    Interrupted,
    /// The answer is larger than the limit.
    TooLarge,
    /// The request itself cannot be sent.
    Unusable,
}

impl FaultKind {
    /// May it be gone at the next try?
    #[must_use]
    pub fn is_passing(self) -> bool {
        matches!(self, Self::Connect | Self::Timeout | Self::Interrupted)
    }

    /// Is it certain that the server has seen nothing?
    #[must_use]
    pub fn is_unsent(self) -> bool {
        matches!(self, Self::Connect | Self::Tls | Self::Unusable)
    }
}

impl Fault {
    /// A fault with its words.
    #[must_use]
    pub fn new(kind: FaultKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }

    /// Sorts an error of the network stack. `before_answer`: it came instead of the head of an answer.
    pub(crate) fn of_reqwest(error: reqwest::Error, before_answer: bool) -> Self {
        let error = error.without_url();
        let mut message = error.to_string();
        let mut tls = false;
        let mut cause = std::error::Error::source(&error);
        while let Some(one) = cause {
            tls |= is_of_tls(one);
            let words = one.to_string();
            if !message.contains(&words) {
                message = format!("{message}: {words}");
            }
            cause = one.source();
        }
        let kind = if error.is_builder() {
            FaultKind::Unusable
        } else if before_answer && error.is_connect() {
            if tls {
                FaultKind::Tls
            } else {
                FaultKind::Connect
            }
        } else if error.is_timeout() {
            FaultKind::Timeout
        } else {
            FaultKind::Interrupted
        };
        Self { kind, message }
    }
}

/// IO errors hide what they wrap from `source()`, and may wrap each other.
fn is_of_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    match error
        .downcast_ref::<std::io::Error>()
        .and_then(std::io::Error::get_ref)
    {
        Some(inner) => is_of_tls(inner),
        None => error.is::<rustls::Error>(),
    }
}
