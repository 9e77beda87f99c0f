//! `data/around.json`: what the hand-made estate's apps, jobs and notebooks mount, pull and are made by.
//! `data/regions.json`: the regions of every estate.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::clusters::Plan;
use super::objects::{Group, Objects};
use super::storage::{Bucket, Container};
use super::users::User;
use super::{Around, ManagedRegistry, roles};
use crate::clock::parse_rfc3339;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    users: Vec<UserPlan>,
    swift: Vec<ContainerPlan>,
    s3: Vec<BucketPlan>,
    registries: Vec<Value>,
    clusters: Vec<Plan>,
    volumes: Vec<Value>,
    volume_snapshots: Vec<Value>,
    instance_snapshots: Vec<Value>,
}

/// A user with what belongs to it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserPlan {
    pub(super) id: i64,
    pub(super) openstack_id: String,
    pub(super) username: String,
    pub(super) description: String,
    pub(super) creation_date: String,
    pub(super) roles: Vec<String>,
    pub(super) s3_keys: Vec<String>,
    pub(super) policy: Option<Value>,
    #[serde(default)]
    pub(super) status: Option<String>,
}

impl UserPlan {
    pub(super) fn build(self) -> User {
        User {
            id: self.id,
            openstack_id: self.openstack_id,
            username: self.username,
            description: self.description,
            created: self.creation_date,
            roles: self
                .roles
                .iter()
                .filter_map(|name| roles::named(name))
                .collect(),
            keys: self.s3_keys,
            policy: self.policy.map(|policy| policy.to_string()),
            disabled: self.status.as_deref() == Some("disabled"),
            ready_ms: 0,
            gone_ms: None,
            passwords: 1,
        }
    }
}

/// A Swift container with rules for its objects.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ContainerPlan {
    pub(super) name: String,
    pub(super) region: String,
    pub(super) created_at: String,
    #[serde(default, rename = "type")]
    pub(super) kind: Option<String>,
    #[serde(default)]
    pub(super) archive: bool,
    #[serde(default)]
    pub(super) cors: Vec<String>,
    pub(super) objects: Vec<Group>,
}

impl ContainerPlan {
    pub(super) fn build(self) -> Container {
        let content_types = self
            .objects
            .iter()
            .filter_map(|group| {
                let ending = group.name.rsplit('.').next()?;
                Some((ending.to_owned(), group.content_type.clone()?))
            })
            .collect();
        Container {
            id: Container::id_of(&self.region, &self.name),
            archive: self.archive,
            kind: self.kind.unwrap_or_else(|| "private".into()),
            cors: self.cors,
            content_types,
            objects: Objects::of(self.objects, milliseconds(&self.created_at)),
            name: self.name,
            region: self.region,
        }
    }
}

/// An S3 bucket with rules for its objects.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BucketPlan {
    pub(super) name: String,
    pub(super) region: String,
    pub(super) created_at: String,
    pub(super) owner_id: i64,
    #[serde(default)]
    pub(super) versioning: Option<String>,
    #[serde(default)]
    pub(super) encryption: Option<String>,
    #[serde(default)]
    pub(super) tags: Option<Value>,
    #[serde(default)]
    pub(super) object_lock: Option<Value>,
    #[serde(default)]
    pub(super) lifecycle: Option<Value>,
    #[serde(default)]
    pub(super) replication: Option<Value>,
    pub(super) objects: Vec<Group>,
}

impl BucketPlan {
    pub(super) fn build(self) -> Bucket {
        let mut settings = Map::new();
        let encryption = self.encryption.as_deref().unwrap_or("plaintext");
        let versioning = self.versioning.as_deref().unwrap_or("disabled");
        let unlocked = json!({"rule": null, "status": "disabled"});
        for (name, value) in [
            ("encryption", json!({"sseAlgorithm": encryption})),
            ("lifecycle", self.lifecycle.unwrap_or_default()),
            ("objectLock", self.object_lock.unwrap_or(unlocked)),
            ("replication", self.replication.unwrap_or_default()),
            ("tags", self.tags.unwrap_or_else(|| json!({}))),
            ("versioning", json!({"status": versioning})),
        ] {
            settings.insert(name.into(), value);
        }
        Bucket {
            objects: Objects::of(self.objects, milliseconds(&self.created_at)),
            name: self.name,
            region: self.region,
            created: self.created_at,
            owner: self.owner_id,
            settings,
        }
    }
}

