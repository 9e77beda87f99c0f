//! What is used, and how places are called.

use ovhai_model::{
    Address, Backup, Compute, Digest, Image, Kind, Permission, RunState, Scaling, Text, Volume,
    Workbench,
};

use super::*;

fn place(store: &str, container: &str, prefix: &str) -> Place {
    Place {
        store: store.to_owned(),
        container: container.to_owned(),
        prefix: prefix.to_owned(),
    }
}

#[test]
fn a_place_that_is_part_of_another_is_not_copied_twice() {
    let places = [
        place("GRA/s", "b", "x/"),
        place("GRA/s", "b", ""),
        place("GRA/s", "c", "a/b/"),
        place("GRA/s", "c", "a/"),
        place("GRA/s", "c", "b/"),
        place("SBG/s", "b", "x/"),
    ];
    assert_eq!(
        distinct(places.into()),
        [
            place("GRA/s", "b", ""),
            place("GRA/s", "c", "a/"),
            place("GRA/s", "c", "b/"),
            place("SBG/s", "b", "x/"),
        ]
    );
}

#[test]
fn no_name_of_a_store_or_container_leads_out_of_the_destination() {
    for (store, container, path) in [
        ("GRA/models-s3", "weights", "GRA/models-s3/weights"),
        ("..", "..", "%2E%2E/%2E%2E"),
        ("a//b", "x\u{1}\\y:", "a/%empty/b/x%01%5Cy%3A"),
        ("s", "v1.2 é", "s/v1.2%20é"),
    ] {
        assert_eq!(place(store, container, "").path(), path);
    }
    assert_eq!(place("GRA/s", "b", "x/y").key(), "GRA/s/b/x/y");
}

#[test]
fn a_repository_has_a_place_that_no_credential_is_part_of() {
    for address in [
        "https://git.example.com/team/a.git",
        "https://me:a-word-nobody-may-see@git.example.com/team/a.git?token=a-word-nobody-may-see",
        "ssh://git@git.example.com/team/a.git/",
    ] {
        assert_eq!(
            repository(address).path(),
            "git/git.example.com/team/a.git/bundle"
        );
    }
    let short = repository("git@git.example.com:team/../a.git").path();
    assert_eq!(short, "git/git.example.com%3Ateam/%2E%2E/a.git/bundle");
}

/// A notebook, with its region's own storage and a backup as asked.
fn estate(has_storage: bool, has_backup: bool) -> Estate {
    let address = Address::new(Kind::Notebook, "n");
    let notebook = Workload {
        address: address.clone(),
        name: "n".to_owned(),
        region: "GRA".to_owned(),
        task: Task::Workbench(Workbench {
            framework: None,
            framework_version: None,
            editor: None,
            quantum_flavor: None,
            ssh_public_keys: Vec::new(),
            restarts_at_timeout: None,
            shutdown: None,
            workspace_used: None,
            workspace_container: Some("swift/GRA/notebooks_workspace".to_owned()),
            retention: None,
        }),
        run: RunState::Running,
        image: Image {
            reference: "conda".to_owned(),
            partner: None,
        },
        command: Vec::new(),
        environment: Vec::new(),
        labels: [].into(),
        platform_labels: [].into(),
        http_port: None,
        grpc_port: None,
        is_public: false,
        readiness: None,
        liveness: None,
        rollout: None,
        scaling: Scaling::Fixed { replicas: 1 },
        compute: Compute::default(),
        volumes: Vec::new(),
        url: None,
        grpc_address: None,
        unknown: Vec::new(),
        source: String::new(),
        digest: Digest::of(b"n"),
    };
    let store = DataStore {
        address: Address::new(Kind::DataStore, "GRA/GRA"),
        region: "GRA".to_owned(),
        alias: "GRA".to_owned(),
        protocol: Protocol::Swift,
        built_in: true,
        endpoint: Text::new("https://storage.example.com"),
        own_storage: Some("GRA".to_owned()),
        source: String::new(),
        digest: Digest::of(b"s"),
    };
    let backup = Backup {
        address: Address::new(Kind::Backup, "b"),
        notebook: address,
        created_at: None,
        evicted_at: None,
        source: String::new(),
        digest: Digest::of(b"b"),
    };
    Estate {
        workloads: vec![notebook],
        data_stores: has_storage.then_some(store).into_iter().collect(),
        backups: has_backup.then_some(backup).into_iter().collect(),
        ..Estate::default()
    }
}

#[test]
fn the_workspace_of_a_notebook_is_a_place_and_what_cannot_be_had_is_named() {
    for (has_storage, has_backup, places, slugs) in [
        (
            true,
            false,
            &["GRA/GRA/notebooks_workspace"][..],
            &[&WORKSPACE][..],
        ),
        (
            true,
            true,
            &["GRA/GRA/notebooks_workspace"],
            &[&BACKUPS, &WORKSPACE],
        ),
        (false, true, &[], &[&BACKUPS, &INTERNAL]),
    ] {
        let used = used(
            &estate(has_storage, has_backup),
            &Selection::default(),
            &|_| false,
        );
        let found: Vec<String> = used.places.iter().map(Place::path).collect();
        assert_eq!(found, places);
        let found: BTreeSet<&str> = used.findings.iter().map(|f| f.slug.as_str()).collect();
        assert_eq!(found, slugs.iter().map(|kind| kind.slug).collect());
    }
}

#[test]
fn a_store_that_is_gone_is_a_place_if_somebody_says_how_it_is_reached() {
    let mut estate = estate(true, false);
    let archive = DataStoreRef {
        alias: "archive-s3".to_owned(),
        container: "models".to_owned(),
        prefix: None,
        archive: None,
        internal: false,
    };
    estate.workloads[0].volumes.push(Volume {
        mount_path: "/models".to_owned(),
        permission: Permission::ReadOnly,
        cache: false,
        source: Source::DataStore(archive),
        target: None,
    });
    let found = |is_configured: &dyn Fn(&str) -> bool| {
        let used = used(&estate, &Selection::default(), is_configured);
        let places: Vec<String> = used.places.iter().map(Place::path).collect();
        (
            places,
            used.findings.iter().any(|f| f.slug == UNKNOWN_STORE.slug),
        )
    };
    let own = "GRA/GRA/notebooks_workspace".to_owned();
    assert_eq!(found(&|_| false), (vec![own.clone()], true));
    let both = vec![own, "GRA/archive-s3/models".to_owned()];
    assert_eq!(found(&|name| name == "GRA/archive-s3"), (both, false));
}

#[test]
fn a_url_is_shown_without_what_may_be_secret_in_it() {
    let url = "https://me:a-word-nobody-may-see@git.example.com/a/b.git?token=x";
    assert_eq!(shown(url), "https://git.example.com");
}
