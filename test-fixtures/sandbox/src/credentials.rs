//! Who may call what: signed keys with classic access rules, service accounts and tokens with IAM actions.

use std::fmt;

/// One rule of a consumer key. `*` in the path stands for any text, slashes included (platform-facts 2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRule {
    /// HTTP method in upper case.
    pub method: String,
    /// Path below `/1.0`, for example `/cloud/project/*`.
    pub path: String,
}

impl AccessRule {
    /// A rule from its two parts.
    #[must_use]
    pub fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_ascii_uppercase(),
            path: path.into(),
        }
    }

    /// GET, POST, PUT and DELETE on everything.
    #[must_use]
    pub fn everything() -> Vec<Self> {
        ["GET", "POST", "PUT", "DELETE"]
            .map(|method| Self::new(method, "/*"))
            .into()
    }

    /// GET on everything.
    #[must_use]
    pub fn read_only() -> Vec<Self> {
        vec![Self::new("GET", "/*")]
    }

    pub(crate) fn allows(&self, method: &str, path: &str) -> bool {
        self.method == method && wildcard(&self.path, path)
    }
}

/// Is a consumer key usable?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// Usable.
    Valid,
    /// Made by `POST /auth/credential`, not yet confirmed by a person.
    PendingValidation,
    /// Refused or expired.
    Expired,
}

/// Application key, application secret and consumer key. The secrets stay out of `Debug`.
#[derive(Clone)]
pub struct SignedKey {
    /// Identifies the application; not secret.
    pub application_key: String,
    /// Signs calls.
    pub application_secret: String,
    /// Identifies the person's grant.
    pub consumer_key: String,
    /// What the consumer key may do.
    pub rules: Vec<AccessRule>,
    /// Usable or not.
    pub state: KeyState,
}

impl fmt::Debug for SignedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedKey")
            .field("application_key", &self.application_key)
            .field("rules", &self.rules)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// OAuth2 client credentials. The secret stays out of `Debug`.
#[derive(Clone)]
pub struct ServiceAccount {
    /// Client id.
    pub client_id: String,
    /// Client secret.
    pub client_secret: String,
    /// IAM actions, `*` as wildcard, for example `publicCloudProject:apiovh:ai/*`.
    pub actions: Vec<String>,
}

impl fmt::Debug for ServiceAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceAccount")
            .field("client_id", &self.client_id)
            .field("actions", &self.actions)
            .finish_non_exhaustive()
    }
}

/// An access token that works without the token URL. The value stays out of `Debug`.
#[derive(Clone)]
pub struct AccessToken {
    /// The bearer value.
    pub value: String,
    /// IAM actions, `*` as wildcard.
    pub actions: Vec<String>,
    /// Lifetime from the start of the sandbox, in seconds; `None` never expires.
    pub lifetime_seconds: Option<u32>,
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("actions", &self.actions)
            .field("lifetime_seconds", &self.lifetime_seconds)
            .finish_non_exhaustive()
    }
}

/// One of each way to sign in.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// For signed calls.
    pub key: SignedKey,
    /// For the token URL.
    pub account: ServiceAccount,
    /// For direct use as bearer.
    pub token: AccessToken,
}

/// Every action of the product.
const ALL_ACTIONS: &[&str] = &["publicCloudProject:apiovh:*", "account:apiovh:me/get"];
/// Actions that change nothing; the names end in `/get` (platform-facts 2.5).
const READ_ACTIONS: &[&str] = &[
    "publicCloudProject:apiovh:get",
    "publicCloudProject:apiovh:*/get",
    "account:apiovh:me/get",
];

impl Credentials {
    /// The built-in set that may do everything. All values are invented and the same in every run.
    #[must_use]
    pub fn full() -> Self {
        Self::built_in("full", AccessRule::everything(), ALL_ACTIONS)
    }

    /// The built-in set that may only read.
    #[must_use]
    pub fn read_only() -> Self {
        Self::built_in("read", AccessRule::read_only(), READ_ACTIONS)
    }

    /// A further invented set with rights of your choice; `name` (letters and digits) keeps sets apart.
    #[must_use]
    pub fn invented(name: &str, rules: Vec<AccessRule>, actions: &[&str]) -> Self {
        Self::built_in(name, rules, actions)
    }

    fn built_in(name: &str, rules: Vec<AccessRule>, actions: &[&str]) -> Self {
        let actions: Vec<String> = actions.iter().map(|&action| action.into()).collect();
        Self {
            key: SignedKey {
                application_key: format!("sandbox{name}Key"),
                application_secret: format!("sandbox{name}Secret-invented-value"),
                consumer_key: format!("sandbox{name}Consumer-invented-value"),
                rules,
                state: KeyState::Valid,
            },
            account: ServiceAccount {
                client_id: format!("EU.sandbox{name}"),
                client_secret: format!("sandbox{name}ClientSecret-invented-value"),
                actions: actions.clone(),
            },
            token: AccessToken {
                value: format!("sandbox{name}AccessToken-invented-value"),
                actions,
                lifetime_seconds: None,
            },
        }
    }
}

/// Does `text` match `pattern`, where `*` stands for any text?
pub(crate) fn wildcard(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut rest = rest;
    let mut last = None;
    for part in parts {
        if let Some(middle) = last.replace(part) {
            match rest.find(middle) {
                Some(at) => rest = &rest[at + middle.len()..],
                None => return false,
            }
        }
    }
    match last {
        None => rest.is_empty(),
        Some(end) => rest.ends_with(end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_match_any_text_with_slashes() {
        for (pattern, text, expected) in [
            ("/*", "/cloud/project/x/ai/app", true),
            ("/cloud/project/*/ai/app", "/cloud/project/x/ai/app", true),
            (
                "/cloud/project/*/ai/app",
                "/cloud/project/x/ai/app/y",
                false,
            ),
            ("/cloud/*/ai/*/get", "/cloud/p/ai/app/label/get", true),
            ("/me", "/me", true),
            ("/me", "/me/x", false),
            ("a*a", "a", false),
            ("*", "", true),
        ] {
            assert_eq!(wildcard(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let text = format!("{:?}", Credentials::full());
        assert!(
            text.contains("sandboxfullKey") && !text.contains("invented-value"),
            "{text}"
        );
    }
}
