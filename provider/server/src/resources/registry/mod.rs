//! `ovhai_registry`.

mod plan;

use std::{sync::Arc, time::Duration};

use ovhai_model::{Address, Kind};
use ovhai_platform::documents::{self, RegistryUpdateInput, SecretText};
use terraform_plugin::{
    Context, CreateRequest, Diagnostics, PlanRequest, Resource, Schema, Secret, Timeouts,
    UpdateRequest, Value,
};

use crate::{
    failure::report,
    managed::{dependants, import_id, leaving::wait_until_gone, time_limit::TimeLimit},
    platform::Platform,
    shown,
};

/// How long an operation may take unless `timeouts` says otherwise.
const PATIENCE: Duration = Duration::from_secs(600);

/// Attaches a private image registry to a project, so that workloads can run images from it.
///
/// The password is write-only: it goes to the platform and into no state or plan.
#[derive(Debug, Schema)]
pub struct Model {
    /// Identifier.
    #[attr(computed, plan(use_state_for_unknown))]
    pub id: Value<String>,
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed, plan(use_state_for_unknown, requires_replace))]
    pub service_name: Value<String>,
    /// Region code, such as `GRA`.
    #[attr(required, plan(requires_replace))]
    pub region: Value<String>,
    /// Address, such as `registry.example.com`; on port 443, without credentials. Needed to create one; an imported one may
    /// have none.
    #[attr(
        optional,
        validate(text("must hold no credentials", plan::check_url_is_plain))
    )]
    pub url: Value<String>,
    /// User name at the registry. Needed to create one; an imported one may have none.
    #[attr(
        optional,
        validate(text("must not be a secret", plan::check_username_is_told))
    )]
    pub username: Value<String>,
    /// Password or access token. Needed to create one.
    #[attr(optional, write_only, validate(not_blank(), also_requires(&["password_wo_version"])))]
    pub password_wo: Value<Secret>,
    /// Any number; another one sends `password_wo` again.
    #[attr(optional)]
    pub password_wo_version: Value<i64>,
    /// How long operations may take. Default: 10 minutes each.
    #[attr(optional)]
    pub timeouts: Value<Timeouts>,
}

/// What identifies a registry.
#[derive(Debug, Schema)]
pub struct Identity {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional)]
    pub service_name: Value<String>,
    /// Its id.
    #[attr(required)]
    pub id: Value<String>,
}

/// The resource.
pub struct Registry;

impl Resource for Registry {
    type Model = Model;
    type Identity = Identity;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_registry";

    fn validate(&self, config: &Model, diagnostics: &mut Diagnostics) {
        plan::warn_of_secret_username(config, diagnostics);
    }

