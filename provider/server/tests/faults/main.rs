//! Reading an estate while the network, the server and other people misbehave: the result is the complete estate or an
//! error that names what is missing.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod change;
mod pages;
mod sites;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use ovh_api::{ClientOptions, RetryPolicy};
use ovh_sandbox::{EstateChoice, Options, Running, Sandbox};
use serde_json::{Value, json};
use terraform_plugin::{
    Severity,
    testing::{Client, Object, Outcome},
};
use terraform_provider_ovhai::OvhaiWith;

const HANDMADE: EstateChoice = EstateChoice::Handmade;

fn start(options: Options) -> Running {
    Sandbox::start(options).unwrap()
}

fn of_estate(estate: EstateChoice) -> Running {
    start(Options {
        estate,
        ..Options::default()
    })
}

/// As many tries as ever, without the waits between them.
fn hasty(options: ClientOptions) -> ClientOptions {
    let brief = Duration::from_millis(2);
    ClientOptions {
        retry: RetryPolicy {
            base: brief,
            longest: brief,
            longest_retry_after: brief,
            ..RetryPolicy::default()
        },
        total_timeout: Duration::from_secs(20),
        ..options
    }
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
    Client::configured(OvhaiWith(hasty), configuration).await
}

async fn read(client: &Client, config: Value) -> Outcome<Object> {
    client.data_source("ovhai_inventory", config).await
}

/// The inventory as it should be.
async fn undisturbed(sandbox: &Running) -> Value {
    let read = read(&client(sandbox).await, json!({})).await;
    let told = told(&read);
    let inventory = read.ok().json();
    assert_eq!(objects(&inventory), held(sandbox), "{told}");
    inventory
}

/// Errors and warnings as a person reads them.
fn told<T>(outcome: &Outcome<T>) -> String {
    outcome
        .diagnostics
        .iter()
        .map(|one| format!("{:?}: {}: {}\n", one.severity, one.summary, one.detail))
        .collect()
}

fn failed<T>(outcome: &Outcome<T>) -> bool {
    outcome
        .diagnostics
        .iter()
        .any(|one| one.severity == Severity::Error)
}

/// Addresses of the objects of an inventory by kind.
fn objects(inventory: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for address in inventory["objects"].as_object().unwrap().keys() {
        let (kind, id) = address.split_once('/').unwrap();
        all.entry(kind.to_owned())
            .or_default()
            .insert(id.to_owned());
    }
    all
}

/// What the sandbox says it holds, in the same form.
fn held(sandbox: &Running) -> BTreeMap<String, BTreeSet<String>> {
    let mut holdings = sandbox.holdings();
    holdings.retain(|_, ids| !ids.is_empty());
    holdings
}
