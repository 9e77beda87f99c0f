//! Bearer tokens: those from the token URL, which expire, and those given directly.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;

use super::Identity;
use crate::credentials::AccessToken;
use crate::errors::ApiError;

#[derive(Debug)]
struct Entry {
    client_id: Option<String>,
    actions: Vec<String>,
    expires_ms: Option<i64>,
}

/// All tokens that ever worked.
#[derive(Debug)]
pub(crate) struct Tokens {
    entries: BTreeMap<String, Entry>,
    issued: u64,
    key: hmac::Key,
}

impl Tokens {
    /// Knows the direct tokens from the start; `now_ms` is when their lifetimes begin.
    pub(crate) fn new(direct: impl IntoIterator<Item = AccessToken>, now_ms: i64) -> Self {
        let entries = direct
            .into_iter()
            .map(|token| {
                let expires_ms = token
                    .lifetime_seconds
                    .map(|seconds| now_ms.saturating_add(i64::from(seconds) * 1000));
                let entry = Entry {
                    client_id: None,
                    actions: token.actions,
                    expires_ms,
                };
                (token.value, entry)
            })
            .collect();
        Self {
            entries,
            issued: 0,
            // Token values repeat from run to run on purpose: a sandbox has nothing to protect.
            key: hmac::Key::new(hmac::HMAC_SHA256, b"ovh-sandbox"),
        }
    }

    /// A new token for a service account.
    pub(crate) fn issue(
        &mut self,
        client_id: &str,
        actions: &[String],
        now_ms: i64,
        lifetime_seconds: u32,
    ) -> String {
        self.issued += 1;
        let seed = format!("{client_id}/{}", self.issued);
        let value = URL_SAFE_NO_PAD.encode(hmac::sign(&self.key, seed.as_bytes()).as_ref());
        self.entries.insert(
            value.clone(),
            Entry {
                client_id: Some(client_id.into()),
                actions: actions.to_vec(),
                expires_ms: Some(now_ms.saturating_add(i64::from(lifetime_seconds) * 1000)),
            },
        );
        value
    }

    /// Stops every token from working, as a revocation on the vendor's side would.
    pub(crate) fn revoke_all(&mut self) {
        self.entries.clear();
    }

    /// Who holds `value`.
    pub(crate) fn identity(&self, value: &str, now_ms: i64) -> Result<Identity, ApiError> {
        match self.entries.get(value) {
            Some(entry) if entry.expires_ms.is_none_or(|end| now_ms < end) => {
                Ok(Identity::Bearer {
                    client_id: entry.client_id.clone(),
                    actions: entry.actions.clone(),
                })
            }
            Some(_) => Err(ApiError::unauthorized("This token has expired")),
            None => Err(ApiError::unauthorized("Invalid access token")),
        }
    }
}
