//! Choices about the cluster, all optional.

use std::collections::BTreeMap;

use terraform_plugin::{Schema, Set, Value};

use super::{
    AccessChoices, GatewayChoices, GpuTableChoices, IngressChoices, JobChoices, KedaChoices,
    KueueChoices, MonitoringChoices, NetworkPolicyChoices, NotebookChoices, ProxyChoices,
    SecretChoices, SourceChoices, ToolImageChoices, VolumeDefaults,
};

/// Choices about the cluster; every one is optional.
#[derive(Clone, Debug, Default, Schema)]
pub struct ProfileChoices {
    /// Namespace of everything that is produced. Default `ai-workloads`.
    #[attr(optional)]
    pub namespace: Value<String>,
    /// Whether a Namespace manifest is produced. Default `true`.
    #[attr(optional)]
    pub create_namespace: Value<bool>,
    /// Hosts become `{name}.{domain}`. Without it hosts are placeholders under `example.invalid`, and a finding asks for them.
    #[attr(optional)]
    pub domain: Value<String>,
    /// How clients reach the new hosts: `https` (default) or `http`.
    #[attr(optional, validate(one_of(&["https", "http"])))]
    pub scheme: Value<String>,
    /// How traffic reaches the cluster: `gateway` (Gateway API, default), `ingress` or `none`.
    #[attr(optional, validate(one_of(&["gateway", "ingress", "none"])))]
    pub exposure: Value<String>,
    /// The Gateway that routes attach to; it is expected to exist.
    #[attr(optional)]
    pub gateway: Value<GatewayChoices>,
    /// Choices for `exposure = "ingress"`.
    #[attr(optional)]
    pub ingress: Value<IngressChoices>,
    /// What stands in front of workloads that are not public: `bearer_proxy` (a sidecar checks bearer tokens against the
    /// cluster, default), `gateway` (a policy you write) or `none` (needs `accept_open_access`).
    #[attr(optional, validate(one_of(&["bearer_proxy", "gateway", "none"])))]
    pub authentication: Value<String>,
    /// Consent that workloads which needed a login become open to everyone who reaches them. Default `false`.
    #[attr(optional)]
    pub accept_open_access: Value<bool>,
    /// The sidecar that checks bearer tokens.
    #[attr(optional)]
    pub proxy: Value<ProxyChoices>,
    /// Images of the init containers that copy data.
    #[attr(optional)]
    pub tool_images: Value<ToolImageChoices>,
    /// Image reference prefix to its replacement; the longest matching prefix wins.
    #[attr(optional)]
    pub registry_rewrites: Value<BTreeMap<String, String>>,
    /// Names of existing pull Secrets to add to every ServiceAccount.
    #[attr(optional)]
    pub pull_secrets: Value<Set<String>>,
    /// `HOME` where the workload does not set it. Left out, the image's own; notebooks have `/workspace`.
    #[attr(optional)]
    pub home: Value<String>,
    /// User and group id of all containers. Default 42420, which the platform forces.
    #[attr(optional)]
    pub user: Value<i64>,
    /// Leave CPU limits out, against throttling. Default `false`.
    #[attr(optional)]
    pub drop_cpu_limit: Value<bool>,
    /// Share of CPU and memory of GPU flavors to request, 10 to 100. Below 100 leaves room for a node's own needs. Default 100.
    #[attr(optional)]
    pub gpu_resource_percent: Value<i64>,
    /// How GPU workloads roll out: `surge` (default; an update may need a spare GPU) or `replace`.
    #[attr(optional, validate(one_of(&["surge", "replace"])))]
    pub gpu_rollout: Value<String>,
    /// GPUs of the cluster, if known: scaling above it is reported.
    #[attr(optional)]
    pub gpu_capacity: Value<i64>,
    /// Node label values that count as the same GPU.
    #[attr(optional)]
    pub gpu_tables: Value<GpuTableChoices>,
    /// Largest `ephemeral-storage` request before copied volumes are added, as a Kubernetes quantity. Default `100Gi`.
    #[attr(optional)]
    pub scratch_cap: Value<String>,
    /// Size of `/dev/shm` for GPU workloads as share of their memory, 0 to 100; 0 leaves the runtime's 64 MiB. Default 50.
    #[attr(optional)]
    pub shared_memory_percent: Value<i64>,
    /// Add a TCP readiness probe where a workload has no probe. Default `false`.
    #[attr(optional)]
    pub tcp_readiness: Value<bool>,
    /// From this first delay on, in seconds, a liveness check waits behind a startup probe. Left out, none is added.
    #[attr(optional)]
    pub startup_probe_above: Value<i64>,
    /// Ask the network plugin to limit pods to the platform's bandwidth, by annotations that some plugins read. Default `false`.
    #[attr(optional)]
    pub bandwidth_annotations: Value<bool>,
    /// KEDA and its HTTP add-on, which scaling to zero and on custom metrics need.
    #[attr(optional)]
    pub keda: Value<KedaChoices>,
    /// Network policies.
    #[attr(optional)]
    pub network_policy: Value<NetworkPolicyChoices>,
    /// Names of variables you declare plain: their values are written to ConfigMaps, into the plan's digests and to disk.
    #[attr(optional)]
    pub plain_environment: Value<Set<String>>,
    /// Where the values of required Secrets come from. No way ever writes a value.
    #[attr(optional)]
    pub secrets: Value<SecretChoices>,
    /// The cluster takes variable names outside `[-._a-zA-Z][-._a-zA-Z0-9]*` (Kubernetes 1.32 and later by default).
    #[attr(optional)]
    pub relaxed_environment_names: Value<bool>,
    /// Write a PodDisruptionBudget for two or more replicas. Default `true`.
    #[attr(optional)]
    pub disruption_budget: Value<bool>,
    /// Spread two or more replicas over nodes where possible. Default `true`.
    #[attr(optional)]
    pub spread: Value<bool>,
    /// Volumes.
    #[attr(optional)]
    pub volumes: Value<VolumeDefaults>,
    /// Jobs.
    #[attr(optional)]
    pub jobs: Value<JobChoices>,
    /// Notebooks.
    #[attr(optional)]
    pub notebooks: Value<NotebookChoices>,
    /// Dashboards and scraping.
    #[attr(optional)]
    pub monitoring: Value<MonitoringChoices>,
    /// Tokens of programs.
    #[attr(optional)]
    pub access: Value<AccessChoices>,
    /// What becomes of the platform's quota: `none` (default: it is the vendor's limit, and one laid over a namespace also counts
    /// sidecars and the extra pods of updates), `resource_quota` or `kueue` (queues in which jobs wait as on the platform).
    #[attr(optional, validate(one_of(&["none", "resource_quota", "kueue"])))]
    pub quota: Value<String>,
    /// Kueue, for `quota = "kueue"`.
    #[attr(optional)]
    pub kueue: Value<KueueChoices>,
    /// What belongs to the platform that is left. Only for installations other than the public ones.
    #[attr(optional)]
    pub source: Value<SourceChoices>,
}
