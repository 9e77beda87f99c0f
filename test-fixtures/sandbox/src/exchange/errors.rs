//! The two error shapes of the central API (platform-facts section 3): `{class, message, details?}` today,
//! `{errorCode, httpCode, message}` for what the older authentication layer refuses.

use serde_json::{Map, Value, json};

use crate::reply::Reply;

/// An answer outside 2xx.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ApiError {
    /// `{"class": "Client::NotFound", "message": "…"}`, sometimes with `details`, a map of strings.
    Class {
        status: u16,
        class: &'static str,
        message: String,
        details: Vec<(&'static str, String)>,
    },
    /// `{"errorCode": "INVALID_KEY", "httpCode": "403 Forbidden", "message": "…"}`.
    Code {
        status: u16,
        code: &'static str,
        message: &'static str,
    },
    /// The token endpoint answers in the shape of RFC 6749 section 5.2, not in the vendor's.
    OAuth {
        status: u16,
        error: &'static str,
        description: String,
    },
}

impl ApiError {
    fn class(status: u16, class: &'static str, message: impl Into<String>) -> Self {
        Self::Class {
            status,
            class,
            message: message.into(),
            details: Vec::new(),
        }
    }

    /// 400 that names the member at fault in square brackets, as `examples/error-400.json` does.
    pub(crate) fn member(member: &str, reason: impl std::fmt::Display) -> Self {
        Self::class(400, "Client::BadRequest", format!("[{member}] {reason}"))
    }

    /// 400 without a member.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::class(400, "Client::BadRequest", message)
    }

    /// 401: nothing, or a bearer token that is unknown or past its time, came with the call.
    pub(crate) fn unauthorized(message: impl Into<String>) -> Self {
        Self::class(401, "Client::Unauthorized", message)
    }

    /// 403 of the platform itself, for example a project that was never authorised for AI (inferred).
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::class(403, "Client::Forbidden", message)
    }

    /// 403 of IAM: `details` names the actions that are missing, and which side refused them.
    pub(crate) fn missing_action(action: &str) -> Self {
        Self::Class {
            status: 403,
            class: "Client::Forbidden",
            message: "User not granted for this request".into(),
            details: vec![
                ("unauthorizedActionsByAuthentication", String::new()),
                ("unauthorizedActionsByIAM", action.into()),
            ],
        }
    }

    /// 404.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::class(404, "Client::NotFound", message)
    }

    /// 405: the path exists, the method does not (class inferred).
    pub(crate) fn method_not_allowed() -> Self {
        Self::class(
            405,
            "Client::MethodNotAllowed",
            "This method is not allowed on this URL",
        )
    }

    /// 409: the object is in a state that forbids the call.
    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::class(409, "Client::Conflict", message)
    }

    /// 413 for bodies past the limit of the stand-in.
    pub(crate) fn too_large() -> Self {
        Self::class(
            413,
            "Client::RequestEntityTooLarge",
            "The request body is too large",
        )
    }

    /// 460: the service has ended (python-ovh maps this status to its expired error; class inferred).
    pub(crate) fn expired(message: impl Into<String>) -> Self {
        Self::class(460, "Client::Expired", message)
    }

    /// An error of the older authentication layer.
    pub(crate) fn code(status: u16, code: &'static str, message: &'static str) -> Self {
        Self::Code {
            status,
            code,
            message,
        }
    }

    /// An error of the token endpoint.
    pub(crate) fn oauth(status: u16, error: &'static str, description: impl Into<String>) -> Self {
        Self::OAuth {
            status,
            error,
            description: description.into(),
        }
    }
}

impl From<ApiError> for Reply {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::Class {
                status,
                class,
                message,
                details,
            } => {
                let mut body = json!({"class": class, "message": message});
                if !details.is_empty() {
                    let details: Map<String, Value> = details
                        .into_iter()
                        .map(|(name, value)| (name.into(), value.into()))
                        .collect();
                    body["details"] = details.into();
                }
                Self::json(status, &body)
            }
            ApiError::Code {
                status,
                code,
                message,
            } => {
                let reason = http::StatusCode::from_u16(status)
                    .ok()
                    .and_then(|status| status.canonical_reason())
                    .unwrap_or("Error");
                Self::json(
                    status,
                    &json!({"errorCode": code, "httpCode": format!("{status} {reason}"), "message": message}),
                )
            }
            ApiError::OAuth {
                status,
                error,
                description,
            } => Self::json(
                status,
                &json!({"error": error, "error_description": description}),
            ),
        }
    }
}
