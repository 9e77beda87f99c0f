//! The provider over its own gRPC service in memory, against the sandbox: no Terraform, but Terraform's rules.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use ovh_sandbox::{EstateChoice, Kind, Options, PagingOptions, Running, Sandbox};
use serde_json::{Value, json};
use terraform_plugin::testing::{Client, Lifecycle, unknown};
use terraform_provider_ovhai::Ovhai;

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

fn sandbox(estate: EstateChoice) -> Running {
    Sandbox::start(Options {
        estate,
        ..Options::default()
    })
    .unwrap()
}

async fn revision(client: &Client, select: Value) -> String {
    let inventory = client
        .data_source("ovhai_inventory", json!({ "select": select }))
        .await
        .ok();
    inventory.json()["revision"].as_str().unwrap().to_owned()
}

fn export(folder: &Path, revision: &str) -> Value {
    json!({ "destination": format!("file:{}", folder.display()), "revision": revision })
}

#[tokio::test]
async fn the_life_of_an_export_keeps_terraforms_rules() {
    for estate in [
        EstateChoice::Handmade,
        EstateChoice::Generated {
            objects: 60,
            seed: 5,
        },
        EstateChoice::Empty,
    ] {
        let sandbox = sandbox(estate);
        let folder = tempfile::tempdir().unwrap();
        let lifecycle = Lifecycle::new(|| Ovhai, configuration(&sandbox));
        let reader = lifecycle.client().await;
        let mut config = export(
            &folder.path().join("exit"),
            &revision(&reader, Value::Null).await,
        );
        let created = lifecycle
            .create("ovhai_workload_export", config.clone())
            .await
            .unwrap();
        config["format"] = json!("json");
        config["on_destroy"] = json!("delete");
        config["profile"] = json!({ "domain": "apps.example.com", "exposure": "ingress", "keda": { "available": false } });
        let updated = lifecycle.update(&created, config.clone()).await.unwrap();
        config["destination"] = json!(format!("file:{}", folder.path().join("moved").display()));
        let moved = lifecycle.update(&updated, config).await.unwrap();
        assert!(!folder.path().join("exit").exists());
        lifecycle.destroy(&moved).await.unwrap();
        assert!(!folder.path().join("moved").exists());
    }
}

#[tokio::test]
async fn an_unknown_revision_leaves_everything_to_apply() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let folder = tempfile::tempdir().unwrap();
    let client = client(&sandbox).await;
    let mut config = export(&folder.path().join("exit"), "");
    config["revision"] = unknown();
    let before = sandbox.requests().total;
    let plan = client
        .plan("ovhai_workload_export", None, config)
        .await
        .ok();
    assert_eq!(
        sandbox.requests().total,
        before,
        "an unknown revision needs no call"
    );
    for name in [
        "id",
        "tree_digest",
        "index_digest",
        "counts",
        "findings",
        "workloads",
    ] {
        assert!(plan.planned.get(name).is_unknown(), "{name}");
    }
}

#[tokio::test]
async fn planning_only_reads() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let folder = tempfile::tempdir().unwrap();
    let client = client(&sandbox).await;
    let config = export(
        &folder.path().join("exit"),
        &revision(&client, Value::Null).await,
    );
    client
        .plan("ovhai_workload_export", None, config)
        .await
        .ok();
    assert_eq!(sandbox.requests().writes(), 0);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn lists_are_complete_however_the_server_cuts_them() {
    for paging in [
        (0, 100, 1000),
        (1, 100, 1000),
        (0, 7, 20),
        (1, 20, 20),
        (1, 500, 3),
    ] {
        let paging = PagingOptions {
            base: paging.0,
            default_size: paging.1,
            max_size: paging.2,
        };
        let estate = EstateChoice::Generated {
            objects: 230,
            seed: 9,
        };
        let sandbox = Sandbox::start(Options {
            estate,
            paging,
            ..Options::default()
        })
        .unwrap();
        let client = client(&sandbox).await;
        let inventory = client
            .data_source("ovhai_inventory", json!({}))
            .await
            .ok()
            .json();
        assert_eq!(inventory["counts"]["app"], 230, "{paging:?}");
        let apps = client
            .data_source("ovhai_apps", json!({}))
            .await
            .ok()
            .json();
        assert_eq!(apps["apps"].as_array().unwrap().len(), 230, "{paging:?}");
    }
}

