//! `ovhai_job`.

mod model;
mod plan;
mod run;

use std::{sync::Arc, time::Duration};

use ovh_api::{Error, Project, ReadProject};
use ovhai_platform::documents::{FlavorType, Job as Document, JobSpecInput};
use terraform_plugin::{
    Context, CreateRequest, Diagnostics, MoveRequest, PlanRequest, Resource, ResourceUnit,
    Timeouts, UpdateRequest, Value,
};

use crate::{
    failure::report,
    managed::{
        import_id,
        time_limit::TimeLimit,
        workload::{
            compute::Counting,
            identity::WorkloadIdentity,
            labels, offers,
            place::service_of,
            unknown::warn_of_members,
            work::{Kind, Trouble, Work, last_look},
        },
    },
    platform::Platform,
    resources::moved_wrapper,
};
pub use model::JobModel;
use run::{may_have_run, wait_until_finished, wait_until_running};

/// Longest waits unless `timeouts` says otherwise: capacity for GPUs and large images take their time.
const CREATE: Duration = Duration::from_secs(30 * 60);
const UPDATE: Duration = Duration::from_secs(10 * 60);
const DELETE: Duration = Duration::from_secs(20 * 60);

/// Where the state a job was last seen in is kept beside the state: it decides what a missing job means.
const SEEN: &str = "seen";

/// The resource.
pub struct Job;

/// The resource.
pub fn unit() -> ResourceUnit<Platform> {
    ResourceUnit::new(Job)
}

impl Resource for Job {
    type Model = JobModel;
    type Identity = WorkloadIdentity;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_job";

    fn identity(&self, state: &JobModel) -> Option<WorkloadIdentity> {
        Some(WorkloadIdentity::of(&state.service_name, &state.id))
    }

    fn validate(&self, config: &JobModel, diagnostics: &mut Diagnostics) {
        plan::validate(config, diagnostics);
    }

    async fn plan(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: &mut PlanRequest<JobModel>,
        diagnostics: &mut Diagnostics,
    ) {
        plan::plan(ctx, &platform, request, diagnostics).await;
    }

    async fn create(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: CreateRequest<JobModel>,
        diagnostics: &mut Diagnostics,
    ) -> Option<JobModel> {
        let planned = request.planned;
        let service = service_of(&planned.service_name, diagnostics)?;
        let limit = TimeLimit::start(ctx, "create", longest_create(&planned));
        let project = platform.changing(limit.token(), &service);
        let created = create(&platform, &project, &planned, &request.config).await;
        platform.live().forget_jobs(&service);
        let job = limit.report(created, "The job cannot be submitted", diagnostics)?;
        saw(ctx, &job);
        ctx.save(&done(&platform, &service, &planned, &job));
        let work = Work {
            ctx,
            project: &project,
            limit: &limit,
            id: &job.id,
        };
        let end = match planned.wait_for.as_deref().known() {
            Some("none") => Ok(None),
            Some("finished") => wait_until_finished(&work, diagnostics).await,
            _ => wait_until_running(&work, diagnostics).await,
        };
        platform.live().forget_jobs(&service);
        let last = match end {
            Ok(last) | Err(Trouble(last)) => last.unwrap_or(job),
        };
        saw(ctx, &last);
        offers::check_count(
            &planned.resources,
            last.spec.resources.as_ref(),
            diagnostics,
        );
        Some(done(&platform, &service, &planned, &last))
    }

    async fn read(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        state: JobModel,
        diagnostics: &mut Diagnostics,
    ) -> Option<JobModel> {
        let service = platform.service_name(&state.service_name, diagnostics)?;
        let id = state.id.get()?;
        let project = platform.project(ctx, &service);
        let found = platform.live().job(&project, id).await;
        match report(found, "The job cannot be read", diagnostics)? {
            Some(job) => {
                saw(ctx, &job);
                let declared = &platform.observe_options().secret_names;
                Some(JobModel::read(&job, &service, declared, Some(&state)))
            }
            None => missing(ctx, state, diagnostics),
        }
    }

