//! `ovhai_readiness` in memory against the sandbox.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use ovh_sandbox::{EstateChoice, Fault, Options, Running, Sandbox};
use serde_json::{Value, json};
use terraform_plugin::{testing::Client, value::json};
use terraform_provider_ovhai::Ovhai;

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

async fn readiness(client: &Client, config: Value) -> Value {
    client
        .data_source("ovhai_readiness", config)
        .await
        .ok()
        .json()
}

fn count(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

#[tokio::test]
async fn the_demo_estate_is_judged_completely() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let report = readiness(&client, json!({})).await;
    let inventory = client
        .data_source("ovhai_inventory", json!({}))
        .await
        .ok()
        .json();
    assert_eq!(report["revision"], inventory["revision"]);
    let objects = report["objects"].as_object().unwrap();
    let known: BTreeSet<&String> = inventory["objects"].as_object().unwrap().keys().collect();
    assert_eq!(objects.keys().collect::<BTreeSet<_>>(), known);
    let rows = report["rows"].as_object().unwrap();
    assert_eq!(rows.len(), 10);
    for (name, row) in rows {
        let grades = ["exact", "adapted", "manual", "unsupported"];
        let concerned: u64 = grades.iter().map(|grade| count(&row[*grade])).sum();
        assert_eq!(concerned, count(&row["objects"]), "{name}");
        let all = concerned + count(&row["not_concerned"]);
        assert_eq!(all, objects.len() as u64, "{name}");
        for grade in grades {
            let cells = objects
                .values()
                .filter(|object| object["cells"][name] == *grade)
                .count();
            assert_eq!(cells as u64, count(&row[grade]), "{name} {grade}");
        }
    }
    assert_eq!(report["ready"], false);
    let markdown = report["markdown"].as_str().unwrap();
    for blocker in report["blockers"].as_object().unwrap().keys() {
        assert!(markdown.contains(&format!("(`{blocker}`)")), "{blocker}");
    }
    let document: Value = serde_json::from_str(report["json"].as_str().unwrap()).unwrap();
    assert_eq!(document["format"], "ovhai-readiness/1");
    assert_eq!(document["objects"].as_array().unwrap().len(), objects.len());
    assert_eq!(sandbox.requests().writes(), 0);
    // Again, letter by letter.
    assert!(readiness(&client, json!({})).await == report);
}

#[tokio::test]
async fn what_waits_for_an_export_waits_here() {
    for (objects, seed) in [(40, 3), (40, 4)] {
        let sandbox = sandbox(EstateChoice::Generated { objects, seed });
        let client = client(&sandbox).await;
        let folder = tempfile::tempdir().unwrap();
        let profile = json!({ "domain": "apps.example.com", "keda": { "available": false } });
        let answers = json!({ "kubernetes/url-changes": "clients know" });
        let select = json!({ "kinds": ["app", "job", "notebook"] });
        let report = readiness(
            &client,
            json!({ "profile": profile, "answers": answers, "select": select }),
        )
        .await;
        let mut config = json!({
            "destination": format!("file:{}", folder.path().join("exit").display()),
            "revision": report["revision"],
            "profile": profile,
            "select": select,
        });
        config["answers"] = answers;
        let plan = client
            .plan("ovhai_workload_export", None, config)
            .await
            .ok();
        let open = json::to_text(plan.planned.get("open_findings"));
        let open: BTreeMap<String, u64> = serde_json::from_str(&open).unwrap();
        assert!(!open.is_empty());
        let blockers = report["blockers"].as_object().unwrap();
        for (slug, number) in &open {
            assert_eq!(count(&blockers[slug]["count"]), *number, "{slug}");
        }
        assert!(!blockers.contains_key("kubernetes/url-changes"));
        let answers = report["supplies"]["answers"].as_object().unwrap();
        for slug in open.keys() {
            assert_eq!(
                answers[slug]["keys"].as_array().unwrap().len(),
                usize::try_from(open[slug].min(20)).unwrap()
            );
        }
    }
}