#[tokio::test]
async fn an_app_reads_as_its_document() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let id = sandbox.with_apps(|apps| apps.id_of("llm-gateway")).unwrap();
    let document = sandbox.app(&id).unwrap();
    let client = client(&sandbox).await;
    let app = client
        .data_source("ovhai_app", json!({ "id": id }))
        .await
        .ok()
        .json();
    let spec = &document["spec"];
    for name in ["image", "name", "region", "command"] {
        assert_eq!(app[name], spec[name], "{name}");
    }
    assert_eq!(app["state"], document["status"]["state"]);
    assert_eq!(app["grpc_port"], spec["grpcPort"]);
    assert_eq!(app["unsecure_http"], spec["unsecureHttp"]);
    assert_eq!(app["resources"]["gpu_model"], spec["resources"]["gpuModel"]);
    let metric = &spec["scalingStrategy"]["automatic"]["customMetrics"];
    let shown = &app["scaling_strategy"]["automatic"]["custom_metrics"];
    assert_eq!(shown["api_url"], metric["apiUrl"]);
    assert_eq!(shown["target_value"], metric["targetValue"]);
    let missing = client
        .data_source(
            "ovhai_app",
            json!({ "id": "00000000-0000-4000-8000-000000000000" }),
        )
        .await;
    assert_eq!(missing.error().summary, "There is no such app");
}

#[tokio::test]
async fn apps_are_filtered() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let client = client(&sandbox).await;
    let names = async |config: Value| -> Vec<String> {
        let apps = client.data_source("ovhai_apps", config).await.ok().json();
        apps["apps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|app| app["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = names(json!({})).await;
    assert_eq!(all.len(), 13);
    let stopped = names(json!({ "states": ["STOPPED"] })).await;
    assert!(!stopped.is_empty() && stopped.len() < all.len());
    let (risk, others) = (
        names(json!({ "label_selector": "team=risk" })).await,
        names(json!({ "label_selector": "team!=risk" })).await,
    );
    assert!(!risk.is_empty());
    assert_eq!(risk.len() + others.len(), all.len());
}

#[tokio::test]
async fn capabilities_are_told() {
    let sandbox = sandbox(EstateChoice::Empty);
    let client = client(&sandbox).await;
    let all = client
        .data_source("ovhai_capabilities", json!({}))
        .await
        .ok()
        .json();
    let ids: Vec<&str> = all["regions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|region| region["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["BHS", "GRA"]);
    assert_eq!(all["authorized"], true);
    let one = client
        .data_source("ovhai_capabilities", json!({ "only_regions": ["gra"] }))
        .await
        .ok()
        .json();
    let flavors = one["regions"][0]["flavors"].as_array().unwrap();
    assert!(
        flavors
            .iter()
            .any(|flavor| flavor["id"] == "ai1-1-cpu" && flavor["type"] == "cpu")
    );
}

#[tokio::test]
async fn objects_nobody_understands_are_told_not_dropped() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let id = sandbox.with_apps(|apps| {
        let id = apps.id_of("fraud-scorer").unwrap();
        apps.edit(&id, |app| {
            app["spec"]["image"] = json!(["not", "a", "text"])
        });
        id
    });
    let client = client(&sandbox).await;
    let inventory = client.data_source("ovhai_inventory", json!({})).await;
    assert!(
        inventory
            .warnings()
            .iter()
            .any(|warning| warning.detail.contains(&id))
    );
    assert_eq!(inventory.ok().json()["findings"]["platform/undecodable"], 1);
    let apps = client.data_source("ovhai_apps", json!({})).await;
    assert!(apps.error().detail.contains(&id));
}

