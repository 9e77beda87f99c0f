//! `ovhai_data_store`.

mod import;
mod model;
mod plan;
mod rules;
mod send;

use std::{sync::Arc, time::Duration};

use ovh_api::ReadProject;
use ovhai_model::{Address, Kind};
use ovhai_platform::documents::{self, DataStoreOwner};
use terraform_plugin::{
    Context, CreateRequest, Diagnostics, PlanRequest, Resource, Timeouts, UpdateRequest, Value,
};

pub use import::state;
pub use model::{Identity, Model};

use crate::{
    failure::report,
    managed::{dependants, leaving::wait_until_gone, time_limit::TimeLimit},
    platform::Platform,
    shown,
};

/// How long an operation may take unless `timeouts` says otherwise.
const PATIENCE: Duration = Duration::from_secs(600);

/// The resource.
pub struct DataStore;

impl Resource for DataStore {
    type Model = Model;
    type Identity = Identity;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_data_store";

    fn validate(&self, config: &Model, diagnostics: &mut Diagnostics) {
        rules::check_credentials_fit(config, diagnostics);
    }

    fn identity(&self, state: &Model) -> Option<Identity> {
        Some(Identity {
            service_name: state.service_name.clone(),
            region: state.region.clone(),
            alias: state.alias.clone(),
        })
    }

    async fn plan(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: &mut PlanRequest<Model>,
        diagnostics: &mut Diagnostics,
    ) {
        plan::complete(&mut request.proposed, &request.config, &platform);
        match &request.prior {
            None => {
                plan::check_new(
                    ctx,
                    &platform,
                    &request.proposed,
                    &request.config,
                    diagnostics,
                )
                .await
            }
            Some(prior) => {
                platform.managed_stores().insert(&key(prior));
                plan::check_change(prior, &request.proposed, &request.config, diagnostics);
            }
        }
    }

    async fn create(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: CreateRequest<Model>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let mut state = request.planned;
        let service = platform.service_name(&state.service_name, diagnostics)?;
        let input = send::input(&state, &request.config.credentials_wo, diagnostics)?;
        let region = state.region.get()?.clone();
        let limit = TimeLimit::start(ctx, "create", Timeouts::create(&state.timeouts, PATIENCE));
        let project = platform.changing(limit.token(), &service);
        let skip_check = state.skip_connection_check == Value::Known(true);
        let created = project.create_data_store(&region, &input, skip_check).await;
        platform.listings().forget_data_stores(&project, &region);
        limit.report(created, "The data store cannot be created", diagnostics)?;
        state.id = Value::Known(id(&region, &input.alias));
        state.service_name.set(service);
        Some(state)
    }

    async fn read(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        mut state: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let service = platform.service_name(&state.service_name, diagnostics)?;
        let project = platform.project(ctx, &service);
        let (region, alias) = (state.region.get()?, state.alias.get()?);
        let store = platform
            .listings()
            .data_store(&project, region, alias)
            .await;
        let store = report(store, "The data store cannot be read", diagnostics)??;
        if is_built_in(&store) {
            diagnostics.error(
                "The data store is the platform's own",
                format!(
                    "`{alias}` in {region} is built in and cannot be managed. Let Terraform forget it: a `removed` block with \
                     destroy = false, or `terraform state rm`."
                ),
            );
            return None;
        }
        platform.managed_stores().insert(&key(&state));
        fill(&mut state, &store);
        state.service_name.set(service);
        Some(state)
    }

    async fn update(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: UpdateRequest<Model>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let UpdateRequest {
            prior,
            planned,
            config,
        } = request;
        if !plan::is_sent(&prior, &planned) {
            return Some(planned);
        }
        let service = platform.service_name(&planned.service_name, diagnostics)?;
        let input = send::input(&planned, &config.credentials_wo, diagnostics)?;
        let region = planned.region.get()?;
        let limit = TimeLimit::start(ctx, "update", Timeouts::update(&planned.timeouts, PATIENCE));
        let project = platform.changing(limit.token(), &service);
        let updated = project
            .update_data_store(region, &input.alias, &input)
            .await;
        platform.listings().forget_data_stores(&project, region);
        limit.report(updated, "The data store cannot be changed", diagnostics)?;
        Some(planned)
    }

