//! List resources, for `terraform query`: one folder each, two lines here.

mod app;
mod data_store;
mod job;
mod notebook;
mod registry;
mod token;

use terraform_plugin::ListResourceUnit;

use crate::platform::Platform;

/// Every list resource.
pub fn all() -> Vec<ListResourceUnit<Platform>> {
    vec![
        ListResourceUnit::new(app::Apps),
        ListResourceUnit::new(data_store::DataStores),
        ListResourceUnit::new(job::Jobs),
        ListResourceUnit::new(notebook::Notebooks),
        ListResourceUnit::new(registry::Registries),
        ListResourceUnit::new(token::Tokens),
    ]
}
