//! A sandbox, a provider on it, and what the platform was asked.

use std::time::Duration;

use ovh_sandbox::{EstateChoice, Options, Running, Sandbox};
use serde_json::{Value, json};
use terraform_plugin::{
    schema::{Attributes, Kind, Nesting},
    testing::{Action, Client, Lifecycle, Object, Outcome, Plan},
};
use terraform_provider_ovhai::Ovhai;

/// A sandbox whose states take no time.
pub fn quick(estate: EstateChoice) -> Running {
    Sandbox::start(Options {
        estate,
        state_interval: Duration::ZERO,
        ..Options::default()
    })
    .unwrap()
}

/// A server of the generation before `flavorCount`.
pub fn older() -> Running {
    Sandbox::start(Options {
        estate: EstateChoice::Empty,
        state_interval: Duration::ZERO,
        ignores_flavor_count: true,
        ..Options::default()
    })
    .unwrap()
}

pub fn empty() -> Running {
    quick(EstateChoice::Empty)
}

pub fn configuration(sandbox: &Running) -> Value {
    let key = &sandbox.credentials().key;
    json!({
        "endpoint": sandbox.api(),
        "application_key": key.application_key,
        "application_secret": key.application_secret,
        "consumer_key": key.consumer_key,
        "service_name": sandbox.service_name(),
    })
}

pub async fn client(sandbox: &Running) -> Client {
    Client::configured(Ovhai, configuration(sandbox)).await
}

pub fn lifecycle(sandbox: &Running) -> Lifecycle<fn() -> Ovhai> {
    Lifecycle::new(|| Ovhai, configuration(sandbox))
}

/// Calls that may have changed something, in order, as `METHOD /path/below/the/project`.
pub fn writes(sandbox: &Running) -> Vec<String> {
    let requests = sandbox.requests();
    requests
        .log
        .iter()
        .filter(|record| record.method != "GET")
        .map(|record| {
            let path = record.path.split("/ai/").nth(1).unwrap_or(&record.path);
            let shown: Vec<&str> = path
                .split('/')
                .map(|part| if part.len() == 36 { "ID" } else { part })
                .collect();
            format!("{} {}", record.method, shown.join("/"))
        })
        .collect()
}

/// The errors of a call, as `path: detail`.
pub fn told<T>(outcome: &Outcome<T>) -> Vec<String> {
    let errors = outcome.errors().into_iter();
    errors
        .map(|error| format!("{}: {}", error.path, error.detail))
        .collect()
}

/// The paths of the differences that a plan shows, computed values that become unknown left out.
pub fn differences(client: &Client, plan: &Plan) -> Vec<String> {
    let prior = plan.prior.as_ref().unwrap();
    let mut found = Vec::new();
    let block = client.resource_schema(&plan.type_name);
    compare(
        &block.attributes,
        "",
        &prior.value,
        &plan.planned,
        &mut found,
    );
    found
}

fn compare(
    attributes: &Attributes,
    at: &str,
    before: &terraform_plugin::Tree,
    after: &terraform_plugin::Tree,
    found: &mut Vec<String>,
) {
    for (name, attribute) in &attributes.0 {
        let (before, after) = (before.get(name), after.get(name));
        if before == after {
            continue;
        }
        let path = format!("{at}{name}");
        match &attribute.kind {
            Kind::Nested(Nesting::Single, inner) if !before.is_null() && !after.is_null() => {
                compare(inner, &format!("{path}."), before, after, found);
            }
            _ => found.push(path),
        }
    }
}

/// Plans and applies a change from `object`, and gives the object and the calls it took.
pub async fn change(
    sandbox: &Running,
    client: &Client,
    object: &Object,
    config: &Value,
) -> (Plan, Object, Vec<String>) {
    let plan = client
        .plan(&object.type_name, Some(object), config.clone())
        .await
        .ok();
    sandbox.reset_requests();
    let applied = client.apply(&plan).await.ok();
    let calls = writes(sandbox);
    let again = client
        .plan(&object.type_name, Some(&applied), config.clone())
        .await
        .ok();
    assert_eq!(
        again.action,
        Action::NoOp,
        "a second plan differs in {:?}",
        differences(client, &again)
    );
    let read = client.read(&applied).await.ok();
    let after = client
        .plan(&object.type_name, Some(&read), config.clone())
        .await
        .ok();
    assert_eq!(
        after.action,
        Action::NoOp,
        "a plan after a refresh differs in {:?}",
        differences(client, &after)
    );
    (plan, read, calls)
}