/// Claims, and clients, hang on a name: it outlives what it was chosen beside, in the state and, without one, in the journal.
#[tokio::test]
async fn a_survivor_keeps_its_name() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let (sibling, survivor) = sandbox.with_apps(|apps| {
        let sibling = apps.id_of("fraud-scorer").unwrap();
        let survivor = apps.id_of("orders-api").unwrap();
        apps.edit(&survivor, |app| app["spec"]["name"] = json!("fraud-scorer"));
        (sibling, survivor)
    });
    let folder = tempfile::tempdir().unwrap();
    let exit = folder.path().join("exit");
    let lifecycle = Lifecycle::new(|| Ovhai, configuration(&sandbox));
    let name = |object: &Value| {
        let name = &object["workloads"][format!("app/{survivor}")]["name"];
        name.as_str().unwrap().to_owned()
    };
    let config = |revision: &str| {
        let mut config = export(&exit, revision);
        config["on_source_removed"] = json!("delete");
        config
    };
    let reader = lifecycle.client().await;
    let before = revision(&reader, Value::Null).await;
    let created = lifecycle
        .create("ovhai_workload_export", config(&before))
        .await
        .unwrap();
    let first = name(&created.json());
    assert_ne!(first, "fraud-scorer");
    sandbox.with_apps(|apps| apps.remove(&sibling));
    let reader = lifecycle.client().await;
    let after = revision(&reader, Value::Null).await;
    assert_ne!(before, after);
    let updated = lifecycle.update(&created, config(&after)).await.unwrap();
    assert_eq!(name(&updated.json()), first);
    assert!(exit.join(format!("apps/{first}.yaml")).exists());
    // The state is lost, and a create adopts what stands there.
    let adopted = lifecycle
        .create("ovhai_workload_export", config(&after))
        .await
        .unwrap();
    assert_eq!(name(&adopted.json()), first);
    // Elsewhere, where nothing stands, nothing hangs on it.
    let mut config = config(&after);
    config["destination"] = json!(format!("file:{}", folder.path().join("other").display()));
    let fresh = lifecycle
        .create("ovhai_workload_export", config)
        .await
        .unwrap();
    assert_eq!(name(&fresh.json()), "fraud-scorer");
}

/// Tokens and users are not in the state: where the destination moves, the journal that stays behind knows their names.
#[tokio::test]
async fn a_token_keeps_its_name_where_the_destination_moves() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let ids: Vec<String> = sandbox.holdings()["token"].iter().cloned().collect();
    let [sibling, survivor, ..] = &ids[..] else {
        panic!("two tokens are needed: {ids:?}")
    };
    sandbox.with(Kind::Token, |tokens| {
        for id in [sibling, survivor] {
            tokens.edit(id, |token| token["spec"]["name"] = json!("twin"));
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let lifecycle = Lifecycle::new(|| Ovhai, configuration(&sandbox));
    let config = |place: &str, revision: &str| {
        let mut config = export(&folder.path().join(place), revision);
        config["on_source_removed"] = json!("delete");
        config
    };
    let names = |place: &str| -> Vec<String> {
        let tokens = std::fs::read_dir(folder.path().join(place).join("sources/token")).unwrap();
        let mut names: Vec<String> = tokens
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with("twin"))
            .collect();
        names.sort();
        names
    };
    let reader = lifecycle.client().await;
    let before = revision(&reader, Value::Null).await;
    let created = lifecycle
        .create("ovhai_workload_export", config("exit", &before))
        .await
        .unwrap();
    let both = names("exit");
    assert_eq!(both.len(), 2, "{both:?}");
    assert!(!both.contains(&"twin.json".to_owned()), "{both:?}");
    sandbox.with(Kind::Token, |tokens| tokens.remove(sibling));
    let reader = lifecycle.client().await;
    let after = revision(&reader, Value::Null).await;
    let moved = lifecycle
        .update(&created, config("moved", &after))
        .await
        .unwrap();
    let left = names("moved");
    assert!(left.len() == 1 && both.contains(&left[0]), "{left:?}");
    // A journal that cannot be read stops no move, and is told.
    let journal = folder.path().join("moved/.ovhai-export/journal.json");
    std::fs::write(&journal, "{").unwrap();
    let client = lifecycle.client().await;
    let plan = client
        .plan(
            "ovhai_workload_export",
            Some(&moved),
            config("again", &after),
        )
        .await;
    assert!(
        plan.warnings()
            .iter()
            .any(|warning| warning.summary == "Names may change with the destination"),
    );
}
