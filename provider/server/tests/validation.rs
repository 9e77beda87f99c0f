//! Proving exports: without a cluster, and by one, over the provider's own gRPC service in memory.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use ovh_sandbox::{EstateChoice, Options, Running, Sandbox};
use ovhai_clusters::testing::Mock;
use serde_json::{Value, json};
use terraform_plugin::{
    Diagnostic,
    testing::{Client, Lifecycle, unknown},
};
use terraform_provider_ovhai::Ovhai;

const TYPE: &str = "ovhai_workload_export";

fn configuration(sandbox: &Running, clusters: Value) -> Value {
    let key = &sandbox.credentials().key;
    json!({
        "endpoint": sandbox.api(),
        "application_key": key.application_key,
        "application_secret": key.application_secret,
        "consumer_key": key.consumer_key,
        "service_name": sandbox.service_name(),
        "clusters": clusters,
    })
}

fn sandbox(estate: EstateChoice) -> Running {
    Sandbox::start(Options {
        estate,
        ..Options::default()
    })
    .unwrap()
}

async fn export(client: &Client, folder: &Path, more: Value) -> Value {
    let inventory = client.data_source("ovhai_inventory", json!({})).await.ok();
    let mut config = json!({
        "destination": format!("file:{}", folder.join("exit").display()),
        "revision": inventory.json()["revision"],
    });
    let members = more.as_object().unwrap().clone();
    config.as_object_mut().unwrap().extend(members);
    config
}

/// Everything diagnostics say.
fn told(diagnostics: &[Diagnostic]) -> String {
    diagnostics
        .iter()
        .map(|diagnostic| format!("{}\n{}\n", diagnostic.summary, diagnostic.detail))
        .collect()
}

/// A cluster with everything the demonstration's export needs.
fn whole() -> Mock {
    let mut mock = Mock::default();
    mock.custom.extend([
        ("keda.sh/v1alpha1", "ScaledObject", "scaledobjects"),
        (
            "http.keda.sh/v1alpha1",
            "HTTPScaledObject",
            "httpscaledobjects",
        ),
    ]);
    mock.namespaces
        .extend(["ai-workloads".to_owned(), "keda".to_owned()]);
    mock
}

#[tokio::test]
async fn every_profile_of_every_estate_is_refused_nothing_by_the_rules() {
    for estate in [
        EstateChoice::Handmade,
        EstateChoice::Generated {
            objects: 120,
            seed: 1,
        },
        EstateChoice::Generated {
            objects: 120,
            seed: 2,
        },
        EstateChoice::Empty,
    ] {
        let sandbox = sandbox(estate);
        let folder = tempfile::tempdir().unwrap();
        let client = Client::configured(Ovhai, configuration(&sandbox, Value::Null)).await;
        for profile in [
            json!({}),
            json!({ "exposure": "ingress", "keda": { "available": false }, "tcp_readiness": true }),
            json!({ "exposure": "none", "volumes": { "push": "sidecar" }, "notebooks": { "snapshots": true } }),
        ] {
            for format in ["yaml", "json"] {
                let more = json!({ "validate": "client", "format": format, "profile": profile });
                let config = export(&client, folder.path(), more).await;
                let outcome = client.plan(TYPE, None, config).await;
                let told = told(&outcome.diagnostics);
                let validation = outcome.ok().json()["validation"].clone();
                assert_eq!(validation["refused"], 0, "{profile}: {told}");
                assert_eq!(validation["not_proven"], 0, "{profile}: {told}");
                assert_eq!(validation["proven"], validation["objects"]);
                assert!(
                    told.contains("objects were checked without a cluster"),
                    "{told}"
                );
            }
        }
    }
}

async fn refusing_deployments() -> Mock {
    Mock {
        policy: |object| {
            (object["kind"] == "Deployment").then(|| {
                (
                    403,
                    "admission webhook \"p\" denied the request: password=hunter2".to_owned(),
                )
            })
        },
        ..whole()
    }
}

