//! What readiness notices by itself, from the estate and its graph.

use std::collections::BTreeSet;

use ovhai_model::{Address, Estate, Finding, FindingKind, Graph, Kind, Node, Selection};

use crate::{
    concern::has_public_address,
    dependencies::{Dependencies, edges_of_selected, is_gone},
    findings as found,
    usage::{Usage, Use},
};

/// Findings about the selected objects and what selected workloads use, in no order. They have no detail: the object is all
/// there is to say.
pub(crate) fn notice(
    estate: &Estate,
    graph: &Graph,
    selection: &Selection,
    needed: &Dependencies<'_>,
    usage: &Usage<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for workload in estate
        .workloads
        .iter()
        .filter(|workload| selection.includes(workload))
    {
        findings.push(found::HISTORY_ENDS.at(&workload.address, ""));
        if has_public_address(workload) {
            findings.push(found::PROTECTION_ENDS.at(&workload.address, ""));
        }
    }
    for object in estate.all().filter(|object| !object.kind().is_workload()) {
        let address = object.address;
        let kinds = if selection.includes_object(&object) {
            kinds(address.kind(), usage.use_of(address))
        } else if needed.objects.contains(address) {
            kinds_of_needed(address.kind())
        } else {
            &[]
        };
        findings.extend(kinds.iter().map(|kind| kind.at(address, "")));
    }
    for address in missing_containers(estate, graph, selection) {
        findings.push(found::CONTAINER_MISSING.at(address, ""));
    }
    findings
}

/// What there is to say about a place that selected workloads use and that is not selected itself: its data matters all the
/// same.
const fn kinds_of_needed(kind: Kind) -> &'static [&'static FindingKind] {
    match kind {
        Kind::Container => &[&found::DATA_TO_COPY],
        Kind::ContainerRegistry => &[&found::IMAGES_TO_COPY],
        _ => &[],
    }
}

/// What there is to say about a selected object by its kind and use alone.
const fn kinds(kind: Kind, used: Use) -> &'static [&'static FindingKind] {
    match (kind, used) {
        (Kind::Backup, _) => &[&found::BACKUP_ENDS],
        (Kind::DataStore, _) => &[&found::STORE_BECOMES_SECRET],
        (Kind::Registry, _) => &[&found::PASSWORD_NOT_READABLE],
        (Kind::Token, _) => &[&found::TOKEN_ENDS],
        (Kind::User, _) => &[&found::USER_ENDS, &found::VENDOR_RESOURCES],
        (Kind::Container, Use::Used) => &[&found::DATA_TO_COPY, &found::VENDOR_RESOURCES],
        (Kind::Container, Use::Unused) => &[&found::NOT_USED, &found::VENDOR_RESOURCES],
        (Kind::Container, Use::Unknown) => &[&found::USE_UNKNOWN, &found::VENDOR_RESOURCES],
        (Kind::ContainerRegistry, _) => &[&found::IMAGES_TO_COPY, &found::VENDOR_RESOURCES],
        (Kind::Cluster, _) => &[&found::CONTENTS_NOT_READ, &found::VENDOR_RESOURCES],
        _ => &[],
    }
}

/// Selected workloads that name a container which is not there.
fn missing_containers<'a>(
    estate: &'a Estate,
    graph: &'a Graph,
    selection: &'a Selection,
) -> BTreeSet<&'a Address> {
    edges_of_selected(estate, graph, selection)
        .filter(|(_, edge)| {
            is_gone(estate, edge)
                && matches!(&edge.to, Node::Object(to) if to.kind() == Kind::Container)
        })
        .map(|(address, _)| address)
        .collect()
}
