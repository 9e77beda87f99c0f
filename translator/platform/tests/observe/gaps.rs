//! Documents that lack something or hold something unknown.

use ovhai_model::{Fidelity, Finding, Permission, RunState, Scaling, Source};
use ovhai_platform::{
    FlavorTable,
    documents::{App, Flavor, Listed, Registry, Resources, Volume, Wire},
    observe::{self, FINDINGS, ObserveOptions},
};
use serde_json::json;

use crate::{
    reading::{observe, slugs},
    samples::{app, sample},
};

#[test]
fn unclear_volumes_are_reported() {
    let volume = |value| {
        let mut document = app("minimal");
        document.spec.volumes = vec![Volume::read(value).unwrap()];
        let (mut workload, findings) = observe(&document);
        let slugs: Vec<String> = findings.into_iter().map(|finding| finding.slug).collect();
        (workload.volumes.remove(0), slugs.join(" "))
    };
    let git = |url: &str| json!({ "url": url });
    let (read, found) = volume(json!({"mountPath": "/a"}));
    assert_eq!(read.source, Source::Unspecified);
    assert_eq!(read.permission, Permission::ReadWrite);
    assert_eq!(
        found,
        "platform/volume-permission-default platform/volume-without-source"
    );
    let (read, found) = volume(json!({"mountPath": "/a", "permission": "RO",
        "volumeSource": {"publicGit": git("new")}, "publicGit": git("old")}));
    assert_eq!(
        read.source,
        Source::PublicGit {
            url: "new".to_owned()
        }
    );
    assert_eq!(found, "platform/volume-ambiguous");
    // The same source in two spellings is one source.
    let (_, found) = volume(json!({"mountPath": "/a", "permission": "RO",
        "volumeSource": {"publicGit": git("same")}, "publicGit": git("same")}));
    assert_eq!(found, "");
    let (_, found) = volume(json!({"mountPath": "/a", "permission": "RO",
        "dataStore": {"alias": "GRA"}}));
    assert_eq!(found, "platform/volume-incomplete");
}

#[test]
fn missing_scaling_is_one_replica() {
    let mut document = app("minimal");
    document.spec.scaling_strategy = None;
    let (workload, findings) = observe(&document);
    assert_eq!(workload.scaling, Scaling::Fixed { replicas: 1 });
    assert_eq!(slugs(&findings), ["platform/scaling-default"]);

    let mut with = |strategy| {
        document.spec.scaling_strategy = Some(Wire::read(strategy).unwrap());
        let (workload, findings) = observe(&document);
        (workload.scaling, slugs(&findings).join(" "))
    };
    let (scaling, found) = with(json!({"automatic": {"replicasMax": 3}}));
    assert_eq!((scaling.min(), scaling.max()), (1, 3));
    assert_eq!(found, "platform/scaling-default");
    let (scaling, found) = with(
        json!({"fixed": {"replicas": 9}, "automatic": {"replicasMin": 2, "replicasMax": 3,
            "resourceType": "RAM", "averageUsageTarget": 50}}),
    );
    assert_eq!((scaling.min(), scaling.max()), (2, 3));
    assert_eq!(found, "platform/scaling-ambiguous");
    let (_, found) = with(json!({"automatic": {"replicasMin": 0, "customMetrics":
        {"apiUrl": "u", "valueLocation": "v"}}}));
    assert_eq!(found, "platform/scaling-incomplete");
}

#[test]
fn units_are_counted_as_the_vendor_does() {
    for (resources, units) in [
        (json!({"flavorCount": 3, "gpu": 2, "cpu": 26}), 3),
        (json!({"gpu": 2, "cpu": 26}), 2),
        (json!({"gpu": 0, "cpu": 4}), 4),
        (json!({"flavorCount": 0}), 1),
    ] {
        let mut document = app("minimal");
        document.spec.resources = Some(Resources::read(resources.clone()).unwrap());
        assert_eq!(
            observe(&document).0.compute.units,
            Some(units),
            "{resources}"
        );
    }
}

#[test]
fn missing_resources_come_from_the_flavor() {
    let document = app("sparse");
    let (workload, findings) = observe(&document);
    assert_eq!(workload.compute.memory, None);
    assert_eq!(slugs(&findings), ["platform/resources-unknown"]);

    let mut options = ObserveOptions::default();
    let flavors = Vec::<Flavor>::read(sample("flavors/gra.json")).unwrap();
    options.flavors.add("gra", flavors.clone());
    let (workload, findings) = observe::app(&document, &options);
    assert_eq!(workload.compute.units, Some(2));
    assert_eq!(workload.compute.cpu, Some(2));
    assert_eq!(workload.compute.memory, Some(8 << 30));
    assert_eq!(workload.compute.scratch, Some(80 << 30));
    assert_eq!(workload.compute.public_network, Some(500_000_000));
    assert_eq!(slugs(&findings), ["platform/resources-from-flavor"]);

    // A GPU count in the old style, and a count too large to multiply.
    let mut document = document;
    document.spec.resources = Some(Resources {
        flavor: Some("h100-1-gpu".to_owned()),
        gpu: Some(2),
        ..Resources::default()
    });
    let compute = observe::app(&document, &options).0.compute;
    assert_eq!((compute.cpu, compute.gpus), (Some(56), Some(2)));
    assert_eq!(compute.gpu_memory, Some(80 << 30));
    document.spec.resources.as_mut().unwrap().gpu = Some(i64::MAX);
    assert_eq!(observe::app(&document, &options).0.compute.memory, None);
    assert_eq!(FlavorTable::default().get("GRA", "ai1-1-cpu"), None);
}