    async fn update(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: UpdateRequest<JobModel>,
        diagnostics: &mut Diagnostics,
    ) -> Option<JobModel> {
        let UpdateRequest { prior, planned, .. } = request;
        let service = service_of(&planned.service_name, diagnostics)?;
        let limit = TimeLimit::start(ctx, "update", Timeouts::update(&planned.timeouts, UPDATE));
        let project = platform.changing(limit.token(), &service);
        let id = prior.id.get()?.clone();
        let changes = labels::changes(&prior.labels, &planned.labels);
        if changes.is_empty() {
            return Some(planned);
        }
        for label in &changes {
            match project.set_job_label(&id, label).await {
                Ok(()) => {}
                // Kept in the state although it is gone: what it is called there changes nothing else.
                Err(error) if error.is_not_found() && keeps(&planned) => {
                    diagnostics.warning(
                        "The job is gone",
                        format!(
                            "{id} is not there any more, so its labels change in the state only."
                        ),
                    );
                    return Some(planned);
                }
                Err(error) => {
                    platform.live().forget_jobs(&service);
                    let _ =
                        limit.report::<()>(Err(error), "The job cannot be changed", diagnostics);
                    let job = last_look::<Document>(&platform, &service, &id).await?;
                    let declared = &platform.observe_options().secret_names;
                    return Some(JobModel::read(&job, &service, declared, Some(&planned)));
                }
            }
        }
        platform.live().forget_jobs(&service);
        Some(planned)
    }

    async fn delete(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        state: JobModel,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(service) = service_of(&state.service_name, diagnostics) else {
            return;
        };
        let limit = TimeLimit::start(ctx, "delete", Timeouts::delete(&state.timeouts, DELETE));
        let project = platform.changing(limit.token(), &service);
        let work = Work {
            ctx,
            project: &project,
            limit: &limit,
            id: state.id.as_deref().unwrap_or_default(),
        };
        // What went wrong was told.
        let _ = work.delete::<Document>(diagnostics).await;
        platform.live().forget_jobs(&service);
    }

