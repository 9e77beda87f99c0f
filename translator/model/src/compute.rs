//! Compute resources.

/// Resolved totals of one replica. Numbers are the platform's, unchecked; `None` means the document did not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compute {
    /// The platform's name of the machine slice, for example `ai1-1-cpu`.
    pub flavor: Option<String>,
    /// How many slices: `flavorCount`, else the GPU count, else the CPU count (platform-facts section 7).
    pub units: Option<i64>,
    /// Virtual CPUs.
    pub cpu: Option<i64>,
    /// RAM in bytes.
    pub memory: Option<i64>,
    /// Local scratch disk in bytes.
    pub scratch: Option<i64>,
    /// GPU cards.
    pub gpus: Option<i64>,
    /// GPU vendor as the platform writes it.
    pub gpu_brand: Option<String>,
    /// GPU model as the platform writes it, for example `H100`.
    pub gpu_model: Option<String>,
    /// Memory of one GPU in bytes (observed unit; the vendor's schema contradicts itself).
    pub gpu_memory: Option<i64>,
    /// Public bandwidth in bits per second (observed unit; the vendor's schema contradicts itself).
    pub public_network: Option<i64>,
    /// Private bandwidth, same unit remark.
    pub private_network: Option<i64>,
}
