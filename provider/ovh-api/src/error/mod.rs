//! Everything that can go wrong, in words a person can act on.

pub(crate) mod hint;
mod right;
mod text;

use std::{collections::BTreeMap, time::Duration};

pub use right::{Lack, MissingRight};
use text::Trail;

use crate::{ConfigError, transport::FaultKind};

/// Why a call did not give what was asked for. No variant holds a secret: every text from outside has been cleaned of
/// the credentials, tokens and request secrets in use.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The settings cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The API refused, in one of its two documented shapes.
    #[error("{0}")]
    Api(Box<ApiError>),
    /// Something answered, but not what the API documents.
    #[error("{0}")]
    Undecodable(Box<UndecodableAnswer>),
    /// Nothing answered, or the answer broke off.
    #[error("{0}")]
    Transport(Box<TransportError>),
    /// The cancellation token fired. A change that was on its way may have happened; a create in that position is
    /// [`Error::AmbiguousCreate`] instead.
    #[error("cancelled")]
    Cancelled,
    /// A list could not be proven complete.
    #[error("{0}")]
    ListDisagreement(Box<ListDisagreement>),
    /// The server's own words about a list contradict each other, so its end is not known.
    #[error("the list {path} could not be read completely: {problem}")]
    BadPaging {
        /// Path of the list.
        path: String,
        /// What does not fit.
        problem: String,
    },
    /// A create may or may not have happened, and looking it up did not tell.
    #[error("{0}")]
    AmbiguousCreate(Box<AmbiguousCreate>),
    /// A value cannot be part of a path or query.
    #[error("`{name}` cannot be used in a call: {problem}")]
    BadParameter {
        /// Name of the path parameter, for example `appId`.
        name: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A call with side effects was tried through a [`ReadOnly`](crate::ReadOnly) client.
    #[error("{call} may change something and is not allowed while planning")]
    NotReadOnly {
        /// Method and path pattern.
        call: String,
    },
}

/// An answer outside 2xx in the form `{class, message, details?}` or `{errorCode, httpCode, message}` (platform-facts
/// section 3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// HTTP status.
    pub status: u16,
    /// `Client::NotFound` or `NOT_GRANTED_CALL`; absent in a few answers.
    pub code: Option<String>,
    /// The server's words.
    pub message: String,
    /// The server's details, name → text.
    pub details: BTreeMap<String, String>,
    /// `X-Ovh-QueryID`, which the vendor's support asks for.
    pub query_id: Option<String>,
    /// Upper case.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// How often the call was tried.
    pub attempts: u32,
    /// The right that is missing, if that is why.
    pub missing_right: Option<MissingRight>,
    /// What to do about it, if we know.
    pub hint: Option<String>,
    /// `Retry-After`, if the answer had one.
    pub retry_after: Option<Duration>,
}

/// An answer that is not the API's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndecodableAnswer {
    /// HTTP status.
    pub status: u16,
    /// What is wrong with it.
    pub problem: Problem,
    /// The first characters, at most 300, without secrets; of JSON only the structure.
    pub excerpt: String,
    /// `X-Ovh-QueryID`.
    pub query_id: Option<String>,
    /// Upper case.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// How often the call was tried.
    pub attempts: u32,
    /// `Retry-After`, if the answer had one.
    pub retry_after: Option<Duration>,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// No body where a document was expected, or an error without one.
    Empty,
    /// HTML, as proxies and login pages answer.
    Html,
    /// Text that is no JSON from its beginning on.
    NotJson,
    /// JSON that ends too early.
    Truncated,
    /// A redirect; not followed, because credentials travel with the call. Holds the host it leads to.
    Redirect(Option<String>),
    /// JSON of another form than documented; holds the decoder's words.
    Unexpected(String),
}

/// A call without a whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransportError {
    /// What broke.
    pub kind: FaultKind,
    /// The network stack's words.
    pub message: String,
    /// Upper case.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Scheme, host and port that was called.
    pub host: String,
    /// How often the call was tried.
    pub attempts: u32,
}

