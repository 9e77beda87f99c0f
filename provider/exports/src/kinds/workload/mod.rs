//! Workloads as manifests of a target.

mod local_edit;
mod manifests;
mod options;

use std::collections::BTreeMap;

use ovhai_model::{Digest, Fidelity};
use ovhai_targets::{Accumulated, Decisions, Format, Session};
use terraform_plugin::Value;

pub use options::{ProfileChoices, WorkloadOptions};

use crate::{
    Artefact, Edit, ExportKind, Input, PlannedWorkload, Problem, ProduceError, Produced, Sink,
};

/// Exports every selected workload to a target, with a report of what differs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Workload;

impl ExportKind for Workload {
    const NAME: &'static str = "workload";
    type Options = WorkloadOptions;

    fn check(&self, options: &WorkloadOptions) -> Vec<Problem> {
        options.profile().err().unwrap_or_default()
    }

    fn produce(
        &self,
        input: Input<'_>,
        options: &WorkloadOptions,
        sink: Sink<'_>,
    ) -> Result<Produced, ProduceError> {
        let target = options.target.get().map_or("kubernetes", String::as_str);
        let format = match &options.format {
            Value::Known(format) if format == "json" => Format::Json,
            _ => Format::Yaml,
        };
        let mut profile = options.profile()?;
        profile
            .secret_environment
            .extend(input.secret_names.iter().cloned());
        let decisions = Decisions {
            answers: input.answers.clone(),
            overrides: overrides(input.overrides)?,
        };
        let session = Session::continuing(
            target,
            format,
            input.estate,
            input.selection,
            &profile,
            &decisions,
            input.prior_names,
        )?;
        let mut accumulated = Accumulated::default();
        let mut produced = Produced::default();
        for workload in session.workloads() {
            let rendered = session.render(workload)?;
            let digests: Vec<Digest> = rendered
                .artefacts
                .iter()
                .map(|artefact| Digest::of(&artefact.bytes))
                .collect();
            let paths = rendered
                .artefacts
                .iter()
                .map(|artefact| artefact.path.as_str());
            let (mut adapted, mut severe) = (0, BTreeMap::new());
            for finding in rendered.findings.iter() {
                produced.count(finding);
                if finding.fidelity <= Fidelity::Adapted {
                    adapted += 1;
                } else {
                    severe.insert(finding.slug.clone(), finding.fidelity);
                }
            }
            let digest = Digest::of_tree(paths.zip(&digests));
            let planned = PlannedWorkload {
                name: rendered.name.clone(),
                digest,
                adapted,
                severe,
            };
            produced.workloads.insert(workload.address.clone(), planned);
            accumulated.add(&rendered);
            for artefact in rendered.artefacts {
                sink(artefact)?;
            }
        }
        let concluded = session.conclude(&accumulated);
        for finding in concluded.findings.iter() {
            produced.count(finding);
        }
        for artefact in concluded.artefacts {
            sink(artefact)?;
        }
        Ok(produced)
    }

    fn objects(&self, artefact: &Artefact) -> Result<Vec<serde_json::Value>, String> {
        manifests::objects(&artefact.path, &artefact.bytes)
    }

    fn inspect_edit(&self, path: &str, exported: &[u8], edited: &[u8]) -> Edit {
        local_edit::inspect(path, exported, edited)
    }
}

fn overrides(
    texts: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, serde_json::Value>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut patches = BTreeMap::new();
    for (object, text) in texts {
        match serde_json::from_str(text) {
            Ok(patch) => {
                patches.insert(object.clone(), patch);
            }
            Err(error) => problems.push(Problem {
                attribute: vec!["overrides".to_owned(), object.clone()],
                message: format!("is not JSON ({error}); write it with jsonencode({{ … }})"),
            }),
        }
    }
    if problems.is_empty() {
        Ok(patches)
    } else {
        Err(problems)
    }
}
