//! What surrounds AI in a project: users, object storage, regions, managed registries, managed Kubernetes, block
//! storage, price list. Values are invented; shapes are those of `around-ai-api.json`.

pub(crate) mod catalogue;
mod clusters;
mod generated;
mod handmade;
mod managed_registries;
mod objects;
pub(crate) mod roles;
pub(crate) mod secrets;
mod storage;
mod users;

use indexmap::IndexMap;
use serde_json::Value;

pub(crate) use clusters::Cluster;
pub(crate) use managed_registries::ManagedRegistry;
pub(crate) use objects::{LARGEST_PAGE, Listing};
pub(crate) use storage::{Bucket, Container};
pub(crate) use users::{User, Users};

use crate::options::{AroundOptions, EstateChoice};

/// Everything around AI in one project.
#[derive(Debug, Default)]
pub(crate) struct Around {
    pub(crate) options: AroundOptions,
    /// `cloud.Region`, sorted by name.
    pub(crate) regions: Vec<Value>,
    pub(crate) users: Users,
    pub(crate) containers: Vec<Container>,
    pub(crate) buckets: Vec<Bucket>,
    pub(crate) registries: IndexMap<String, ManagedRegistry>,
    pub(crate) clusters: IndexMap<String, Cluster>,
    /// Block volumes, their snapshots, snapshots of instances.
    pub(crate) volumes: Vec<Value>,
    pub(crate) volume_snapshots: Vec<Value>,
    pub(crate) instance_snapshots: Vec<Value>,
}

impl Around {
    /// What surrounds the AI objects of an estate.
    pub(crate) fn build(
        choice: &EstateChoice,
        options: &AroundOptions,
        service_name: &str,
    ) -> Self {
        let mut around = match choice {
            EstateChoice::Handmade => handmade::build(service_name),
            EstateChoice::Generated { objects, seed } | EstateChoice::Mixed { objects, seed } => {
                generated::build(*objects, *seed, service_name)
            }
            EstateChoice::Empty => Self::default(),
        };
        around.regions = handmade::regions(service_name, options.s3_endpoint.as_deref());
        around.options = options.clone();
        around
    }

    /// Lets everything happen that is due.
    pub(crate) fn advance(&mut self, now_ms: i64) {
        self.users.advance(now_ms);
        for cluster in self.clusters.values_mut() {
            cluster.advance(now_ms);
        }
    }

    /// Ids of one kind: `user` (numeric id), `container` (`swift/REGION/NAME`, `s3/REGION/NAME`),
    /// `container_registry`, `cluster`; none for other kinds.
    pub(crate) fn ids(&self, kind: &str) -> Vec<String> {
        match kind {
            "user" => self.users.iter().map(|user| user.id.to_string()).collect(),
            "container" => {
                let swift = self
                    .containers
                    .iter()
                    .map(|container| format!("swift/{}/{}", container.region, container.name));
                let s3 = self
                    .buckets
                    .iter()
                    .map(|bucket| format!("s3/{}/{}", bucket.region, bucket.name));
                swift.chain(s3).collect()
            }
            "container_registry" => self.registries.keys().cloned().collect(),
            "cluster" => self.clusters.keys().cloned().collect(),
            _ => Vec::new(),
        }
    }

    /// Takes an object away at once: the segment of its path, its id or name, its region where the path has one.
    pub(crate) fn remove(&mut self, segment: &str, id: &str, region: &str) {
        match segment {
            "user" => self.users.remove(id),
            "containerRegistry" => {
                self.registries.shift_remove(id);
            }
            "kube" => {
                self.clusters.shift_remove(id);
            }
            "volume" => self.volumes.retain(|volume| volume["id"] != id),
            "snapshot" => {
                self.volume_snapshots
                    .retain(|snapshot| snapshot["id"] != id);
                self.instance_snapshots
                    .retain(|snapshot| snapshot["id"] != id);
            }
            "storage" => {
                self.containers.retain(|container| container.id != id);
                self.buckets
                    .retain(|bucket| bucket.region != region || bucket.name != id);
            }
            _ => {}
        }
    }

    /// The region of this name, which is written in capitals.
    pub(crate) fn region(&self, name: &str) -> Option<&Value> {
        self.regions.iter().find(|region| region["name"] == name)
    }

    /// Does a region have one of these services?
    pub(crate) fn has_service(&self, region: &str, names: &[&str]) -> bool {
        self.region(region)
            .and_then(|region| region["services"].as_array())
            .is_some_and(|services| {
                services
                    .iter()
                    .any(|service| names.iter().any(|name| service["name"] == *name))
            })
    }
}
