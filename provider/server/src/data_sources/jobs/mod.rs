//! `ovhai_jobs`.

use std::sync::Arc;

use ovh_api::JobFilter;
use ovhai_platform::{documents::Listed, observe};
use terraform_plugin::{Context, DataSource, Diagnostics, Schema, Set, Value};

use crate::{
    failure::report,
    listed::{check_selector, selector, tell_odd},
    platform::Platform,
    workload_model::JobModel,
};

/// Lists AI Training jobs, those that have ended included, completely, or fails. Secret values are not told.
#[derive(Debug, Schema)]
pub struct Model {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed)]
    service_name: Value<String>,
    /// Only jobs in one of these states, such as `RUNNING`.
    #[attr(optional)]
    states: Value<Set<String>>,
    /// Only jobs that have ended, in whatever way, if true; only those that have not, if false. Default: both.
    #[attr(optional)]
    finished: Value<bool>,
    /// Only jobs whose labels match, such as `team=nlp,env in (prod, staging)`. Evaluated by the provider, so that all operators
    /// Kubernetes users know work.
    #[attr(optional, validate(text("must be a label selector", check_selector)))]
    label_selector: Value<String>,
    /// Only jobs submitted by this user.
    #[attr(optional)]
    user_name: Value<String>,
    /// Only jobs changed after this time, RFC 3339.
    #[attr(optional)]
    updated_after: Value<String>,
    /// Only jobs changed before this time, RFC 3339.
    #[attr(optional)]
    updated_before: Value<String>,
    /// The jobs, sorted by id.
    #[attr(computed)]
    jobs: Value<Vec<JobModel>>,
}

/// The data source.
pub struct Jobs;

impl DataSource for Jobs {
    type Model = Model;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_jobs";

    async fn read(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        mut config: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let service = platform.service_name(&config.service_name, diagnostics)?;
        let selector = selector(&config.label_selector, diagnostics)?;
        let filter = JobFilter {
            states: config
                .states
                .get()
                .into_iter()
                .flatten()
                .map(|state| state.as_str().into())
                .collect(),
            user_name: config.user_name.get().cloned(),
            updated_after: config.updated_after.get().cloned(),
            updated_before: config.updated_before.get().cloned(),
            ..JobFilter::default()
        };
        let finished = config.finished.get().copied();
        let (mut models, mut odd) = (Vec::new(), Vec::new());
        let project = platform.project(ctx, &service);
        let listed = project.each_job(&filter, |job| match job {
            Listed::Read(job) => {
                let (workload, _) = observe::job(&job, platform.observe_options());
                let is_wanted = finished.is_none_or(|finished| finished == workload.has_ended())
                    && selector
                        .as_ref()
                        .is_none_or(|selector| selector.matches(&workload.labels));
                if is_wanted {
                    models.push(JobModel::of(&job, &workload));
                }
            }
            Listed::Undecodable(object) => odd.push(object),
        });
        report(listed.await, "The jobs cannot be read", diagnostics)?;
        tell_odd("job", &odd, diagnostics);
        let models: Result<Vec<JobModel>, _> = models.into_iter().collect();
        let mut models = diagnostics.ok("A job cannot be shown", models)?;
        models.sort_by(|a, b| a.id.cmp(&b.id));
        config.service_name = service.into();
        config.jobs = Value::Known(models);
        Some(config)
    }
}
