//! Public Cloud projects.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::{Client, Error, ReadProject, calls, request::Request};

/// Answer of `GET /cloud/project/{serviceName}`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ProjectDocument {
    /// The id, 32 hexadecimal characters.
    pub project_id: String,
    /// The name people gave it.
    #[serde(default)]
    pub description: Option<String>,
    /// `ok`, `creating`, `suspended`, `deleting`, …
    #[serde(default)]
    pub status: Option<String>,
    /// All other members.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

impl Client {
    /// Ids of the caller's projects.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn projects(&self) -> Result<Vec<String>, Error> {
        self.get(&Request::new(&calls::PROJECTS, &[])?).await
    }
}

impl ReadProject {
    /// The project itself.
    ///
    /// # Errors
    /// [`Error::is_not_found`] if there is no such project or the caller may not see it.
    pub async fn details(&self) -> Result<ProjectDocument, Error> {
        self.client.get(&self.request(&calls::PROJECT, &[])?).await
    }
}
