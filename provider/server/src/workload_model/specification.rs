//! The nested parts of an app's specification.

use terraform_plugin::{Number, Schema, Value};

/// An environment variable.
#[derive(Clone, Debug, Schema)]
pub struct EnvironmentVariable {
    /// Name.
    #[attr(computed)]
    pub name: Value<String>,
    /// Value; `(secret)`, or its keyed fingerprint if the provider has a `fingerprint_key`, unless name and value pass as plain.
    #[attr(computed)]
    pub value: Value<String>,
}

/// Resources of one replica.
#[derive(Clone, Debug, Schema)]
pub struct Resources {
    /// Flavor, such as `ai1-1-cpu`.
    #[attr(computed)]
    pub flavor: Value<String>,
    /// Flavor units.
    #[attr(computed)]
    pub flavor_count: Value<i64>,
    /// Virtual CPUs.
    #[attr(computed)]
    pub cpu: Value<i64>,
    /// GPU cards.
    #[attr(computed)]
    pub gpu: Value<i64>,
    /// GPU vendor.
    #[attr(computed)]
    pub gpu_brand: Value<String>,
    /// GPU model.
    #[attr(computed)]
    pub gpu_model: Value<String>,
    /// Memory of one GPU in bytes (observed unit).
    #[attr(computed)]
    pub gpu_memory: Value<i64>,
    /// RAM in bytes.
    #[attr(computed)]
    pub memory: Value<i64>,
    /// Local scratch disk in bytes.
    #[attr(computed)]
    pub ephemeral_storage: Value<i64>,
    /// Public bandwidth in bits per second (observed unit).
    #[attr(computed)]
    pub public_network: Value<i64>,
    /// Private bandwidth, same unit.
    #[attr(computed)]
    pub private_network: Value<i64>,
}

/// Replica strategy: fixed or automatic.
#[derive(Clone, Debug, Schema)]
pub struct ScalingStrategy {
    /// Always the same number.
    #[attr(computed)]
    pub fixed: Value<FixedScaling>,
    /// Between two bounds.
    #[attr(computed)]
    pub automatic: Value<AutomaticScaling>,
}

/// Always the same number of replicas.
#[derive(Clone, Debug, Schema)]
pub struct FixedScaling {
    /// How many.
    #[attr(computed)]
    pub replicas: Value<i64>,
}

/// Between two bounds.
#[derive(Clone, Debug, Schema)]
pub struct AutomaticScaling {
    /// Lower bound; 0 scales to zero.
    #[attr(computed)]
    pub replicas_min: Value<i64>,
    /// Upper bound.
    #[attr(computed)]
    pub replicas_max: Value<i64>,
    /// Watched resource, `CPU` or `RAM`.
    #[attr(computed)]
    pub resource_type: Value<String>,
    /// Wanted average use in percent.
    #[attr(computed)]
    pub average_usage_target: Value<i64>,
    /// A number fetched over HTTP, instead of use.
    #[attr(computed)]
    pub custom_metrics: Value<CustomMetrics>,
    /// Look-back before adding replicas, seconds.
    #[attr(computed)]
    pub scale_up_stabilization_window_seconds: Value<i64>,
    /// Look-back before removing replicas, seconds.
    #[attr(computed)]
    pub scale_down_stabilization_window_seconds: Value<i64>,
    /// Wait before going to zero, seconds.
    #[attr(computed)]
    pub cooldown_period_seconds: Value<i64>,
}

/// A number fetched over HTTP.
#[derive(Clone, Debug, Schema)]
pub struct CustomMetrics {
    /// URL; `<SELF>` as host means the app's own replicas.
    #[attr(computed)]
    pub api_url: Value<String>,
    /// Body format: `JSON`, `YAML`, `XML` or `PROMETHEUS`.
    #[attr(computed)]
    pub format: Value<String>,
    /// Where in the body the number is.
    #[attr(computed)]
    pub value_location: Value<String>,
    /// Wanted value.
    #[attr(computed)]
    pub target_value: Value<Number>,
    /// How values of several replicas become one: `AVERAGE`, `MIN`, `MAX` or `SUM`.
    #[attr(computed)]
    pub aggregation_type: Value<String>,
}