#[test]
fn addresses_are_derived_where_the_status_has_none() {
    let mut document = app("sparse");
    let id = document.id.clone();
    let (workload, _) = observe(&document);
    assert_eq!(
        workload.url,
        Some(format!("https://{id}.app.gra.ai.cloud.ovh.net"))
    );
    assert_eq!(workload.grpc_address, None);
    document.spec.grpc_port = Some(9000);
    assert_eq!(
        observe(&document).0.grpc_address,
        Some(format!("{id}.app-grpc.gra.ai.cloud.ovh.net:443"))
    );
    document.spec.region = "not a region".to_owned();
    assert_eq!(observe(&document).0.url, None);
}

#[test]
fn what_is_not_known_is_reported_and_kept() {
    let (workload, findings) = observe(&app("from-tomorrow"));
    let found: Vec<(&str, &str)> = findings
        .iter()
        .map(|finding| (finding.slug.as_str(), finding.detail.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (
                "platform/unknown-member",
                "/tenancy; /spec/probe/grpc; /spec/scalingStrategy/automatic/scheduleWindows; \
                 /spec/volumes/0/encryption; /spec/warmPool"
            ),
            ("platform/unknown-state", "HIBERNATING"),
            (
                "platform/unknown-value",
                "/spec/scalingStrategy/automatic/resourceType is `GPU`; \
                 /spec/volumes/0/permission is `APPEND`"
            ),
        ]
    );
    assert_eq!(workload.run, RunState::Other("HIBERNATING".to_owned()));
    assert_eq!(
        workload.volumes[0].permission,
        Permission::Other("APPEND".to_owned())
    );
    let pool = workload
        .unknown
        .iter()
        .find(|member| member.pointer == "/spec/warmPool")
        .unwrap();
    assert_eq!(
        pool.value,
        json!({"size": 2, "token": {"secret": true}, "note": null})
    );
    let source: serde_json::Value = serde_json::from_str(&workload.source).unwrap();
    assert_eq!(source["unknown"], json!({"tenancy": "shared"}));
    assert_eq!(source["run"], "HIBERNATING");
    assert_eq!(source["spec"]["volumes"][0]["permission"], "APPEND");
    assert_eq!(
        source["spec"]["warmPool"],
        json!({"size": 2, "token": {"secret": true}})
    );
    // The status is not what a person wants of the app.
    assert!(!workload.source.contains("calm"));
}

#[test]
fn an_estate_is_sorted_and_lists_what_it_lacks() {
    let apps = Vec::<Listed<App>>::read(sample("apps/one-undecodable.json")).unwrap();
    let registries = vec![
        Listed::<Registry>::read(sample("registry/attached.json")).unwrap(),
        Listed::<Registry>::read(json!({"id": "0", "url": ""})).unwrap(),
    ];
    let estate = observe::estate("0123", &apps, &registries, &ObserveOptions::default());
    assert_eq!(estate.service, "0123");
    let ids: Vec<_> = estate.workloads.iter().map(|w| w.id()).collect();
    assert_eq!(
        ids,
        [
            "5c0e6a52-8d1f-4b7e-9a53-2f6d0c1b7e94",
            "b1d4f7a2-3c6e-4805-8f9b-7e2a5d0c4b61"
        ]
    );
    let keys: Vec<_> = estate.findings.iter().map(Finding::key).collect();
    assert_eq!(
        keys,
        [
            "platform/undecodable@app/7d5b3f19-8c2e-4a60-b4d8-e0f6a2c4b7d1",
            "platform/undecodable@app/without-id-2",
            "platform/undecodable@app/without-id-3",
            "platform/registry-without-url@registry/0",
        ]
    );
    assert_eq!(estate.registries[1].url.expose(), "registry.example.com");
    assert_eq!(estate.registries[1].username.as_deref(), Some("puller"));
}

#[test]
fn every_finding_is_declared_once_and_says_what_to_do() {
    let mut slugs: Vec<_> = FINDINGS.iter().map(|kind| kind.slug).collect();
    let declared = slugs.len();
    slugs.sort_unstable();
    slugs.dedup();
    assert_eq!(slugs.len(), declared);
    for kind in FINDINGS {
        assert!(kind.slug.starts_with("platform/"), "{}", kind.slug);
        assert!(
            !kind.title.is_empty() && !kind.hint.is_empty(),
            "{}",
            kind.slug
        );
        assert_ne!(kind.fidelity, Fidelity::Exact, "{}", kind.slug);
    }
}
