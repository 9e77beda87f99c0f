//! What readiness notices by itself, from the estate and its graph.

use std::collections::BTreeSet;

use ovhai_model::{Address, Estate, Finding, FindingKind, Graph, Kind, Node, Selection};

use crate::{
    concern::has_public_address,
    dependencies::{Dependencies, edges_of_selected, is_gone},
    findings as found,
};

/// Findings about the selected objects and what selected workloads use, in no order. They have no detail: the object is all
/// there is to say.
pub(crate) fn notice(
    estate: &Estate,
    graph: &Graph,
    selection: &Selection,
    needed: &Dependencies<'_>,
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
        let (address, is_used) = (object.address, needed.objects.contains(object.address));
        let is_selected = selection.includes_object(&object);
        findings.extend(
            kinds(address.kind(), is_selected, is_used)
                .iter()
                .map(|kind| kind.at(address, "")),
        );
    }
    for address in missing_containers(estate, graph, selection) {
        findings.push(found::CONTAINER_MISSING.at(address, ""));
    }
    findings
}

/// What there is to say about an object by its kind alone. Data that selected workloads use matters even where the place it
/// lies in is not selected itself.
const fn kinds(kind: Kind, is_selected: bool, is_used: bool) -> &'static [&'static FindingKind] {
    match (kind, is_selected, is_used) {
        (Kind::Container, false, true) => &[&found::DATA_TO_COPY],
        (Kind::ContainerRegistry, false, true) => &[&found::IMAGES_TO_COPY],
        (_, false, _) => &[],
        (Kind::Backup, ..) => &[&found::BACKUP_ENDS],
        (Kind::DataStore, ..) => &[&found::STORE_BECOMES_SECRET],
        (Kind::Registry, ..) => &[&found::PASSWORD_NOT_READABLE],
        (Kind::Token, ..) => &[&found::TOKEN_ENDS],
        (Kind::User, ..) => &[&found::USER_ENDS, &found::VENDOR_RESOURCES],
        (Kind::Container, _, true) => &[&found::DATA_TO_COPY, &found::VENDOR_RESOURCES],
        (Kind::Container, _, false) => &[&found::NOT_USED, &found::VENDOR_RESOURCES],
        (Kind::ContainerRegistry, ..) => &[&found::IMAGES_TO_COPY, &found::VENDOR_RESOURCES],
        (Kind::Cluster, ..) => &[&found::CONTENTS_NOT_READ, &found::VENDOR_RESOURCES],
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