/// An HTTP GET health check.
#[derive(Clone, Debug, Schema)]
pub struct Probe {
    /// Path.
    #[attr(computed)]
    pub path: Value<String>,
    /// Port.
    #[attr(computed)]
    pub port: Value<i64>,
    /// Seconds before the first check.
    #[attr(computed)]
    pub initial_delay_seconds: Value<i64>,
    /// Seconds between checks.
    #[attr(computed)]
    pub period_seconds: Value<i64>,
    /// Seconds until a check counts as failed.
    #[attr(computed)]
    pub timeout_seconds: Value<i64>,
    /// Failures in a row that count.
    #[attr(computed)]
    pub failure_threshold: Value<i64>,
    /// Successes in a row that count.
    #[attr(computed)]
    pub success_threshold: Value<i64>,
}

/// Rolling update settings.
#[derive(Clone, Debug, Schema)]
pub struct DeploymentStrategy {
    /// Replicas above the wanted number: a number or percentage.
    #[attr(computed)]
    pub max_surge: Value<String>,
    /// Replicas that may be missing: a number or percentage.
    #[attr(computed)]
    pub max_unavailable: Value<String>,
    /// Seconds until a stuck rollout counts as failed.
    #[attr(computed)]
    pub progress_deadline_seconds: Value<i64>,
    /// Seconds between stop signal and kill.
    #[attr(computed)]
    pub termination_grace_period_seconds: Value<i64>,
}

/// A mounted volume.
#[derive(Clone, Debug, Schema)]
pub struct Volume {
    /// Absolute path in the container.
    #[attr(computed)]
    pub mount_path: Value<String>,
    /// `RO`, `RW` or `RWD`.
    #[attr(computed)]
    pub permission: Value<String>,
    /// Kept in a project-wide cache.
    #[attr(computed)]
    pub cache: Value<bool>,
    /// Where data comes from.
    #[attr(computed)]
    pub volume_source: Value<VolumeSource>,
    /// Where data is pushed if not to the source.
    #[attr(computed)]
    pub volume_target: Value<VolumeTarget>,
    #[attr(flatten)]
    pub older: VolumeSource,
    /// Older spelling of `volume_target.target_data_store`.
    #[attr(computed)]
    pub target_data_store: Value<DataStore>,
    /// Oldest spelling: region of a built-in container.
    #[attr(computed)]
    pub region: Value<String>,
    /// Oldest spelling: built-in container.
    #[attr(computed)]
    pub container: Value<String>,
    /// Oldest spelling: only this path is copied.
    #[attr(computed)]
    pub prefix: Value<String>,
}

/// Where a volume's data comes from: one of these.
#[derive(Clone, Debug, Schema)]
pub struct VolumeSource {
    /// A container of a registered data store.
    #[attr(computed)]
    pub data_store: Value<DataStore>,
    /// A public Git repository.
    #[attr(computed)]
    pub public_git: Value<PublicUrl>,
    /// A public Swift container.
    #[attr(computed)]
    pub public_swift: Value<PublicUrl>,
    /// Empty space.
    #[attr(computed)]
    pub standalone: Value<Standalone>,
}

/// Where a volume's data is pushed.
#[derive(Clone, Debug, Schema)]
pub struct VolumeTarget {
    /// A container of a registered data store.
    #[attr(computed)]
    pub target_data_store: Value<DataStore>,
}

/// A place in a registered data store.
#[derive(Clone, Debug, Schema)]
pub struct DataStore {
    /// Alias.
    #[attr(computed)]
    pub alias: Value<String>,
    /// Container or bucket; the branch of a Git store.
    #[attr(computed)]
    pub container: Value<String>,
    /// Only this path is copied.
    #[attr(computed)]
    pub prefix: Value<String>,
    /// Tar archive data is saved into.
    #[attr(computed)]
    pub archive: Value<String>,
    /// On the platform's own storage.
    #[attr(computed)]
    pub internal: Value<bool>,
}

/// Something public.
#[derive(Clone, Debug, Schema)]
pub struct PublicUrl {
    /// Its URL.
    #[attr(computed)]
    pub url: Value<String>,
}

/// Empty space.
#[derive(Clone, Debug, Schema)]
pub struct Standalone {
    /// Display name.
    #[attr(computed)]
    pub name: Value<String>,
}
