//! The API's documents, one file per family.
//!
//! Reading keeps everything: unknown members, unknown names of enumerations, `null`s. Writing what was read gives the same
//! JSON again. A type whose vendor counterpart has a request twin with the same members serves for both.

mod app;
pub mod around;
mod authorization;
mod backup;
mod capabilities;
mod catalogue;
mod command;
mod data_store;
mod data_sync;
mod environment;
mod error;
mod info;
mod job;
mod notebook;
mod order;
mod partner;
mod probe;
mod registry;
mod resources;
mod scaling;
mod token;
mod volume;
mod wire;

pub use app::{
    App, AppImageInput, AppSpec, AppSpecInput, AppState, AppStateHistory, AppStatus, UpdateInput,
};
pub use authorization::AuthorizationStatus;
pub use backup::{Backup, NotebookForkInfo};
pub use capabilities::{
    Features, Flavor, FlavorType, GpuInformation, ProjectQuotas, Region, ResourcesPerUnit,
    WorkspaceBackupRetentionPolicy,
};
pub use catalogue::{
    AppImage, Framework, Licensing, NotebookEditor, NotebookFramework, OfferedImage, Preset,
    PresetCapabilities, PresetDocumentationUrl, PresetImage, PresetPartner, PresetResources,
    PresetType,
};
pub use command::{Command, GenericResponse, LogLine, Logs};
pub use data_store::{
    BasicAuthCredentialsInput, DataStore, DataStoreAuth, DataStoreCredentialsInput, DataStoreInput,
    DataStoreOwner, DataStoreType, GitCredentialsInput, S3CredentialsInput, SshCredentialsInput,
};
pub use data_sync::{
    DataSync, DataSyncDirection, DataSyncProgressState, DataSyncSpec, DataSyncState,
    DataSyncStatus, Progress,
};
pub use environment::{EnvPatch, EnvVar, Label};
pub use error::ErrorBody;
pub use info::{Info, InfoCode};
pub use job::{
    Job, JobSpec, JobSpecInput, JobState, JobStatus, JobStatusHistory, ShutdownStrategy,
};
pub use notebook::{
    Notebook, NotebookEnv, NotebookSpec, NotebookSpecInput, NotebookState, NotebookStatus,
    NotebookUpdate, NotebookWorkspace, QuantumResources, QuantumResourcesInput,
};
pub use order::Order;
pub use partner::{Contract, ContractTermsLocale, Partner};
pub use probe::{DeploymentStrategy, Probe, ProbeInput};
pub use registry::{Registry, RegistryUpdateInput};
pub use resources::{Resources, ResourcesInput};
pub use scaling::{
    AutomaticScalingStrategyCustomMetrics, AutomaticScalingStrategyCustomMetricsInput,
    CustomMetricsAggregationType, CustomMetricsFormat, ScalingAutomaticStrategy,
    ScalingAutomaticStrategyInput, ScalingFixedStrategy, ScalingFixedStrategyInput,
    ScalingResourceType, ScalingStrategy, ScalingStrategyInput,
};
pub use token::{Token, TokenRole, TokenSpec, TokenStatus};
pub use volume::{
    PublicGit, PublicSwift, Standalone, Volume, VolumeDataStore, VolumePermission, VolumeSource,
    VolumeStatus, VolumeTarget,
};
pub use wire::{
    DecodeError, Listed, Nulls, Place, SecretText, Surprise, SurpriseKind, Undecodable, Unknown,
    Wire,
};
use wire::{declare, unknown};
