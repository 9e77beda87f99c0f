//! `ovhai_job`.

use std::sync::Arc;

use ovhai_platform::observe;
use terraform_plugin::{Context, DataSource, Diagnostics, Path, Schema, Value};

use crate::{
    failure::report,
    platform::Platform,
    workload_model::{Activity, JobDetails, JobModel},
};

/// Reads one AI Training job by id, be it running or finished. Secret values are not told.
#[derive(Debug, Schema)]
pub struct Model {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed)]
    service_name: Value<String>,
    /// Identifier of the job, a UUID.
    #[attr(required, validate(not_blank()))]
    id: Value<String>,
    #[attr(flatten)]
    job: JobDetails,
    #[attr(flatten)]
    activity: Activity,
}

/// The data source.
pub struct Job;

impl DataSource for Job {
    type Model = Model;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_job";

    async fn read(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        config: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let service = platform.service_name(&config.service_name, diagnostics)?;
        let id = config.id.known().unwrap_or_default();
        let job = match platform.project(ctx, &service).job(&id).await {
            Err(error) if error.is_not_found() => {
                diagnostics.error_at(
                    Path::root("id"),
                    "There is no such job",
                    format!("The project {service} has no job {id}. {error}"),
                );
                return None;
            }
            job => report(job, "The job cannot be read", diagnostics)?,
        };
        let (workload, _) = observe::job(&job, platform.observe_options());
        let model = diagnostics.ok("The job cannot be shown", JobModel::of(&job, &workload))?;
        let activity =
            diagnostics.ok("The job cannot be shown", Activity::of(job.status.as_ref()))?;
        Some(Model {
            service_name: service.into(),
            id: model.id,
            job: model.details,
            activity,
        })
    }
}
