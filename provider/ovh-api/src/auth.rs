//! Who the caller is.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::{Client, Error, calls, request::Request};

/// Answer of `GET /auth/details`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// Customer id (nichandle).
    pub account: String,
    /// Calls a consumer key may make; `None` means all.
    #[serde(default)]
    pub allowed_routes: Option<Vec<AccessRule>>,
    /// Description of the credential.
    #[serde(default)]
    pub description: Option<String>,
    /// URNs of the identity, as IAM policies name it.
    #[serde(default)]
    pub identities: Option<Vec<String>>,
    /// `account`, `oauth2_client_credentials`, `provider`, `user`.
    pub method: String,
    /// Roles, for example `ADMIN`.
    #[serde(default)]
    pub roles: Option<Vec<String>>,
    /// Sub-user or service account.
    #[serde(default)]
    pub user: Option<String>,
    /// Members this version does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

/// One rule of a consumer key. Shown as `GET /cloud/project/*`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct AccessRule {
    /// Upper case.
    pub method: String,
    /// With `*` for anything.
    pub path: String,
}

impl AccessRule {
    /// Does this rule allow everything that `path`, which may hold `*` itself, stands for? `*` is any text, `/`
    /// included.
    #[must_use]
    pub fn covers(&self, method: &str, path: &str) -> bool {
        self.method == method && matches(self.path.as_bytes(), path.as_bytes())
    }
}

impl std::fmt::Display for AccessRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// Does `text` match `pattern`? Goes back to the last `*` whenever the rest does not fit, so that the time is at most
/// the product of both lengths.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut read) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while read < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at + 1, read));
                at += 1;
            }
            Some(byte) if *byte == text[read] => {
                at += 1;
                read += 1;
            }
            _ => match star {
                Some((after, from)) => {
                    star = Some((after, from + 1));
                    at = after;
                    read = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

impl Client {
    /// Who the caller is; the official provider asks this once at start to check its settings.
    ///
    /// # Errors
    /// Wrong credentials, no connection, a wrong endpoint.
    pub async fn identity(&self) -> Result<Identity, Error> {
        self.get(&Request::new(&calls::AUTH_DETAILS, &[])?).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_text() {
        let rule = |path: &str| AccessRule {
            method: "GET".to_owned(),
            path: path.to_owned(),
        };
        for (pattern, path, expected) in [
            ("/*", "/me", true),
            ("/a/*/c", "/a/b/b/c", true),
            ("/a/*/c", "/a/b/d", false),
            ("/a*", "/a", true),
            ("/a/*", "/a", false),
            ("/a/*/c*", "/a/x/c/y", true),
            ("/a/*", "/a/*/b", true),
            ("/a/b", "/a/*", false),
            ("", "", true),
        ] {
            assert_eq!(
                rule(pattern).covers("GET", path),
                expected,
                "{pattern} {path}"
            );
        }
        assert!(!rule("/*").covers("POST", "/me"));
        assert_eq!(rule("/me").to_string(), "GET /me");
    }
}
