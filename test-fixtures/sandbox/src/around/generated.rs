//! What surrounds a generated estate: in proportion to its size, the same for the same seed. Containers that the
//! generated volumes name are always there.

use serde_json::{Value, json};

use super::clusters::{Plan, PoolPlan};
use super::handmade::{BucketPlan, ContainerPlan, UserPlan, managed_registry};
use super::objects::Group;
use super::{Around, roles};
use crate::clock::rfc3339;
use crate::estate::Prng;

/// Names that generated volumes mount.
const MOUNTED: &[&str] = &["models", "main", "feature-x", "UPPER_container", "oldest"];

const SWIFT_REGIONS: &[&str] = &["BHS", "GRA", "SBG"];
const S3_REGIONS: &[&str] = &["BHS", "EU-WEST-PAR", "GRA", "SBG"];

/// Keeps the numbers of this module apart from those of the apps.
const APART: u64 = 0x6172_6f75_6e64;

/// 2026-01-01T00:00:00Z.
const EPOCH_MS: i64 = 1_767_225_600_000;

/// Surroundings of an estate of `objects` workloads.
pub(super) fn build(objects: usize, seed: u64, service_name: &str) -> Around {
    let mut around = Around::default();
    for index in 0..objects.div_ceil(20).max(2) {
        around.users.insert(user(seed, index).build());
    }
    let more = objects.div_ceil(10);
    for index in 0..MOUNTED.len() * SWIFT_REGIONS.len() + more {
        around.containers.push(container(seed, index).build());
    }
    for index in 0..MOUNTED.len() + more {
        around.buckets.push(bucket(seed, index, &around).build());
    }
    for index in 0..objects.div_ceil(200).max(1) {
        let document = registry(seed, index);
        let id = document["id"].as_str().unwrap_or_default().to_owned();
        around
            .registries
            .insert(id, managed_registry(document, service_name));
    }
    for index in 0..objects.div_ceil(250).max(1) {
        let plan = cluster(seed, index);
        around
            .clusters
            .insert(plan.id.clone(), plan.build(service_name));
    }
    for index in 0..objects.div_ceil(25) {
        volume(&mut around, seed, index);
    }
    around
}

fn numbers(seed: u64, kind: u64, index: usize) -> Prng {
    Prng::new(seed ^ APART ^ (kind << 48), index)
}

fn at(index: usize) -> String {
    rfc3339(EPOCH_MS + i64::try_from(index).unwrap_or_default() * 3_600_000)
}

