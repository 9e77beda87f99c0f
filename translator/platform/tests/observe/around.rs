//! What surrounds the AI products.

use std::collections::BTreeMap;

use ovhai_model::{Estate, Finding, Kind};
use ovhai_platform::{
    documents::{Listed, Wire, around},
    observe::{self, Documents, Observer, estate_of},
};
use serde_json::{Value, json};

use crate::{
    holdings::{plain, source},
    reading::slugs,
    samples::sample,
};

/// Everything around the AI products that the samples have.
fn surroundings() -> Estate {
    fn list<T: Wire>(path: &str) -> Vec<Listed<T>> {
        Wire::read(sample(path)).unwrap()
    }
    let users = list("around-users/three.json");
    let swift = list("around-swift-containers/with-type.json");
    let mut gra: Vec<Listed<around::Bucket>> = list("around-buckets/gra.json");
    gra.push(Listed::read(sample("around-bucket/every-setting.json")).unwrap());
    gra.push(Listed::read(json!({"name": "odd", "versioning": "yes"})).unwrap());
    let buckets = BTreeMap::from([("gra".to_owned(), gra)]);
    let registries = list("around-registries/list.json");
    let mut pools: Vec<Listed<around::NodePool>> = list("around-node-pools/two.json");
    pools.push(Listed::read(json!({"id": "p3", "maxNodes": "many"})).unwrap());
    let clusters = BTreeMap::from([
        (
            "c".to_owned(),
            (
                Listed::read(sample("around-cluster/plain.json")).unwrap(),
                pools,
            ),
        ),
        (
            "gone-wrong".to_owned(),
            (Listed::read(json!("?")).unwrap(), Vec::new()),
        ),
    ]);
    let documents = Documents {
        users: Some(&users),
        swift_containers: Some(&swift),
        buckets: Some(&buckets),
        container_registries: Some(&registries),
        clusters: Some(&clusters),
        ..Documents::default()
    };
    estate_of("p", &documents, &plain())
}

#[test]
fn what_surrounds_is_read() {
    let estate = surroundings();
    assert_eq!(
        estate.kinds.iter().copied().collect::<Vec<_>>(),
        [
            Kind::User,
            Kind::Container,
            Kind::ContainerRegistry,
            Kind::Cluster
        ]
    );
    let users: Vec<_> = estate
        .users
        .iter()
        .map(|user| {
            (
                user.address.to_string(),
                user.name.as_str(),
                user.roles.join(" "),
            )
        })
        .collect();
    assert_eq!(
        users,
        [
            (
                "user/100001".to_owned(),
                "user-Ab3dEf6hIj9k",
                "ai_training_operator objectstore_operator".to_owned()
            ),
            (
                "user/100002".to_owned(),
                "user-Zy8xWv5uTs2r",
                "ai_training_read".to_owned()
            ),
            ("user/100003".to_owned(), "user-Qq1Ww2Ee3Rr4", String::new()),
        ]
    );
    assert_eq!(estate.users[0].description, "press kit robot");
    assert_eq!(
        source(&estate.users[1].source),
        json!({"id": "100002", "roles": ["ai_training_read"], "status": "ok", "username": "user-Zy8xWv5uTs2r"})
    );
    let containers: Vec<_> = estate
        .containers
        .iter()
        .map(|container| (container.address.to_string(), container.objects))
        .collect();
    assert_eq!(
        containers,
        [
            ("container/s3/GRA/findings-out".to_owned(), Some(20_481)),
            ("container/s3/GRA/findings-out".to_owned(), Some(20_481)),
            ("container/s3/GRA/prod-models".to_owned(), Some(312)),
            ("container/swift/GRA/field-photos".to_owned(), Some(1_240)),
        ]
    );
    assert_eq!(estate.containers[2].bytes, Some(85_899_345_920));
    assert_eq!(
        source(&estate.containers[3].source),
        json!({"id": "swift/GRA/field-photos", "archive": false, "containerType": "private", "region": "GRA", "type": "swift"})
    );
    let registry = &estate.container_registries[0];
    assert!(registry.url.expose().starts_with("https://"));
    assert!(registry.bytes.is_some());
    assert!(!registry.source.contains("READY"));
    let cluster = &estate.clusters[0];
    assert_eq!(cluster.name, "greenhouse");
    assert_eq!(cluster.region, "GRA11");
    assert_eq!(cluster.version.as_deref(), Some("1.34.1-0"));
    assert_eq!(
        cluster.node_pools,
        BTreeMap::from([("cpu".to_owned(), 2), ("gpu".to_owned(), 1)])
    );
    let keys: Vec<String> = estate.findings.iter().map(Finding::key).collect();
    assert_eq!(
        keys,
        [
            "platform/undecodable@container/s3/GRA/odd".to_owned(),
            format!("platform/undecodable@{}", cluster.address),
            "platform/undecodable@cluster/gone-wrong".to_owned(),
        ]
    );
}

