//! Laws of rendering over every fixture and over generated estates of all kinds.
//!
//! * Same estate, same bytes: whatever the order of the documents, and however often.
//! * Every file says what it was made from, every object names its workload; and of every object of the estate there is a file
//!   or a finding.
//! * No planted secret in any artefact.
//! * A notebook's and a job's and an app's values arrive as they were: `tests/kubernetes/container.rs` of the targets.

#![expect(clippy::unwrap_used, reason = "tests")]

mod estates;
mod secrets;
mod sources;

use std::collections::BTreeMap;

use ovhai_model::{Estate, FindingSet, Selection};
use ovhai_targets::{Accumulated, Artefact, Decisions, Format, Profile, Rendered, Session};

use estates::everything;

/// Everything an exporter would write, and what it would say.
struct Export {
    rendered: Vec<Rendered>,
    shared: Vec<Artefact>,
    others: FindingSet,
}

impl Export {
    fn artefacts(&self) -> impl Iterator<Item = &Artefact> {
        self.rendered
            .iter()
            .flat_map(|rendered| &rendered.artefacts)
            .chain(&self.shared)
    }

    fn tree(&self) -> BTreeMap<String, Vec<u8>> {
        self.artefacts()
            .map(|artefact| (artefact.path.clone(), artefact.bytes.clone()))
            .collect()
    }
}

fn export(estate: &Estate, profile: &Profile, format: Format) -> Export {
    let (decisions, selection) = (Decisions::default(), Selection::default());
    let session = Session::new(
        "kubernetes",
        format,
        estate,
        &selection,
        profile,
        &decisions,
    )
    .unwrap();
    let mut accumulated = Accumulated::new();
    let rendered: Vec<Rendered> = session
        .workloads()
        .map(|workload| {
            let rendered = session.render(workload).unwrap();
            accumulated.add(&rendered);
            rendered
        })
        .collect();
    let concluded = session.conclude(&accumulated);
    Export {
        rendered,
        shared: concluded.artefacts,
        others: concluded.findings,
    }
}

#[test]
fn the_same_estate_gives_the_same_bytes() {
    for (name, mut estate, profile) in everything() {
        let first = export(&estate, &profile, Format::Yaml).tree();
        estate.workloads.reverse();
        estate.registries.reverse();
        estate.data_stores.reverse();
        estate.tokens.reverse();
        estate.users.reverse();
        estate.findings.reverse();
        let second = export(&estate, &profile, Format::Yaml).tree();
        assert_eq!(first.len(), second.len(), "{name}");
        for (path, bytes) in &first {
            let other = second.get(path).map(Vec::as_slice).unwrap_or_default();
            if other != bytes {
                let (one, other) = (
                    String::from_utf8_lossy(bytes),
                    String::from_utf8_lossy(other),
                );
                let line = one
                    .lines()
                    .zip(other.lines())
                    .find(|(one, other)| one != other);
                panic!("{name}: {path} differs: {line:?}");
            }
        }
    }
}
