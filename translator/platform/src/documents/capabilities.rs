//! Capabilities: `/cloud/project/{serviceName}/ai/capabilities/…`.

use std::collections::BTreeMap;

use super::declare::{document, open_enum};

document! {
    /// Switches of the project.
    pub struct Features {
        /// Beta features are on.
        pub lab: Option<bool> = "lab",
        /// Private registries may be attached.
        pub registry: Option<bool> = "registry",
    }
}

document! {
    /// What the project may use at once.
    pub struct ProjectQuotas {
        /// Units per kind of compute; the names of the kinds are not documented.
        pub resources: BTreeMap<String, i64> = "resources",
        /// Storage; the schema says bits, the unit is unclear.
        pub storage: Option<i64> = "storage",
    }
}

document! {
    /// A region that runs workloads.
    pub struct Region {
        /// Where its command line tool is installed from.
        pub cli_install_url: Option<String> = "cliInstallUrl",
        /// Its API documentation.
        pub documentation_url: Option<String> = "documentationUrl",
        /// Code, for example `GRA`.
        pub id: String = "id",
        /// Host of its shared registry.
        pub registry_url: Option<String> = "registryUrl",
        /// Version of the platform.
        pub version: Option<String> = "version",
    }
}

document! {
    /// A machine slice.
    pub struct Flavor {
        /// Default of its type.
        pub default: Option<bool> = "default",
        /// One line.
        pub description: Option<String> = "description",
        /// The card, for GPU flavors.
        pub gpu_information: Option<GpuInformation> = "gpuInformation",
        /// Name, for example `ai1-1-cpu`.
        pub id: String = "id",
        /// Most units one workload may have.
        pub max: Option<i64> = "max",
        /// Amounts of one unit.
        pub resources_per_unit: Option<ResourcesPerUnit> = "resourcesPerUnit",
        /// CPU or GPU.
        pub kind: Option<FlavorType> = "type",
    }
}

document! {
    /// A GPU card.
    pub struct GpuInformation {
        /// Vendor.
        pub gpu_brand: Option<String> = "gpuBrand",
        /// Memory: bytes as observed, though the schema's wording contradicts itself.
        pub gpu_memory: Option<i64> = "gpuMemory",
        /// Model.
        pub gpu_model: Option<String> = "gpuModel",
    }
}

document! {
    /// Amounts of one flavor unit.
    pub struct ResourcesPerUnit {
        /// Virtual CPUs.
        pub cpu: Option<i64> = "cpu",
        /// Local scratch disk in bytes.
        pub ephemeral_storage: Option<i64> = "ephemeralStorage",
        /// GPU cards.
        pub gpu: Option<i64> = "gpu",
        /// RAM in bytes.
        pub memory: Option<i64> = "memory",
        /// Private bandwidth; same unit remark as `public_network`.
        pub private_network: Option<i64> = "privateNetwork",
        /// Public bandwidth: bits per second as observed, though the schema's wording contradicts itself.
        pub public_network: Option<i64> = "publicNetwork",
    }
}

document! {
    /// How long copies of notebook workspaces are kept; the same members in requests.
    pub struct WorkspaceBackupRetentionPolicy {
        /// Place in the history from which age counts.
        pub lifetime_eviction_threshold: Option<i64> = "lifetimeEvictionThreshold",
        /// Age in days from which a copy at or past that place is deleted.
        pub lifetime_in_days: Option<i64> = "lifetimeInDays",
        /// How many copies are kept.
        pub retained_number: Option<i64> = "retainedNumber",
    }
}

open_enum! {
    /// CPU or GPU.
    pub enum FlavorType {
        Cpu = "cpu",
        Gpu = "gpu",
    }
}
