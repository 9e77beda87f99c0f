//! Managed resources: one folder each, two lines here.

pub mod app;
mod data_export;
pub mod data_store;
mod image_export;
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
        data_export::unit(),
        ResourceUnit::new(data_store::DataStore),
        image_export::unit(),
        job::unit(),
        log_export::unit(),
        metric_export::unit(),
        notebook::unit(),
        ResourceUnit::new(registry::Registry),
        ResourceUnit::new(token::Token),
        workload_export::unit(),
    ]
}
