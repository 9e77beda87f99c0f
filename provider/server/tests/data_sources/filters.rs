//! Filters of the lists.

use std::collections::BTreeSet;

use ovh_sandbox::EstateChoice;
use serde_json::{Value, json};
use terraform_plugin::testing::Client;

use super::{client, read, sandbox};

async fn names(client: &Client, unit: &str, config: Value) -> BTreeSet<String> {
    let told = read(client, unit, config).await;
    let member = unit.trim_start_matches("ovhai_");
    told[member]
        .as_array()
        .unwrap()
        .iter()
        .map(|object| object["name"].as_str().unwrap().to_owned())
        .collect()
}

fn set<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    names.map(str::to_owned).into()
}

#[tokio::test]
async fn jobs_are_filtered() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let jobs = async |config: Value| names(&client, "ovhai_jobs", config).await;
    let all = set([
        "train-classifier",
        "nightly-embeddings",
        "quarterly-report",
        "finetune-llm",
        "grid-search-7",
    ]);
    assert_eq!(jobs(json!({})).await, all);
    assert_eq!(
        jobs(json!({ "finished": false })).await,
        set(["train-classifier"])
    );
    let ended = jobs(json!({ "finished": true })).await;
    assert_eq!(ended, &all - &set(["train-classifier"]));
    for (selector, wanted) in [
        ("team=nlp", set(["train-classifier", "nightly-embeddings"])),
        (
            "team in (risk, llm)",
            set(["finetune-llm", "grid-search-7"]),
        ),
        (
            "team notin (nlp,risk)",
            set(["finetune-llm", "quarterly-report"]),
        ),
        ("schedule", set(["nightly-embeddings"])),
        ("team=nlp,!schedule", set(["train-classifier"])),
        ("team!=nlp,team!=risk,team!=llm", set(["quarterly-report"])),
        ("team=nobody", set([])),
    ] {
        let config = json!({ "label_selector": selector });
        assert_eq!(jobs(config).await, wanted, "{selector}");
    }
    let config = json!({ "states": ["DONE", "INTERRUPTED"], "label_selector": "team!=finance" });
    assert_eq!(
        jobs(config).await,
        set(["nightly-embeddings", "grid-search-7"])
    );
    let late = jobs(json!({ "updated_after": "2026-11-12T00:00:00Z" })).await;
    let early = jobs(json!({ "updated_before": "2026-11-12T00:00:00Z" })).await;
    assert!(!late.is_empty() && !early.is_empty() && late.is_disjoint(&early));
    assert_eq!(&late | &early, all);
    assert_eq!(jobs(json!({ "user_name": "nobody-there" })).await, set([]));
}

#[tokio::test]
async fn notebooks_are_filtered() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let notebooks = async |config: Value| names(&client, "ovhai_notebooks", config).await;
    let all = set(["exploration", "fraud-analysis", "qaoa-study"]);
    assert_eq!(notebooks(json!({})).await, all);
    let config = json!({ "states": ["STOPPED"], "label_selector": "team in (risk, nlp)" });
    assert_eq!(notebooks(config).await, set(["fraud-analysis"]));
    sandbox.with_notebooks(|notebooks| {
        let id = notebooks.id_of("qaoa-study").unwrap();
        notebooks.edit(&id, |notebook| {
            notebook["spec"]["env"]["frameworkId"] = json!("spark");
        });
    });
    // Nothing is left out unless that is asked for.
    assert_eq!(notebooks(json!({})).await, all);
    let config = json!({ "with_spark": false });
    assert_eq!(notebooks(config).await, &all - &set(["qaoa-study"]));
}

#[tokio::test]
async fn a_bad_selector_is_told_before_anything_is_called() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = client(&sandbox).await;
    for unit in ["ovhai_apps", "ovhai_jobs", "ovhai_notebooks"] {
        let config = json!({ "label_selector": "team in nlp" });
        let errors = client.data_source(unit, config).await;
        assert_eq!(errors.error().path.to_string(), "label_selector", "{unit}");
    }
    assert_eq!(sandbox.requests().total, 0);
}

#[tokio::test]
async fn data_stores_are_chosen_by_region() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let all = read(&client, "ovhai_data_stores", json!({})).await;
    let all = all["data_stores"].as_array().unwrap();
    let one = read(&client, "ovhai_data_stores", json!({ "regions": ["bhs"] })).await;
    let one = one["data_stores"].as_array().unwrap();
    let in_region: Vec<&Value> = all
        .iter()
        .filter(|store| store["region"] == "BHS")
        .collect();
    assert!(!in_region.is_empty() && in_region.len() < all.len());
    assert_eq!(one.iter().collect::<Vec<_>>(), in_region);
    let unknown = client
        .data_source("ovhai_data_stores", json!({ "regions": ["MOON"] }))
        .await;
    assert!(unknown.error().detail.contains("`MOON`") && unknown.error().detail.contains("GRA"));
}