#[test]
fn settings_of_a_bucket_are_its_source() {
    let read = |document: Value| {
        let document = around::Bucket::read(document).unwrap();
        observe::bucket("gra", &document, &plain())
    };
    let original = sample("around-bucket/every-setting.json");
    let (bucket, findings) = read(original.clone());
    assert_eq!(findings, []);
    let source = source(&bucket.source);
    assert_eq!(source["encryption"], json!({"sseAlgorithm": "plaintext"}));
    assert_eq!(source["versioning"], json!({"status": "enabled"}));
    assert_eq!(source["objectLock"]["rule"]["period"], "P30D");
    assert_eq!(
        source["replication"]["rules"][0]["destination"]["region"],
        "SBG"
    );
    assert_eq!(
        source["lifecycle"]["rules"][0]["expiration"],
        json!({"days": 90})
    );
    for (member, value) in [
        ("objectsCount", json!(1)),
        ("objectsSize", json!(1)),
        (
            "objects",
            json!([{"key": "k", "storageClass": "COLD", "x": 1}]),
        ),
        ("createdAt", json!("later")),
    ] {
        let mut changed = original.clone();
        changed[member] = value;
        let (changed, findings) = read(changed);
        assert_eq!(changed.digest, bucket.digest, "{member}");
        assert_eq!(findings, [], "{member}");
    }
    for (pointer, value) in [
        ("/encryption/sseAlgorithm", json!("AES256")),
        ("/versioning/status", json!("suspended")),
        ("/objectLock/rule/mode", json!("compliance")),
        ("/replication/rules/0/priority", json!(2)),
        ("/lifecycle/rules/0/filter/prefix", json!("old/")),
        ("/tags", json!({"team": "orchard"})),
    ] {
        let mut changed = original.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        assert_ne!(read(changed).0.digest, bucket.digest, "{pointer}");
    }
    let mut changed = original;
    changed["region"] = Value::Null;
    changed["legalHold"] = json!(true);
    let (changed, findings) = read(changed);
    assert_eq!(changed.address, bucket.address);
    assert_eq!(slugs(&findings), ["platform/unknown-member"]);
}

#[test]
fn a_list_of_buckets_has_no_settings() {
    let options = plain();
    let mut observer = Observer::new("p", &options);
    let mut list =
        Vec::<Listed<around::ListedBucket>>::read(sample("around-buckets/gra.json")).unwrap();
    list.push(Listed::read(json!({"name": "new", "tier": "cold"})).unwrap());
    list.push(Listed::read(json!({"name": "odd", "ownerId": "me"})).unwrap());
    for listed in &list {
        observer.bucket("gra", listed);
    }
    let estate = observer.finish();
    let read: Vec<_> = estate
        .containers
        .iter()
        .map(|container| (container.address.id(), container.bytes))
        .collect();
    assert_eq!(
        read,
        [
            ("s3/GRA/findings-out", Some(5_368_709_120)),
            ("s3/GRA/new", None),
            ("s3/GRA/prod-models", Some(85_899_345_920)),
        ]
    );
    assert_eq!(
        source(&estate.containers[0].source),
        json!({"id": "s3/GRA/findings-out", "region": "GRA", "type": "s3"})
    );
    let keys: Vec<String> = estate.findings.iter().map(Finding::key).collect();
    assert_eq!(
        keys,
        [
            "platform/unknown-member@container/s3/GRA/new",
            "platform/undecodable@container/s3/GRA/odd",
        ]
    );
}

