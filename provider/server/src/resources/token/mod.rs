//! `ovhai_token`.

mod model;
mod plan;
mod rules;
mod value;

use std::{sync::Arc, time::Duration};

use ovhai_platform::documents::{self, TokenSpec};
use terraform_plugin::{
    Context, CreateRequest, Diagnostics, PlanRequest, Resource, Timeouts, UpdateRequest, Value,
};

pub use model::{Identity, Model};
pub use rules::check_recipient;

use crate::{
    failure::report,
    managed::{import_id, leaving::wait_until_gone, time_limit::TimeLimit},
    platform::Platform,
    shown,
};

/// How long an operation may take unless `timeouts` says otherwise.
const PATIENCE: Duration = Duration::from_secs(600);

/// How far the time of a token's making may lie before the create that made it, in seconds: clocks count whole ones.
const CLOCK_SLACK: i64 = 5;

/// The resource.
pub struct Token;

impl Resource for Token {
    type Model = Model;
    type Identity = Identity;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_token";

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
        let (proposed, config) = (&mut request.proposed, &request.config);
        match &request.prior {
            None => plan::new(ctx, &platform, proposed, config, diagnostics).await,
            Some(prior) => plan::change(prior, proposed, diagnostics),
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
        let spec = TokenSpec {
            label_selector: state.label_selector.get().cloned(),
            name: state.name.get().cloned(),
            region: state.region.get()?.clone(),
            role: state.role.get().map(|role| role.as_str().into()),
            ..TokenSpec::default()
        };
        let limit = TimeLimit::start(ctx, "create", Timeouts::create(&state.timeouts, PATIENCE));
        let project = platform.changing(limit.token(), &service);
        const FAILED: &str = "The token cannot be created";
        let now = limit.report(project.client().server_time().await, FAILED, diagnostics)?;
        let created = project.create_token(&spec).await;
        platform.listings().forget_tokens(&project);
        let mut token = match created {
            Ok(token) => token,
            Err(error) => {
                let lost = value::of_lost_answer(&project, &spec, now - CLOCK_SLACK, &error).await;
                let Some(token) = lost else {
                    limit.report::<()>(Err(error), FAILED, diagnostics);
                    return None;
                };
                token
            }
        };
        state.id.set(token.id.as_str());
        state.service_name.set(service);
        value::mask(
            token
                .status
                .as_ref()
                .and_then(|status| status.value.as_ref()),
        );
        let is_told = token
            .status
            .as_ref()
            .is_some_and(|status| status.value.is_some());
        if !is_told && state.recipients.is_known() {
            // It is ours and nobody has its value: a new one takes nothing from anybody.
            state.version = token
                .status
                .as_ref()
                .and_then(|status| status.version)
                .into();
            state.encrypted_value = Value::Null;
            ctx.save(&state);
            let renewed = project.renew_token(&token.id).await;
            token = limit.report(
                renewed,
                "The token was created, but its value is lost",
                diagnostics,
            )?;
        }
        value::keep(&mut state, &token, diagnostics);
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
        let token = platform.listings().token(&project, state.id.get()?).await;
        let token = report(token, "The token cannot be read", diagnostics)??;
        let before = state.version;
        fill(&mut state, &token);
        state.service_name.set(service);
        if before.is_known() && before != state.version && state.encrypted_value.is_known() {
            state.encrypted_value = Value::Null;
            diagnostics.warning(
                "The token has got a new value outside Terraform",
                format!(
                    "Token {} was renewed, so the value that was kept encrypted is worthless and dropped. Change \
                     rotate_when_changed to get one that is kept; the present one ends with that.",
                    token.id
                ),
            );
        }
        Some(state)
    }

    async fn update(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: UpdateRequest<Model>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let UpdateRequest { prior, planned, .. } = request;
        let mut state = planned;
        if !plan::is_rotated(&prior, &state) {
            return Some(state);
        }
        let service = platform.service_name(&state.service_name, diagnostics)?;
        let limit = TimeLimit::start(ctx, "update", Timeouts::update(&state.timeouts, PATIENCE));
        let project = platform.changing(limit.token(), &service);
        let renewed = project.renew_token(state.id.get()?).await;
        platform.listings().forget_tokens(&project);
        let token = limit.report(renewed, "The token cannot be renewed", diagnostics)?;
        value::keep(&mut state, &token, diagnostics);
        Some(state)
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
        let deleted = project.delete_token(id).await;
        platform.listings().forget_tokens(&project);
        match deleted {
            Err(error) if error.is_not_found() => {
                // The API may have meant the project; a list of it says that it is there.
                let listed = platform.listings().tokens(&project).await;
                report(listed, "The token cannot be deleted", diagnostics);
            }
            Ok(()) => {
                let look = || project.token(id);
                wait_until_gone(&limit, look, "The token is not gone yet", diagnostics).await;
                platform.listings().forget_tokens(&project);
            }
            deleted => {
                limit.report(deleted, "The token cannot be deleted", diagnostics);
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
    let found = platform.listings().token(&project, id).await;
    let Some(token) = report(found, "The token cannot be imported", diagnostics)? else {
        diagnostics.error(
            "There is no such token",
            format!(
                "Project {service} has no token {id}. The data source ovhai_tokens lists them."
            ),
        );
        return None;
    };
    Some(state(service, &token))
}

/// The state of a token that is there, without its value.
pub fn state(service: String, token: &documents::Token) -> Model {
    let mut model = Model {
        id: token.id.as_str().into(),
        service_name: service.into(),
        name: Value::Null,
        region: Value::Null,
        role: Value::Null,
        label_selector: Value::Null,
        recipients: Value::Null,
        rotate_when_changed: Value::Null,
        encrypted_value: Value::Null,
        version: Value::Null,
        timeouts: Value::Null,
    };
    fill(&mut model, token);
    model
}

fn fill(state: &mut Model, token: &documents::Token) {
    // Should a read ever tell a value, nobody may print it.
    value::mask(
        token
            .status
            .as_ref()
            .and_then(|status| status.value.as_ref()),
    );
    let spec = &token.spec;
    state.name = shown::managed(Some(spec.name.as_deref().unwrap_or_default()), &state.name);
    state.region.set(spec.region.as_str());
    state.role = spec
        .role
        .as_ref()
        .map(|role| role.as_str().to_owned())
        .into();
    let told = spec.label_selector.as_deref().unwrap_or_default();
    // Without a selector and with an empty one it reaches all.
    if told != state.label_selector.as_deref().unwrap_or_default()
        || told.is_empty() && state.label_selector.is_unknown()
    {
        let told = (!told.is_empty()).then_some(told);
        state.label_selector = shown::managed(told, &state.label_selector);
    }
    state.version = token
        .status
        .as_ref()
        .and_then(|status| status.version)
        .into();
}
