//! Import, generated configuration, empty plan: for every object of generated estates, whatever its shape.

use ovh_sandbox::{EstateChoice, Kind};
use serde_json::Value;
use terraform_plugin::testing::Action;

use crate::ground::{client, differences, quick};

/// Values that the generated estates use as secrets.
const SECRETS: &[&str] = &["invented-", "c0ffee5e8b34", "BEGIN PRIVATE KEY"];

async fn every(kind: Kind, type_name: &str, seed: u64) {
    let sandbox = quick(EstateChoice::Mixed { objects: 400, seed });
    let client = client(&sandbox).await;
    let documents: Vec<(String, Value)> = sandbox.with(kind, |objects| {
        objects
            .ids()
            .into_iter()
            .map(|id| (id.clone(), objects.get(&id).unwrap()))
            .collect()
    });
    assert!(documents.len() > 40, "{}", documents.len());
    let mut count = 0;
    for (id, document) in documents {
        let imported = client.import(type_name, &id).await;
        let state = &document["status"]["state"];
        if state == "DELETING" || state == "DELETED" {
            assert!(!imported.errors().is_empty(), "{id} was imported: {state}");
            continue;
        }
        let is_told = imported
            .warnings()
            .iter()
            .any(|warning| warning.detail.contains("memberOfTomorrow"));
        let is_there = document["spec"].to_string().contains("memberOfTomorrow");
        assert_eq!(is_told, is_there, "{id}");
        let imported = imported.ok();
        let read = client.read(&imported).await.ok();
        assert_eq!(read.value, imported.value, "{id}");
        let json = read.json();
        let text = json.to_string();
        for secret in SECRETS {
            assert!(!text.contains(secret), "{id} tells {secret}");
        }
        let newer = client.generated_config(&read).await.ok();
        for config in [client.legacy_config(&read), newer] {
            let validated = client.validate(type_name, config.clone()).await;
            assert!(
                validated.errors().is_empty(),
                "{id} is refused: {:?}\n{config:#}",
                validated.errors()
            );
            let plan = client.plan(type_name, Some(&read), config).await.ok();
            assert_eq!(
                plan.action,
                Action::NoOp,
                "{id} differs in {:?}\n{document:#}",
                differences(&client, &plan)
            );
        }
        count += 1;
    }
    assert!(count > 40, "{count}");
    assert_eq!(sandbox.requests().writes(), 0);
}

#[tokio::test]
async fn every_app_plans_empty_after_import() {
    for seed in [1, 2] {
        every(Kind::App, "ovhai_app", seed).await;
    }
}

#[tokio::test]
async fn every_job_plans_empty_after_import() {
    every(Kind::Job, "ovhai_job", 1).await;
}

#[tokio::test]
async fn every_notebook_plans_empty_after_import() {
    every(Kind::Notebook, "ovhai_notebook", 1).await;
}
