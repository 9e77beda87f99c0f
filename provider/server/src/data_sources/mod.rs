//! Data sources: one folder each, two lines here.

mod app;
mod apps;
mod capabilities;
mod data_stores;
mod inventory;
mod job;
mod jobs;
mod logs;
mod notebook;
mod notebooks;
mod readiness;
mod registries;
mod tokens;

use terraform_plugin::DataSourceUnit;

use crate::platform::Platform;

/// Every data source.
pub fn all() -> Vec<DataSourceUnit<Platform>> {
    vec![
        DataSourceUnit::new(app::App),
        DataSourceUnit::new(apps::Apps),
        DataSourceUnit::new(capabilities::Capabilities),
        DataSourceUnit::new(data_stores::DataStores),
        DataSourceUnit::new(inventory::Inventory),
        DataSourceUnit::new(job::Job),
        DataSourceUnit::new(jobs::Jobs),
        DataSourceUnit::new(logs::Logs),
        DataSourceUnit::new(notebook::Notebook),
        DataSourceUnit::new(notebooks::Notebooks),
        DataSourceUnit::new(readiness::Readiness),
        DataSourceUnit::new(registries::Registries),
        DataSourceUnit::new(tokens::Tokens),
    ]
}
