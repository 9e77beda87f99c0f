//! Compute resources of one replica.

use super::declare::document;

/// [`Resources`] in a request: flavor and a count; the members are the same.
pub type ResourcesInput = Resources;

document! {
    /// Flavor, count and, in answers, the resolved amounts.
    pub struct Resources {
        /// Virtual CPUs; in requests the count of a CPU flavor.
        pub cpu: Option<i64> = "cpu",
        /// Local scratch disk in bytes.
        pub ephemeral_storage: Option<i64> = "ephemeralStorage",
        /// Flavor, for example `ai1-1-cpu`.
        pub flavor: Option<String> = "flavor",
        /// Count of flavor units; the newer of the two ways to say it.
        pub flavor_count: Option<i64> = "flavorCount",
        /// GPU cards; in requests the count of a GPU flavor.
        pub gpu: Option<i64> = "gpu",
        /// GPU vendor.
        pub gpu_brand: Option<String> = "gpuBrand",
        /// Memory of one GPU: bytes as observed, though the schema's wording contradicts itself.
        pub gpu_memory: Option<i64> = "gpuMemory",
        /// GPU model.
        pub gpu_model: Option<String> = "gpuModel",
        /// RAM in bytes.
        pub memory: Option<i64> = "memory",
        /// Private bandwidth, normally 0; same unit remark as `public_network`.
        pub private_network: Option<i64> = "privateNetwork",
        /// Public bandwidth: bits per second as observed, though the schema's wording contradicts itself.
        pub public_network: Option<i64> = "publicNetwork",
    }
}
