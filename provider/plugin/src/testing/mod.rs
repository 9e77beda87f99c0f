//! Testing providers without Terraform.
//!
//! [`Client`] speaks to a provider over the same gRPC service that Terraform uses, in memory, and
//! does what Terraform's core does around the calls: it fills in the configuration, proposes the new
//! state, and holds the answers against its rules. [`Lifecycle`] runs whole changes, each half in a
//! new instance of the provider as Terraform does, and fails on anything that Terraform would call a
//! bug in the provider.
//!
//! ```
//! # use std::sync::Arc;
//! # use terraform_plugin::*;
//! # struct Notes;
//! # impl Provider for Notes {
//! #     type Config = NoArguments;
//! #     type Data = ();
//! #     const NAME: &'static str = "notes";
//! #     const ADDRESS: &'static str = "acme/notes";
//! #     const VERSION: &'static str = "0";
//! #     async fn configure(&self, _: &Context, _: NoArguments, _: &mut Diagnostics) -> Option<()> { Some(()) }
//! #     fn data_sources(&self) -> Vec<DataSourceUnit<()>> { vec![DataSourceUnit::new(Shout)] }
//! # }
//! # /// Shouts.
//! # #[derive(Schema)]
//! # struct Model {
//! #     /// What to shout.
//! #     #[attr(required)]
//! #     text: Value<String>,
//! #     /// The shout.
//! #     #[attr(computed)]
//! #     shout: Value<String>,
//! # }
//! # struct Shout;
//! # impl DataSource for Shout {
//! #     type Model = Model;
//! #     type Data = ();
//! #     const TYPE: &'static str = "notes_shout";
//! #     async fn read(&self, _: &Context, _: Arc<()>, mut m: Model, _: &mut Diagnostics) -> Option<Model> {
//! #         m.shout = m.text.clone().map(|text| text.to_uppercase());
//! #         Some(m)
//! #     }
//! # }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! use serde_json::json;
//! use terraform_plugin::testing::Client;
//!
//! let client = Client::configured(Notes, json!({})).await;
//! let result = client.data_source("notes_shout", json!({ "text": "hey" })).await.ok();
//! assert_eq!(result.json()["shout"], "HEY");
//! # }
//! ```

mod actions;
mod changes;
mod client;
mod config;
mod connection;
mod ephemeral;
mod functions;
mod generated;
mod imports;
mod lifecycle;
mod lists;
mod outcome;
mod wire;

pub use client::Client;
pub use lifecycle::{Failure, Lifecycle};
pub use outcome::{Action, CallFailure, Found, Object, Open, Outcome, Plan};

/// A value that is not known yet, for configurations: `json!({ "name": unknown() })`.
#[must_use]
pub fn unknown() -> serde_json::Value {
    serde_json::json!({ config::UNKNOWN: true })
}
