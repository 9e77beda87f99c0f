//! Managed resources: one folder each, two lines here.

mod workload_export;

use terraform_plugin::ResourceUnit;

use crate::platform::Platform;

/// Every resource.
pub fn all() -> Vec<ResourceUnit<Platform>> {
    vec![workload_export::unit()]
}
