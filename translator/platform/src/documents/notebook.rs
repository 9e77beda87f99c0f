//! Notebooks: `/cloud/project/{serviceName}/ai/notebook`.

use std::collections::BTreeMap;

use super::{
    DataSync, EnvVar, Info, Resources, Volume, VolumeStatus,
    declare::{document, open_enum},
    job::JobStatus,
    job::ShutdownStrategy,
};

/// [`QuantumResources`] in a request; the members are the same.
pub type QuantumResourcesInput = QuantumResources;

document! {
    /// An AI Notebook.
    pub struct Notebook {
        /// Creation time, RFC 3339.
        pub created_at: Option<String> = "createdAt",
        /// Identifier.
        pub id: String = "id",
        /// Desired state.
        pub spec: NotebookSpec = "spec",
        /// Observed state.
        pub status: Option<NotebookStatus> = "status",
        /// Time of the last change, RFC 3339.
        pub updated_at: Option<String> = "updatedAt",
        /// Name of the user that created the object.
        pub user: Option<String> = "user",
    }
}

document! {
    /// Notebook specification as returned.
    pub struct NotebookSpec {
        /// Framework and editor.
        pub env: Option<NotebookEnv> = "env",
        /// Environment variables.
        pub env_vars: Vec<EnvVar> = "envVars",
        /// Flavor identifier.
        pub flavor: Option<String> = "flavor",
        /// Key/value labels; used to scope tokens. Keys starting with `ovh/` belong to the platform and get
        /// overwritten.
        pub labels: BTreeMap<String, String> = "labels",
        /// Display name.
        pub name: Option<String> = "name",
        /// Quantum resources.
        pub quantum_resources: Option<QuantumResources> = "quantumResources",
        /// Region code, for example GRA or BHS.
        pub region: String = "region",
        /// Compute resources.
        pub resources: Option<Resources> = "resources",
        /// What happens on shutdown, if the platform set a strategy.
        pub shutdown: Option<ShutdownStrategy> = "shutdown",
        /// Public keys allowed to log in over SSH.
        pub ssh_public_keys: Vec<String> = "sshPublicKeys",
        /// Restart automatically when the time limit is hit.
        pub timeout_auto_restart: Option<bool> = "timeoutAutoRestart",
        /// True: anyone may call the URL. False: login or bearer token.
        pub unsecure_http: Option<bool> = "unsecureHttp",
        /// Attached volumes.
        pub volumes: Vec<Volume> = "volumes",
    }
}

document! {
    /// Notebook specification as sent on creation.
    pub struct NotebookSpecInput {
        /// Framework and editor.
        pub env: Option<NotebookEnv> = "env",
        /// Environment variables.
        pub env_vars: Vec<EnvVar> = "envVars",
        /// Key/value labels; used to scope tokens. Keys starting with `ovh/` belong to the platform and get
        /// overwritten.
        pub labels: BTreeMap<String, String> = "labels",
        /// Display name.
        pub name: Option<String> = "name",
        /// Quantum resources.
        pub quantum_resources: Option<QuantumResources> = "quantumResources",
        /// Region code, for example GRA or BHS.
        pub region: String = "region",
        /// Compute resources.
        pub resources: Option<Resources> = "resources",
        /// What happens on shutdown, if the platform set a strategy.
        pub shutdown: Option<ShutdownStrategy> = "shutdown",
        /// Public keys allowed to log in over SSH.
        pub ssh_public_keys: Vec<String> = "sshPublicKeys",
        /// Restart automatically when the time limit is hit.
        pub timeout_auto_restart: Option<bool> = "timeoutAutoRestart",
        /// True: anyone may call the URL. False: login or bearer token.
        pub unsecure_http: Option<bool> = "unsecureHttp",
        /// Attached volumes.
        pub volumes: Vec<Volume> = "volumes",
    }
}