    async fn import(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        id: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<JobModel> {
        let (service, id) = import_id::parse(id, &platform, diagnostics)?;
        import(
            ctx,
            &platform,
            &platform.project(ctx, &service),
            &id,
            diagnostics,
        )
        .await
    }

    async fn import_by_identity(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        identity: WorkloadIdentity,
        diagnostics: &mut Diagnostics,
    ) -> Option<JobModel> {
        let service = platform.service_name(&identity.service_name, diagnostics)?;
        let project = platform.project(ctx, &service);
        let id = identity.id.get()?;
        import(ctx, &platform, &project, id, diagnostics).await
    }

    fn move_state(&self, request: &MoveRequest, diagnostics: &mut Diagnostics) -> Option<JobModel> {
        moved_wrapper::moved(ovhai_model::Kind::Job, request, diagnostics)
    }
}

async fn import(
    ctx: &Context,
    platform: &Platform,
    project: &ReadProject,
    id: &str,
    diagnostics: &mut Diagnostics,
) -> Option<JobModel> {
    let service = project.service_name();
    let found = platform.live().job(project, id).await;
    let Some(job) = report(found, "The job cannot be read", diagnostics)? else {
        let detail = format!("The project {service} has no job {id}.");
        diagnostics.error("There is no such job", detail);
        return None;
    };
    saw(ctx, &job);
    warn_of_members("job", &job.spec, diagnostics);
    let declared = &platform.observe_options().secret_names;
    Some(JobModel::read(&job, service, declared, None))
}

/// Submits the job. A server that does not know `flavorCount` refuses the call; the older way to say the count is tried
/// then.
async fn create(
    platform: &Platform,
    project: &Project,
    planned: &JobModel,
    config: &JobModel,
) -> Result<Document, Arc<Error>> {
    let kind = async || {
        let offers = platform.offers();
        offers
            .kind_of_planned(project, &planned.region, &planned.resources)
            .await
    };
    let spec = planned.request(config, Counting::Units, &FlavorType::Cpu);
    let refused = match project.create_job(&spec).await {
        Ok(job) if !is_miscounted(planned, &job) => return Ok(job),
        Ok(job) => {
            // It exists, so whatever else fails must not hide it; the count is told as an error when it was waited for.
            let Ok(kind) = kind().await else {
                return Ok(job);
            };
            let spec = planned.request(config, Counting::Kind, &kind);
            return resubmit(project, job, &spec).await;
        }
        Err(error) if error.status() == Some(400) => error,
        Err(error) => return Err(Arc::new(error)),
    };
    let spec = planned.request(config, Counting::Kind, &kind().await?);
    // If that is refused as well, the count was not the reason, and the first refusal says what was.
    let created = project.create_job(&spec).await;
    created.map_err(|_| Arc::new(refused))
}

/// Whether a job that has not begun its work got another number of units than planned. One that runs is left alone.
fn is_miscounted(planned: &JobModel, job: &Document) -> bool {
    let live = job.spec.resources.as_ref();
    let waits = run::state(job).is_none_or(|state| !may_have_run(state.as_str()));
    waits && !offers::is_counted(&planned.resources, live)
}

/// Nothing about a job's resources can be changed, so it makes place for one that is submitted in the older way.
async fn resubmit(
    project: &Project,
    job: Document,
    spec: &JobSpecInput,
) -> Result<Document, Arc<Error>> {
    if project.delete_job(&job.id, true).await.is_err() {
        // It stays, and the count is told as an error when it was waited for.
        return Ok(job);
    }
    project.create_job(spec).await.map_err(Arc::new)
}

/// Waiting for the end of a job may take as long as the job.
fn longest_create(planned: &JobModel) -> Duration {
    let run = match planned.wait_for.as_deref() {
        Value::Known("finished") => planned.timeout.unwrap_or_default(),
        _ => 0,
    };
    let run = Duration::from_secs(u64::try_from(run).unwrap_or_default());
    Timeouts::create(&planned.timeouts, CREATE.saturating_add(run))
}

/// The job as planned, with what the plan left open.
fn done(platform: &Platform, service: &str, planned: &JobModel, job: &Document) -> JobModel {
    let declared = &platform.observe_options().secret_names;
    let mut state = planned.clone();
    state.fill(&JobModel::read(job, service, declared, Some(planned)));
    state
}

fn saw(ctx: &Context, job: &Document) {
    if let Some(state) = job.state() {
        // A text can be written as JSON.
        let _ = ctx.private().set(SEEN, &state);
    }
}

fn keeps(state: &JobModel) -> bool {
    state.on_missing.as_deref() != Value::Known("recreate")
}

/// What is left of a job that the platform does not have any more.
fn missing(ctx: &Context, state: JobModel, diagnostics: &mut Diagnostics) -> Option<JobModel> {
    if state.image.is_null() {
        // A wrapper's record, moved here, knows the id alone. Kept, it would plan a replacement, and dropped, a new job: both
        // run the training again.
        diagnostics.error(
            "The job that the wrapper recorded is gone",
            format!(
                "The platform does not have {} any more, so there is nothing to manage, and a new one would run it again. Leave the wrapper \
                 by a `removed` block with `destroy = false` instead of the `moved` block, and leave this resource out unless it shall \
                 run again.",
                state.id.as_deref().unwrap_or_default()
            ),
        );
        return None;
    }
    let seen: Option<String> = ctx.private().get(SEEN);
    // A job never seen by this provider may have run too.
    if !keeps(&state) || seen.as_deref().is_some_and(|seen| !may_have_run(seen)) {
        return None;
    }
    diagnostics.warning(
        "A job is gone from the platform and stays in the state",
        format!(
            "{} was last seen {}, and submitting it again would run it again. Remove it with `terraform state rm` or a `removed` block if that \
             is as it should be, or set on_missing = \"recreate\" to run it again.",
            state.id.as_deref().unwrap_or_default(),
            seen.as_deref().unwrap_or("in a state nobody knows"),
        ),
    );
    Some(state)
}
