//! Searching for objects.

use std::collections::BTreeSet;

use ovh_sandbox::{EstateChoice, Fault, Kind, Running};
use serde_json::{Value, json};
use terraform_plugin::testing::Action;

use super::{REGISTRY, STORE, STORES, TOKEN, client, count, hasty_client, sandbox, told};

async fn names(sandbox: &Running, unit: &str, filters: Value) -> Vec<String> {
    let found = client(sandbox)
        .await
        .list(unit, filters, 0, false)
        .await
        .ok();
    found.into_iter().map(|found| found.display_name).collect()
}

#[tokio::test]
async fn every_object_is_found_and_plans_empty_from_its_state() {
    let estate = EstateChoice::Mixed {
        objects: 800,
        seed: 3,
    };
    let sandbox = sandbox(estate);
    let client = client(&sandbox).await;
    for (unit, kind) in [
        (STORE, Kind::DataStore),
        (REGISTRY, Kind::Registry),
        (TOKEN, Kind::Token),
    ] {
        let expected: BTreeSet<String> = sandbox.with(kind, |objects| {
            let ids = objects.ids().into_iter();
            ids.filter(|id| objects.get(id).unwrap()["owner"] != "ovhcloud")
                .collect()
        });
        let found = client.list(unit, json!({}), 0, true).await;
        assert_eq!(found.diagnostics, []);
        let states: Vec<_> = found
            .value
            .into_iter()
            .map(|found| found.resource.unwrap())
            .collect();
        let ids = states
            .iter()
            .map(|state| state.json()["id"].as_str().unwrap().to_owned());
        assert_eq!(ids.collect::<BTreeSet<_>>(), expected);
        for state in &states {
            let config = client.generated_config(state).await.ok();
            let plan = client.plan(unit, Some(state), config).await.ok();
            assert_eq!(plan.action, Action::NoOp, "{}", state.json());
        }
    }
    assert_eq!(sandbox.requests().writes(), 0);
}

#[tokio::test]
async fn filters_and_limits_hold() {
    let sandbox = sandbox(EstateChoice::Handmade);
    assert_eq!(
        names(&sandbox, STORE, json!({ "regions": ["BHS"] })).await,
        ["partner-drop-s3 (BHS, s3)"]
    );
    assert_eq!(
        names(&sandbox, STORE, json!({ "types": ["git"] })).await,
        ["code-ssh (GRA, git)", "rules-git (GRA, git)"]
    );
    assert_eq!(
        names(
            &sandbox,
            REGISTRY,
            json!({ "urls": ["registry.example.net"] })
        )
        .await,
        ["robot$ci@registry.example.net (BHS)"]
    );
    assert_eq!(
        names(&sandbox, REGISTRY, json!({ "regions": ["GRA"] }))
            .await
            .len(),
        2
    );
    assert_eq!(
        names(
            &sandbox,
            TOKEN,
            json!({ "name_prefix": "d", "roles": ["ai_training_operator"] })
        )
        .await,
        ["deploy-bot (GRA, ai_training_operator)"]
    );
    assert_eq!(
        names(&sandbox, TOKEN, json!({ "regions": ["BHS"] }))
            .await
            .len(),
        2
    );
    let some = client(&sandbox)
        .await
        .list(STORE, json!({}), 2, true)
        .await
        .ok();
    assert_eq!(some.len(), 2);
}

#[tokio::test]
async fn a_search_reads_no_more_than_it_needs() {
    let sandbox = sandbox(EstateChoice::Handmade);
    names(&sandbox, STORE, json!({ "regions": ["GRA"] })).await;
    assert_eq!(count(&sandbox, "GET", STORES), 1);
    client(&sandbox)
        .await
        .list(STORE, json!({}), 1, false)
        .await
        .ok();
    assert!(count(&sandbox, "GET", STORES) <= 3);
}

#[tokio::test]
async fn trouble_is_told() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let found = client(&sandbox)
        .await
        .list(STORE, json!({ "regions": ["DE"] }), 0, false)
        .await;
    assert_eq!(found.error().path.to_string(), "regions");
    assert!(found.error().detail.contains("BHS, GRA"));

    let odd = json!({ "alias": "tomorrow", "endpoint": "https://x.example.com/", "owner": "customer", "type": "nfs" });
    sandbox.with(Kind::DataStore, |stores| stores.insert_in("BHS", &odd));
    let ids = sandbox.with(Kind::Token, |tokens| {
        let ids = tokens.ids();
        tokens.edit(&ids[0], |token| token["spec"] = json!(7));
        ids
    });
    let client = client(&sandbox).await;
    let stores = client.list(STORE, json!({}), 0, false).await;
    assert!(told(&stores).contains("type `nfs`"), "{}", told(&stores));
    assert_eq!(stores.ok().len(), 5);
    let tokens = client.list(TOKEN, json!({}), 0, false).await;
    assert!(told(&tokens).contains(&ids[0]), "{}", told(&tokens));
    assert_eq!(tokens.ok().len(), ids.len() - 1);

    for (unit, route) in [
        (STORE, STORES),
        (REGISTRY, super::REGISTRIES),
        (TOKEN, super::TOKENS),
    ] {
        sandbox.fail(&format!("GET {route}"), Fault::Status(500), 0, 100);
        let found = hasty_client(&sandbox)
            .await
            .list(unit, json!({}), 0, false)
            .await;
        assert!(!found.errors().is_empty(), "{unit}: a part is no search");
        sandbox.clear_faults();
    }
}
