//! Profiles: the choices a target needs, with defaults in `profiles/generic.json`.

mod access;
mod check;
mod monitoring;
mod read;
mod secrets;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use access::{Access, Kueue, KueueVersion, QuotaForm, TokenForm};
pub use monitoring::Monitoring;
pub use secrets::{SecretChoices, SecretProvider, StoreKind};

/// Every choice. [`Profile::default`] is the generic profile, [`Profile::read`] lays a person's choices over it.
///
/// Defaults rot (design section 7), so image versions and product names live in the data file and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Namespace of everything that is produced; default `ai-workloads`.
    pub namespace: String,
    /// Whether a Namespace manifest is produced; default true.
    pub create_namespace: bool,
    /// Hosts become `{name}.{domain}`. Without one, hosts are placeholders under `example.invalid`.
    pub domain: Option<String>,
    /// `https` or `http`: how clients reach the new hosts; default `https`.
    pub scheme: String,
    /// How traffic reaches the cluster; default `gateway`.
    pub exposure: Exposure,
    /// The Gateway routes attach to.
    pub gateway: Gateway,
    /// Choices for `exposure = ingress`.
    pub ingress: Ingress,
    /// What stands in front of workloads that are not public; default `bearer_proxy`.
    pub authentication: Authentication,
    /// Consent that workloads which needed a login become open to everyone; needed for `authentication = none`.
    pub accept_open_access: bool,
    /// The bearer-checking sidecar.
    pub proxy: Proxy,
    /// Images of init containers.
    pub tool_images: ToolImages,
    /// Image reference prefix → its replacement; the longest matching prefix wins.
    pub registry_rewrites: BTreeMap<String, String>,
    /// Names of existing pull Secrets added to every ServiceAccount.
    pub pull_secrets: BTreeSet<String>,
    /// Value of `HOME` where the workload does not set it. Empty for the image's own, which the platform's guides set in the image
    /// (platform-facts section 5); workbenches have `/workspace` even so.
    pub home: Option<String>,
    /// User and group id of all containers; the platform forces 42420.
    pub user: u32,
    /// True leaves CPU limits out, against throttling.
    pub drop_cpu_limit: bool,
    /// Share of CPU and memory of GPU flavors to request, 10 to 100; below 100 leaves room for a node's own needs.
    pub gpu_resource_percent: u8,
    /// How GPU workloads roll out; default `surge`.
    pub gpu_rollout: GpuRollout,
    /// GPUs of the cluster, if known: scaling above it is reported.
    pub gpu_capacity: Option<u32>,
    /// Node label values that count as the same GPU.
    pub gpu_tables: GpuTables,
    /// Largest `ephemeral-storage` request before copied volumes are added; empty for no cap.
    pub scratch_cap: Option<String>,
    /// Size of `/dev/shm` for GPU workloads as share of memory, 0 to 100; 0 leaves the runtime's 64 MiB.
    pub shared_memory_percent: u8,
    /// True adds a TCP readiness probe where the workload has no probe.
    pub tcp_readiness: bool,
    /// From this first delay on, in seconds, a liveness check waits behind a startup probe; `null` adds none.
    pub startup_probe_above: Option<u32>,
    /// True asks the network plugin, by annotations some of them read, to limit pods to the platform's bandwidth.
    pub bandwidth_annotations: bool,
    /// KEDA and its HTTP add-on.
    pub keda: Keda,
    /// Network policies.
    pub network_policy: NetworkPolicy,
    /// Names of variables a person declares plain; their values are written to ConfigMaps.
    pub plain_environment: BTreeSet<String>,
    /// Names of variables that are secret although nothing shows it; wins over `plain_environment`.
    pub secret_environment: BTreeSet<String>,
    /// Where values of required Secrets come from.
    pub secrets: SecretChoices,
    /// True if the cluster takes variable names outside `[-._a-zA-Z][-._a-zA-Z0-9]*` (Kubernetes 1.32 and later by default).
    pub relaxed_environment_names: bool,
    /// True writes a PodDisruptionBudget for two or more replicas.
    pub disruption_budget: bool,
    /// True spreads two or more replicas over nodes where possible.
    pub spread: bool,
    /// Volumes.
    pub volumes: VolumeChoices,
    /// Runs with an end.
    pub jobs: JobChoices,
    /// Workbenches.
    pub notebooks: NotebookChoices,
    /// Dashboards and scraping.
    pub monitoring: Monitoring,
    /// Tokens of programs.
    pub access: Access,
    /// What becomes of the platform's quota; default `none`.
    pub quota: QuotaForm,
    /// Kueue, for `quota = kueue`.
    pub kueue: Kueue,
    /// What belongs to the platform that is left; data, so that no code names it.
    pub source: SourcePlatform,
}