/// Reads of one list that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListDisagreement {
    /// Path of the list.
    pub path: String,
    /// How many objects each read gave, in order.
    pub counts: Vec<usize>,
    /// Ids that were in one of the last two reads only; at most 20.
    pub ids: Vec<String>,
    /// How many such ids there are.
    pub differing: usize,
}

/// A create whose outcome is unknown.
#[derive(Debug)]
pub struct AmbiguousCreate {
    /// What was to be created, for example `app "web"`.
    pub what: String,
    /// What went wrong.
    pub cause: Error,
    /// Ids that may be it.
    pub candidates: Vec<String>,
    /// Why looking it up did not settle it.
    pub lookup: Option<String>,
}

impl Error {
    /// HTTP status of the answer, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Api(error) => Some(error.status),
            Self::Undecodable(answer) => Some(answer.status),
            _ => None,
        }
    }

    /// `X-Ovh-QueryID` of the answer, if there was one.
    #[must_use]
    pub fn query_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.query_id.as_deref(),
            Self::Undecodable(answer) => answer.query_id.as_deref(),
            _ => None,
        }
    }

    /// The API itself said that the object does not exist. A 404 in any other form (a proxy's page, another server's
    /// JSON) is not: an object must not be forgotten because the endpoint is wrong.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Api(error) if error.status == 404 && error.code.is_some())
    }

    /// The right that the credentials lack, if that is why the API refused. Several of them make one message.
    #[must_use]
    pub fn missing_right(&self) -> Option<&MissingRight> {
        match self {
            Self::Api(error) => error.missing_right.as_ref(),
            _ => None,
        }
    }

    /// The message without what differs from call to call – query id and number of tries –, for texts that are kept.
    #[must_use]
    pub fn lasting(&self) -> String {
        let text = self.to_string();
        let trail = match self {
            Self::Api(error) => Trail(error.query_id.as_deref(), error.attempts).to_string(),
            Self::Undecodable(answer) => {
                Trail(answer.query_id.as_deref(), answer.attempts).to_string()
            }
            Self::Transport(error) => format!(" [tried {} times]", error.attempts),
            _ => return text,
        };
        text.replacen(&trail, "", 1)
    }

    /// Could the same call succeed later? Says nothing about whether repeating it is safe.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport(error) => error.kind.is_passing(),
            _ => self.status().is_some_and(passing_status),
        }
    }

    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(error) => error.retry_after,
            Self::Undecodable(answer) => answer.retry_after,
            _ => None,
        }
    }

    pub(crate) fn with_attempts(mut self, count: u32) -> Self {
        match &mut self {
            Self::Api(error) => error.attempts = count,
            Self::Undecodable(answer) => answer.attempts = count,
            Self::Transport(error) => error.attempts = count,
            _ => {}
        }
        self
    }
}

/// 429, and 5xx except those that say "never".
pub(crate) fn passing_status(status: u16) -> bool {
    status == 429 || (500..600).contains(&status) && !matches!(status, 501 | 505)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_found_needs_the_apis_own_shape() {
        let mut error = ApiError {
            status: 404,
            code: Some("Client::NotFound".into()),
            message: "This app does not exist".into(),
            details: BTreeMap::new(),
            query_id: Some("EU.x".into()),
            method: "GET".into(),
            path: "/x".into(),
            attempts: 1,
            missing_right: None,
            hint: None,
            retry_after: None,
        };
        assert_eq!(
            error.to_string(),
            "GET /x answered 404 Client::NotFound: This app does not exist [query id EU.x]"
        );
        assert!(Error::Api(Box::new(error.clone())).is_not_found());
        error.code = None;
        assert!(!Error::Api(Box::new(error)).is_not_found());
    }

    #[test]
    fn what_may_pass() {
        for status in [429, 500, 502, 503, 504] {
            assert!(passing_status(status), "{status}");
        }
        for status in [200, 400, 401, 403, 404, 409, 460, 501, 505] {
            assert!(!passing_status(status), "{status}");
        }
    }
}
