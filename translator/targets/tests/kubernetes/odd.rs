//! Documents nobody would write: whatever they hold, rendering ends, and what it gives keeps every rule.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::Selection;
use ovhai_platform::{
    documents::{App, DataStore, Job, Listed, Notebook, WorkspaceBackupRetentionPolicy},
    observe,
};
use ovhai_targets::{Accumulated, Decisions, Format, Profile, Session};
use proptest::prelude::*;
use serde_json::json;
use test_fixtures::Tree;

use crate::{
    acceptance,
    generator::{app, data_store, job, notebook, retention},
    load::objects,
    typed,
};

fn profile() -> impl Strategy<Value = Profile> {
    let choices = (
        proptest::sample::select(&["gateway", "ingress", "none"][..]),
        proptest::sample::select(&["bearer_proxy", "gateway", "none"][..]),
        any::<[bool; 9]>(),
        proptest::option::of(Just(vec!["0.0.0.0/0", "::/0"])),
    );
    choices.prop_map(|(exposure, authentication, [keda, add_on, relaxed, domain, sidecar, snapshots, shared, store, monitors], ranges)| {
        Profile::read(&json!({
            "exposure": exposure, "authentication": authentication, "accept_open_access": true,
            "keda": {"available": keda, "http_add_on": add_on}, "relaxed_environment_names": relaxed,
            "domain": domain.then_some("apps.example.com"), "network_policy": {"cluster_ranges": ranges},
            "volumes": {
                "push": if sidecar { "sidecar" } else { "none" }, "cache": if shared { "shared_claim" } else { "copy" },
            },
            "secrets": {"provider": if store { "external_secrets" } else { "required" }, "store": "vault"},
            "monitoring": {"dashboards": shared, "pod_monitors": monitors, "metrics_path": store.then_some("/metrics")},
            "startup_probe_above": monitors.then_some(30), "bandwidth_annotations": store,
            "notebooks": {"snapshots": snapshots},
            "jobs": {"start": if sidecar { "as_on_platform" } else { "suspended" }, "expose": snapshots},
            "tcp_readiness": domain, "drop_cpu_limit": relaxed, "gpu_resource_percent": if relaxed { 90 } else { 100 },
        }))
        .unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn odd_documents_give_acceptable_objects(
        apps in proptest::collection::vec(app(), 0..3),
        jobs in proptest::collection::vec(job(), 0..3),
        notebooks in proptest::collection::vec(notebook(), 0..3),
        stores in proptest::option::of(proptest::collection::vec(data_store(), 0..4)),
        retention in retention(),
        profile in profile(),
    ) {
        let apps: Vec<Listed<App>> = serde_json::from_value(apps.into()).unwrap();
        let jobs: Vec<Listed<Job>> = serde_json::from_value(jobs.into()).unwrap();
        let notebooks: Vec<Listed<Notebook>> = serde_json::from_value(notebooks.into()).unwrap();
        let stores: Option<Vec<Listed<DataStore>>> =
            stores.map(|stores| serde_json::from_value(stores.into()).unwrap());
        let retention: WorkspaceBackupRetentionPolicy = serde_json::from_value(retention).unwrap();
        let retention: BTreeMap<String, WorkspaceBackupRetentionPolicy> = notebooks
            .iter()
            .filter_map(Listed::as_read)
            .map(|notebook| (notebook.id.clone(), retention.clone()))
            .collect();
        let stores = stores.map(|stores| BTreeMap::from([("GRA".to_owned(), stores)]));
        let documents = observe::Documents {
            apps: Some(&apps),
            jobs: Some(&jobs),
            notebooks: Some(&notebooks),
            retention: Some(&retention),
            data_stores: stores.as_ref(),
            ..observe::Documents::default()
        };
        let read = [
            ("apps/", apps.iter().filter(|app| app.as_read().is_some()).count()),
            ("jobs/", jobs.iter().filter(|job| job.as_read().is_some()).count()),
            ("notebooks/", notebooks.iter().filter(|notebook| notebook.as_read().is_some()).count()),
        ];
        let estate = observe::estate_of("project", &documents, &observe::ObserveOptions::default());
        let (selection, decisions) = (Selection::default(), Decisions::default());
        let session =
            Session::new("kubernetes", Format::Json, &estate, &selection, &profile, &decisions).unwrap();
        let (mut tree, mut accumulated) = (Tree::new(), Accumulated::new());
        for workload in session.workloads() {
            let rendered = session.render(workload).unwrap();
            accumulated.add(&rendered);
            for artefact in rendered.artefacts {
                prop_assert!(ovhai_targets::Artefact::path_is_safe(&artefact.path));
                prop_assert!(tree.insert(artefact.path, artefact.bytes).is_none());
            }
        }
        for artefact in session.finish(&accumulated) {
            prop_assert!(tree.insert(artefact.path, artefact.bytes).is_none());
        }
        for (folder, count) in read {
            prop_assert_eq!(tree.keys().filter(|path| path.starts_with(folder)).count(), count);
        }
        let mut seen = BTreeSet::new();
        for (key, object) in objects(&tree) {
            typed::check(&key, &object);
            acceptance::check(&key, &object);
            let named = key.split_once('#').unwrap().1.to_owned();
            prop_assert!(seen.insert(named), "{} twice", key);
        }
    }
}

/// An app that is fine but for `changes` to its specification.
fn contradictory(state: &str, changes: serde_json::Value) -> serde_json::Value {
    let mut spec = json!({
        "name": "shop", "region": "GRA", "image": "registry.example.com/team/shop:1.0", "unsecureHttp": true,
        "defaultHttpPort": 8080, "probe": {"path": "/health", "port": 8080},
        "scalingStrategy": {"fixed": {"replicas": 1}},
        "resources": {"cpu": 4, "memory": 17_179_869_184_i64, "flavor": "ai1-1-cpu", "flavorCount": 4},
    });
    for (name, value) in changes.as_object().unwrap() {
        spec[name] = value.clone();
    }
    json!({"id": "11111111-2222-4333-8444-555555555555", "spec": spec, "status": {"state": state}})
}

/// Renders `app` by the generic profile, checks that a cluster would take all of it, and gives slugs with details, and objects.
fn accepted(app: serde_json::Value) -> (BTreeMap<String, String>, Vec<serde_json::Value>) {
    let apps: Vec<Listed<App>> = serde_json::from_value(json!([app])).unwrap();
    let documents = observe::Documents {
        apps: Some(&apps),
        ..observe::Documents::default()
    };
    let estate = observe::estate_of("project", &documents, &observe::ObserveOptions::default());
    let (selection, decisions, profile) = (
        Selection::default(),
        Decisions::default(),
        Profile::default(),
    );
    let session = Session::new(
        "kubernetes",
        Format::Json,
        &estate,
        &selection,
        &profile,
        &decisions,
    )
    .unwrap();
    let workload = session.workloads().next().unwrap();
    let rendered = session.render(workload).unwrap();
    let tree: Tree = rendered
        .artefacts
        .into_iter()
        .map(|artefact| (artefact.path, artefact.bytes))
        .collect();
    let objects: Vec<serde_json::Value> = objects(&tree)
        .into_iter()
        .map(|(key, object)| {
            typed::check(&key, &object);
            acceptance::check(&key, &object);
            object
        })
        .collect();
    let findings = rendered
        .findings
        .iter()
        .map(|finding| (finding.slug.clone(), finding.detail.clone()))
        .collect();
    (findings, objects)
}

fn found<'a>(findings: &'a BTreeMap<String, String>, slug: &str) -> &'a str {
    findings
        .get(&format!("kubernetes/{slug}"))
        .unwrap_or_else(|| panic!("{slug} is not among {:?}", findings.keys()))
}

