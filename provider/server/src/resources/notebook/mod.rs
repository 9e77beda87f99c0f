//! `ovhai_notebook`.

mod model;
mod plan;
mod run;
mod update;

use std::{sync::Arc, time::Duration};

use ovh_api::{Error, Project, ReadProject};
use ovhai_platform::documents::{FlavorType, Notebook as Document};
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
            offers,
            place::service_of,
            unknown::warn_of_members,
            work::{Kind, Run, Trouble, Work, last_look},
        },
    },
    platform::Platform,
    resources::moved_wrapper,
};
use model::BackupRetention;
pub use model::NotebookModel;
use run::wait_until_running;

/// Longest waits unless `timeouts` says otherwise: capacity for GPUs takes its time.
const CREATE: Duration = Duration::from_secs(30 * 60);
const UPDATE: Duration = CREATE;
const DELETE: Duration = Duration::from_secs(20 * 60);

/// The resource.
pub struct Notebook;

/// The resource.
pub fn unit() -> ResourceUnit<Platform> {
    ResourceUnit::new(Notebook)
}

impl Resource for Notebook {
    type Model = NotebookModel;
    type Identity = WorkloadIdentity;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_notebook";

    fn identity(&self, state: &NotebookModel) -> Option<WorkloadIdentity> {
        Some(WorkloadIdentity::of(&state.service_name, &state.id))
    }

    fn validate(&self, config: &NotebookModel, diagnostics: &mut Diagnostics) {
        plan::validate(config, diagnostics);
    }

    async fn plan(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: &mut PlanRequest<NotebookModel>,
        diagnostics: &mut Diagnostics,
    ) {
        plan::plan(ctx, &platform, request, diagnostics).await;
    }

    async fn create(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: CreateRequest<NotebookModel>,
        diagnostics: &mut Diagnostics,
    ) -> Option<NotebookModel> {
        let planned = request.planned;
        let service = service_of(&planned.service_name, diagnostics)?;
        let limit = TimeLimit::start(ctx, "create", Timeouts::create(&planned.timeouts, CREATE));
        let project = platform.changing(limit.token(), &service);
        let created = create(&platform, &project, &planned, &request.config).await;
        platform.live().forget_notebooks(&service);
        let notebook = limit.report(created, "The notebook cannot be created", diagnostics)?;
        let seen = Seen::new(&platform, &service);
        ctx.save(&seen.done(&planned, &notebook));
        let work = Work {
            ctx,
            project: &project,
            limit: &limit,
            id: &notebook.id,
        };
        let kind = platform
            .offers()
            .kind_of_planned(&project, &planned.region, &planned.resources);
        let end = after_create(&work, &planned, &notebook, kind, diagnostics).await;
        platform.live().forget_notebooks(&service);
        let state = match end {
            Ok(last) => seen.done(&planned, &last.unwrap_or(notebook)),
            Err(Trouble(last)) => {
                let mut state = seen.as_is(&planned, &last.unwrap_or(notebook));
                // Whether it is set is not known, so it is due again.
                state.backup_retention = Value::Null;
                state
            }
        };
        Some(state)
    }

    async fn read(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        state: NotebookModel,
        diagnostics: &mut Diagnostics,
    ) -> Option<NotebookModel> {
        let service = platform.service_name(&state.service_name, diagnostics)?;
        let id = state.id.get()?;
        let project = platform.project(ctx, &service);
        let found = platform.live().notebook(&project, id).await;
        let notebook = report(found, "The notebook cannot be read", diagnostics)??;
        if notebook.run() == Run::Leaves {
            return None;
        }
        let mut read = Seen::new(&platform, &service).as_is(&state, &notebook);
        if let Value::Known(before) = &state.backup_retention {
            read.backup_retention = match project.notebook_retention(id).await {
                Err(error) if error.is_not_found() => Value::Null,
                policy => {
                    let what = "The retention of the notebook's backups cannot be read";
                    let policy = report(policy, what, diagnostics)?;
                    BackupRetention::read(&policy, before).into()
                }
            };
        }
        Some(read)
    }

    async fn update(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: UpdateRequest<NotebookModel>,
        diagnostics: &mut Diagnostics,
    ) -> Option<NotebookModel> {
        let UpdateRequest { prior, planned, .. } = request;
        let service = service_of(&planned.service_name, diagnostics)?;
        let limit = TimeLimit::start(ctx, "update", Timeouts::update(&planned.timeouts, UPDATE));
        let project = platform.changing(limit.token(), &service);
        let seen = Seen::new(&platform, &service);
        let id = prior.id.get()?.clone();
        let work = Work {
            ctx,
            project: &project,
            limit: &limit,
            id: &id,
        };
        let kind = platform
            .offers()
            .kind_of_planned(&project, &planned.region, &planned.resources);
        let end = update::update(&work, &prior, &planned, kind, diagnostics).await;
        platform.live().forget_notebooks(&service);
        match end {
            Ok(last) => Some(seen.done(&planned, &last)),
            Err(Trouble(last)) => {
                let last = match last {
                    Some(notebook) => notebook,
                    None => last_look(&platform, &service, &id).await?,
                };
                let mut state = seen.as_is(&planned, &last);
                state.backup_retention = prior.backup_retention;
                Some(state)
            }
        }
    }

