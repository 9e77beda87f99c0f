//! Managed Kubernetes clusters with their node pools.

use std::collections::BTreeMap;

use ovhai_model::{Address, Cluster, Digest, Finding, Kind};
use serde_json::{Map, Value};

use super::{Notes, ObserveOptions, findings, source};
use crate::{
    documents::{
        Listed, Nulls, Place, Wire,
        around::{self, ClusterStatus, NodePool},
    },
    redaction::Redactor,
};

/// Members that sound like credentials and are none: the key of a taint, settings of the private network.
const PLAIN: &[&str] = &[
    "key",
    "privateNetworkConfiguration",
    "privateNetworkId",
    "privateNetworkRoutingAsDefault",
];

/// Reads a cluster with its node pools. A node pool that does not have the documented form is a finding of the cluster.
#[must_use]
pub fn cluster(
    document: &around::Cluster,
    pools: &[Listed<NodePool>],
    options: &ObserveOptions,
) -> (Cluster, Vec<Finding>) {
    let address = Address::new(Kind::Cluster, document.id.as_str());
    let redactor = options.redactor().with_plain(PLAIN);
    let mut notes = Notes::new(&address, &redactor);
    let mut surprises = Vec::new();
    document.surprises(Place::ROOT, &mut surprises);
    surprises.retain(|surprise| surprise.pointer != "/status");
    notes.surprises(surprises);
    match &document.status {
        Some(status @ (ClusterStatus::Deleting | ClusterStatus::Deleted)) => {
            notes.add(&findings::BEING_DELETED, status.as_str());
        }
        Some(ClusterStatus::Other(name)) => {
            notes.unknown_state(name);
        }
        _ => {}
    }
    let mut node_pools = BTreeMap::new();
    let mut settings = BTreeMap::new();
    for (index, listed) in pools.iter().enumerate() {
        match listed {
            Listed::Read(pool) => {
                node_pool(index, pool, &mut notes);
                let name = pool.name.as_deref().unwrap_or(&pool.id);
                *node_pools.entry(notes.shown(name)).or_insert(0) +=
                    pool.desired_nodes.unwrap_or_default();
                // Names are unique within a cluster; the id keeps apart what should not be.
                settings.insert((name, &pool.id), wanted_pool(pool, &redactor));
            }
            Listed::Undecodable(object) => {
                let detail = format!("/nodePools/{index}: {}", object.error);
                notes.add(&findings::UNDECODABLE, detail);
            }
        }
    }
    let source = source::of_members(
        &document.id,
        &document.write(Nulls::AsRead),
        &[
            "auditLogsSubscribed",
            "customization",
            "ipAllocationPolicy",
            "kubeProxyMode",
            "loadBalancersSubnetId",
            "name",
            "nodesSubnetId",
            "plan",
            "privateNetworkConfiguration",
            "privateNetworkId",
            "region",
            "updatePolicy",
            "version",
        ],
        &[("nodePools", settings.into_values().collect())],
        &document.unknown,
        &redactor,
    );
    let name = notes.name(document.name.as_ref());
    let version = document.version.as_ref().map(|text| notes.shown(text));
    let region = notes.region(document.region.as_ref());
    let findings = notes.finish();
    let cluster = Cluster {
        name,
        region,
        version,
        node_pools,
        digest: Digest::of(source.as_bytes()),
        source,
        address,
    };
    (cluster, findings)
}

/// Notes what this version does not know of a node pool; its states come and go by themselves.
fn node_pool(index: usize, pool: &NodePool, notes: &mut Notes<'_>) {
    let index = index.to_string();
    let place = Place::ROOT.step("nodePools");
    let mut surprises = Vec::new();
    pool.surprises(place.step(&index), &mut surprises);
    surprises.retain(|surprise| {
        !surprise.pointer.ends_with("/status") && !surprise.pointer.ends_with("/sizeStatus")
    });
    notes.surprises(surprises);
}

/// A node pool without ids, times, states and counts of what runs. Under the autoscaler the wanted number of nodes is such
/// a count too.
fn wanted_pool(pool: &NodePool, redactor: &Redactor<'_>) -> Value {
    const VOLATILE: &[&str] = &[
        "availableNodes",
        "createdAt",
        "currentNodes",
        "id",
        "projectId",
        "sizeStatus",
        "status",
        "upToDateNodes",
        "updatedAt",
    ];
    let scales = pool.autoscale == Some(true);
    let members: Map<String, Value> = match pool.write(Nulls::AsRead) {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    let wanted = members
        .into_iter()
        .filter(|(name, _)| !VOLATILE.contains(&name.as_str()))
        .filter(|(name, _)| !(scales && name == "desiredNodes"))
        .collect();
    redactor.redact(&source::without_nulls(Value::Object(wanted)))
}
