//! Jobs: `/cloud/project/{serviceName}/ai/job`.

use std::collections::BTreeMap;

use super::{
    DataSync, EnvVar, Info, Resources, Volume, VolumeStatus,
    declare::{document, open_enum},
};

/// Body of `POST …/job` and `POST …/job/command`; the members are those of [`JobSpec`], with counts instead of resolved
/// amounts in `resources`.
pub type JobSpecInput = JobSpec;

document! {
    /// An AI Training job.
    pub struct Job {
        /// Creation time, RFC 3339.
        pub created_at: Option<String> = "createdAt",
        /// Identifier.
        pub id: String = "id",
        /// Desired state.
        pub spec: JobSpec = "spec",
        /// Observed state.
        pub status: Option<JobStatus> = "status",
        /// Time of the last change, RFC 3339.
        pub updated_at: Option<String> = "updatedAt",
        /// Name of the user that created the object.
        pub user: Option<String> = "user",
    }
}

document! {
    /// Job specification as returned.
    pub struct JobSpec {
        /// Command and arguments run in the container, replacing the image default.
        pub command: Vec<String> = "command",
        /// Container port served by the main URL.
        pub default_http_port: Option<i64> = "defaultHttpPort",
        /// Environment variables.
        pub env_vars: Vec<EnvVar> = "envVars",
        /// Container port of a gRPC server, exposed on a separate host name. Only needed if HTTP and gRPC cannot
        /// share a port.
        pub grpc_port: Option<i64> = "grpcPort",
        /// Container image reference, or a catalogue image written `id:version`.
        pub image: String = "image",
        /// Key/value labels; used to scope tokens. Keys starting with `ovh/` belong to the platform and get
        /// overwritten.
        pub labels: BTreeMap<String, String> = "labels",
        /// Display name.
        pub name: Option<String> = "name",
        /// Partner whose licensed image is used.
        pub partner_id: Option<String> = "partnerId",
        /// User identifier allowed to reach the job in addition to the owner (inferred).
        pub read_user: Option<String> = "readUser",
        /// Region code, for example GRA or BHS.
        pub region: String = "region",
        /// Compute resources.
        pub resources: Option<Resources> = "resources",
        /// What happens on shutdown, if the platform set a strategy.
        pub shutdown: Option<ShutdownStrategy> = "shutdown",
        /// Public keys allowed to log in over SSH.
        pub ssh_public_keys: Vec<String> = "sshPublicKeys",
        /// Time limit in seconds.
        pub timeout: Option<i64> = "timeout",
        /// Restart automatically when the time limit is hit.
        pub timeout_auto_restart: Option<bool> = "timeoutAutoRestart",
        /// True: anyone may call the URL. False: login or bearer token.
        pub unsecure_http: Option<bool> = "unsecureHttp",
        /// Attached volumes.
        pub volumes: Vec<Volume> = "volumes",
    }
}

document! {
    /// Observed status of a job (also embedded in notebooks for the job that runs them).
    pub struct JobStatus {
        /// Synchronisation runs linked to the workload.
        pub data_sync: Vec<DataSync> = "dataSync",
        /// Run time in seconds.
        pub duration: Option<i64> = "duration",
        /// Exit code of the container.
        pub exit_code: Option<i64> = "exitCode",
        /// Address seen from outside.
        pub external_ip: Option<String> = "externalIp",
        /// When the final data push ended.
        pub finalized_at: Option<String> = "finalizedAt",
        /// `host:port` for gRPC clients.
        pub grpc_address: Option<String> = "grpcAddress",
        /// State transitions, oldest first (order inferred).
        pub history: Vec<JobStatusHistory> = "history",
        /// Explanation of the current state.
        pub info: Option<Info> = "info",
        /// Web page about the workload.
        pub info_url: Option<String> = "infoUrl",
        /// When data pull started.
        pub initializing_at: Option<String> = "initializingAt",
        /// Cluster-internal address.
        pub ip: Option<String> = "ip",
        /// Time of the last state change.
        pub last_transition_date: Option<String> = "lastTransitionDate",
        /// Grafana dashboard of the workload.
        pub monitoring_url: Option<String> = "monitoringUrl",
        /// When queued.
        pub queued_at: Option<String> = "queuedAt",
        /// SSH address, `ssh://id@host` form.
        pub ssh_url: Option<String> = "sshUrl",
        /// When started.
        pub started_at: Option<String> = "startedAt",
        /// Current state.
        pub state: Option<JobState> = "state",
        /// When stopped.
        pub stopped_at: Option<String> = "stoppedAt",
        /// When the time limit will hit.
        pub timeout_at: Option<String> = "timeoutAt",
        /// URL.
        pub url: Option<String> = "url",
        /// Attached volumes.
        pub volumes: Vec<VolumeStatus> = "volumes",
    }
}

document! {
    /// One state transition of a job.
    pub struct JobStatusHistory {
        /// When the transition happened.
        pub date: Option<String> = "date",
        /// Current state.
        pub state: Option<JobState> = "state",
    }
}

open_enum! {
    /// What the platform does after shutting a workload down.
    pub enum ShutdownStrategy {
        /// Start it again.
        Restart = "Restart",
        /// Leave it stopped.
        Stop = "Stop",
    }
}

open_enum! {
    /// Job states.
    pub enum JobState {
        /// Ended with exit code 0.
        Done = "DONE",
        /// Platform-side failure.
        Error = "ERROR",
        /// Ended with another exit code or bad configuration.
        Failed = "FAILED",
        /// Pushing data back.
        Finalizing = "FINALIZING",
        /// Pulling data.
        Initializing = "INITIALIZING",
        /// Ended after a kill or time limit.
        Interrupted = "INTERRUPTED",
        /// Kill asked for.
        Interrupting = "INTERRUPTING",
        /// Allocating compute and pulling the image. Billed per the newest guide.
        Pending = "PENDING",
        /// Waiting.
        Queued = "QUEUED",
        /// Being restarted after a time limit or maintenance.
        Restarting = "RESTARTING",
        /// Running. Billed.
        Running = "RUNNING",
        /// The data push failed; a manual sync can be asked for.
        SyncFailed = "SYNC_FAILED",
        /// Time limit reached, about to be stopped.
        Timeout = "TIMEOUT",
    }
}