#[tokio::test]
async fn a_cluster_proves_an_export_through_its_whole_life() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let cluster = whole().start().unwrap();
    let clusters = json!({ "target": { "host": cluster.host() } });
    let folder = tempfile::tempdir().unwrap();
    let lifecycle = Lifecycle::new(|| Ovhai, configuration(&sandbox, clusters));
    let client = lifecycle.client().await;
    let config = export(&client, folder.path(), json!({ "validate": "server" })).await;

    let outcome = client.plan(TYPE, None, config.clone()).await;
    let text = told(&outcome.diagnostics);
    assert!(
        text.contains("by the cluster target, in dry runs") && text.contains(" 0 refused"),
        "{text}"
    );
    assert!(outcome.ok().planned.get("validation").is_unknown());

    let created = lifecycle.create(TYPE, config.clone()).await.unwrap();
    let validation = created.json()["validation"].clone();
    assert_eq!(validation["cluster"], "target");
    assert_eq!(validation["proven"], validation["objects"], "{validation}");
    assert!(validation["objects"].as_i64().unwrap() > 20);
    // Objects are proven for the very command that people are told to run.
    let summary = std::fs::read_to_string(folder.path().join("exit/SUMMARY.md")).unwrap();
    let commands = summary.matches("kubectl apply").count();
    let wanted = format!(
        "kubectl apply --server-side --field-manager={} ",
        ovhai_clusters::FIELD_MANAGER
    );
    assert!(
        commands > 1 && summary.matches(&wanted).count() == commands,
        "{summary}"
    );

    // Nothing changed: nothing to do, and nothing to say.
    let again = client.plan(TYPE, Some(&created), config.clone()).await;
    assert_eq!(told(&again.diagnostics), "");
    assert_eq!(again.ok().planned, created.value);

    // The cluster gets a policy: the next plan says so, and apply notes it.
    cluster.become_another(refusing_deployments().await);
    let changed = client.plan(TYPE, Some(&created), config.clone()).await;
    let text = told(&changed.diagnostics);
    assert!(
        text.contains("validation/refused") && text.contains("Deployment/"),
        "{text}"
    );
    assert!(!text.contains("hunter2"), "{text}");
    assert!(changed.ok().planned.get("validation").is_unknown());
    let updated = lifecycle.update(&created, config.clone()).await.unwrap();
    let validation = updated.json()["validation"].clone();
    assert!(validation["refused"].as_i64().unwrap() > 0, "{validation}");
    assert_eq!(
        validation["refused"],
        validation["findings"]["validation/refused"]
    );
    let settled = client.plan(TYPE, Some(&updated), config.clone()).await;
    assert_eq!(settled.ok().planned, updated.value);

    assert_eq!(cluster.changes(), 0);
    lifecycle.destroy(&updated).await.unwrap();
}

#[tokio::test]
async fn a_cluster_that_is_away_makes_no_export_impossible_and_takes_nothing_back() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let cluster = whole().start().unwrap();
    let clusters = json!({ "target": { "host": cluster.host() } });
    let folder = tempfile::tempdir().unwrap();
    let lifecycle = Lifecycle::new(|| Ovhai, configuration(&sandbox, clusters));
    let client = lifecycle.client().await;
    let mut config = export(&client, folder.path(), json!({ "validate": "server" })).await;
    let created = lifecycle.create(TYPE, config.clone()).await.unwrap();
    drop(cluster);

    let away = client.plan(TYPE, Some(&created), config.clone()).await;
    let text = told(&away.diagnostics);
    assert!(
        text.contains("what it said before stands") && text.contains("target cannot be asked"),
        "{text}"
    );
    assert_eq!(away.ok().planned, created.value);

    config["profile"] = json!({ "domain": "apps.example.com" });
    let updated = lifecycle.update(&created, config).await.unwrap();
    let validation = updated.json()["validation"].clone();
    assert_eq!(
        (&validation["proven"], &validation["refused"]),
        (&json!(0), &json!(0))
    );
    assert_eq!(validation["not_proven"], validation["objects"]);
}