#[test]
fn running_changes_nothing_around() {
    let cluster = |change: &dyn Fn(&mut Value, &mut Value)| {
        let (mut cluster, mut pools) = (
            sample("around-cluster/plain.json"),
            sample("around-node-pools/two.json"),
        );
        change(&mut cluster, &mut pools);
        let pools = Vec::read(pools).unwrap();
        observe::cluster(&Wire::read(cluster).unwrap(), &pools, &plain())
    };
    let (before, findings) = cluster(&|_, _| {});
    assert_eq!(findings, []);
    let taint = &source(&before.source)["nodePools"][1]["template"]["spec"]["taints"][0];
    assert_eq!(
        taint,
        &json!({"effect": "NoSchedule", "key": "nvidia.com/gpu", "value": "present"})
    );
    let (running, findings) = cluster(&|cluster, pools| {
        cluster["status"] = json!("UPDATING");
        cluster["isUpToDate"] = json!(false);
        cluster["nextUpgradeVersions"] = json!(["1.40"]);
        pools.as_array_mut().unwrap().reverse();
        // This one follows the autoscaler.
        pools[0]["desiredNodes"] = json!(3);
        pools[0]["currentNodes"] = json!(3);
        pools[0]["status"] = json!("NAPPING");
        pools[1]["updatedAt"] = json!("later");
    });
    assert_eq!(running.digest, before.digest);
    assert_eq!(findings, []);
    assert_eq!(running.node_pools["gpu"], 3);
    for (what, (changed, _)) in [
        (
            "version",
            cluster(&|cluster, _| cluster["version"] = json!("1.35.0-0")),
        ),
        (
            "nodes",
            cluster(&|_, pools| pools[0]["desiredNodes"] = json!(5)),
        ),
        ("most", cluster(&|_, pools| pools[1]["maxNodes"] = json!(5))),
        (
            "taint",
            cluster(&|_, pools| {
                pools[1]["template"]["spec"]["taints"][0]["key"] = json!("other");
            }),
        ),
        ("gone", cluster(&|_, pools| *pools = json!([pools[0]]))),
        (
            "network",
            cluster(&|cluster, _| cluster["privateNetworkId"] = json!("n")),
        ),
    ] {
        assert_ne!(changed.digest, before.digest, "{what}");
    }
    let (unknown, findings) = cluster(&|cluster, pools| {
        cluster["status"] = json!("NAPPING");
        cluster["customization"] = json!({"cilium": {"hubble": true}});
        pools[0]["spot"] = json!(true);
    });
    assert_ne!(unknown.digest, before.digest);
    let found: Vec<(&str, &str)> = findings
        .iter()
        .map(|finding| (finding.slug.as_str(), finding.detail.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (
                "platform/unknown-member",
                "/customization/cilium; /nodePools/0/spot"
            ),
            ("platform/unknown-state", "NAPPING"),
        ]
    );

    let registry = |status: &str, size: i64| {
        let mut document = sample("around-registry/one.json");
        document["status"] = json!(status);
        document["size"] = json!(size);
        document["updatedAt"] = json!(status);
        observe::container_registry(&Wire::read(document).unwrap(), &plain())
    };
    let (before, findings) = registry("READY", 1);
    assert_eq!(findings, []);
    for (status, found) in [
        ("UPDATING", None),
        ("DELETING", Some("platform/being-deleted")),
        ("DELIVERING", Some("platform/unknown-state")),
    ] {
        let (after, findings) = registry(status, 2);
        assert_eq!(after.digest, before.digest);
        assert_eq!(after.bytes, Some(2));
        assert_eq!(slugs(&findings), found.into_iter().collect::<Vec<_>>());
    }
    let mut document = sample("around-registry/one.json");
    document["url"] = json!("");
    let (_, findings) = observe::container_registry(&Wire::read(document).unwrap(), &plain());
    assert_eq!(slugs(&findings), ["platform/registry-without-url"]);
}

#[test]
fn regions_tell_whether_they_have_s3() {
    let region = |path: &str| around::Region::read(sample(path)).unwrap();
    assert!(region("around-region/one-zone.json").offers_s3());
    let mut without = region("around-region/one-zone.json");
    without
        .services
        .retain(|service| !service.name.contains("s3"));
    assert!(!without.services.is_empty());
    assert!(!without.offers_s3());
}

#[test]
fn gaps_of_users_are_reported() {
    let read = |change: Value| {
        let mut document = sample("around-user/operator.json");
        for (name, value) in change.as_object().unwrap() {
            document[name] = value.clone();
        }
        observe::user(&Wire::read(document).unwrap(), &plain())
    };
    let (before, findings) = read(json!({}));
    assert_eq!(findings, []);
    assert_eq!(read(json!({"description": "x"})).0.digest, before.digest);
    assert_ne!(read(json!({"status": "disabled"})).0.digest, before.digest);
    assert_ne!(read(json!({"roles": []})).0.digest, before.digest);
    assert_eq!(
        slugs(&read(json!({"status": "deleting"})).1),
        ["platform/being-deleted"]
    );
    let (user, findings) = read(json!({"status": "asleep", "roles": [{"id": "r", "level": 3}]}));
    assert_eq!(user.roles, ["r"]);
    assert_eq!(
        slugs(&findings),
        ["platform/unknown-member", "platform/unknown-state"]
    );
}