/// A managed registry from a document with `plan`, `users`, `management` and `registry` beside the API's members.
pub(super) fn managed_registry(mut document: Value, service_name: &str) -> ManagedRegistry {
    let mut take = |name: &str| match document.as_object_mut().and_then(|map| map.remove(name)) {
        Some(Value::Array(items)) => items,
        Some(other) => vec![other],
        None => Vec::new(),
    };
    let plan = take("plan");
    let users = take("users")
        .into_iter()
        .map(|mut user| {
            user["password"] = Value::Null;
            (user["id"].as_str().unwrap_or_default().to_owned(), user)
        })
        .collect();
    let (management, registry) = (take("management"), take("registry"));
    document["projectID"] = service_name.into();
    document["status"] = "READY".into();
    ManagedRegistry {
        plan: plan
            .first()
            .and_then(Value::as_str)
            .unwrap_or("SMALL")
            .to_owned(),
        document,
        users,
        management,
        registry,
    }
}

/// What surrounds the hand-made estate.
#[expect(
    clippy::expect_used,
    reason = "the text is a file of this crate, read by every test"
)]
pub(super) fn build(service_name: &str) -> Around {
    let file: File =
        serde_json::from_str(include_str!("../../data/around.json")).expect("data/around.json");
    let mut around = Around {
        containers: file.swift.into_iter().map(ContainerPlan::build).collect(),
        buckets: file.s3.into_iter().map(BucketPlan::build).collect(),
        volumes: file.volumes,
        volume_snapshots: file.volume_snapshots,
        instance_snapshots: file.instance_snapshots,
        ..Around::default()
    };
    for user in file.users {
        around.users.insert(user.build());
    }
    for document in file.registries {
        let registry = managed_registry(document, service_name);
        let id = registry.document["id"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        around.registries.insert(id, registry);
    }
    for plan in file.clusters {
        around
            .clusters
            .insert(plan.id.clone(), plan.build(service_name));
    }
    around
}

/// The regions; S3 services tell `s3_endpoint` where one is given.
#[expect(
    clippy::expect_used,
    reason = "the text is a file of this crate, read by every test"
)]
pub(super) fn regions(service_name: &str, s3_endpoint: Option<&str>) -> Vec<Value> {
    let text = include_str!("../../data/regions.json").replace("{serviceName}", service_name);
    let mut regions: Vec<Value> = serde_json::from_str(&text).expect("data/regions.json");
    let services = regions
        .iter_mut()
        .filter_map(|region| region["services"].as_array_mut())
        .flatten();
    for service in services {
        let is_s3 = service["name"]
            .as_str()
            .is_some_and(|name| name.starts_with("storage-s3-"));
        if let (true, Some(endpoint)) = (is_s3, s3_endpoint) {
            service["endpoint"] = endpoint.into();
        }
    }
    regions
}

pub(super) fn milliseconds(time: &str) -> i64 {
    parse_rfc3339(time).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_say_only_what_is_known() {
        let around = build("p");
        for user in around.users.iter() {
            assert!(!user.roles.is_empty(), "{}", user.username);
        }
        let regions = regions("p", Some("http://127.0.0.1:9000"));
        let name = |name: &str| regions.iter().any(|region| region["name"] == name);
        for container in &around.containers {
            assert!(name(&container.region));
        }
        for bucket in &around.buckets {
            assert!(name(&bucket.region));
            assert!(around.users.iter().any(|user| user.id == bucket.owner));
        }
        let text = serde_json::to_string(&regions).unwrap();
        assert!(text.contains("127.0.0.1:9000") && !text.contains("{serviceName}"));
    }
}
