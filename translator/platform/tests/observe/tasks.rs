//! What jobs and notebooks have in common.

use ovhai_model::{DataStoreRef, Finding, Kind, Source, Task, Workload};
use ovhai_platform::{
    documents::{App, Job, Listed, Notebook, Resources, Wire},
    observe::{self, Documents, ObserveOptions, estate_of},
};
use serde_json::{Value, json};

use crate::{jobs::read_job, notebooks::read_notebook, reading::slugs, samples::sample};

pub const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOnlyASampleAndNoKeyOfAnybody1111111111111111111 ada@orchard";

/// The volumes both rich samples have: all three spellings, two with another target.
pub fn assert_volumes(workload: &Workload) {
    let store = |alias: &str, container: &str, prefix: Option<&str>| DataStoreRef {
        alias: alias.to_owned(),
        container: container.to_owned(),
        prefix: prefix.map(str::to_owned),
        archive: None,
        internal: false,
    };
    let sources: Vec<_> = workload
        .volumes
        .iter()
        .map(|volume| volume.source.clone())
        .collect();
    assert_eq!(
        sources,
        [
            Source::DataStore(store("GRA", "photos", Some("2026/"))),
            Source::Empty {
                name: Some("scratch".to_owned())
            },
            Source::DataStore(store("weights", "base-models", None)),
            Source::PublicGit {
                url: "https://git.example.org/orchard/grow.git".to_owned()
            },
            Source::DataStore(store("SBG", "old-photos", Some("1999/"))),
        ]
    );
    let targets: Vec<_> = workload
        .volumes
        .iter()
        .filter_map(|volume| volume.target.as_ref())
        .map(|target| (target.alias.as_str(), target.archive.as_deref()))
        .collect();
    assert_eq!(targets, [("weights", Some("out.tar")), ("GRA", None)]);
}

#[test]
fn what_is_copied_back_needs_an_access_mode() {
    let volume = json!([{"mountPath": "/a", "publicGit": {"url": "u"}}]);
    let mut document = sample("job/every-member.json");
    document["spec"]["volumes"] = volume.clone();
    assert_eq!(
        slugs(&read_job(document).1),
        ["platform/volume-permission-unknown"]
    );
    let mut document = sample("notebook/every-member.json");
    document["spec"]["volumes"] = volume;
    assert_eq!(
        slugs(&read_notebook(document).1),
        ["platform/volume-permission-unknown"]
    );
}

#[test]
fn only_public_keys_pass_as_keys() {
    let private =
        "-----BEGIN OPENSSH PRIVATE KEY-----\nZq7Zq7wWkK\n-----END OPENSSH PRIVATE KEY-----";
    for (name, read) in [
        ("job", read_job as fn(Value) -> (Workload, Vec<Finding>)),
        ("notebook", read_notebook),
    ] {
        let mut document = sample(&format!("{name}/every-member.json"));
        let rsa = format!("ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB{}", "aB3+/".repeat(100));
        document["spec"]["sshPublicKeys"] = json!([KEY, private, rsa, "ssh-rsa hunter2", "x"]);
        let (workload, findings) = read(document);
        let keys = match &workload.task {
            Task::Batch(batch) => &batch.ssh_public_keys,
            Task::Workbench(bench) => &bench.ssh_public_keys,
            Task::Service => panic!("no keys"),
        };
        assert_eq!(keys, &[KEY.to_owned(), rsa.clone()]);
        assert_eq!(slugs(&findings), ["platform/ssh-key-unreadable"]);
        assert_eq!(
            findings[0].detail,
            "/spec/sshPublicKeys/1; /spec/sshPublicKeys/3; /spec/sshPublicKeys/4"
        );
        // Public keys look random and are told all the same.
        assert!(workload.source.contains(KEY), "{name}");
        assert!(workload.source.contains(&rsa), "{name}");
        assert!(!workload.source.contains("Zq7Zq7wWkK"), "{name}");
    }
}

#[test]
fn jobs_and_notebooks_take_amounts_from_flavors_too() {
    let mut options = ObserveOptions::default();
    let flavors = Vec::read(sample("flavors/gra.json")).unwrap();
    options.flavors.add("gra", flavors);
    let mut document = Job::read(sample("job/sparse.json")).unwrap();
    document.spec.resources = Some(Resources {
        flavor: Some("ai1-1-cpu".to_owned()),
        flavor_count: Some(3),
        ..Resources::default()
    });
    let (workload, findings) = observe::job(&document, &options);
    assert_eq!(workload.compute.cpu, Some(3));
    assert_eq!(slugs(&findings), ["platform/resources-from-flavor"]);
    let document = Notebook::read(sample("notebook/sparse.json")).unwrap();
    let (workload, _) = observe::notebook(&document, &options);
    assert_eq!(workload.compute.cpu, Some(1));
}

#[test]
fn an_estate_holds_every_kind_of_workload() {
    fn listed<T: Wire>(path: &str) -> Listed<T> {
        Listed::read(sample(path)).unwrap()
    }
    let jobs: Vec<Listed<Job>> = vec![
        listed("job/every-member.json"),
        Listed::read(json!({"id": "odd", "spec": 7})).unwrap(),
    ];
    let notebooks: Vec<Listed<Notebook>> = vec![listed("notebook/every-member.json")];
    let apps: Vec<Listed<App>> = vec![listed("app/minimal.json")];
    let documents = Documents {
        apps: Some(&apps),
        jobs: Some(&jobs),
        notebooks: Some(&notebooks),
        ..Documents::default()
    };
    let estate = estate_of("p", &documents, &ObserveOptions::default());
    let kinds: Vec<Kind> = estate.workloads.iter().map(Workload::kind).collect();
    assert_eq!(kinds, [Kind::App, Kind::Job, Kind::Notebook]);
    assert_eq!(
        estate.kinds.iter().copied().collect::<Vec<_>>(),
        [Kind::App, Kind::Job, Kind::Notebook]
    );
    let keys: Vec<String> = estate.findings.iter().map(Finding::key).collect();
    assert_eq!(keys, ["platform/undecodable@job/odd"]);
}
