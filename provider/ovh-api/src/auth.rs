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

/// One rule of a consumer key.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AccessRule {
    /// Upper case.
    pub method: String,
    /// With `*` for anything.
    pub path: String,
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
