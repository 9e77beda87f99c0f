//! `ovhai_token` as a list resource.

use std::sync::Arc;

use terraform_plugin::{
    Context, Diagnostics, ListItem, ListRequest, ListResource, ListSink, Resource, Schema, Set,
    Value,
};

use crate::{
    failure::report,
    listed::{is_among, warn_of_odd},
    platform::Platform,
    resources::token::{self, Token},
};

/// Finds the application tokens of a project, without their values.
#[derive(Debug, Schema)]
pub struct Filters {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional)]
    service_name: Value<String>,
    /// Only tokens of these regions, such as `GRA`. Default: all.
    #[attr(optional)]
    regions: Value<Set<String>>,
    /// Only tokens with one of these roles, such as `ai_training_read`. Default: all.
    #[attr(optional)]
    roles: Value<Set<String>>,
    /// Only tokens whose name begins like this. Default: all.
    #[attr(optional)]
    name_prefix: Value<String>,
}

/// The list resource.
pub struct Tokens;

impl ListResource for Tokens {
    type Resource = Token;
    type Model = Filters;
    type Data = Platform;

    async fn list(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: ListRequest<Filters>,
        sink: &ListSink<Token>,
        diagnostics: &mut Diagnostics,
    ) {
        let filters = &request.config;
        let Some(service) = platform.service_name(&filters.service_name, diagnostics) else {
            return;
        };
        let project = platform.project(ctx, &service);
        let listed = platform.listings().tokens(&project).await;
        let Some(listed) = report(listed, "The tokens cannot be read", diagnostics) else {
            return;
        };
        warn_of_odd("token", &listed.odd, diagnostics);
        for document in listed.objects.values() {
            let spec = &document.spec;
            let name = spec.name.as_deref().unwrap_or_default();
            let role = spec.role.as_ref().map_or("", |role| role.as_str());
            if !is_among(&spec.region, &filters.regions)
                || !is_among(role, &filters.roles)
                || !name.starts_with(filters.name_prefix.as_deref().unwrap_or_default())
            {
                continue;
            }
            let state = token::state(service.clone(), document);
            let Some(identity) = Token.identity(&state) else {
                continue;
            };
            let shown = state.name.as_deref().unwrap_or_default();
            let item = ListItem {
                identity,
                display_name: format!("{shown} ({}, {role})", spec.region),
                resource: request.include_resource.then_some(state),
            };
            if sink.send(item).await.is_break() {
                return;
            }
        }
    }
}
