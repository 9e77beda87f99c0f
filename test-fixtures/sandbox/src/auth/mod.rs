//! Authentication and rights, checked for real.
//!
//! The order is the one a client can observe: is anything given at all, is the application known, is the consumer
//! key known and valid, is the timestamp near the server's, is the signature right, and only then is the call
//! allowed. Codes and texts: platform-facts section 3 and `examples/error-40*.json`; `QUERY_TIME_OUT` for skew is
//! inferred.

mod signature;
mod tokens;

use http::HeaderMap;

pub(crate) use signature::SignedText;
pub(crate) use tokens::Tokens;

use crate::credentials::{AccessRule, KeyState, ServiceAccount, SignedKey, wildcard};
use crate::errors::ApiError;
use crate::request::Request;

/// Who makes the call, once that is proven.
#[derive(Debug, Clone)]
pub(crate) enum Identity {
    /// A consumer key with its rules.
    Key {
        application_key: String,
        rules: Vec<AccessRule>,
    },
    /// A service account or a direct access token with its IAM actions.
    Bearer {
        client_id: Option<String>,
        actions: Vec<String>,
    },
}

/// What a route asks of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rights {
    /// Nothing at all.
    Open,
    /// Only the application key.
    Application,
    /// Any proven identity (IAM action unknown or not needed).
    Anyone,
    /// This IAM action below `publicCloudProject:apiovh:`, or a matching access rule.
    Action(&'static str),
    /// This IAM action below `account:apiovh:`, or a matching access rule.
    Account(&'static str),
}

/// Everything the sandbox knows about callers.
#[derive(Debug)]
pub(crate) struct Gatekeeper {
    pub(crate) keys: Vec<SignedKey>,
    pub(crate) accounts: Vec<ServiceAccount>,
    pub(crate) tokens: Tokens,
    pub(crate) accepted_skew_seconds: i64,
}

impl Gatekeeper {
    /// Proves the caller of `request`, or says why not. `None` when the route needs no proof.
    pub(crate) fn identify(
        &self,
        request: &Request,
        rights: Rights,
        wall_ms: i64,
        now_ms: i64,
    ) -> Result<Option<Identity>, ApiError> {
        match rights {
            Rights::Open => Ok(None),
            Rights::Application => self.application(&request.headers).map(|_| None),
            Rights::Anyone | Rights::Action(_) | Rights::Account(_) => {
                if let Some(bearer) = bearer(&request.headers) {
                    return self.tokens.identity(bearer, now_ms).map(Some);
                }
                self.signed(request, wall_ms).map(Some)
            }
        }
    }

    /// The application named by the headers.
    pub(crate) fn application(&self, headers: &HeaderMap) -> Result<&SignedKey, ApiError> {
        let Some(application) = text(headers, "x-ovh-application") else {
            return Err(ApiError::unauthorized("You must login first"));
        };
        self.keys
            .iter()
            .find(|key| key.application_key == application)
            .ok_or(ApiError::code(
                403,
                "INVALID_KEY",
                "Invalid application key",
            ))
    }

    fn signed(&self, request: &Request, wall_ms: i64) -> Result<Identity, ApiError> {
        let application = &self.application(&request.headers)?.application_key;
        let Some(consumer) = text(&request.headers, "x-ovh-consumer") else {
            return Err(ApiError::code(
                403,
                "NOT_CREDENTIAL",
                "This call needs a credential",
            ));
        };
        let invalid = ApiError::code(403, "INVALID_CREDENTIAL", "This credential is not valid");
        let Some(key) = self
            .keys
            .iter()
            .find(|key| &key.application_key == application && key.consumer_key == consumer)
        else {
            return Err(invalid);
        };
        if key.state == KeyState::Expired {
            return Err(invalid);
        }
        let timestamp = text(&request.headers, "x-ovh-timestamp").unwrap_or_default();
        let in_time = timestamp
            .parse::<i64>()
            .is_ok_and(|at| (at - wall_ms.div_euclid(1000)).abs() <= self.accepted_skew_seconds);
        if !in_time {
            return Err(ApiError::code(400, "QUERY_TIME_OUT", "Query out of time"));
        }
        let given = text(&request.headers, "x-ovh-signature").unwrap_or_default();
        let right = request.signed_urls().iter().any(|url| {
            SignedText {
                application_secret: &key.application_secret,
                consumer_key: &key.consumer_key,
                method: request.method.as_str(),
                url,
                body: &request.body,
                timestamp,
            }
            .signature()
                == given
        });
        if !right {
            return Err(ApiError::code(
                403,
                "INVALID_SIGNATURE",
                "Invalid signature",
            ));
        }
        if key.state == KeyState::PendingValidation {
            return Err(ApiError::code(
                403,
                "NOT_CREDENTIAL",
                "This credential is not validated yet",
            ));
        }
        Ok(Identity::Key {
            application_key: key.application_key.clone(),
            rules: key.rules.clone(),
        })
    }
}

impl Identity {
    /// Is the call granted?
    pub(crate) fn granted(&self, rights: Rights, method: &str, path: &str) -> Result<(), ApiError> {
        match self {
            Self::Key { rules, .. } => {
                // Asking about oneself needs no rule: the official provider does it before anything else.
                if matches!(rights, Rights::Anyone)
                    || rules.iter().any(|rule| rule.allows(method, path))
                {
                    return Ok(());
                }
                Err(ApiError::code(
                    403,
                    "NOT_GRANTED_CALL",
                    "This call has not been granted",
                ))
            }
            Self::Bearer { actions, .. } => {
                let action = match rights {
                    Rights::Action(name) => format!("publicCloudProject:apiovh:{name}"),
                    Rights::Account(name) => format!("account:apiovh:{name}"),
                    Rights::Open | Rights::Application | Rights::Anyone => return Ok(()),
                };
                if actions.iter().any(|pattern| wildcard(pattern, &action)) {
                    return Ok(());
                }
                Err(ApiError::missing_action(&action))
            }
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = text(headers, "authorization")?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
