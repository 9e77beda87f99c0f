//! Notebooks, with their kept copies.

use ovhai_model::{Address, Finding, Kind, Retention, RunState, Task, Workbench, Workload};
use ovhai_platform::{
    documents::{Backup, Listed, Notebook, NotebookState, Wire, WorkspaceBackupRetentionPolicy},
    observe::{self, ObserveOptions, Observer},
};
use serde_json::{Value, json};

use crate::{
    reading::slugs,
    samples::sample,
    tasks::{KEY, assert_volumes},
};

pub fn read_notebook(document: Value) -> (Workload, Vec<Finding>) {
    let document = Notebook::read(document).unwrap();
    observe::notebook(&document, &ObserveOptions::default())
}

fn bench(workload: &Workload) -> &Workbench {
    match &workload.task {
        Task::Workbench(bench) => bench,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_member_of_a_notebook_is_read() {
    let (workload, findings) = read_notebook(sample("notebook/every-member.json"));
    assert_eq!(findings, []);
    let id = "9b8c7d6e-5f4a-4b3c-8d2e-1f0a9b8c7d6e";
    assert_eq!(workload.address, Address::new(Kind::Notebook, id));
    assert_eq!(workload.name, "leaf-disease-lab");
    assert_eq!(
        workload.task,
        Task::Workbench(Workbench {
            framework: Some("pytorch".to_owned()),
            framework_version: Some("pytorch2.4.0-py312-cuda12.4".to_owned()),
            editor: Some("vscode".to_owned()),
            quantum_flavor: None,
            ssh_public_keys: vec![KEY.to_owned()],
            restarts_at_timeout: Some(true),
            shutdown: Some("Restart".to_owned()),
            workspace_used: Some(734_003_200),
            workspace_container: Some("swift/GRA/notebooks_workspace".to_owned()),
            retention: None,
        })
    );
    assert_eq!(workload.image.reference, "");
    assert_eq!(workload.environment.len(), 2);
    assert_eq!(workload.labels.len(), 1);
    assert_eq!(workload.platform_labels["ovh/type"], "notebook");
    assert!(workload.is_public);
    assert_eq!(workload.compute.flavor.as_deref(), Some("ai1-1-gpu"));
    assert_eq!(
        workload.url,
        Some(format!("https://{id}.notebook.gra.ai.cloud.ovh.net"))
    );
    assert_eq!(
        workload.grpc_address,
        Some(format!("{id}.nb-grpc.gra.ai.cloud.ovh.net:443"))
    );
    assert_volumes(&workload);
}

#[test]
fn states_of_notebooks_say_whether_they_should_run() {
    let mut document = Notebook::read(sample("notebook/every-member.json")).unwrap();
    for name in NotebookState::KNOWN {
        document.status.as_mut().unwrap().state = Some(NotebookState::from(*name));
        let (workload, findings) = observe::notebook(&document, &ObserveOptions::default());
        let (run, found): (_, &[&str]) = match *name {
            "STARTING" | "RUNNING" | "RESTARTING" => (RunState::Running, &[]),
            "STOPPING" | "STOPPED" => (RunState::Stopped, &[]),
            "DELETING" => (RunState::Stopped, &["platform/being-deleted"]),
            "FAILED" | "ERROR" | "SYNC_FAILED" => (RunState::Failed, &[]),
            other => panic!("{other} is new"),
        };
        assert_eq!(
            (workload.run, slugs(&findings)),
            (run, found.to_vec()),
            "{name}"
        );
    }
}

#[test]
fn gaps_of_notebooks_are_reported() {
    let (workload, findings) = read_notebook(sample("notebook/sparse.json"));
    let found: Vec<(&str, &str)> = findings
        .iter()
        .map(|finding| (finding.slug.as_str(), finding.detail.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (
                "platform/notebook-incomplete",
                "/spec/env/frameworkId; /spec/env/editorId"
            ),
            (
                "platform/quantum",
                "/spec/quantumResources/qpuFlavorId is `qpu-sample-1`"
            ),
            ("platform/resources-unknown", "/spec/resources"),
        ]
    );
    // The deprecated member is all there is.
    assert_eq!(workload.compute.flavor.as_deref(), Some("ai1-1-cpu"));
    assert_eq!(
        bench(&workload).quantum_flavor.as_deref(),
        Some("qpu-sample-1")
    );
    let source: Value = serde_json::from_str(&workload.source).unwrap();
    assert_eq!(source["spec"]["flavor"], "ai1-1-cpu");
}

#[test]
fn an_old_flavor_counts_only_where_it_says_something_else() {
    let document = sample("notebook/every-member.json");
    let (with, _) = read_notebook(document.clone());
    let mut without = document.clone();
    without["spec"]["flavor"] = Value::Null;
    assert_eq!(read_notebook(without).0.digest, with.digest);
    let mut other = document;
    other["spec"]["flavor"] = json!("l4-1-gpu");
    let (workload, findings) = read_notebook(other);
    assert_eq!(slugs(&findings), ["platform/flavor-ambiguous"]);
    assert_eq!(workload.compute.flavor.as_deref(), Some("ai1-1-gpu"));
    assert_ne!(workload.digest, with.digest);
}

#[test]
fn backups_and_their_retention_belong_to_a_notebook() {
    let options = ObserveOptions::default();
    let notebook = Listed::<Notebook>::read(sample("notebook/every-member.json")).unwrap();
    let id = "9b8c7d6e-5f4a-4b3c-8d2e-1f0a9b8c7d6e";
    let backups = Vec::<Listed<Backup>>::read(sample("backups/two.json")).unwrap();
    let policy = WorkspaceBackupRetentionPolicy::read(json!({
        "retainedNumber": 5, "lifetimeInDays": 30, "lifetimeEvictionThreshold": 2, "frozen": true,
    }))
    .unwrap();
    let plain = read_notebook(sample("notebook/every-member.json")).0;

    let estate = |before: bool| {
        let mut observer = Observer::new("p", &options);
        if before {
            observer.retention(id, &policy);
        }
        observer.notebook(&notebook);
        observer.backups(id, &backups);
        if !before {
            observer.retention(id, &policy);
        }
        observer.retention("another", &policy);
        observer.finish()
    };
    assert_eq!(estate(true), estate(false));
    let estate = estate(true);
    let workload = &estate.workloads[0];
    assert_eq!(
        bench(workload).retention,
        Some(Retention {
            retained_number: Some(5),
            lifetime_in_days: Some(30),
            lifetime_eviction_threshold: Some(2),
        })
    );
    let source: Value = serde_json::from_str(&workload.source).unwrap();
    assert_eq!(
        source["retention"],
        json!({"retainedNumber": 5, "lifetimeInDays": 30, "lifetimeEvictionThreshold": 2, "frozen": true})
    );
    assert_ne!(workload.digest, plain.digest);
    let found: Vec<(String, &str)> = estate
        .findings
        .iter()
        .map(|finding| (finding.key(), finding.detail.as_str()))
        .collect();
    assert_eq!(
        found,
        [(
            format!("platform/unknown-member@notebook/{id}"),
            "/retention/frozen"
        )]
    );
    assert_eq!(workload.unknown.len(), 1);

    assert_eq!(estate.backups.len(), 2);
    let first = estate
        .backups
        .iter()
        .find(|backup| backup.evicted_at.is_some())
        .unwrap();
    assert_eq!(first.notebook, Address::new(Kind::Notebook, id));
    let source: Value = serde_json::from_str(&first.source).unwrap();
    assert_eq!(source["id"], first.address.id());
    assert_eq!(source["notebook"], id);
    assert_eq!(source["createdAt"].as_str(), first.created_at.as_deref());
    assert_eq!(source["evictionDate"].as_str(), first.evicted_at.as_deref());
}
