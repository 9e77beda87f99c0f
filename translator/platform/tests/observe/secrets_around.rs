//! The same as `secrets`, of everything but apps.

use ovhai_model::Task;
use ovhai_platform::{
    documents::{Listed, Wire},
    observe::{ObserveOptions, Observer},
};
use serde_json::{Value, json};

use crate::{
    samples::sample,
    secrets::{forms, places},
};

/// Everything that may be shown, stored or logged about one object.
fn shown(folder: &str, document: Value) -> String {
    fn listed<T: Wire>(document: Value) -> Listed<T> {
        Listed::read(document).unwrap()
    }
    let options = ObserveOptions::default();
    let mut observer = Observer::new("p", &options);
    let debug = match folder {
        "job" => {
            let listed = listed(document);
            observer.job(&listed);
            format!("{listed:?}")
        }
        "notebook" => {
            let listed = listed(document);
            observer.notebook(&listed);
            format!("{listed:?}")
        }
        "token" => {
            let listed = listed(document);
            observer.token(&listed);
            format!("{listed:?}")
        }
        "data-store" => {
            let listed = listed(document);
            observer.data_store("GRA", &listed);
            format!("{listed:?}")
        }
        "user" => {
            let listed = listed(document);
            observer.user(&listed);
            format!("{listed:?}")
        }
        "attached" => {
            let listed = listed(document);
            observer.registry(&listed);
            format!("{listed:?}")
        }
        "container" => {
            let listed = listed(document);
            observer.swift_container(&listed);
            format!("{listed:?}")
        }
        "bucket" => {
            let listed = listed(document);
            observer.bucket_with_settings("GRA", &listed);
            format!("{listed:?}")
        }
        "registry" => {
            let listed = listed(document);
            observer.container_registry(&listed);
            format!("{listed:?}")
        }
        "cluster" => {
            let listed = listed(document);
            observer.cluster("c", &listed, &[]);
            format!("{listed:?}")
        }
        "pool" => {
            let cluster = listed(sample("around-cluster/plain.json"));
            let pools = [listed(document)];
            observer.cluster("c", &cluster, &pools);
            format!("{pools:?}")
        }
        other => panic!("{other}"),
    };
    let estate = observer.finish();
    let mut text = debug + &serde_json::to_string(&estate.findings).unwrap();
    for object in estate.all() {
        text.push_str(object.source);
    }
    for object in estate.all() {
        text.push_str(&format!("{} {}", object.name, object.region));
    }
    for workload in &estate.workloads {
        text.push_str(&format!("{:?} {:?}", workload.unknown, workload.run));
        text.push_str(&format!(
            "{} {:?} {:?}",
            workload.name, workload.url, workload.grpc_address
        ));
        let (keys, shutdown) = match &workload.task {
            Task::Batch(batch) => (&batch.ssh_public_keys, &batch.shutdown),
            Task::Workbench(bench) => (&bench.ssh_public_keys, &bench.shutdown),
            Task::Service => panic!("no app was given"),
        };
        text.push_str(&format!("{keys:?} {shutdown:?}"));
    }
    for token in &estate.tokens {
        text.push_str(&format!("{} {}", token.role, token.name));
    }
    for user in &estate.users {
        text.push_str(&format!(
            "{} {} {:?}",
            user.name, user.description, user.roles
        ));
    }
    for registry in &estate.registries {
        text.push_str(&format!("{:?}", registry.username));
    }
    for registry in &estate.container_registries {
        text.push_str(&registry.name);
    }
    for cluster in &estate.clusters {
        text.push_str(&format!(
            "{} {:?} {:?}",
            cluster.name, cluster.version, cluster.node_pools
        ));
    }
    text
}

#[test]
fn a_secret_in_any_place_of_any_kind_is_not_shown() {
    let core = "Zq7Zq7wWkK";
    let first = |path: &str| sample(path)[0].take();
    let mut tried = 0;
    for (folder, document) in [
        ("job", sample("job/every-member.json")),
        ("job", sample("job/from-tomorrow.json")),
        ("job", sample("job/failed.json")),
        ("notebook", sample("notebook/every-member.json")),
        ("token", sample("token/created.json")),
        ("token", sample("token/from-tomorrow.json")),
        ("data-store", first("data-stores/odd.json")),
        ("user", sample("around-user/operator.json")),
        ("container", first("around-swift-containers/with-type.json")),
        ("bucket", sample("around-bucket/every-setting.json")),
        ("registry", sample("around-registry/one.json")),
        ("attached", sample("registry/attached.json")),
        ("cluster", sample("around-cluster/private.json")),
        ("pool", sample("around-node-pools/two.json")[1].take()),
    ] {
        let mut pointers = Vec::new();
        places(&document, String::new(), true, &mut pointers);
        // What an object is addressed by is told everywhere.
        let told: &[&str] = match folder {
            "data-store" => &["/alias"],
            "container" | "bucket" => &["/name", "/region"],
            _ => &["/id"],
        };
        for pointer in pointers {
            if told.contains(&pointer.as_str()) {
                continue;
            }
            // Some forms per place, all forms over the places.
            let count = forms(core).len();
            for secret in forms(core).into_iter().cycle().skip(tried % count).take(3) {
                let mut planted = document.clone();
                *planted.pointer_mut(&pointer).unwrap() = json!(secret);
                let shown = shown(folder, planted);
                assert!(
                    !shown.contains(core),
                    "{folder}{pointer} {secret:?}: {shown}"
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 1_000, "only {tried} places tried");
}