    async fn delete(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        state: NotebookModel,
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
        platform.live().forget_notebooks(&service);
    }

    async fn import(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        id: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<NotebookModel> {
        let (service, id) = import_id::parse(id, &platform, diagnostics)?;
        import(
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
    ) -> Option<NotebookModel> {
        let service = platform.service_name(&identity.service_name, diagnostics)?;
        let project = platform.project(ctx, &service);
        let id = identity.id.get()?;
        import(&platform, &project, id, diagnostics).await
    }

    fn move_state(
        &self,
        request: &MoveRequest,
        diagnostics: &mut Diagnostics,
    ) -> Option<NotebookModel> {
        moved_wrapper::moved(ovhai_model::Kind::Notebook, request, diagnostics)
    }
}

async fn import(
    platform: &Platform,
    project: &ReadProject,
    id: &str,
    diagnostics: &mut Diagnostics,
) -> Option<NotebookModel> {
    let service = project.service_name();
    let found = platform.live().notebook(project, id).await;
    let Some(notebook) = report(found, "The notebook cannot be read", diagnostics)? else {
        let detail = format!("The project {service} has no notebook {id}.");
        diagnostics.error("There is no such notebook", detail);
        return None;
    };
    if notebook.run() == Run::Leaves {
        let detail = format!("The notebook {id} is being deleted, so there is nothing to manage.");
        diagnostics.error("The notebook is being deleted", detail);
        return None;
    }
    warn_of_members("notebook", &notebook.spec, diagnostics);
    let declared = &platform.observe_options().secret_names;
    Some(NotebookModel::read(&notebook, service, declared, None))
}

/// Creates the notebook. A server that does not know `flavorCount` refuses the call; the older way to say the count is
/// tried then.
async fn create(
    platform: &Platform,
    project: &Project,
    planned: &NotebookModel,
    config: &NotebookModel,
) -> Result<Document, Arc<Error>> {
    let spec = planned.request(config, Counting::Units, &FlavorType::Cpu);
    let refused = match project.create_notebook(&spec).await {
        Ok(notebook) => return Ok(notebook),
        Err(error) if error.status() == Some(400) => error,
        Err(error) => return Err(Arc::new(error)),
    };
    let kind = platform
        .offers()
        .kind_of_planned(project, &planned.region, &planned.resources)
        .await?;
    let spec = planned.request(config, Counting::Kind, &kind);
    // If that is refused as well, the count was not the reason, and the first refusal says what was.
    let created = project.create_notebook(&spec).await;
    created.map_err(|_| Arc::new(refused))
}

/// What follows the create: the retention of backups, a count that was ignored, and the wanted state. `kind` is that of the
/// planned flavor.
async fn after_create(
    work: &Work<'_>,
    planned: &NotebookModel,
    created: &Document,
    kind: impl Future<Output = Result<FlavorType, Arc<Error>>>,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Document>, Trouble<Document>> {
    if let Some(retention) = planned.backup_retention.get() {
        update::set_retention(work, retention, diagnostics).await?;
    }
    let live = created.spec.resources.as_ref();
    if !offers::is_counted(&planned.resources, live) {
        update::recount(work, planned, kind, diagnostics).await?;
    }
    let last = match planned.running {
        Value::Known(false) => work.stop::<Document>(diagnostics).await?,
        _ if waits(planned) => wait_until_running(work, None, diagnostics).await?,
        _ => None,
    };
    if let Some(last) = &last {
        offers::check_count(
            &planned.resources,
            last.spec.resources.as_ref(),
            diagnostics,
        );
    }
    Ok(last)
}

fn waits(planned: &NotebookModel) -> bool {
    planned.wait_for.as_deref() != Value::Known("none")
}

/// From documents to states.
struct Seen<'a> {
    platform: &'a Platform,
    service: &'a str,
}

impl<'a> Seen<'a> {
    const fn new(platform: &'a Platform, service: &'a str) -> Self {
        Self { platform, service }
    }

    /// The notebook as it is.
    fn as_is(&self, before: &NotebookModel, notebook: &Document) -> NotebookModel {
        let declared = &self.platform.observe_options().secret_names;
        NotebookModel::read(notebook, self.service, declared, Some(before))
    }

    /// The notebook as planned, with what the plan left open. What the platform did not do as asked shows as a difference in
    /// the next plan.
    fn done(&self, planned: &NotebookModel, notebook: &Document) -> NotebookModel {
        let mut state = planned.clone();
        state.fill(&self.as_is(planned, notebook));
        state
    }
}
