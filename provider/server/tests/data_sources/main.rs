//! The data sources over the provider's own gRPC service in memory, against the sandbox.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod failures;
mod filters;
mod logs;
mod members;
mod planted;
mod values;

use ovh_sandbox::{EstateChoice, Options, Running, Sandbox};
use serde_json::{Value, json};
use terraform_plugin::testing::Client;
use terraform_provider_ovhai::Ovhai;

const NOWHERE: &str = "00000000-0000-4000-8000-000000000000";

fn sandbox(estate: EstateChoice) -> Running {
    Sandbox::start(Options {
        estate,
        ..Options::default()
    })
    .unwrap()
}

async fn client(sandbox: &Running) -> Client {
    let key = &sandbox.credentials().key;
    let configuration = json!({
        "endpoint": sandbox.api(),
        "application_key": key.application_key,
        "application_secret": key.application_secret,
        "consumer_key": key.consumer_key,
        "service_name": sandbox.service_name(),
    });
    Client::configured(Ovhai, configuration).await
}

/// What a data source tells, as JSON.
async fn read(client: &Client, unit: &str, config: Value) -> Value {
    client.data_source(unit, config).await.ok().json()
}

/// `camelCase` as Terraform has it.
fn snake(name: &str) -> String {
    let mut text = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(character.to_ascii_lowercase());
    }
    text
}