#[tokio::test]
async fn an_empty_cluster_says_what_it_lacks() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let empty = Mock {
        custom: Vec::new(),
        denied: ["roles"].into(),
        ..Mock::default()
    };
    let cluster = empty.start().unwrap();
    let clusters = json!({ "target": { "host": cluster.host() }, "other": {} });
    let folder = tempfile::tempdir().unwrap();
    let lifecycle = Lifecycle::new(|| Ovhai, configuration(&sandbox, clusters));
    let client = lifecycle.client().await;
    let more = json!({ "validate": "server", "cluster": "target" });
    let mut config = export(&client, folder.path(), more).await;
    let outcome = client.plan(TYPE, None, config.clone()).await;
    let text = told(&outcome.diagnostics);
    for wanted in [
        "validation/namespace-missing",
        "there is no namespace ai-workloads",
        "validation/crd-missing",
        "gateway.networking.k8s.io/v1",
        "validation/missing-right",
        "the user may not patch roles.rbac.authorization.k8s.io",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    config["validation_namespace"] = json!("default");
    let created = lifecycle.create(TYPE, config).await.unwrap();
    let validation = created.json()["validation"].clone();
    let findings = &validation["findings"];
    assert!(
        findings["validation/other-namespace"].as_i64().unwrap() > 10,
        "{validation}"
    );
    assert!(
        findings["validation/crd-missing"].as_i64().unwrap() > 0,
        "{validation}"
    );
    assert_eq!(findings["validation/namespace-missing"], Value::Null);
    // What other namespaces accept says nothing of the real one.
    assert!(
        validation["not_proven"].as_i64() >= findings["validation/other-namespace"].as_i64(),
        "{validation}"
    );
}

#[tokio::test]
async fn which_cluster_is_meant_must_be_clear() {
    let sandbox = sandbox(EstateChoice::Empty);
    let folder = tempfile::tempdir().unwrap();
    let two = json!({ "a": { "host": "https://localhost:1" }, "b": { "host": "ftp://x" } });
    for (clusters, cluster, wanted) in [
        (Value::Null, Value::Null, "KUBECONFIG"),
        (Value::Null, json!("a"), "names no clusters"),
        (
            two.clone(),
            Value::Null,
            "Name one of the provider's clusters: a, b",
        ),
        (two.clone(), json!("c"), "There is no cluster"),
        (two, json!("b"), "must be an https URL"),
    ] {
        let client = Client::configured(Ovhai, configuration(&sandbox, clusters)).await;
        let more = json!({ "validate": "server", "cluster": cluster });
        let config = export(&client, folder.path(), more).await;
        let outcome = client.plan(TYPE, None, config).await;
        let error = outcome.error();
        let text = format!("{}\n{}", error.summary, error.detail);
        assert!(text.contains(wanted), "{wanted}: {text}");
        assert_eq!(error.path.to_string(), "cluster");
    }
}

#[tokio::test]
async fn a_cluster_that_apply_will_make_is_waited_for() {
    let sandbox = sandbox(EstateChoice::Handmade);
    let folder = tempfile::tempdir().unwrap();
    let clusters = json!({ "target": { "host": unknown() } });
    let client = Client::configured(Ovhai, configuration(&sandbox, clusters)).await;
    let config = export(&client, folder.path(), json!({ "validate": "server" })).await;
    let outcome = client.plan(TYPE, None, config).await;
    let text = told(&outcome.diagnostics);
    assert!(
        text.contains("how the cluster target is reached is known after apply"),
        "{text}"
    );
    let plan = outcome.ok();
    assert!(plan.planned.get("validation").is_unknown());
    assert!(!plan.planned.get("index_digest").is_unknown());
}