    async fn delete(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        state: Model,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(service) = platform.service_name(&state.service_name, diagnostics) else {
            return;
        };
        let (Some(region), Some(alias)) = (state.region.get(), state.alias.get()) else {
            return;
        };
        let limit = TimeLimit::start(ctx, "delete", Timeouts::delete(&state.timeouts, PATIENCE));
        let project = platform.changing(limit.token(), &service);
        let deleted = project.delete_data_store(region, alias).await;
        platform.listings().forget_data_stores(&project, region);
        match deleted {
            Ok(()) => {
                let look = || project.data_store(region, alias);
                let summary = "The data store is not gone yet";
                wait_until_gone(&limit, look, summary, diagnostics).await;
                platform.listings().forget_data_stores(&project, region);
                platform.managed_stores().remove(&key(&state));
            }
            // Gone already is as good, if it is the data store that is gone.
            Err(error) if error.is_not_found() => {
                if is_gone(&platform, &project, region, alias, diagnostics).await {
                    platform.managed_stores().remove(&key(&state));
                }
            }
            Err(error) if dependants::may_be_the_reason(&error) => {
                let address =
                    Address::new(Kind::DataStore, id(&region.to_ascii_uppercase(), alias));
                let users = dependants::of(ctx, &platform, &service, &address).await;
                diagnostics.error(
                    "The data store cannot be deleted",
                    format!("{error}\n\n{users}"),
                );
            }
            Err(error) => {
                limit.report::<()>(Err(error), "The data store cannot be deleted", diagnostics);
            }
        }
    }

    async fn import(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        id: &str,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        import::by_id(ctx, &platform, id, diagnostics).await
    }

    async fn import_by_identity(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        identity: Identity,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let service = platform.service_name(&identity.service_name, diagnostics)?;
        let (region, alias) = (identity.region.known()?, identity.alias.known()?);
        import::one(ctx, &platform, service, region, &alias, diagnostics).await
    }
}

/// `REGION/ALIAS`.
fn id(region: &str, alias: &str) -> String {
    format!("{region}/{alias}")
}

/// Names a data store over all projects.
fn key(model: &Model) -> String {
    [&model.service_name, &model.region, &model.alias]
        .map(|part| part.as_deref().unwrap_or_default())
        .join("/")
}

/// Whether the platform brought it along. Swift is the built-in kind whatever an answer says of its owner.
pub fn is_built_in(store: &documents::DataStore) -> bool {
    store.owner == Some(DataStoreOwner::Ovhcloud)
        || store.kind == Some(documents::DataStoreType::Swift)
}

/// What the platform tells of a data store, in the spelling that the state has.
pub fn fill(state: &mut Model, store: &documents::DataStore) {
    state.id = Value::Known(id(
        state.region.as_deref().unwrap_or_default(),
        &store.alias,
    ));
    let told = store
        .endpoint
        .as_deref()
        .filter(|endpoint| !endpoint.is_empty());
    let is_known = match (state.endpoint.get(), told) {
        (Some(known), Some(told)) => rules::is_same_endpoint(known, told),
        _ => false,
    };
    if !is_known {
        state.endpoint = shown::managed(told, &state.endpoint);
    }
    if let Some(kind) = &store.kind {
        state.r#type.set(kind.as_str());
    }
}

/// After a 404 of a delete: the API may have meant the region or the project.
async fn is_gone(
    platform: &Platform,
    project: &ReadProject,
    region: &str,
    alias: &str,
    diagnostics: &mut Diagnostics,
) -> bool {
    let left = platform.listings().data_store(project, region, alias).await;
    matches!(
        report(left, "The data store cannot be deleted", diagnostics),
        Some(None)
    )
}