document! {
    /// Framework and editor pair of a notebook.
    pub struct NotebookEnv {
        /// Editor id, for example jupyterlab or vscode.
        pub editor_id: Option<String> = "editorId",
        /// Framework id, for example pytorch.
        pub framework_id: Option<String> = "frameworkId",
        /// Framework version; newest when empty (inferred).
        pub framework_version: Option<String> = "frameworkVersion",
    }
}

document! {
    /// Observed status of a notebook.
    pub struct NotebookStatus {
        /// Synchronisation runs linked to the workload.
        pub data_sync: Vec<DataSync> = "dataSync",
        /// Run time in seconds.
        pub duration: Option<i64> = "duration",
        /// `host:port` for gRPC clients.
        pub grpc_address: Option<String> = "grpcAddress",
        /// Explanation of the current state.
        pub info: Option<Info> = "info",
        /// Web page about the workload.
        pub info_url: Option<String> = "infoUrl",
        /// Status of the job that backs the notebook.
        pub last_job_status: Option<JobStatus> = "lastJobStatus",
        /// Last start.
        pub last_started_at: Option<String> = "lastStartedAt",
        /// Last stop.
        pub last_stopped_at: Option<String> = "lastStoppedAt",
        /// Grafana dashboard of the workload.
        pub monitoring_url: Option<String> = "monitoringUrl",
        /// SSH address, `ssh://id@host` form.
        pub ssh_url: Option<String> = "sshUrl",
        /// Current state.
        pub state: Option<NotebookState> = "state",
        /// URL.
        pub url: Option<String> = "url",
        /// Attached volumes.
        pub volumes: Vec<VolumeStatus> = "volumes",
        /// Workspace storage accounting.
        pub workspace: Option<NotebookWorkspace> = "workspace",
    }
}

document! {
    /// Body of the notebook update call.
    pub struct NotebookUpdate {
        /// Framework version; newest when empty (inferred).
        pub framework_version: Option<String> = "frameworkVersion",
        /// Key/value labels; used to scope tokens. Keys starting with `ovh/` belong to the platform and get
        /// overwritten.
        pub labels: Option<BTreeMap<String, String>> = "labels",
        /// Display name.
        pub name: Option<String> = "name",
        /// Quantum resources.
        pub quantum_resources: Option<QuantumResources> = "quantumResources",
        /// Compute resources.
        pub resources: Option<Resources> = "resources",
        /// Public keys allowed to log in over SSH.
        pub ssh_public_keys: Option<Vec<String>> = "sshPublicKeys",
        /// Restart automatically when the time limit is hit.
        pub timeout_auto_restart: Option<bool> = "timeoutAutoRestart",
        /// True: anyone may call the URL. False: login or bearer token.
        pub unsecure_http: Option<bool> = "unsecureHttp",
        /// Attached volumes.
        pub volumes: Option<Vec<Volume>> = "volumes",
    }
}

document! {
    /// Workspace storage accounting of a notebook.
    pub struct NotebookWorkspace {
        /// Bytes included free of charge.
        pub storage_free: Option<i64> = "storageFree",
        /// Bytes in use.
        pub storage_used: Option<i64> = "storageUsed",
    }
}

document! {
    /// Quantum processing unit attached to a notebook, as returned.
    pub struct QuantumResources {
        /// QPU flavor id.
        pub qpu_flavor_id: Option<String> = "qpuFlavorId",
    }
}

open_enum! {
    /// Notebook states.
    pub enum NotebookState {
        /// Being deleted.
        Deleting = "DELETING",
        /// Platform-side failure.
        Error = "ERROR",
        /// Start or run failed.
        Failed = "FAILED",
        /// Restart in progress.
        Restarting = "RESTARTING",
        /// Usable. Billed.
        Running = "RUNNING",
        /// Being started.
        Starting = "STARTING",
        /// Stopped; workspace kept, can be started again.
        Stopped = "STOPPED",
        /// Being stopped; workspace is saved.
        Stopping = "STOPPING",
        /// Saving data failed.
        SyncFailed = "SYNC_FAILED",
    }
}
