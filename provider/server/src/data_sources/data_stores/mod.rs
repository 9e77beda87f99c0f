//! `ovhai_data_stores`.

use std::sync::Arc;

use futures_util::{StreamExt, stream};
use ovhai_platform::{documents, observe};
use terraform_plugin::{Context, DataSource, Diagnostics, Path, Schema, Set, Value};

use crate::{failure::report, listed::understood, platform::Platform, shown};

/// Lists data stores: the buckets and Git repositories that volumes take their data from, those the platform brings along
/// included. Credentials are not read.
#[derive(Debug, Schema)]
pub struct Model {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed)]
    service_name: Value<String>,
    /// Only data stores of these regions, such as `GRA`. Default: all.
    #[attr(optional)]
    regions: Value<Set<String>>,
    /// The data stores, sorted by region and alias.
    #[attr(computed)]
    data_stores: Value<Vec<DataStore>>,
}

/// A data store.
#[derive(Clone, Debug, Schema)]
pub struct DataStore {
    /// Region code.
    #[attr(computed)]
    region: Value<String>,
    /// Name that volumes use for it; unique per region.
    #[attr(computed)]
    alias: Value<String>,
    /// `s3`, `swift` or `git`.
    #[attr(computed)]
    r#type: Value<String>,
    /// `ovhcloud` if the platform brought it along, `customer` if it was added.
    #[attr(computed)]
    owner: Value<String>,
    /// URL of the storage or repository; empty for what the platform brought along.
    #[attr(computed)]
    endpoint: Value<String>,
    /// Digest of `document`.
    #[attr(computed)]
    digest: Value<String>,
    /// The stable part of the API's document as JSON, with members this provider does not know and without secret values.
    #[attr(computed)]
    document: Value<String>,
}

/// The data source.
pub struct DataStores;

impl DataSource for DataStores {
    type Model = Model;
    type Data = Platform;
    const TYPE: &'static str = "ovhai_data_stores";

    async fn read(
        &self,
        ctx: &Context,
        platform: Arc<Platform>,
        mut config: Model,
        diagnostics: &mut Diagnostics,
    ) -> Option<Model> {
        let service = platform.service_name(&config.service_name, diagnostics)?;
        let project = platform.project(ctx, &service);
        let regions = project.data_store_regions().await;
        let regions = report(regions, "The regions cannot be read", diagnostics)?;
        let regions = understood("region", regions, diagnostics);
        let mut regions: Vec<String> = regions.into_iter().map(|region| region.id).collect();
        if let Value::Known(only) = &config.regions {
            let is_region = |name: &str| {
                regions
                    .iter()
                    .any(|region| region.eq_ignore_ascii_case(name))
            };
            if let Some(unknown) = only.iter().find(|name| !is_region(name)) {
                diagnostics.error_at(
                    Path::root("regions"),
                    "There is no such region",
                    format!(
                        "`{unknown}` is no region of this project that has data stores; there are {}.",
                        regions.join(", ")
                    ),
                );
                return None;
            }
            regions.retain(|region| only.iter().any(|name| region.eq_ignore_ascii_case(name)));
        }
        let read: Vec<_> = stream::iter(regions.into_iter().map(async |region| {
            let listed = project.data_stores(&region).await;
            (region, listed)
        }))
        .buffer_unordered(8)
        .collect()
        .await;
        let mut stores = Vec::new();
        let mut is_complete = true;
        for (region, listed) in read {
            let summary = format!("The data stores of {region} cannot be read");
            let Some(listed) = report(listed, &summary, diagnostics) else {
                is_complete = false;
                continue;
            };
            for store in understood("data store", listed, diagnostics) {
                stores.push(DataStore::of(&region, store, &platform));
            }
        }
        if !is_complete {
            return None;
        }
        stores.sort_by(|a, b| (&a.region, &a.alias).cmp(&(&b.region, &b.alias)));
        config.service_name = service.into();
        config.data_stores = Value::Known(stores);
        Some(config)
    }
}

impl DataStore {
    fn of(region: &str, store: documents::DataStore, platform: &Platform) -> Self {
        let (observed, _) = observe::data_store(region, &store, platform.observe_options());
        Self {
            region: region.into(),
            alias: store.alias.into(),
            r#type: shown::member(store.kind.as_ref().map(|kind| kind.as_str())),
            owner: shown::member(store.owner.as_ref().map(|owner| owner.as_str())),
            endpoint: shown::member(store.endpoint.as_deref()),
            digest: observed.digest.as_str().into(),
            document: observed.source.into(),
        }
    }
}
