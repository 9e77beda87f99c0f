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
        any::<[bool; 6]>(),
        proptest::option::of(Just(vec!["0.0.0.0/0", "::/0"])),
    );
    choices.prop_map(|(exposure, authentication, [keda, add_on, relaxed, domain, sidecar, snapshots], ranges)| {
        Profile::read(&json!({
            "exposure": exposure, "authentication": authentication, "accept_open_access": true,
            "keda": {"available": keda, "http_add_on": add_on}, "relaxed_environment_names": relaxed,
            "domain": domain.then_some("apps.example.com"), "network_policy": {"cluster_ranges": ranges},
            "volumes": {"push": if sidecar { "sidecar" } else { "none" }}, "notebooks": {"snapshots": snapshots},
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
