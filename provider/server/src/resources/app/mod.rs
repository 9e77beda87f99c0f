//! `ovhai_app`.

mod apply;
mod change;
mod model;
mod plan;
mod run;

use std::{sync::Arc, time::Duration};

use ovh_api::ReadProject;
use ovhai_platform::documents::App as Document;
use terraform_plugin::{
    Context, CreateRequest, Diagnostics, MoveRequest, PlanRequest, Resource, ResourceUnit,
    Timeouts, UpdateRequest,
};

use crate::{
    failure::report,
    managed::{
        import_id,
        time_limit::TimeLimit,
        workload::{
            identity::WorkloadIdentity,
            place::service_of,
            unknown::warn_of_members,
            work::{Kind, Run, Trouble, Work, last_look},
        },
    },
    platform::Platform,
    resources::moved_wrapper,
};
use apply::{after_create, create, update};
pub use model::AppModel;

/// Longest waits unless `timeouts` says otherwise: capacity for GPUs and large images take their time.
const CREATE: Duration = Duration::from_secs(30 * 60);
const UPDATE: Duration = CREATE;
const DELETE: Duration = Duration::from_secs(20 * 60);

/// The resource.
pub struct App;

/// The resource.
pub fn unit() -> ResourceUnit<Platform> {
    ResourceUnit::new(App)
}

impl Resource for App {
    type Model = AppModel;
    type Identity = WorkloadIdentity;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_app";

    fn identity(&self, state: &AppModel) -> Option<WorkloadIdentity> {
        Some(WorkloadIdentity::of(&state.service_name, &state.id))
    }

    fn validate(&self, config: &AppModel, diagnostics: &mut Diagnostics) {
        plan::validate(config, diagnostics);
    }

    async fn plan(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: &mut PlanRequest<AppModel>,
        diagnostics: &mut Diagnostics,
    ) {
        plan::plan(ctx, &platform, request, diagnostics).await;
    }

    async fn create(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: CreateRequest<AppModel>,
        diagnostics: &mut Diagnostics,
    ) -> Option<AppModel> {
        let planned = request.planned;
        let service = service_of(&planned.service_name, diagnostics)?;
        let limit = TimeLimit::start(ctx, "create", Timeouts::create(&planned.timeouts, CREATE));
        let project = platform.changing(limit.token(), &service);
        let created = create(&platform, &project, &planned, &request.config).await;
        platform.live().forget_apps(&service);
        let app = limit.report(created, "The app cannot be created", diagnostics)?;
        let seen = Seen::new(&platform, &service);
        ctx.save(&seen.done(&planned, &app));
        let work = Work {
            ctx,
            project: &project,
            limit: &limit,
            id: &app.id,
        };
        let end = after_create(&platform, &work, &planned, &app, diagnostics).await;
        platform.live().forget_apps(&service);
        Some(match end {
            Ok(last) => seen.done(&planned, &last.unwrap_or(app)),
            Err(Trouble(last)) => seen.as_is(&planned, &last.unwrap_or(app)),
        })
    }

    async fn read(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        state: AppModel,
        diagnostics: &mut Diagnostics,
    ) -> Option<AppModel> {
        let service = platform.service_name(&state.service_name, diagnostics)?;
        let id = state.id.get()?;
        let project = platform.project(ctx, &service);
        let found = platform.live().app(&project, id).await;
        let app = report(found, "The app cannot be read", diagnostics)??;
        (app.run() != Run::Leaves).then(|| Seen::new(&platform, &service).as_is(&state, &app))
    }

    async fn update(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: UpdateRequest<AppModel>,
        diagnostics: &mut Diagnostics,
    ) -> Option<AppModel> {
        let service = service_of(&request.planned.service_name, diagnostics)?;
        let timeouts = &request.planned.timeouts;
        let limit = TimeLimit::start(ctx, "update", Timeouts::update(timeouts, UPDATE));
        let project = platform.changing(limit.token(), &service);
        let seen = Seen::new(&platform, &service);
        let id = request.prior.id.get()?.clone();
        let work = Work {
            ctx,
            project: &project,
            limit: &limit,
            id: &id,
        };
        let mut is_sent = false;
        let end = update(&platform, &work, &request, &mut is_sent, diagnostics).await;
        platform.live().forget_apps(&service);
        let planned = &request.planned;
        match end {
            Ok(last) => Some(seen.done(planned, &last)),
            Err(Trouble(last)) => {
                let last = match last {
                    Some(app) => app,
                    None => last_look(&platform, &service, &id).await?,
                };
                let mut state = seen.as_is(planned, &last);
                if !is_sent {
                    // Whether secret variables arrived is not known, so they are due again.
                    let version = &request.prior.environment.secret_env_wo_version;
                    state.environment.secret_env_wo_version.clone_from(version);
                }
                Some(state)
            }
        }
    }

    async fn delete(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        state: AppModel,
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
        platform.live().forget_apps(&service);
    }

    async fn import(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        id: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<AppModel> {
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
    ) -> Option<AppModel> {
        let service = platform.service_name(&identity.service_name, diagnostics)?;
        let project = platform.project(ctx, &service);
        let id = identity.id.get()?;
        import(&platform, &project, id, diagnostics).await
    }

    fn move_state(&self, request: &MoveRequest, diagnostics: &mut Diagnostics) -> Option<AppModel> {
        moved_wrapper::moved(ovhai_model::Kind::App, request, diagnostics)
    }
}

async fn import(
    platform: &Platform,
    project: &ReadProject,
    id: &str,
    diagnostics: &mut Diagnostics,
) -> Option<AppModel> {
    let service = project.service_name();
    let found = platform.live().app(project, id).await;
    let Some(app) = report(found, "The app cannot be read", diagnostics)? else {
        let detail = format!("The project {service} has no app {id}.");
        diagnostics.error("There is no such app", detail);
        return None;
    };
    if app.run() == Run::Leaves {
        let detail = format!("The app {id} is being deleted, so there is nothing to manage.");
        diagnostics.error("The app is being deleted", detail);
        return None;
    }
    warn_of_members("app", &app.spec, diagnostics);
    let declared = &platform.observe_options().secret_names;
    Some(AppModel::read(&app, service, declared, None))
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

    /// The app as it is.
    fn as_is(&self, before: &AppModel, app: &Document) -> AppModel {
        let declared = &self.platform.observe_options().secret_names;
        AppModel::read(app, self.service, declared, Some(before))
    }

    /// The app as planned, with what the plan left open. What the platform did not do as asked shows as a difference in the
    /// next plan.
    fn done(&self, planned: &AppModel, app: &Document) -> AppModel {
        let mut state = planned.clone();
        state.fill(&self.as_is(planned, app));
        state
    }
}