/// How traffic reaches the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exposure {
    /// Gateway API routes.
    Gateway,
    /// Ingress objects.
    Ingress,
    /// Services only; nothing outside the cluster reaches them.
    None,
}

/// What stands in front of workloads that are not public (mapping section 7, variants A to C).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authentication {
    /// A sidecar that checks bearer tokens against the cluster.
    BearerProxy,
    /// A policy at the gateway, which a person writes.
    Gateway,
    /// Nothing. Needs `accept_open_access`.
    None,
}

/// Which jobs start when their manifests are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobStart {
    /// None: a person starts each.
    Suspended,
    /// Those that have not ended on the platform. One that runs there would run twice.
    AsOnPlatform,
}

/// What happens to what jobs and notebooks write to data stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Push {
    /// It stays in a claim, and a finding waits until a person has chosen a way.
    None,
    /// A sidecar pushes it out of the claim when the pod is stopped.
    Sidecar,
}

/// What happens to read-only volumes that the platform keeps in its project-wide cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cache {
    /// Every replica copies, as for other volumes.
    Copy,
    /// One claim per place, filled once by a Job and mounted by everybody who reads it. Needs storage that many nodes mount.
    SharedClaim,
}

/// How GPU workloads are updated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GpuRollout {
    /// As on the platform; an update may need a spare GPU.
    Surge,
    /// One old replica stops before its replacement starts; needs no spare GPU, interrupts single replicas.
    Replace,
}

/// The Gateway that routes attach to. It is expected to exist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gateway {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Namespace of the controller's pods, which network policies let in. `null` guesses the Gateway's own and reports it.
    pub pods_namespace: Option<String>,
    /// Listener, if not every one.
    pub section: Option<String>,
    /// Request timeout of routes as a Gateway API duration; `0s` is none, empty the implementation's default.
    pub request_timeout: Option<String>,
}

impl Gateway {
    /// Where its pods are taken to run.
    pub(crate) fn pods_namespace(&self) -> &str {
        self.pods_namespace.as_deref().unwrap_or(&self.namespace)
    }
}

/// Choices for Ingress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ingress {
    /// Ingress class; `null` is the cluster's default.
    pub class: Option<String>,
    /// Secret with the certificate; `null` leaves TLS to the controller.
    pub tls_secret: Option<String>,
    /// Namespace of the controller's pods, which network policies let in.
    pub controller_namespace: String,
    /// Annotations for every Ingress, such as a controller's own options.
    pub annotations: BTreeMap<String, String>,
}

/// The bearer-checking sidecar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proxy {
    /// Its image.
    pub image: String,
    /// Its port; the next free one if a workload uses it.
    pub port: u16,
    /// CPU request. There is no limit: all traffic passes it.
    pub cpu: String,
    /// Memory request and limit.
    pub memory: String,
    /// Scratch disk request and limit.
    pub ephemeral_storage: String,
}

/// Images of init containers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolImages {
    /// Must hold `rclone` as entry point and a POSIX shell.
    pub rclone: String,
    /// Must have `git`, for repositories behind SSH `ssh` too, and a POSIX shell; its entry point is not used.
    pub git: String,
    /// Must have `kubectl`, `jq` and a POSIX shell; only snapshots of workspaces use it.
    pub kubectl: String,
}

