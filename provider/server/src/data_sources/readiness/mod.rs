//! `ovhai_readiness`.

mod assess;
mod model;

use std::sync::Arc;

use ovhai_exports::kinds::WorkloadOptions;
use ovhai_report::NOTHING_SELECTED;
use terraform_plugin::{Context, DataSource, Diagnostics, Path};

use self::{assess::Choices, model::Model};
use crate::{
    export_resource::report_problem,
    platform::{Platform, run_blocking},
    reading::{OnUnreadable, Scope},
    select::Select,
};

/// The data source.
pub struct Readiness;

impl DataSource for Readiness {
    type Model = Model;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_readiness";

    fn validate(&self, config: &Model, diagnostics: &mut Diagnostics) {
        if terraform_plugin::value::Element::encode(&config.profile).is_known() {
            let problems = options(config).profile().err().unwrap_or_default();
            for problem in problems {
                report_problem(&problem, diagnostics);
            }
        }
    }

    async fn read(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        mut config: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let service = platform.service_name(&config.service_name, diagnostics)?;
        let selection = Select::selection(&config.select, diagnostics)?;
        let mut profile = match options(&config).profile() {
            Ok(profile) => profile,
            Err(problems) => {
                for problem in problems {
                    report_problem(&problem, diagnostics);
                }
                return None;
            }
        };
        let secret_names = &platform.observe_options().secret_names;
        profile
            .secret_environment
            .extend(secret_names.iter().cloned());
        let choices = Choices {
            target: config
                .target
                .get()
                .map_or("kubernetes", String::as_str)
                .to_owned(),
            profile,
            answers: config.answers.get().cloned().unwrap_or_default(),
            accept: config.accept.get().cloned().unwrap_or_default(),
            as_of: config.as_of.get().cloned(),
        };
        // What cannot be read stands in the way, and the report is where that is told.
        let scope = Scope::inventory(&selection, OnUnreadable::Report);
        let reading = platform.read(ctx, &service, scope, diagnostics).await?;
        let assessed = run_blocking(diagnostics, move || {
            assess::assess(&reading.estate, &selection, &choices)
        })
        .await?;
        match assessed {
            Ok((readiness, revision)) => {
                let is_empty = readiness
                    .blockers
                    .iter()
                    .any(|blocker| blocker.key == NOTHING_SELECTED);
                if is_empty {
                    diagnostics.warning_at(
                        Path::root("select"),
                        "Nothing is selected",
                        format!(
                            "The selection ({}) matches no object that was read, so nothing was judged and `ready` is false. Widen it, \
                             or look for a misspelt name.",
                            readiness.selection_in_words()
                        ),
                    );
                }
                config.service_name = service.into();
                config.revision = revision.into();
                config.describe(&readiness);
                Some(config)
            }
            Err(problems) => {
                for problem in problems {
                    report_problem(&problem, diagnostics);
                }
                None
            }
        }
    }
}

/// The options of a workload export with the same choices, so that both find the same.
fn options(config: &Model) -> WorkloadOptions {
    WorkloadOptions {
        target: config.target.clone(),
        profile: config.profile.clone(),
        ..WorkloadOptions::default()
    }
}