#[tokio::test]
async fn decisions_clear_the_way_and_are_repeated() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let first = readiness(
        &client,
        json!({ "profile": { "domain": "apps.example.com" } }),
    )
    .await;
    let (mut accept, mut answers) = (json!({}), json!({}));
    for (slug, wanted) in first["supplies"]["answers"].as_object().unwrap() {
        let objects = wanted["keys"].as_array().unwrap();
        match wanted["form"].as_str() {
            None => accept[slug] = json!("seen to by the team"),
            Some("an image reference") => {
                for key in objects {
                    answers[key.as_str().unwrap()] = json!("registry.example.org/x/y:1");
                }
            }
            Some("a host name") => {
                for key in objects {
                    answers[key.as_str().unwrap()] = json!("x.example.org");
                }
            }
            Some(form) if form.starts_with("users and groups") => {
                for key in objects {
                    answers[key.as_str().unwrap()] = json!("user:anna@example.com");
                }
            }
            Some(form) if form.starts_with("a size") => answers[slug] = json!("80Gi"),
            Some(form) => {
                let word = form.trim_start_matches("one of: ").split(", ").next();
                answers[slug] = json!(word.unwrap());
            }
        }
    }
    let config = json!({
        "profile": { "domain": "apps.example.com" }, "accept": accept, "answers": answers, "objects_detail": false,
    });
    let report = readiness(&client, config).await;
    let left: Vec<&String> = report["blockers"].as_object().unwrap().keys().collect();
    assert_eq!(report["ready"], true, "{left:?}");
    let markdown = report["markdown"].as_str().unwrap();
    assert!(markdown.contains("**You could leave today.**"));
    assert!(markdown.contains("seen to by the team"));
    assert!(report["objects"].is_null());
    let document: Value = serde_json::from_str(report["json"].as_str().unwrap()).unwrap();
    assert!(document.get("objects").is_none());
}

#[tokio::test]
async fn acceptances_of_nothing_are_refused() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    for (key, reason, wanted) in [
        (
            "kubernetes/url-change",
            "x",
            "did you mean `kubernetes/url-changes`",
        ),
        ("selection/empty", "x", "widen it"),
        ("unread/token", "x", "could not be read"),
        ("access/token-ends", " ", "the reason is empty"),
        ("kubernetes/host-needed", "x", "asks for a value"),
        ("access/token-ends@token/none", "x", "the estate has no"),
        ("access/token-ends@planet/x", "x", "is no kind of object"),
    ] {
        let result = client
            .data_source("ovhai_readiness", json!({ "accept": { key: reason } }))
            .await;
        let error = result.error();
        assert!(error.detail.contains(wanted), "{key}: {}", error.detail);
    }
}

#[tokio::test]
async fn the_report_of_the_demo_estate_reads_as_agreed() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let config = json!({ "profile": { "domain": "apps.example.com" }, "objects_detail": false });
    let report = readiness(&client, config).await;
    // Another version says the same.
    let tool = concat!("terraform-provider-ovhai ", env!("CARGO_PKG_VERSION"));
    let markdown = report["markdown"].as_str().unwrap();
    let markdown = markdown.replace(tool, "terraform-provider-ovhai X.Y.Z");
    let produced = BTreeMap::from([("demo.md".to_owned(), markdown.as_bytes().to_vec())]);
    let folder = test_fixtures::root().join("report-of-demo");
    test_fixtures::compare(&folder, &produced).unwrap_or_else(|mismatch| panic!("{mismatch}"));
}

#[tokio::test]
async fn no_secret_is_told() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let report = readiness(&client, json!({ "objects_detail": true }))
        .await
        .to_string();
    let mut looked_for = 0;
    let documents = sandbox.with_apps(|apps| apps.id_of("orders-api"));
    let document = sandbox.app(&documents.unwrap()).unwrap();
    for variable in document["spec"]["envVars"].as_array().unwrap() {
        let value = variable["value"].as_str().unwrap();
        if value.len() > 8 {
            looked_for += 1;
            assert!(!report.contains(value), "{}", variable["name"]);
        }
    }
    assert!(looked_for > 2);
}