fn of_kind<'a>(objects: &'a [serde_json::Value], kind: &str) -> &'a serde_json::Value {
    objects
        .iter()
        .find(|object| object["kind"] == kind)
        .unwrap_or_else(|| panic!("no {kind}"))
}

#[test]
fn a_processor_flavor_with_gpus_is_a_contradiction() {
    let resources = json!({"cpu": 4, "memory": 17_179_869_184_i64, "flavor": "ai1-1-cpu", "flavorCount": 4, "gpu": 2,
        "gpuModel": "L4", "gpuBrand": "NVIDIA"});
    let app = contradictory("RUNNING", json!({"resources": resources}));
    let (findings, objects) = accepted(app);
    assert!(found(&findings, "resources-contradict").contains("ai1-1-cpu"));
    // What is asked for is told and placed as one thing: GPUs on a node that has them.
    let pod = &of_kind(&objects, "Deployment")["spec"]["template"]["spec"];
    assert_eq!(
        pod["containers"][0]["resources"]["limits"]["nvidia.com/gpu"],
        "2"
    );
    assert_eq!(pod["tolerations"][0]["key"], "nvidia.com/gpu");
}

#[test]
fn a_minimum_over_the_maximum_is_used_for_both() {
    let automatic = json!({"replicasMin": 7, "replicasMax": 3, "resourceType": "CPU", "averageUsageTarget": 50});
    let app = contradictory(
        "RUNNING",
        json!({"scalingStrategy": {"automatic": automatic}}),
    );
    let (findings, objects) = accepted(app);
    assert!(found(&findings, "scaling-adjusted").contains("replicasMin 7 is above replicasMax 3"));
    let scaler = &of_kind(&objects, "HorizontalPodAutoscaler")["spec"];
    assert_eq!(
        (&scaler["minReplicas"], &scaler["maxReplicas"]),
        (&json!(7), &json!(7))
    );
}

