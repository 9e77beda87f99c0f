//! The example provider through the in-process client.

#![allow(
    clippy::unwrap_used,
    reason = "a failed step of a test is a failed test"
)]

#[path = "../../examples/lab/provider/mod.rs"]
mod provider;

mod actions;
mod deferrals;
mod ephemeral;
mod failures;
mod functions;
mod generated;
mod identities;
mod lists;
mod moves;
mod plans;
mod protocol;
mod random;
mod rules;
mod states;
mod values;

use serde_json::json;
use terraform_plugin::testing::{Client, Lifecycle};

/// A folder for the provider's objects and the provider's configuration for it.
struct Room(tempfile::TempDir);

impl Room {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn config(&self) -> serde_json::Value {
        json!({ "root": self.0.path().to_str().unwrap(), "token": "in-memory-token" })
    }

    async fn client(&self) -> Client {
        Client::configured(provider::Lab, self.config()).await
    }

    fn lifecycle(&self) -> Lifecycle<impl Fn() -> provider::Lab> {
        Lifecycle::new(|| provider::Lab, self.config())
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }
}