/// Node label values that count as the same GPU. Form factors differ per cloud, hence lists (mapping section 4; to be verified
/// on the cluster).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GpuTables {
    /// By the platform's flavor; looked up first.
    pub flavors: BTreeMap<String, Vec<String>>,
    /// By GPU model.
    pub models: BTreeMap<String, Vec<String>>,
}

/// KEDA and its HTTP add-on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keda {
    /// Whether the cluster has KEDA 2.16 or later.
    pub available: bool,
    /// Whether it has the HTTP add-on.
    pub http_add_on: bool,
    /// Namespace of both.
    pub namespace: String,
    /// Service of the add-on's interceptor.
    pub interceptor_service: String,
    /// Its port.
    pub interceptor_port: u16,
    /// `host:port` of the add-on's external scaler.
    pub scaler_address: String,
}

/// Network policies (mapping section 11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkPolicy {
    /// Whether policies are produced.
    pub enabled: bool,
    /// Ranges of pods, Services and nodes that workloads must not reach, since the platform has no private network.
    /// `null` guesses all private ranges and reports it.
    pub cluster_ranges: Option<Vec<String>>,
    /// Ranges of metadata services, never reachable.
    pub metadata_ranges: Vec<String>,
    /// Namespace that may scrape metrics ports.
    pub monitoring_namespace: Option<String>,
}

/// Volumes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VolumeChoices {
    /// Size limit of a copied volume; the platform does not tell sizes.
    pub size: String,
    /// Above this size a volume becomes a generic ephemeral volume instead of an emptyDir.
    pub ephemeral_claim_above: String,
    /// Storage class of generic ephemeral volumes and claims; `null` is the cluster's default.
    pub storage_class: Option<String>,
    /// What happens to cached volumes; default `copy`.
    pub cache: Cache,
    /// Storage class of shared claims, which must offer ReadWriteMany; `null` is the cluster's default.
    pub cache_storage_class: Option<String>,
    /// What happens to what jobs and notebooks write to data stores; default `none`.
    pub push: Push,
    /// Seconds a pod with a push sidecar has between the stop signal and the kill.
    pub push_grace_seconds: u32,
    /// CPU request and limit of a push sidecar.
    pub push_cpu: String,
    /// Memory request and limit of a push sidecar.
    pub push_memory: String,
}

/// Runs with an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobChoices {
    /// Which of them start when their manifests are applied; default `suspended`.
    pub start: JobStart,
    /// Whether jobs that name a port get a Service and a route while they run.
    pub expose: bool,
    /// Seconds a job without a limit of its own may run; `null` is no limit. The platform's own is 604800.
    pub default_timeout_seconds: Option<u32>,
}

/// Workbenches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotebookChoices {
    /// `framework/editor`, or a framework for all editors → the image to use instead of the platform's.
    pub images: BTreeMap<String, String>,
    /// Size of a workspace's claim.
    pub workspace_size: String,
    /// Whether a CronJob makes snapshots of workspaces and keeps them by the platform's rule.
    pub snapshots: bool,
    /// Class of snapshots; `null` is the cluster's default.
    pub snapshot_class: Option<String>,
    /// When snapshots are made, as five fields of cron in UTC.
    pub snapshot_schedule: String,
}

/// What belongs to the platform that is left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourcePlatform {
    /// Domains of its URLs: settings that hold one will stop working.
    pub domains: BTreeSet<String>,
    /// Domains of its shared registries, whose images end with the project.
    pub shared_registry_domains: BTreeSet<String>,
    /// Aliases of its built-in data stores.
    pub built_in_data_stores: BTreeSet<String>,
    /// Its roles that may call workloads and manage them.
    pub operator_roles: BTreeSet<String>,
    /// Its roles that may call workloads.
    pub reader_roles: BTreeSet<String>,
    /// Its roles for quantum processors.
    pub quantum_roles: BTreeSet<String>,
}
