//! Apps: `/cloud/project/{serviceName}/ai/app`.

use std::collections::BTreeMap;

use super::{
    DataSync, DeploymentStrategy, EnvPatch, EnvVar, Info, Probe, Resources, ScalingStrategy,
    Volume, VolumeStatus,
    declare::{document, open_enum},
};

document! {
    /// One app as the API answers it.
    pub struct App {
        /// Creation time, RFC 3339.
        pub created_at: Option<String> = "createdAt",
        /// Identifier, a UUID.
        pub id: String = "id",
        /// Wanted state.
        pub spec: AppSpec = "spec",
        /// Observed state.
        pub status: Option<AppStatus> = "status",
        /// Time of the last change, RFC 3339.
        pub updated_at: Option<String> = "updatedAt",
        /// Name of the user that created it.
        pub user: Option<String> = "user",
    }
}

/// Body of `POST …/app` and `POST …/app/command`: the members are those of [`AppSpec`], with counts instead of resolved
/// amounts in `resources`.
pub type AppSpecInput = AppSpec;

document! {
    /// Wanted state of an app.
    pub struct AppSpec {
        /// Command and arguments, replacing the image's default; empty means the image decides.
        pub command: Vec<String> = "command",
        /// Container port of the main URL; the platform's default is 8080.
        pub default_http_port: Option<i64> = "defaultHttpPort",
        /// Rolling update settings.
        pub deployment_strategy: Option<DeploymentStrategy> = "deploymentStrategy",
        /// Environment variables.
        pub env_vars: Vec<EnvVar> = "envVars",
        /// Container port of a gRPC server on its own host name.
        pub grpc_port: Option<i64> = "grpcPort",
        /// Image reference, or `id:version` of a catalogue image.
        pub image: String = "image",
        /// Labels; those starting with `ovh/` are the platform's.
        pub labels: BTreeMap<String, String> = "labels",
        /// Liveness check.
        pub liveness_probe: Option<Probe> = "livenessProbe",
        /// Display name; the server invents one, and the sources disagree on whether it is always there.
        pub name: Option<String> = "name",
        /// Partner whose licensed image is used.
        pub partner_id: Option<String> = "partnerId",
        /// Readiness check.
        pub probe: Option<Probe> = "probe",
        /// Region code, for example `GRA`.
        pub region: String = "region",
        /// Compute resources.
        pub resources: Option<Resources> = "resources",
        /// Replica strategy; without one the platform runs one replica (vendor guide).
        pub scaling_strategy: Option<ScalingStrategy> = "scalingStrategy",
        /// True: anyone may call the URL. False, the default: login or bearer token.
        pub unsecure_http: Option<bool> = "unsecureHttp",
        /// Volumes.
        pub volumes: Vec<Volume> = "volumes",
    }
}

document! {
    /// Observed state of an app.
    pub struct AppStatus {
        /// Replicas ready to serve.
        pub available_replicas: Option<i64> = "availableReplicas",
        /// Data synchronisations.
        pub data_sync: Vec<DataSync> = "dataSync",
        /// `host:port` for gRPC clients.
        pub grpc_address: Option<String> = "grpcAddress",
        /// State changes, oldest first (order inferred).
        pub history: Vec<AppStateHistory> = "history",
        /// Explanation of the state.
        pub info: Option<Info> = "info",
        /// Web page about the app.
        pub info_url: Option<String> = "infoUrl",
        /// Address inside the platform's cluster.
        pub internal_service_ip: Option<String> = "internalServiceIp",
        /// Time of the last state change, RFC 3339.
        pub last_transition_date: Option<String> = "lastTransitionDate",
        /// Dashboard.
        pub monitoring_url: Option<String> = "monitoringUrl",
        /// State.
        pub state: Option<AppState> = "state",
        /// Public URL.
        pub url: Option<String> = "url",
        /// Identifiers of the volumes while they run.
        pub volumes: Vec<VolumeStatus> = "volumes",
    }
}

document! {
    /// One state change.
    pub struct AppStateHistory {
        /// When, RFC 3339.
        pub date: Option<String> = "date",
        /// The state entered.
        pub state: Option<AppState> = "state",
    }
}

document! {
    /// Body of `PUT …/app/{appId}`: only what is present changes.
    pub struct UpdateInput {
        /// New command; an empty list gives back the image's default.
        pub command: Option<Vec<String>> = "command",
        /// Units of a CPU flavor.
        pub cpu: Option<i64> = "cpu",
        /// Container port of the main URL.
        pub default_http_port: Option<i64> = "defaultHttpPort",
        /// Rolling update settings.
        pub deployment_strategy: Option<DeploymentStrategy> = "deploymentStrategy",
        /// A patch: present variables are set, those with `null` or empty value removed, others kept.
        pub env_vars: Option<Vec<EnvPatch>> = "envVars",
        /// New flavor.
        pub flavor: Option<String> = "flavor",
        /// Units of a GPU flavor.
        pub gpu: Option<i64> = "gpu",
        /// Container port of a gRPC server.
        pub grpc_port: Option<i64> = "grpcPort",
        /// Liveness check.
        pub liveness_probe: Option<Probe> = "livenessProbe",
        /// Readiness check.
        pub probe: Option<Probe> = "probe",
        /// New image.
        pub url: Option<String> = "url",
    }
}

document! {
    /// Body of `PUT …/app/{appId}/image`.
    pub struct AppImageInput {
        /// New image.
        pub url: String = "url",
    }
}

open_enum! {
    /// State of an app (platform-facts section 4).
    pub enum AppState {
        /// Gone; the API answers 404 soon.
        Deleted = "DELETED",
        /// On its way out.
        Deleting = "DELETING",
        /// The platform failed.
        Error = "ERROR",
        /// The image or the configuration failed.
        Failed = "FAILED",
        /// Data is copied in.
        Initializing = "INITIALIZING",
        /// Accepted.
        Queued = "QUEUED",
        /// All replicas serve.
        Running = "RUNNING",
        /// Waits for capacity, pulls the image or changes its replicas.
        Scaling = "SCALING",
        /// Scaled to zero (inferred from the name; only in the newer of two sources).
        Standby = "STANDBY",
        /// Stopped; can be started again.
        Stopped = "STOPPED",
        /// On its way to be stopped.
        Stopping = "STOPPING",
    }
}
