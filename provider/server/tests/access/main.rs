//! The managed resources `ovhai_data_store`, `ovhai_registry` and `ovhai_token`, their list resources, and what is
//! made for one run, over the provider's own gRPC service in memory,
//! against the sandbox: Terraform's rules, the platform's, and how many calls each step takes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod data_store;
mod data_store_refusals;
mod disturbance;
mod ephemeral;
mod import;
mod lists;
mod permissions;
mod refresh;
mod registry;
mod secrecy;
mod token;

use std::time::Duration;

use ovh_api::{ClientOptions, RetryPolicy};
use ovh_sandbox::{EstateChoice, Options, Running, Sandbox};
use serde_json::{Value, json};
use terraform_plugin::testing::{Client, Lifecycle, Outcome};
use terraform_provider_ovhai::{Ovhai, OvhaiWith};

const STORE: &str = "ovhai_data_store";
const REGISTRY: &str = "ovhai_registry";
const TOKEN: &str = "ovhai_token";

/// Where the API has data stores, registries and tokens.
const STORES: &str = "/cloud/project/{serviceName}/ai/data/region/{region}/alias";
const ONE_STORE: &str = "/cloud/project/{serviceName}/ai/data/region/{region}/alias/{alias}";
const REGISTRIES: &str = "/cloud/project/{serviceName}/ai/registry";
const ONE_REGISTRY: &str = "/cloud/project/{serviceName}/ai/registry/{registryId}";
const TOKENS: &str = "/cloud/project/{serviceName}/ai/token";
const ONE_TOKEN: &str = "/cloud/project/{serviceName}/ai/token/{id}";

fn sandbox(estate: EstateChoice) -> Running {
    Sandbox::start(Options {
        estate,
        ..Options::default()
    })
    .unwrap()
}

fn configuration(sandbox: &Running) -> Value {
    let key = &sandbox.credentials().key;
    json!({
        "endpoint": sandbox.api(),
        "application_key": key.application_key,
        "application_secret": key.application_secret,
        "consumer_key": key.consumer_key,
        "service_name": sandbox.service_name(),
    })
}

async fn client(sandbox: &Running) -> Client {
    Client::configured(Ovhai, configuration(sandbox)).await
}

fn lifecycle(sandbox: &Running) -> Lifecycle<impl Fn() -> Ovhai> {
    Lifecycle::new(|| Ovhai, configuration(sandbox))
}

/// As many tries as ever, without the waits between them.
fn hasty(options: ClientOptions) -> ClientOptions {
    let brief = Duration::from_millis(2);
    ClientOptions {
        retry: RetryPolicy {
            base: brief,
            longest: brief,
            longest_retry_after: brief,
            settle: brief,
            ..RetryPolicy::default()
        },
        ..options
    }
}

async fn hasty_client(sandbox: &Running) -> Client {
    Client::configured(OvhaiWith(hasty), configuration(sandbox)).await
}

/// `{method} {route}` was called so often since the last reset.
fn count(sandbox: &Running, method: &str, route: &str) -> u64 {
    sandbox.requests().count(&format!("{method} {route}"))
}

/// Everything a person would read.
fn told<T>(outcome: &Outcome<T>) -> String {
    let lines = outcome.diagnostics.iter().map(|diagnostic| {
        format!(
            "{:?} at {}: {}: {}",
            diagnostic.severity, diagnostic.path, diagnostic.summary, diagnostic.detail
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What validating and planning something new says; nothing may be changed by it.
async fn refusal(client: &Client, sandbox: &Running, unit: &str, config: Value) -> String {
    let validated = client.validate(unit, config.clone()).await;
    let text = if validated.errors().is_empty() {
        let planned = client.plan(unit, None, config.clone()).await;
        assert!(!planned.errors().is_empty(), "not refused: {config}");
        told(&planned)
    } else {
        told(&validated)
    };
    assert_eq!(sandbox.requests().writes(), 0);
    text
}

/// `config` with other members; null removes one.
fn with(config: &Value, changes: Value) -> Value {
    let mut config = config.clone();
    let members = config.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    config
}
