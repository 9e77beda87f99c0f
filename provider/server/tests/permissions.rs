//! The table of permissions against what the units really call, and against credentials that have exactly these rights.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use ovh_api::{
    AccessRule,
    calls::{self, Call},
};
use ovh_sandbox::{Credentials, EstateChoice, Options, Running, Sandbox};
use ovhai_model::Kind;
use serde_json::{Value, json};
use terraform_plugin::{Diagnostic, Severity, schema::describe::UnitKind, testing::Client};
use terraform_provider_ovhai::{
    Ovhai,
    permissions::{Need, Unit, When, units},
};

/// What reads: data sources and exports. What changes something has tests of its own.
fn reading() -> impl Iterator<Item = &'static Unit> {
    units().filter(|unit| unit.kind == UnitKind::DataSource || unit.name.ends_with("_export"))
}

/// A way to use a unit.
#[derive(Clone, Debug)]
struct Case {
    unit: &'static Unit,
    config: Value,
    /// The kinds that are read.
    kinds: Vec<Kind>,
    /// As in [`When::Configured`].
    configured: Vec<&'static str>,
}

impl Case {
    fn calls(&self) -> Vec<&'static Call> {
        self.unit.calls(&self.kinds, &self.configured).collect()
    }

    fn needs(&self) -> impl Iterator<Item = &'static Need> {
        self.unit
            .needs
            .iter()
            .filter(|need| need.when.applies(&self.kinds, &self.configured))
    }
}

fn start(credentials: Vec<Credentials>) -> Running {
    Sandbox::start(Options {
        estate: EstateChoice::Handmade,
        credentials,
        ..Options::default()
    })
    .unwrap()
}

/// How a client proves who it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proof {
    Key,
    Token,
}

async fn client(sandbox: &Running, credentials: &Credentials, proof: Proof) -> Client {
    let mut configuration = json!({
        "endpoint": sandbox.api(),
        "service_name": sandbox.service_name(),
    });
    let mut set = |name: &str, value: &String| configuration[name] = value.as_str().into();
    match proof {
        Proof::Key => {
            set("application_key", &credentials.key.application_key);
            set("application_secret", &credentials.key.application_secret);
            set("consumer_key", &credentials.key.consumer_key);
        }
        Proof::Token => set("access_token", &credentials.token.value),
    }
    Client::configured(Ovhai, configuration).await
}

/// What a unit says when it is read or planned, or where that is not all, applied.
async fn run(client: &Client, case: &Case) -> Vec<Diagnostic> {
    if matches!(case.unit.name, "ovhai_log_export" | "ovhai_metric_export") {
        // Logs are read by applying.
        let folder = tempfile::tempdir().unwrap();
        let mut config = case.config.clone();
        config["destination"] = format!("file:{}", folder.path().display()).into();
        let planned = client.plan(case.unit.name, None, config).await;
        let mut found = planned.diagnostics.clone();
        if errors(&found).is_empty() {
            found.extend(client.apply(&planned.ok()).await.diagnostics);
        }
        found
    } else if case.unit.name.ends_with("_export") {
        client
            .plan(case.unit.name, None, case.config.clone())
            .await
            .diagnostics
    } else {
        client
            .data_source(case.unit.name, case.config.clone())
            .await
            .diagnostics
    }
}

fn errors(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .map(|one| format!("{}: {}", one.summary, one.detail))
        .collect()
}

fn told(diagnostics: &[Diagnostic]) -> String {
    diagnostics
        .iter()
        .map(|one| format!("{}: {}\n", one.summary, one.detail))
        .collect()
}

