//! `ovhai_registry` as a list resource.

use std::sync::Arc;

use terraform_plugin::{
    Context, Diagnostics, ListItem, ListRequest, ListResource, ListSink, Resource, Schema, Set,
    Value,
};

use crate::{
    failure::report,
    listed::{is_among, warn_of_odd},
    platform::Platform,
    resources::registry::{self, Registry},
};

/// Finds the private image registries attached to a project.
#[derive(Debug, Schema)]
pub struct Filters {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional)]
    service_name: Value<String>,
    /// Only registries of these regions, such as `GRA`. Default: all.
    #[attr(optional)]
    regions: Value<Set<String>>,
    /// Only registries with exactly one of these addresses. Default: all.
    #[attr(optional)]
    urls: Value<Set<String>>,
}

/// The list resource.
pub struct Registries;

impl ListResource for Registries {
    type Resource = Registry;
    type Model = Filters;
    type Data = Platform;

    async fn list(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: ListRequest<Filters>,
        sink: &ListSink<Registry>,
        diagnostics: &mut Diagnostics,
    ) {
        let filters = &request.config;
        let Some(service) = platform.service_name(&filters.service_name, diagnostics) else {
            return;
        };
        let project = platform.project(ctx, &service);
        let listed = platform.listings().registries(&project).await;
        let Some(listed) = report(listed, "The registries cannot be read", diagnostics) else {
            return;
        };
        warn_of_odd("registry", &listed.odd, diagnostics);
        for document in listed.objects.values() {
            let region = document.region.as_deref().unwrap_or_default();
            let url = document.url.as_deref().unwrap_or_default();
            if !is_among(region, &filters.regions) || !is_among(url, &filters.urls) {
                continue;
            }
            let state = registry::state(service.clone(), document);
            let Some(identity) = Registry.identity(&state) else {
                continue;
            };
            let told = |text: &Value<String>| text.get().cloned().unwrap_or_else(|| "?".to_owned());
            let item = ListItem {
                identity,
                display_name: format!("{}@{} ({region})", told(&state.username), told(&state.url)),
                resource: request.include_resource.then_some(state),
            };
            if sink.send(item).await.is_break() {
                return;
            }
        }
    }
}
