//! The table of permissions against what managing workloads really calls, and against credentials with exactly these rights.

use std::collections::BTreeSet;

use ovh_api::calls;
use ovh_sandbox::{AccessRule, Credentials, EstateChoice, Options, Running, Sandbox};
use serde_json::{Value, json};
use terraform_plugin::{schema::describe::UnitKind, testing::Client};
use terraform_provider_ovhai::{Ovhai, permissions::Unit};

const TYPES: [&str; 3] = ["ovhai_app", "ovhai_job", "ovhai_notebook"];

fn start(credentials: Credentials) -> Running {
    Sandbox::start(Options {
        estate: EstateChoice::Empty,
        state_interval: std::time::Duration::ZERO,
        credentials: vec![credentials],
        ..Options::default()
    })
    .unwrap()
}

async fn client(sandbox: &Running) -> Client {
    Client::configured(Ovhai, crate::ground::configuration(sandbox)).await
}

/// Configurations that follow each other, so that every call is made.
fn configurations(type_name: &str) -> Vec<Value> {
    let base = json!({ "name": "x", "region": "GRA", "resources": { "flavor": "ai1-1-cpu" } });
    let with = |changes: Value| {
        let mut config = base.clone();
        for (name, value) in changes.as_object().unwrap() {
            config[name] = value.clone();
        }
        config
    };
    match type_name {
        "ovhai_app" => vec![
            with(json!({ "image": "a:1" })),
            with(json!({ "image": "a:2" })),
            with(json!({ "image": "a:2", "command": ["serve"], "labels": { "a": "1" } })),
            with(json!({ "image": "a:2", "scaling_strategy": { "fixed": { "replicas": 2 } } })),
            with(json!({ "image": "a:2", "running": false })),
            with(json!({ "image": "a:2" })),
        ],
        "ovhai_job" => vec![
            with(json!({ "image": "a:1", "command": ["sleep", "infinity"] })),
            with(
                json!({ "image": "a:1", "command": ["sleep", "infinity"], "labels": { "a": "1" } }),
            ),
        ],
        _ => {
            let environment = json!({ "framework_id": "pytorch", "editor_id": "jupyterlab" });
            let with = |changes: Value| {
                let mut config = with(changes);
                config["environment"] = environment.clone();
                config["allow_restart"] = json!(true);
                config
            };
            vec![
                with(json!({})),
                with(
                    json!({ "labels": { "a": "1" }, "backup_retention": { "retained_number": 3 } }),
                ),
                with(
                    json!({ "backup_retention": { "retained_number": 3 }, "unsecure_http": true }),
                ),
            ]
        }
    }
}

/// A whole life, with more refreshes than are worth single reads. Gives the first errors.
async fn live(client: &Client, type_name: &str) -> Vec<String> {
    let mut object = None;
    for config in configurations(type_name) {
        let plan = client.plan(type_name, object.as_ref(), config).await;
        if !plan.errors().is_empty() {
            return texts(&plan.diagnostics);
        }
        let applied = client.apply(&plan.value).await;
        if !applied.errors().is_empty() {
            return texts(&applied.diagnostics);
        }
        let read = client.read(&applied.value).await;
        if !read.errors().is_empty() {
            return texts(&read.diagnostics);
        }
        object = Some(read.value);
    }
    let object = object.unwrap();
    for _ in 0..4 {
        let read = client.read(&object).await;
        if !read.errors().is_empty() {
            return texts(&read.diagnostics);
        }
    }
    let plan = client.plan_destroy(&object).await.ok();
    let gone = client.apply(&plan).await;
    texts(&gone.diagnostics)
}

fn texts(diagnostics: &[terraform_plugin::Diagnostic]) -> Vec<String> {
    let errors = diagnostics
        .iter()
        .filter(|one| one.severity == terraform_plugin::Severity::Error);
    errors
        .map(|one| format!("{}: {}", one.summary, one.detail))
        .collect()
}

#[tokio::test]
async fn the_table_lists_what_is_called_and_nothing_else() {
    for type_name in TYPES {
        let sandbox = start(Credentials::full());
        assert_eq!(
            live(&client(&sandbox).await, type_name).await,
            [""; 0],
            "{type_name}"
        );
        let open: Vec<String> = calls::ALL
            .iter()
            .filter(|call| call.open)
            .map(ToString::to_string)
            .collect();
        let called: BTreeSet<String> = sandbox
            .requests()
            .by_route
            .into_keys()
            .filter(|route| !open.contains(route))
            .collect();
        let unit = Unit::of_kind(UnitKind::Resource, type_name).unwrap();
        let listed: BTreeSet<String> = unit.all_calls().map(ToString::to_string).collect();
        assert_eq!(called, listed, "{type_name}");
    }
}

#[tokio::test]
async fn exactly_the_listed_rules_suffice_and_each_is_needed_and_named() {
    let service = Options::default().service_name;
    for type_name in TYPES {
        let unit = Unit::of_kind(UnitKind::Resource, type_name).unwrap();
        let rules = calls::rules(unit.all_calls(), &service);
        let credentials = |rules: &[ovh_api::AccessRule]| {
            let rules = rules
                .iter()
                .map(|rule| AccessRule::new(&rule.method, &rule.path));
            Credentials::invented("set", rules.collect(), &[])
        };
        let sandbox = start(credentials(&rules));
        assert_eq!(
            live(&client(&sandbox).await, type_name).await,
            [""; 0],
            "{type_name}"
        );
        for rule in &rules {
            let mut fewer = rules.clone();
            fewer.retain(|other| other != rule);
            let is_helpful = unit
                .needs
                .iter()
                .filter(|need| {
                    let needed = need.call.rule(&service);
                    !fewer
                        .iter()
                        .any(|other| other.covers(&needed.method, &needed.path))
                })
                .all(|need| need.without.is_some());
            let sandbox = start(credentials(&fewer));
            let errors = live(&client(&sandbox).await, type_name).await;
            if is_helpful {
                assert_eq!(errors, [""; 0], "{type_name} without {rule}");
            } else {
                let told = errors.concat();
                let lost = unit.all_calls().map(|call| call.rule(&service));
                let is_named = lost
                    .filter(|lost| rule.covers(&lost.method, &lost.path))
                    .any(|lost| told.contains(&format!("`{lost}`")));
                assert!(is_named, "{type_name} without {rule}: {told}");
            }
        }
    }
}