/// Every unit in every way that its needs tell apart. Ids and revisions come from a look at the same estate.
async fn cases() -> Vec<Case> {
    let sandbox = start(vec![Credentials::full()]);
    let reader = client(&sandbox, &Credentials::full(), Proof::Key).await;
    let id = |word: &str| sandbox.holdings()[word].first().unwrap().clone();
    let mut cases = Vec::new();
    for unit in reading() {
        let mut add = |config: Value, kinds: &[Kind], configured: &[&'static str]| {
            cases.push(Case {
                unit,
                config,
                kinds: kinds.to_vec(),
                configured: configured.to_vec(),
            });
        };
        let texts: BTreeSet<&'static str> = unit
            .needs
            .iter()
            .filter_map(|need| match need.when {
                When::Configured(text) => Some(text),
                _ => None,
            })
            .collect();
        match unit.name {
            "ovhai_app" | "ovhai_job" => {
                add(
                    json!({ "id": id(unit.name.trim_start_matches("ovhai_")) }),
                    &[],
                    &[],
                );
            }
            "ovhai_notebook" => {
                let id = id("notebook");
                add(json!({ "id": id }), &[], &[]);
                add(
                    json!({ "id": id, "include_backups": true }),
                    &[],
                    &["include_backups = true"],
                );
            }
            "ovhai_notebooks" => {
                add(json!({}), &[], &[]);
                add(
                    json!({ "include_backups": true }),
                    &[],
                    &["include_backups = true"],
                );
            }
            "ovhai_logs" => {
                for text in texts {
                    let kind = text.trim_start_matches("kind = ").trim_matches('"');
                    add(json!({ "kind": kind, "id": id(kind) }), &[], &[text]);
                }
            }
            "ovhai_inventory" | "ovhai_readiness" => {
                add(json!({}), Kind::ALL, &[]);
                for kind in Kind::ALL {
                    add(
                        json!({ "select": { "kinds": [kind.as_str()] } }),
                        &[*kind],
                        &[],
                    );
                }
            }
            "ovhai_workload_export"
            | "ovhai_data_export"
            | "ovhai_log_export"
            | "ovhai_image_export"
            | "ovhai_metric_export" => {
                for kinds in [
                    Kind::WORKLOADS,
                    &[Kind::App],
                    &[Kind::Job],
                    &[Kind::Notebook],
                    Kind::ALL,
                ] {
                    let words: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
                    let select = json!({ "kinds": words });
                    let inventory = reader
                        .data_source("ovhai_inventory", json!({ "select": select }))
                        .await
                        .ok()
                        .json();
                    let mut config = json!({
                        "destination": "file:exit", "revision": inventory["revision"], "select": select,
                    });
                    if unit.name == "ovhai_data_export" {
                        // Stores have rights of their own.
                        config["plan_detail"] = json!("none");
                    }
                    if unit.name == "ovhai_image_export" {
                        // Registries have rights of their own.
                        config["images"] = json!([]);
                    }
                    add(config, kinds, &[]);
                }
            }
            _ => add(json!({}), &[], &[]),
        }
    }
    cases
}

/// What was called, but for what needs no right.
fn called(sandbox: &Running) -> BTreeSet<String> {
    let open: Vec<String> = calls::ALL
        .iter()
        .filter(|call| call.open)
        .map(ToString::to_string)
        .collect();
    sandbox
        .requests()
        .by_route
        .into_keys()
        .filter(|route| !open.contains(route) && !route.ends_with("/auth/oauth2/token"))
        .collect()
}

#[tokio::test]
async fn the_table_lists_what_is_called_and_nothing_else() {
    let sandbox = start(vec![Credentials::full()]);
    let client = client(&sandbox, &Credentials::full(), Proof::Key).await;
    let mut seen: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for case in cases().await {
        sandbox.reset_requests();
        let diagnostics = run(&client, &case).await;
        assert_eq!(errors(&diagnostics), [""; 0], "{case:?}");
        let listed: BTreeSet<String> = case.calls().iter().map(ToString::to_string).collect();
        let called = called(&sandbox);
        assert_eq!(called, listed, "{} {}", case.unit.name, case.config);
        seen.entry(case.unit.name).or_default().extend(called);
    }
    for unit in reading() {
        let listed: BTreeSet<String> = unit.all_calls().map(ToString::to_string).collect();
        assert_eq!(seen[unit.name], listed, "{}", unit.name);
    }
}

fn sandbox_rules(rules: &[AccessRule]) -> Vec<ovh_sandbox::AccessRule> {
    rules
        .iter()
        .map(|rule| ovh_sandbox::AccessRule::new(&rule.method, &rule.path))
        .collect()
}