#[tokio::test]
async fn what_cannot_be_read_stands_in_the_way() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let before = readiness(&client, json!({})).await;
    let accept = json!({ "access/token-ends": "x" });
    let route = "GET /cloud/project/{serviceName}/ai/token";
    sandbox.fail(route, Fault::Status(403), 0, u32::MAX);
    let result = client
        .data_source("ovhai_readiness", json!({ "accept": accept }))
        .await;
    assert!(!result.warnings().is_empty());
    let report = result.ok().json();
    assert!(before["blockers"].get("unread/token").is_none());
    assert_eq!(
        report["blockers"]["unread/token"]["row"],
        "access_and_secrets"
    );
    assert_eq!(report["unread"][0]["kind"], "token");
    assert_eq!(report["ready"], false);
    let markdown = report["markdown"].as_str().unwrap();
    assert!(markdown.contains("Not everything could be read"));
    assert!(markdown.contains("The access tokens could not be read"));
}

#[tokio::test]
async fn answers_that_belong_into_accept_say_so() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let answers = json!({ "access/token-ends": "new ones are handed out" });
    let result = client
        .data_source("ovhai_readiness", json!({ "answers": answers }))
        .await;
    let error = result.error();
    assert!(
        error.detail.contains("put it into `accept`"),
        "{}",
        error.detail
    );
}

#[tokio::test]
async fn a_selection_that_matches_nothing_is_not_ready() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let select = json!({ "names": ["no such name"] });
    let result = client
        .data_source("ovhai_readiness", json!({ "select": select }))
        .await;
    let warnings = result.warnings();
    assert!(
        warnings
            .iter()
            .any(|warning| warning.detail.contains("only the names no such name"))
    );
    let report = result.ok().json();
    assert_eq!(report["ready"], false);
    assert!(report["blockers"].get("selection/empty").is_some());
    let markdown = report["markdown"].as_str().unwrap();
    assert!(markdown.contains("**Nothing is selected"));
    assert!(!markdown.contains("| 0 | 0 |"));
}

/// A selection judges what it has by the whole project: nothing that stands in the way of all is forgotten for a part.
#[tokio::test]
async fn a_part_is_no_more_ready_than_the_whole() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let all = readiness(&client, json!({})).await;
    for region in ["SBG", "GRA", "BHS"] {
        let select = json!({ "regions": [region] });
        let part = readiness(&client, json!({ "select": select })).await;
        for (address, object) in part["objects"].as_object().unwrap() {
            assert_eq!(
                object["blockers"], all["objects"][address]["blockers"],
                "{address}"
            );
        }
        let markdown = part["markdown"].as_str().unwrap();
        assert!(markdown.contains("in the way of this selection"));
    }
}

#[tokio::test]
async fn unused_containers_are_named_with_their_bytes() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let report = readiness(&client, json!({ "as_of": "2026-03-01 | noon" })).await;
    let inventory = client
        .data_source("ovhai_inventory", json!({}))
        .await
        .ok()
        .json();
    assert_eq!(report["unused"], inventory["orphans"]);
    let unused = &report["data"]["unused_containers"];
    let orphans = inventory["orphans"].as_array().unwrap();
    let containers = orphans
        .iter()
        .filter_map(|address| address.as_str().unwrap().strip_prefix("container/"));
    let markdown = report["markdown"].as_str().unwrap();
    let mut known = 0;
    for container in containers {
        known += 1;
        assert!(markdown.contains(&format!("{container} (")), "{container}");
        let object = &report["objects"][format!("container/{container}")];
        assert_eq!(count(&object["blockers"]), 1);
    }
    assert!(known > 2);
    assert_eq!(count(&unused["places"]), known);
    assert!(count(&unused["known_bytes"]) > 1_000_000_000_000);
    assert!(count(&report["estimated_bytes"]) < 1_000_000_000_000);
    assert!(markdown.contains("as of 2026-03-01 \\| noon"));
    assert!(markdown.contains("made with terraform-provider-ovhai"));
}

#[tokio::test]
async fn an_empty_part_of_an_empty_project_is_not_ready() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = client(&sandbox).await;
    let select = json!({ "kinds": ["app", "job", "notebook", "token"] });
    let report = readiness(&client, json!({ "select": select })).await;
    assert_eq!(report["ready"], false);
    assert_eq!(report["estimated_bytes"], 0);
}
