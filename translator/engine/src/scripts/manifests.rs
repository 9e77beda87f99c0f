//! What a script starts, as manifests.

use std::collections::BTreeMap;

use ovhai_model::{Estate, FindingKind, Selection};
use ovhai_platform::{
    cli,
    documents::{App, Job, Listed, Notebook, Wire as _},
    observe::{self, Documents, ObserveOptions},
};
use ovhai_targets::{Accumulated, Artefact, Decisions, Format, Profile, Session};
use serde_json::{Value, json};

use super::commands::{Document, Started};
use crate::finding;

/// Files and findings of one script.
#[derive(Default)]
pub(super) struct Made {
    /// By path below the folder beside the script.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// Address, kind, detail.
    pub(super) findings: Vec<(String, &'static FindingKind, String)>,
}

/// Every kind of finding that manifests can bring besides the engine's own.
pub fn kinds() -> impl Iterator<Item = &'static FindingKind> {
    cli::FINDINGS
        .iter()
        .chain(observe::FINDINGS)
        .chain(ovhai_targets::FINDINGS)
        .copied()
}

/// What all scripts are rendered with.
pub(super) struct Renderer {
    profile: Result<Profile, String>,
    kinds: BTreeMap<&'static str, &'static FindingKind>,
}

impl Renderer {
    pub(super) fn new() -> Self {
        // A dashboard is of a whole estate, and nobody knows what else runs there.
        let choices = json!({"monitoring": {"dashboards": false}});
        Self {
            profile: Profile::read(&choices).map_err(said),
            kinds: kinds().map(|kind| (kind.slug, kind)).collect(),
        }
    }
}

fn said(problems: Vec<ovhai_targets::Problem>) -> String {
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    problems.join("; ")
}

/// What becomes of `started`.
pub(super) fn make(renderer: &Renderer, started: &[Started]) -> Made {
    let mut made = Made::default();
    let (mut apps, mut jobs, mut notebooks) = (Vec::new(), Vec::new(), Vec::new());
    for one in started {
        let read = match &one.document {
            Document::App(document) => {
                App::read_ref(document).map(|app| apps.push(Listed::Read(app)))
            }
            Document::Job(document) => {
                Job::read_ref(document).map(|job| jobs.push(Listed::Read(job)))
            }
            Document::Notebook(document) => {
                Notebook::read_ref(document).map(|notebook| notebooks.push(Listed::Read(notebook)))
            }
        };
        if let Err(error) = read {
            let finding = (
                one.address.clone(),
                &finding::NO_MANIFESTS,
                error.to_string(),
            );
            made.findings.push(finding);
        }
    }
    let documents = Documents {
        apps: (!apps.is_empty()).then_some(&apps[..]),
        jobs: (!jobs.is_empty()).then_some(&jobs[..]),
        notebooks: (!notebooks.is_empty()).then_some(&notebooks[..]),
        ..Documents::default()
    };
    let estate = observe::estate_of("", &documents, &ObserveOptions::default());
    if let Err(why) = render(renderer, &estate, &mut made) {
        made.files.clear();
        for one in started {
            let finding = (one.address.clone(), &finding::NO_MANIFESTS, why.clone());
            made.findings.push(finding);
        }
    }
    made
}

fn render(renderer: &Renderer, estate: &Estate, made: &mut Made) -> Result<(), String> {
    let profile = renderer.profile.as_ref().map_err(Clone::clone)?;
    let decisions = Decisions::default();
    let selection = Selection::default();
    let session = Session::new(
        "kubernetes",
        Format::Yaml,
        estate,
        &selection,
        profile,
        &decisions,
    )
    .map_err(said)?;
    let mut accumulated = Accumulated::default();
    let mut artefacts: Vec<Artefact> = Vec::new();
    for workload in session.workloads() {
        let rendered = session.render(workload).map_err(said)?;
        accumulated.add(&rendered);
        for found in rendered.findings.iter() {
            if let Some(kind) = renderer.kinds.get(found.slug.as_str()) {
                let finding = (found.address.to_string(), *kind, found.detail.clone());
                made.findings.push(finding);
            }
        }
        artefacts.extend(rendered.artefacts);
    }
    artefacts.extend(session.supplies(&accumulated));
    for artefact in artefacts {
        if is_wanted(&artefact) {
            made.files
                .insert(artefact.path, without_marks(&artefact.bytes));
        }
    }
    Ok(())
}

/// Manifests, and what has to exist before them. What an export says about itself is said by this program's report.
fn is_wanted(artefact: &Artefact) -> bool {
    match artefact.path.as_str() {
        "required-secrets.json" => {
            serde_json::from_slice(&artefact.bytes).is_ok_and(|list: Value| {
                list["secrets"]
                    .as_array()
                    .is_some_and(|all| !all.is_empty())
            })
        }
        path => path.ends_with(".yaml"),
    }
}

/// Annotations that say where an object comes from: nothing here comes from an account.
const MARK: &str = "ovhai.migration/";
const MANAGED_BY: (&str, &str) = ("ovhai-exit", "translated");

/// The manifests without the marks of an export.
fn without_marks(yaml: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(yaml);
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut kept: Vec<&str> = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with(MARK) {
            continue;
        }
        // A map that only had marks is gone with them.
        let closes = kept
            .last()
            .is_some_and(|last| last.trim() == "annotations:" && indent(line) <= indent(last));
        if closes {
            kept.pop();
        }
        kept.push(line);
    }
    let mut text = kept.join("\n").replace(MANAGED_BY.0, MANAGED_BY.1);
    text.push('\n');
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_an_export_go_with_the_maps_that_only_hold_them() {
        let text = "metadata:\n  labels:\n    app.kubernetes.io/managed-by: ovhai-exit\n  annotations:\n    ovhai.migration/id: x\n  name: a\nspec:\n  template:\n    metadata:\n      annotations:\n        ovhai.migration/id: x\n        other: y\n";
        let expected = "metadata:\n  labels:\n    app.kubernetes.io/managed-by: translated\n  name: a\nspec:\n  template:\n    metadata:\n      annotations:\n        other: y\n";
        assert_eq!(
            String::from_utf8(without_marks(text.as_bytes())).unwrap(),
            expected
        );
    }
}
