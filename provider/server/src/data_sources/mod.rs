//! Data sources: one folder each, two lines here.

mod app;
mod apps;
mod capabilities;
mod inventory;

use terraform_plugin::DataSourceUnit;

use crate::platform::Platform;

/// Every data source.
pub fn all() -> Vec<DataSourceUnit<Platform>> {
    vec![
        DataSourceUnit::new(app::App),
        DataSourceUnit::new(apps::Apps),
        DataSourceUnit::new(capabilities::Capabilities),
        DataSourceUnit::new(inventory::Inventory),
    ]
}
