//! Which rows of the policy an object is concerned by, whatever is found about it.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::{Address, Estate, Kind, Task, Workload};

use crate::Row;

/// Every object that only its members, not its kind, decide about.
pub(crate) struct Concerns<'a> {
    workloads: BTreeMap<&'a Address, &'a Workload>,
    /// Data stores that a person added, with credentials.
    added_stores: BTreeSet<&'a Address>,
}

impl<'a> Concerns<'a> {
    pub(crate) fn of(estate: &'a Estate) -> Self {
        Self {
            workloads: estate
                .workloads
                .iter()
                .map(|workload| (&workload.address, workload))
                .collect(),
            added_stores: estate
                .data_stores
                .iter()
                .filter(|store| !store.built_in)
                .map(|store| &store.address)
                .collect(),
        }
    }

    /// The rows that concern `address`, an object of the estate.
    pub(crate) fn rows(&self, address: &Address) -> Vec<Row> {
        match address.kind() {
            Kind::Backup => vec![Row::PersistentStorage],
            Kind::DataStore if self.added_stores.contains(address) => {
                vec![Row::AccessAndSecrets, Row::PersistentStorage]
            }
            Kind::DataStore => vec![Row::PersistentStorage],
            Kind::Registry => vec![Row::OciRegistry, Row::AccessAndSecrets],
            Kind::Token => vec![Row::AccessAndSecrets],
            Kind::User => vec![Row::AccessAndSecrets, Row::TerraformModules],
            Kind::Quota => vec![Row::ScalingAndLoadBalancing],
            Kind::Container => vec![Row::PersistentStorage, Row::TerraformModules],
            Kind::ContainerRegistry => vec![Row::OciRegistry, Row::TerraformModules],
            Kind::Cluster => vec![Row::KubernetesApi, Row::TerraformModules],
            _ => self
                .workloads
                .get(address)
                .map_or_else(|| vec![Row::ApiCliIac], |workload| rows_of(workload)),
        }
    }
}

/// The vendor's Terraform provider has no resources for workloads (platform-facts section 15), so that row is none of theirs.
fn rows_of(workload: &Workload) -> Vec<Row> {
    let mut rows = vec![
        Row::OciContainers,
        Row::KubernetesApi,
        Row::ApiCliIac,
        Row::AccessAndSecrets,
        Row::MonitoringAndLogging,
    ];
    let is_workbench = matches!(workload.task, Task::Workbench(_));
    if !workload.image.reference.is_empty() || workload.image.partner.is_some() {
        rows.push(Row::OciRegistry);
    }
    if workload.kind() == Kind::App {
        rows.push(Row::ScalingAndLoadBalancing);
    }
    if !workload.volumes.is_empty() || is_workbench {
        rows.push(Row::PersistentStorage);
    }
    if has_public_address(workload) {
        rows.push(Row::AntiDdos);
    }
    rows
}

/// Whether anyone on the internet can send traffic to it today, with or without a login.
pub(crate) fn has_public_address(workload: &Workload) -> bool {
    !workload.has_ended() && (workload.url.is_some() || workload.grpc_address.is_some())
}