#[test]
fn a_check_of_a_port_nobody_names_is_kept_and_told() {
    let app = contradictory(
        "RUNNING",
        json!({"probe": {"path": "/", "port": 9999}, "livenessProbe": {"path": "/", "port": 70_000}}),
    );
    let (findings, objects) = accepted(app);
    assert!(found(&findings, "health-check-on-unknown-port").contains("9999"));
    assert!(found(&findings, "health-check-adjusted").contains("70000"));
    let container = &of_kind(&objects, "Deployment")["spec"]["template"]["spec"]["containers"][0];
    assert_eq!(container["readinessProbe"]["httpGet"]["port"], 9999);
    assert_eq!(container["livenessProbe"]["httpGet"]["port"], 8080);
}

#[test]
fn a_path_mounted_twice_is_mounted_once() {
    let volume = |path: &str, name: &str| json!({"mountPath": path, "permission": "RW", "volumeSource": {"standalone": {"name": name}}});
    let app = contradictory(
        "RUNNING",
        json!({"volumes": [volume("/data", "first"), volume("/data/", "second"), volume("/data/inner", "third")]}),
    );
    let (findings, objects) = accepted(app);
    assert!(found(&findings, "mount-path-refused").contains("/data/ is used twice"));
    let container = &of_kind(&objects, "Deployment")["spec"]["template"]["spec"]["containers"][0];
    let paths: Vec<&str> = container["volumeMounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|mount| mount["mountPath"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["/data", "/data/inner"]);
}

#[test]
fn what_has_failed_is_mapped_as_specified_and_told() {
    for state in ["FAILED", "ERROR"] {
        let (findings, objects) = accepted(contradictory(state, json!({})));
        found(&findings, "failed-on-source");
        assert_eq!(of_kind(&objects, "Deployment")["spec"]["replicas"], 1);
    }
}

#[test]
fn contradictions_do_not_hide_each_other() {
    let app = contradictory(
        "FAILED",
        json!({
            "resources": {"cpu": -1, "memory": 0, "flavor": "ai1-1-cpu", "gpu": 1},
            "scalingStrategy": {"fixed": {"replicas": -5}},
            "defaultHttpPort": 0, "grpcPort": 99_999,
            "probe": {"port": 4, "periodSeconds": 0},
            "deploymentStrategy": {"maxSurge": "0", "maxUnavailable": "0%"},
            "volumes": [{"mountPath": "relative", "permission": "RO"}, {"mountPath": "/", "permission": "NEW", "cache": true}],
        }),
    );
    let (findings, _) = accepted(app);
    for slug in [
        "failed-on-source",
        "resources-contradict",
        "resources-unknown",
        "scaling-adjusted",
        "port-out-of-range",
        "health-check-on-unknown-port",
        "health-check-adjusted",
        "rollout-adjusted",
        "mount-path-refused",
    ] {
        found(&findings, slug);
    }
}
