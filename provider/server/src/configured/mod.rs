//! What the provider's configuration says of servers beside the vendor's API: one file each.

pub mod clusters;
pub mod object_stores;
pub mod receivers;
pub mod registries;

pub use clusters::{ClusterModel, Clusters};
pub use object_stores::{ObjectStoreModel, ObjectStores};
pub use receivers::{ReceiverModel, Receivers};
pub use registries::{Registries, RegistryModel};

/// What the provider's configuration says of servers beside the vendor's API.
#[derive(Debug)]
pub struct Configured {
    /// Clusters that may prove objects.
    pub clusters: Clusters,
    /// Object storage that data are copied between.
    pub object_stores: ObjectStores,
    /// Registries that images are copied between.
    pub registries: Registries,
    /// Servers that take log lines and samples.
    pub receivers: Receivers,
    /// What apps are called with.
    pub workload_token: Option<ovhai_telemetry::Secret>,
}
