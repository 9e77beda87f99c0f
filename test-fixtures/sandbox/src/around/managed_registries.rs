//! Managed registries (Harbor) with plan, users and address lists. Passwords come out of the create call only.

use indexmap::IndexMap;
use serde_json::{Value, json};

/// One managed registry.
#[derive(Debug)]
pub(crate) struct ManagedRegistry {
    pub(crate) document: Value,
    /// `SMALL`, `MEDIUM` or `LARGE`.
    pub(crate) plan: String,
    /// `cloud.containerRegistry.User` by id.
    pub(crate) users: IndexMap<String, Value>,
    /// Who may reach the Harbor UI and API, and who may push and pull.
    pub(crate) management: Vec<Value>,
    pub(crate) registry: Vec<Value>,
}

impl ManagedRegistry {
    /// Do users sign in through IAM?
    pub(crate) fn uses_iam(&self) -> bool {
        self.document["iamEnabled"] == true
    }

    /// The id of the next user: ids count up (inferred from samples).
    pub(crate) fn next_user_id(&self) -> String {
        let last = self
            .users
            .keys()
            .filter_map(|id| id.parse::<u64>().ok())
            .max();
        (last.unwrap_or(10) + 1).to_string()
    }

    /// `cloud.containerRegistry.Plan`; codes and limits are invented.
    pub(crate) fn plan(&self) -> Value {
        let (letter, gigabytes, parallel) = match self.plan.as_str() {
            "MEDIUM" => ("m", 600_i64, 45),
            "LARGE" => ("l", 5000, 90),
            _ => ("s", 200, 15),
        };
        json!({
            "code": format!("registry.{letter}-plan-equivalent.hour.consumption"),
            "createdAt": "2020-01-01T00:00:00Z",
            "features": {"vulnerability": letter != "s"},
            "id": uuid::Uuid::new_v5(
                &uuid::Uuid::NAMESPACE_URL,
                format!("ovh-sandbox:registry-plan/{letter}").as_bytes(),
            )
            .to_string(),
            "name": self.plan,
            "registryLimits": {
                "imageStorage": gigabytes * 1024 * 1024 * 1024,
                "parallelRequest": parallel,
            },
            "updatedAt": "2020-01-01T00:00:00Z",
        })
    }
}
