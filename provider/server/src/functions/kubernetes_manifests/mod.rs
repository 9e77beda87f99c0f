//! `kubernetes_manifests`.

mod choices;
mod document;
mod model;

use ovhai_model::Selection;
use ovhai_platform::observe::{self, Documents, ObserveOptions};
use ovhai_targets::{Accumulated, Format, Problem, Session};
use terraform_plugin::{Arguments, Dynamic, Function, FunctionError};

use super::options::{Options, wrong};
use document::Document;
use model::Outcome;

/// Turns one app, job or notebook into Kubernetes manifests, with everything that differs as findings.
///
/// `document` is the object as the API and `ovhai app get ID -o json` give it: as a text, JSON or YAML, or as an object. The body
/// of a create request will do too. Everything that the export resource makes of a workload is made here, by the same rules;
/// what it needs besides (data stores, attached registries) is not known here, so findings about those say that they were not
/// read.
///
/// Secret values are never in the result: pods refer to Secrets, which `required_secrets` names with their keys.
#[derive(Debug, Arguments)]
pub struct ManifestArguments {
    /// The document.
    document: Dynamic,
    /// `kind` (`app`, `job` or `notebook`) where the document does not show it; `profile`, the choices of the target as the
    /// `profile` of `ovhai_workload_export`; `answers` and `overrides` as there; `secret_names`, names of variables that are secret
    /// although nothing shows it.
    #[arg(variadic)]
    options: Vec<Option<Dynamic>>,
}

/// The function.
pub struct KubernetesManifests;

impl Function for KubernetesManifests {
    type Arguments = ManifestArguments;
    type Output = Outcome;
    const NAME: &'static str = "kubernetes_manifests";
    const SUMMARY: &'static str = "Turns an app, job or notebook into Kubernetes manifests";

    fn returns(&self) -> String {
        "`manifests`, a tuple of objects as `kubernetes_manifest` takes them; `findings`, what differs and what a person has to \
         decide; `required_secrets`, what must exist before."
            .to_owned()
    }

    fn call(&self, arguments: ManifestArguments) -> Result<Outcome, FunctionError> {
        let mut options = Options::of(&arguments.options)?;
        let kind = options.text("kind")?;
        let choices = choices::take(&mut options)?;
        options.finish(&["answers", "kind", "overrides", "profile", "secret_names"])?;
        let document = document::read(&arguments.document, kind.as_deref())?;
        let observing = ObserveOptions {
            secret_names: choices.profile.secret_environment.clone(),
            ..ObserveOptions::default()
        };
        let documents = match &document {
            Document::App(apps) => Documents {
                apps: Some(apps),
                ..Documents::default()
            },
            Document::Job(jobs) => Documents {
                jobs: Some(jobs),
                ..Documents::default()
            },
            Document::Notebook(notebooks) => Documents {
                notebooks: Some(notebooks),
                ..Documents::default()
            },
        };
        let estate = observe::estate_of("", &documents, &observing);
        let selection = Selection::default();
        let session = Session::new(
            "kubernetes",
            Format::Json,
            &estate,
            &selection,
            &choices.profile,
            &choices.decisions,
        )
        .map_err(complaint)?;
        let mut accumulated = Accumulated::default();
        let mut outcome = Outcome::default();
        for workload in session.workloads() {
            let rendered = session.render(workload).map_err(complaint)?;
            accumulated.add(&rendered);
            outcome.add_findings(rendered.findings.iter());
            outcome.add_secrets(&rendered.required_secrets);
            for artefact in &rendered.artefacts {
                outcome.add_manifests(&artefact.path, &artefact.bytes)?;
            }
        }
        let concluded = session.conclude(&accumulated);
        outcome.add_findings(concluded.findings.iter());
        for artefact in &concluded.artefacts {
            outcome.add_manifests(&artefact.path, &artefact.bytes)?;
        }
        outcome.finish();
        Ok(outcome)
    }
}

fn complaint(problems: Vec<Problem>) -> FunctionError {
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    wrong(problems.join("\n"))
}