/// Is everything that `lost` allowed only helpful?
fn is_only_helpful(case: &Case, lost: impl Fn(&Call) -> bool) -> bool {
    case.needs()
        .filter(|need| lost(need.call))
        .all(|need| need.without.is_some())
}

/// A case under some rights.
struct Trial {
    case: Case,
    credentials: Credentials,
    /// The right that is missing, and whether it is only helpful; `None` when all are there.
    missing: Option<(String, bool)>,
}

impl Trial {
    /// What is wrong with what the unit says.
    async fn complaint(&self, sandbox: &Running, proof: Proof) -> Option<String> {
        let case = &self.case;
        let diagnostics = run(&client(sandbox, &self.credentials, proof).await, case).await;
        let (errors, told) = (errors(&diagnostics), told(&diagnostics));
        let Some((missing, is_helpful)) = &self.missing else {
            let is_whole = errors.is_empty() && !told.contains("not read");
            return (!is_whole).then(|| format!("{} {}: {told}", case.unit.name, case.config));
        };
        let name = format!("{} {} without {missing}", case.unit.name, case.config);
        if *is_helpful {
            return (!errors.is_empty()).then(|| format!("{name} fails: {errors:?}"));
        }
        // Readiness goes on without what it cannot read, and says so.
        let fails = case.unit.name != "ovhai_readiness";
        if errors.is_empty() == fails {
            let does = if fails { "works" } else { "fails" };
            return Some(format!("{name} {does}: {told}"));
        }
        let is_named = told.contains(&format!("`{missing}`"))
            || told
                .split([' ', ',', ';', '\n'])
                .any(|word| word.trim_end_matches('.') == missing);
        (!is_named).then(|| format!("{name} does not name it: {told}"))
    }
}

/// One sandbox that knows all their credentials.
async fn try_all(trials: Vec<Trial>, proof: Proof) {
    let sandbox = start(
        trials
            .iter()
            .map(|trial| trial.credentials.clone())
            .collect(),
    );
    let mut complaints = Vec::new();
    for trial in &trials {
        complaints.extend(trial.complaint(&sandbox, proof).await);
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[tokio::test]
async fn exactly_the_listed_rules_suffice_and_each_is_needed_and_named() {
    let service = Options::default().service_name;
    let mut trials = Vec::new();
    for case in cases().await {
        let rules = calls::rules(case.calls(), &service);
        let mut add = |rules: &[AccessRule], missing| {
            let name = format!("set{}", trials.len());
            let credentials = Credentials::invented(&name, sandbox_rules(rules), &[]);
            let case = case.clone();
            trials.push(Trial {
                case,
                credentials,
                missing,
            });
        };
        add(&rules, None);
        for rule in &rules {
            let mut fewer = rules.clone();
            fewer.retain(|other| other != rule);
            let is_helpful = is_only_helpful(&case, |call| {
                let needed = call.rule(&service);
                !fewer
                    .iter()
                    .any(|other| other.covers(&needed.method, &needed.path))
            });
            add(&fewer, Some((rule.to_string(), is_helpful)));
        }
    }
    try_all(trials, Proof::Key).await;
}

#[tokio::test]
async fn exactly_the_listed_actions_suffice_and_each_is_needed_and_named() {
    let mut trials = Vec::new();
    for case in cases().await {
        let actions = calls::actions(case.calls());
        let mut add = |actions: &[&str], missing| {
            let name = format!("set{}", trials.len());
            let credentials = Credentials::invented(&name, Vec::new(), actions);
            let case = case.clone();
            trials.push(Trial {
                case,
                credentials,
                missing,
            });
        };
        add(&actions, None);
        for action in &actions {
            let fewer: Vec<&str> = actions
                .iter()
                .copied()
                .filter(|other| other != action)
                .collect();
            let is_helpful = is_only_helpful(&case, |call| call.iam == Some(action));
            add(&fewer, Some(((*action).to_owned(), is_helpful)));
        }
    }
    try_all(trials, Proof::Token).await;
}
