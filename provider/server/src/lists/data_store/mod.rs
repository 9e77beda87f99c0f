//! `ovhai_data_store` as a list resource.

use std::sync::Arc;

use terraform_plugin::{
    Context, Diagnostics, ListItem, ListRequest, ListResource, ListSink, Path, Resource, Schema,
    Set, Value,
};

use crate::{
    failure::report,
    listed::{is_among, warn_of_odd},
    platform::Platform,
    resources::data_store::{self, DataStore},
};

/// Finds the data stores that were added to a project. The platform's own are left out, as they cannot be managed.
#[derive(Debug, Schema)]
pub struct Filters {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional)]
    service_name: Value<String>,
    /// Only data stores of these regions, such as `GRA`. Default: all.
    #[attr(optional)]
    regions: Value<Set<String>>,
    /// Only these types: `s3`, `git`. Default: both.
    #[attr(optional, validate(each(one_of(&["s3", "git"]))))]
    types: Value<Set<String>>,
}

/// The list resource.
pub struct DataStores;

impl ListResource for DataStores {
    type Resource = DataStore;
    type Model = Filters;
    type Data = Platform;

    async fn list(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        request: ListRequest<Filters>,
        sink: &ListSink<DataStore>,
        diagnostics: &mut Diagnostics,
    ) {
        let filters = &request.config;
        let Some(service) = platform.service_name(&filters.service_name, diagnostics) else {
            return;
        };
        let project = platform.project(ctx, &service);
        let regions = platform.listings().store_regions(&project).await;
        let Some(regions) = report(regions, "The regions cannot be read", diagnostics) else {
            return;
        };
        let unknown = |name: &&String| !regions.contains(name);
        if let Some(name) = filters
            .regions
            .get()
            .and_then(|only| only.iter().find(unknown))
        {
            diagnostics.error_at(
                Path::root("regions"),
                "There is no such region",
                format!(
                    "`{name}` is no region of this project that has data stores; there are {}.",
                    regions.join(", ")
                ),
            );
            return;
        }
        for region in regions
            .iter()
            .filter(|region| is_among(region, &filters.regions))
        {
            let stores = platform.listings().data_stores(&project, region).await;
            let summary = format!("The data stores of {region} cannot be read");
            let Some(stores) = report(stores, &summary, diagnostics) else {
                return;
            };
            warn_of_odd("data store", &stores.odd, diagnostics);
            for store in stores.objects.values() {
                let kind = store.kind.as_ref().map_or("", |kind| kind.as_str());
                if data_store::is_built_in(store) || !is_among(kind, &filters.types) {
                    continue;
                }
                // One of a type nobody knows is told and left out.
                let mut found = Diagnostics::new();
                let state = data_store::state(service.clone(), region.clone(), store, &mut found);
                let Some((state, identity)) = state
                    .and_then(|state| DataStore.identity(&state).map(|identity| (state, identity)))
                else {
                    for told in found {
                        diagnostics.warning(told.summary, told.detail);
                    }
                    continue;
                };
                let item = ListItem {
                    identity,
                    display_name: format!("{} ({region}, {kind})", store.alias),
                    resource: request.include_resource.then_some(state),
                };
                if sink.send(item).await.is_break() {
                    return;
                }
            }
        }
    }
}