    fn identity(&self, state: &Model) -> Option<Identity> {
        Some(Identity {
            service_name: state.service_name.clone(),
            id: state.id.clone(),
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
                .await;
            }
            Some(prior) => {
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
        let registry = documents::Registry {
            password: password(&request.config.password_wo),
            region: state.region.get().cloned(),
            url: state.url.get().cloned(),
            username: state.username.get().cloned(),
            ..documents::Registry::default()
        };
        let limit = TimeLimit::start(ctx, "create", Timeouts::create(&state.timeouts, PATIENCE));
        let project = platform.changing(limit.token(), &service);
        let created = project.create_registry(&registry).await;
        platform.listings().forget_registries(&project);
        let created = limit.report(created, "The registry cannot be attached", diagnostics)?;
        let Some(id) = created.id else {
            diagnostics.error(
                "The registry was attached without an id",
                "The platform answered without telling the id, so Terraform cannot manage it. Look for it in the project and import \
                 it.",
            );
            return None;
        };
        state.id.set(id);
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
        let registry = platform
            .listings()
            .registry(&project, state.id.get()?)
            .await;
        let registry = report(registry, "The registry cannot be read", diagnostics)??;
        fill(&mut state, &registry);
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
        let changed = |before: &Value<String>, after: &Value<String>| {
            (before != after).then(|| after.get().cloned()).flatten()
        };
        let update = RegistryUpdateInput {
            password: (prior.password_wo_version != planned.password_wo_version)
                .then(|| password(&config.password_wo))
                .flatten(),
            url: changed(&prior.url, &planned.url),
            username: changed(&prior.username, &planned.username),
            ..RegistryUpdateInput::default()
        };
        if update.password.is_none() && update.url.is_none() && update.username.is_none() {
            return Some(planned);
        }
        let service = platform.service_name(&planned.service_name, diagnostics)?;
        let limit = TimeLimit::start(ctx, "update", Timeouts::update(&planned.timeouts, PATIENCE));
        let project = platform.changing(limit.token(), &service);
        let updated = project.update_registry(planned.id.get()?, &update).await;
        platform.listings().forget_registries(&project);
        limit.report(updated, "The registry cannot be changed", diagnostics)?;
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
        let Some(id) = state.id.get() else { return };
        let limit = TimeLimit::start(ctx, "delete", Timeouts::delete(&state.timeouts, PATIENCE));
        let project = platform.changing(limit.token(), &service);
        let deleted = project.delete_registry(id).await;
        platform.listings().forget_registries(&project);
        match deleted {
            Ok(()) => {
                let look = || project.registry(id);
                wait_until_gone(&limit, look, "The registry is not gone yet", diagnostics).await;
                platform.listings().forget_registries(&project);
            }
            Err(error) if error.is_not_found() => {
                // The API may have meant the project; a list of it says that it is there.
                let listed = platform.listings().registries(&project).await;
                report(listed, "The registry cannot be detached", diagnostics);
            }
            Err(error) if dependants::may_be_the_reason(&error) => {
                let address = Address::new(Kind::Registry, id);
                let users = dependants::of(ctx, &platform, &service, &address).await;
                diagnostics.error(
                    "The registry cannot be detached",
                    format!("{error}\n\n{users}"),
                );
            }
            Err(error) => {
                limit.report::<()>(Err(error), "The registry cannot be detached", diagnostics);
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
        let (service, id) = import_id::parse(id, &platform, diagnostics)?;
        import(ctx, &platform, service, &id, diagnostics).await
    }

    async fn import_by_identity(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        identity: Identity,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let service = platform.service_name(&identity.service_name, diagnostics)?;
        import(ctx, &platform, service, &identity.id.known()?, diagnostics).await
    }
}

async fn import(
    ctx: &Context,
    platform: &Platform,
    service: String,
    id: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Model> {
    let project = platform.project(ctx, &service);
    let found = platform.listings().registry(&project, id).await;
    let Some(registry) = report(found, "The registry cannot be imported", diagnostics)? else {
        diagnostics.error(
            "There is no such registry",
            format!(
                "Project {service} has no registry {id}. The data source ovhai_registries lists them."
            ),
        );
        return None;
    };
    Some(state(service, &registry))
}

/// The state of a registry that is there.
pub fn state(service: String, registry: &documents::Registry) -> Model {
    let mut model = Model {
        id: registry.id.clone().into(),
        service_name: service.into(),
        region: Value::Null,
        url: Value::Null,
        username: Value::Null,
        password_wo: Value::Null,
        password_wo_version: Value::Null,
        timeouts: Value::Null,
    };
    fill(&mut model, registry);
    model
}

fn fill(state: &mut Model, registry: &documents::Registry) {
    if let Some(region) = &registry.region {
        state.region.set(region.as_str());
    }
    state.url = shown::managed(registry.url.as_deref(), &state.url);
    state.username = shown::managed(registry.username.as_deref(), &state.username);
}

fn password(value: &Value<Secret>) -> Option<SecretText> {
    value
        .get()
        .map(|secret| SecretText::new(secret.expose().as_str()))
}
