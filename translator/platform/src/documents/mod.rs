//! The API's documents, one file per family.
//!
//! Reading keeps everything: unknown members, unknown names of enumerations, `null`s. Writing what was read gives the same
//! JSON again. A type whose vendor counterpart has a request twin with the same members serves for both.

mod app;
mod authorization;
mod capabilities;
mod catalogue;
mod command;
mod data_sync;
mod declare;
mod environment;
mod error;
mod info;
mod listed;
mod probe;
mod registry;
mod resources;
mod scaling;
mod secret_text;
mod surprise;
mod unknown;
mod volume;
mod wire;

pub use app::{
    App, AppImageInput, AppSpec, AppSpecInput, AppState, AppStateHistory, AppStatus, UpdateInput,
};
pub use authorization::AuthorizationStatus;
pub use capabilities::{
    Features, Flavor, FlavorType, GpuInformation, ProjectQuotas, Region, ResourcesPerUnit,
    WorkspaceBackupRetentionPolicy,
};
pub use catalogue::{
    AppImage, Framework, Licensing, OfferedImage, Preset, PresetCapabilities,
    PresetDocumentationUrl, PresetPartner, PresetResources, PresetType,
};
pub use command::{Command, GenericResponse, LogLine, Logs};
pub use data_sync::{
    DataSync, DataSyncDirection, DataSyncProgressState, DataSyncSpec, DataSyncState,
    DataSyncStatus, Progress,
};
pub use environment::{EnvPatch, EnvVar, Label};
pub use error::ErrorBody;
pub use info::{Info, InfoCode};
pub use listed::{Listed, Undecodable};
pub use probe::{DeploymentStrategy, Probe, ProbeInput};
pub use registry::{Registry, RegistryUpdateInput};
pub use resources::{Resources, ResourcesInput};
pub use scaling::{
    AutomaticScalingStrategyCustomMetrics, AutomaticScalingStrategyCustomMetricsInput,
    CustomMetricsAggregationType, CustomMetricsFormat, ScalingAutomaticStrategy,
    ScalingAutomaticStrategyInput, ScalingFixedStrategy, ScalingFixedStrategyInput,
    ScalingResourceType, ScalingStrategy, ScalingStrategyInput,
};
pub use secret_text::SecretText;
pub use surprise::{Place, Surprise, SurpriseKind};
pub use unknown::Unknown;
pub use volume::{
    PublicGit, PublicSwift, Standalone, Volume, VolumeDataStore, VolumePermission, VolumeSource,
    VolumeStatus, VolumeTarget,
};
pub use wire::{DecodeError, Nulls, Wire};
