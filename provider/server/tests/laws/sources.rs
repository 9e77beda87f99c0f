//! Every object has a source, every source object has objects or a finding.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::{Address, Estate, Graph, Selection};
use ovhai_report::{Assessment, Made};
use ovhai_targets::{Artefact, Format};
use serde_json::Value;

use super::{Export, estates::everything, export};

/// Files of the whole export that hold objects: these come from the profile or from several workloads at once.
fn is_of_all(path: &str) -> bool {
    !["apps/", "jobs/", "notebooks/", "sources/"]
        .iter()
        .any(|folder| path.starts_with(folder))
}

fn objects(artefact: &Artefact) -> Vec<Value> {
    let value: Value = serde_json::from_slice(&artefact.bytes).unwrap_or_default();
    if value["kind"] != "List" {
        return Vec::new();
    }
    value["items"].as_array().cloned().unwrap_or_default()
}

#[test]
fn every_object_has_a_source() {
    for (name, estate, profile) in everything() {
        let known: BTreeSet<&Address> = estate.all().map(|object| object.address).collect();
        let export = export(&estate, &profile, Format::Json);
        for rendered in &export.rendered {
            for artefact in &rendered.artefacts {
                let place = format!("{name}: {}", artefact.path);
                assert_eq!(artefact.source.as_ref(), Some(&rendered.address), "{place}");
                assert!(known.contains(&rendered.address), "{place}");
                for object in objects(artefact) {
                    let labels = &object["metadata"]["labels"];
                    let instance = labels["app.kubernetes.io/instance"].as_str().unwrap();
                    // What serves a workload beside it, such as its backups, is called after it.
                    assert!(
                        instance.split("--").next() == Some(rendered.name.as_str()),
                        "{place}: {} {} is of {instance}",
                        object["kind"],
                        object["metadata"]["name"]
                    );
                }
            }
        }
        for artefact in &export.shared {
            match &artefact.source {
                Some(source) => assert!(known.contains(source), "{name}: {}", artefact.path),
                None => assert!(is_of_all(&artefact.path), "{name}: {}", artefact.path),
            }
        }
    }
}

#[test]
fn every_source_object_has_objects_or_a_finding() {
    let mut seen = BTreeMap::new();
    for (name, estate, profile) in everything() {
        let export = export(&estate, &profile, Format::Json);
        let with_objects: BTreeSet<&Address> = export
            .artefacts()
            .filter(|artefact| !objects(artefact).is_empty())
            .filter_map(|artefact| artefact.source.as_ref())
            .collect();
        let told = told(&estate, &export);
        for object in estate.all() {
            assert!(
                with_objects.contains(object.address) || told.contains(object.address),
                "{name}: {} vanishes",
                object.address
            );
            *seen.entry(object.address.kind()).or_insert(0) += 1;
        }
        // A workload is never a finding alone.
        for workload in &estate.workloads {
            assert!(
                with_objects.contains(&workload.address),
                "{name}: {}",
                workload.address
            );
        }
    }
    assert!(seen.len() >= 7, "only {seen:?} were seen");
}

/// What has a finding: of the export, or of the readiness report, which looks at everything the platform keeps.
fn told(estate: &Estate, export: &Export) -> BTreeSet<Address> {
    let (graph, selection, accepted) = (Graph::of(estate), Selection::default(), BTreeMap::new());
    let kinds = ovhai_targets::FINDINGS
        .iter()
        .chain(ovhai_platform::observe::FINDINGS)
        .copied();
    let assessment = Assessment::of(estate, &graph, &selection, &accepted, kinds);
    let readiness = assessment.finish(Made::default(), |_| None);
    let reported = readiness
        .objects
        .into_iter()
        .filter(|object| !object.findings.is_empty())
        .map(|object| object.address);
    export
        .rendered
        .iter()
        .flat_map(|rendered| rendered.findings.iter())
        .chain(export.others.iter())
        .map(|finding| finding.address.clone())
        .chain(reported)
        .collect()
}
