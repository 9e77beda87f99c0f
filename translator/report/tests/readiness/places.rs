//! Which data counts as what, and how objects are told apart.

use std::collections::BTreeMap;

use ovhai_model::{Address, Estate, Finding, Kind, Selection, Task, Workbench};
use ovhai_report::{DataKind, Readiness};

use crate::estates::{
    HOST_NEEDED, UNDECODABLE, assess, container, estate, finished, store, volume, workload,
};

/// A container that workloads of the project mount, and one that none does.
fn shared_storage() -> Estate {
    let mut estate = estate();
    let mut app = workload(Kind::App, "a1", "other");
    app.region = "BHS".to_owned();
    app.volumes = vec![volume("own", "shared")];
    let mut own = store("own", Some("GRA"));
    own.address = Address::new(Kind::DataStore, "BHS/own");
    own.region = "BHS".to_owned();
    estate.workloads = vec![app];
    estate.data_stores = vec![own];
    estate.containers = vec![
        container("attic", Some(1_000)),
        container("shared", Some(7)),
    ];
    estate.sort();
    estate
}

fn keys(readiness: &Readiness) -> Vec<&str> {
    readiness
        .blockers
        .iter()
        .map(|blocker| blocker.key.as_str())
        .collect()
}

#[test]
fn a_container_is_judged_by_everything_that_was_read() {
    let mut estate = shared_storage();
    let selection = Selection {
        regions: ["GRA".to_owned()].into(),
        ..Selection::default()
    };
    let assessed = |estate: &Estate| assess(estate, &selection, &[], &[], &BTreeMap::new());
    let readiness = assessed(&estate);
    assert_eq!(
        keys(&readiness),
        ["storage/data-to-copy", "storage/not-used-by-workloads"]
    );
    let unused = readiness.data.group(DataKind::UnusedContainers).unwrap();
    assert_eq!((readiness.data.bytes(), unused.bytes), (7, 1_000));
    let markdown = readiness.to_markdown();
    assert!(markdown.contains("2 things stand in the way of this selection."));
    assert!(markdown.contains("s3/GRA/attic (1.0 kB)"));
    // Whoever did not look cannot say so.
    estate.kinds.remove(&Kind::App);
    estate.workloads.clear();
    assert_eq!(keys(&assessed(&estate)), ["storage/use-unknown"]);
    estate = shared_storage();
    estate.findings = vec![UNDECODABLE.at(&Address::new(Kind::Job, "odd"), "")];
    assert_eq!(
        keys(&assessed(&estate)),
        ["storage/data-to-copy", "storage/use-unknown"]
    );
}

#[test]
fn a_store_that_is_gone_may_have_held_a_container_of_that_name() {
    let mut estate = shared_storage();
    estate.workloads[0].volumes.push(volume("gone", "attic"));
    let readiness = assess(&estate, &Selection::default(), &[], &[], &BTreeMap::new());
    assert!(keys(&readiness).contains(&"storage/use-unknown"));
}

#[test]
fn workspaces_and_their_container_are_moved_once_and_the_larger_one_counts() {
    let bytes = |used: &[i64], saved: Option<i64>| {
        let mut estate = estate();
        for (index, used) in used.iter().enumerate() {
            let mut notebook = workload(Kind::Notebook, &format!("n{index}"), "n");
            notebook.task = Task::Workbench(Workbench {
                workspace_used: Some(*used),
                workspace_container: Some("s3/GRA/saved".to_owned()),
                ..Workbench::default()
            });
            estate.workloads.push(notebook);
        }
        estate.containers = vec![container("saved", saved)];
        let readiness = assess(&estate, &Selection::default(), &[], &[], &BTreeMap::new());
        assert!(readiness.data.group(DataKind::Containers).is_none());
        let group = readiness.data.group(DataKind::Workspaces).unwrap();
        assert!(group.is_inferred);
        assert_eq!(group.places, used.len());
        readiness.data.bytes()
    };
    assert_eq!(bytes(&[100, 20], Some(7)), 120);
    assert_eq!(bytes(&[100, 20], Some(700)), 700);
    assert_eq!(bytes(&[100, 20], None), 120);
}

#[test]
fn names_that_are_not_unique_are_told_apart() {
    let mut estate = estate();
    let mut there = workload(Kind::App, "a2", "same");
    there.region = "BHS".to_owned();
    let twins = ["12345678-1", "87654321-2"].map(|id| workload(Kind::Job, id, "twin"));
    let own = workload(Kind::Notebook, "n1", "same");
    estate.workloads = vec![workload(Kind::App, "a1", "same"), there, own];
    estate.workloads.extend(twins);
    let findings: Vec<Finding> = estate
        .workloads
        .iter()
        .map(|workload| HOST_NEEDED.at(&workload.address, ""))
        .collect();
    let mut lonely = workload(Kind::App, "a3", "lonely");
    lonely.url = None;
    estate.workloads.push(lonely);
    estate
        .workloads
        .push(workload(Kind::Notebook, "n2", "lonely"));
    estate
        .workloads
        .push(finished(workload(Kind::Job, "j9", "lonely")));
    estate.sort();
    let readiness = assess(
        &estate,
        &Selection::default(),
        &findings,
        &[],
        &BTreeMap::new(),
    );
    let markdown = readiness.to_markdown();
    assert!(
        markdown.contains(
            "Concerns apps same (GRA) and same (BHS); jobs twin (12345678) and twin (87654321); notebook same."
        )
    );
    assert!(markdown.contains("  - same (BHS): `kubernetes/host-needed@app/a2`"));
}
