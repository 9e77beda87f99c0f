//! Every call that reading an inventory makes, failing once and failing always.

use std::{collections::BTreeSet, time::Duration};

use ovh_api::calls;
use ovh_sandbox::{Fault, FaultKind, FaultSchedule, Once, Running};
use ovhai_model::Kind;
use serde_json::{Value, json};
use terraform_provider_ovhai::permissions::{Unit, When};

use super::{HANDMADE, client, failed, of_estate, read, told, undisturbed};

/// The calls of a good run.
fn call_sites(sandbox: &Running) -> Vec<String> {
    let requests = sandbox.requests();
    assert!(requests.call_sites.len() >= 15, "{:?}", requests.call_sites);
    requests.call_sites
}

#[tokio::test]
async fn a_call_that_fails_once_changes_nothing() {
    let sandbox = of_estate(HANDMADE);
    let expected = undisturbed(&sandbox).await;
    let sites = call_sites(&sandbox);
    let mut kinds = FaultKind::transient();
    kinds.push(FaultKind::Lost);
    for kind in kinds {
        let schedule = FaultSchedule {
            once: Some(Once::All),
            kinds: vec![kind],
            retry_after_seconds: 1,
            stall: Duration::from_millis(20),
            slow: Duration::from_millis(20),
            ..FaultSchedule::default()
        };
        // A client of its own: one that knows the clock already would not ask for it again.
        let client = client(&sandbox).await;
        sandbox.reset_requests();
        sandbox.schedule_faults(schedule);
        let inventory = read(&client, json!({})).await;
        let requests = sandbox.requests();
        sandbox.clear_faults();
        let struck: BTreeSet<&str> = requests
            .log
            .iter()
            .filter(|record| !record.fault.is_empty())
            .map(|record| record.route.as_str())
            .collect();
        assert_eq!(struck.len(), sites.len(), "{kind:?} struck {struck:?}");
        assert!(!failed(&inventory), "{kind:?}: {}", told(&inventory));
        assert!(
            inventory.ok().json() == expected,
            "{kind:?}: another inventory"
        );
    }
}

/// The kinds of objects that depend on a call; none for what every reading needs.
fn kinds_of(site: &str) -> Option<Vec<Kind>> {
    let unit = Unit::named("ovhai_inventory").unwrap();
    let need = unit
        .needs
        .iter()
        .find(|need| need.call.to_string() == site)?;
    match need.when {
        // It is about backups: the notebooks themselves are known without it.
        _ if need.call == &calls::NOTEBOOK_RETENTION => Some(vec![Kind::Backup]),
        When::Kinds(kinds) => Some(kinds.to_vec()),
        _ if need.call == &calls::REGISTRIES => Some(vec![Kind::Registry]),
        _ if need.call == &calls::AUTHORIZATION => None,
        _ => Some(vec![Kind::DataStore]),
    }
}

/// Objects of all but some kinds, with everything that is said of them.
fn besides(inventory: &Value, kinds: &[String]) -> serde_json::Map<String, Value> {
    let mut objects = inventory["objects"].as_object().unwrap().clone();
    objects.retain(|address, _| {
        let (kind, _) = address.split_once('/').unwrap();
        !kinds.iter().any(|other| other == kind)
    });
    objects
}

#[tokio::test]
async fn a_call_that_always_fails_is_an_error_that_names_what_is_missing() {
    let sandbox = of_estate(HANDMADE);
    let expected = undisturbed(&sandbox).await;
    let sites = call_sites(&sandbox);
    let client = client(&sandbox).await;
    // The clock is known from the first reading on.
    assert!(!failed(&read(&client, json!({})).await));
    for site in sites.iter().filter(|site| !site.ends_with("/auth/time")) {
        for fault in [
            Fault::Status(400),
            Fault::Status(503),
            Fault::CutBefore,
            Fault::Truncate,
            Fault::Html(200),
            Fault::Empty(200),
        ] {
            let what = format!("{site} with {fault:?}");
            sandbox.fail(site, fault, 0, u32::MAX);
            let strict = read(&client, json!({})).await;
            let lenient = read(&client, json!({ "unreadable": "report" })).await;
            sandbox.clear_faults();
            let told = told(&strict);
            assert!(failed(&strict), "{what}: {told}");
            let Some(kinds) = kinds_of(site) else {
                assert!(
                    failed(&lenient) && told.contains("project cannot be read"),
                    "{what}: {told}"
                );
                continue;
            };
            for kind in &kinds {
                assert!(
                    told.contains(&format!("* {kind}")),
                    "{what}: {kind} in {told}"
                );
            }
            let inventory = lenient.ok().json();
            let unread: Vec<String> = inventory["unread"]
                .as_array()
                .unwrap()
                .iter()
                .map(|unread| unread["kind"].as_str().unwrap().to_owned())
                .collect();
            let named: BTreeSet<&str> = unread.iter().map(String::as_str).collect();
            let wanted: BTreeSet<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
            assert_eq!(named, wanted, "{what}");
            // Digests of notebooks cover how their backups are kept.
            let mut affected = unread.clone();
            if site == calls::NOTEBOOK_RETENTION.to_string().as_str() {
                affected.push(Kind::Notebook.to_string());
            }
            assert!(
                besides(&inventory, &affected) == besides(&expected, &affected),
                "{what}: other kinds changed"
            );
            let some: BTreeSet<&String> =
                inventory["objects"].as_object().unwrap().keys().collect();
            let all: BTreeSet<&String> = expected["objects"].as_object().unwrap().keys().collect();
            assert!(some.is_subset(&all), "{what}: invented objects");
        }
    }
}

#[tokio::test]
async fn a_clock_that_cannot_be_asked_is_an_error() {
    let sandbox = of_estate(HANDMADE);
    let client = client(&sandbox).await;
    sandbox.fail("GET /auth/time", Fault::Status(503), 0, u32::MAX);
    let inventory = read(&client, json!({ "unreadable": "report" })).await;
    let told = told(&inventory);
    assert!(failed(&inventory) && told.contains("/auth/time"), "{told}");
}