fn user(seed: u64, index: usize) -> UserPlan {
    let mut prng = numbers(seed, 1, index);
    let names = roles::names();
    let count = 1 + prng.below(3);
    let mut held: Vec<String> = (0..count)
        .map(|_| (*prng.pick(&names)).to_owned())
        .collect();
    held.push(
        (*prng.turn(
            &[
                "ai_training_operator",
                "ai_training_read",
                "objectstore_operator",
            ],
            1,
        ))
        .into(),
    );
    held.sort_unstable();
    held.dedup();
    let plain = prng.uuid().replace('-', "");
    let keys = *prng.turn(&[0, 1, 2, 5], 1);
    UserPlan {
        id: 200_001 + i64::try_from(index).unwrap_or_default(),
        username: format!("user-{}", plain.get(..12).unwrap_or(&plain)),
        openstack_id: plain,
        description: (*prng.pick(&["", "robot", "Jean-Noël", "équipe \"données\"", "a\nb"])).into(),
        creation_date: at(index),
        roles: held,
        s3_keys: (0..keys)
            .map(|key| format!("SANDBOXKEY{index:018}{key:04}"))
            .collect(),
        policy: prng.is_turn(3, 0).then(
            || json!({"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}),
        ),
        status: prng.is_turn(7, 0).then(|| "disabled".into()),
    }
}

fn name(prng: &mut Prng, index: usize) -> String {
    let word = *prng.pick(&["data", "models", "results", "logs", "tmp"]);
    format!("{word}-{index}")
}

fn container(seed: u64, index: usize) -> ContainerPlan {
    let mut prng = numbers(seed, 2, index);
    // What is mounted is in every region, so that a data store named after a region finds it.
    let mounted = MOUNTED.get(index / SWIFT_REGIONS.len());
    ContainerPlan {
        name: mounted.map_or_else(|| name(&mut prng, index), |name| (*name).into()),
        region: SWIFT_REGIONS[index % SWIFT_REGIONS.len()].into(),
        created_at: at(index),
        kind: Some((*prng.turn(&["private", "public", "static"], 1)).into()),
        archive: prng.is_turn(11, 5),
        cors: Vec::new(),
        objects: vec![group(
            &mut prng,
            &["part-{n}.parquet", "été/{n}.bin", "a b/{n}?.txt"],
        )],
    }
}

fn bucket(seed: u64, index: usize, around: &Around) -> BucketPlan {
    let mut prng = numbers(seed, 3, index);
    let mounted = MOUNTED.get(index);
    let owners: Vec<i64> = around.users.iter().map(|user| user.id).collect();
    let versioned = prng.is_turn(2, 0);
    let mut objects = vec![group(
        &mut prng,
        &["train/{n}.tfrecord", "out/{n}/result.json", "{n}"],
    )];
    if versioned {
        objects[0].versions = Some(2);
        objects.push(Group {
            deleted: true,
            name: "removed/{n}".into(),
            ..objects[0].clone()
        });
    }
    BucketPlan {
        // Bucket names are lower case, without underscores.
        name: mounted
            .map_or_else(|| name(&mut prng, index), |name| (*name).into())
            .to_lowercase()
            .replace('_', "-"),
        region: match mounted {
            Some(_) => "GRA".into(),
            None => (*prng.turn(S3_REGIONS, 1)).into(),
        },
        created_at: at(index),
        owner_id: *prng.pick(&owners),
        versioning: versioned.then(|| "enabled".into()),
        encryption: prng.one_in(2).then(|| "AES256".into()),
        tags: prng
            .one_in(3)
            .then(|| json!({"team": "ml", "owner": "Noël"})),
        object_lock: None,
        lifecycle: None,
        replication: None,
        objects,
    }
}

fn group(prng: &mut Prng, names: &[&str]) -> Group {
    // A few containers are longer than one page.
    let count = if prng.is_turn(13, 0) {
        2100
    } else {
        prng.below(40)
    };
    Group {
        name: (*prng.pick(names)).into(),
        count: u32::try_from(count).unwrap_or_default(),
        size: prng.between(0, 5_000_000_000),
        content_type: None,
        class: Some(
            (*prng.turn(&["STANDARD", "STANDARD_IA", "HIGH_PERF", "DEEP_ARCHIVE"], 1)).into(),
        ),
        versions: None,
        deleted: false,
    }
}

fn registry(seed: u64, index: usize) -> Value {
    let mut prng = numbers(seed, 4, index);
    let zone = *prng.turn(&["gra9", "de1", "bhs5"], 1);
    let users: Vec<Value> = (0..prng.below(4))
        .map(|at| {
            let login = format!("robot-{at}");
            json!({"email": format!("{login}@example.com"), "id": (11 + at).to_string(), "user": login})
        })
        .collect();
    let restricted = json!([{
        "createdAt": at(index), "description": "office", "ipBlock": "192.0.2.0/24", "updatedAt": at(index),
    }]);
    json!({
        "createdAt": at(index),
        "iamEnabled": prng.is_turn(3, 2),
        "id": prng.uuid(),
        "management": [],
        "name": format!("registry-{index}"),
        "plan": prng.turn(&["SMALL", "MEDIUM", "LARGE"], 1),
        "region": zone.trim_end_matches(char::is_numeric).to_uppercase(),
        "registry": if prng.one_in(2) { restricted } else { json!([]) },
        "size": prng.between(0, 100_000_000_000),
        "updatedAt": at(index + 24),
        "url": format!("https://sbx{index:05}.c1.{zone}.container-registry.ovh.net"),
        "users": users,
        "version": "2.12.2",
    })
}

fn cluster(seed: u64, index: usize) -> Plan {
    let mut prng = numbers(seed, 5, index);
    let pools = (0..1 + prng.below(3))
        .map(|at| {
            let nodes = *prng.turn(&[3, 0, 30, 60], 1);
            PoolPlan {
                id: prng.uuid(),
                name: format!("pool-{at}"),
                flavor: (*prng.pick(&["b3-16", "c3-8", "l4-90"])).into(),
                nodes,
                min: 0,
                max: 100,
                installing: prng.below(2).min(nodes),
                deleted: prng.below(4),
                autoscale: prng.one_in(2),
                labels: json!({"pool": format!("{at}")}),
                taints: Vec::new(),
            }
        })
        .collect();
    Plan {
        id: prng.uuid(),
        name: format!("cluster-{index}"),
        region: (*prng.turn(&["GRA11", "SBG5", "BHS5"], 1)).into(),
        code: format!("sbx{index:03}"),
        version: (*prng.pick(&["1.34.1-0", "1.33.5-2"])).into(),
        created_at: at(index),
        updated_at: at(index + 24),
        ip_restrictions: Vec::new(),
        pools,
    }
}

fn volume(around: &mut Around, seed: u64, index: usize) {
    let mut prng = numbers(seed, 6, index);
    let id = prng.uuid();
    let region = *prng.turn(&["GRA11", "SBG5", "BHS5"], 1);
    let size = prng.between(1, 4000);
    around.volumes.push(json!({
        "attachedTo": [], "availabilityZone": null, "bootable": prng.one_in(4), "creationDate": at(index),
        "description": "", "id": id, "name": format!("volume-{index}"), "planCode": "volume.classic.consumption",
        "region": region, "size": size, "status": "available",
        "type": prng.turn(&["classic", "high-speed", "high-speed-gen2", "classic-luks"], 1),
    }));
    if prng.is_turn(2, 0) {
        around.volume_snapshots.push(json!({
            "creationDate": at(index + 1), "description": "", "id": prng.uuid(), "name": format!("snap-{index}"),
            "planCode": "volume.snapshot.consumption", "region": region, "size": size, "status": "available",
            "volumeId": id,
        }));
    }
    if prng.is_turn(3, 0) {
        around.instance_snapshots.push(json!({
            "creationDate": at(index + 2), "flavorType": null, "id": prng.uuid(), "minDisk": 50, "minRam": 0,
            "name": format!("image-{index}"), "planCode": "snapshot.consumption", "region": region, "size": 4.5,
            "status": "active", "tags": [], "type": "linux", "user": "ubuntu", "visibility": "private",
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_surroundings_and_sizes_follow_the_estate() {
        let names = |objects, seed| {
            let around = build(objects, seed, "p");
            ["user", "container", "container_registry", "cluster"].map(|kind| around.ids(kind))
        };
        assert_eq!(names(100, 7), names(100, 7));
        assert_ne!(names(100, 7), names(100, 8));
        let (small, large) = (names(10, 1), names(1000, 1));
        assert_eq!([small[0].len(), small[1].len()], [2, 22]);
        assert_eq!(
            [
                large[0].len(),
                large[1].len(),
                large[2].len(),
                large[3].len()
            ],
            [50, 220, 5, 4]
        );
        let mut once = large[1].clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), large[1].len());
    }
}
