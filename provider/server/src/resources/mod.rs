//! Managed resources: one folder each, two lines here.

pub mod app;
pub mod data_store;
pub mod job;
mod log_export;
mod metric_export;
mod moved_wrapper;
pub mod notebook;
pub mod registry;
pub mod token;
mod workload_export;

use terraform_plugin::ResourceUnit;

use crate::platform::Platform;

/// Every resource.
pub fn all() -> Vec<ResourceUnit<Platform>> {
    vec![
        app::unit(),
        ResourceUnit::new(data_store::DataStore),
        job::unit(),
        log_export::unit(),
        metric_export::unit(),
        notebook::unit(),
        ResourceUnit::new(registry::Registry),
        ResourceUnit::new(token::Token),
        workload_export::unit(),
    ]
}
