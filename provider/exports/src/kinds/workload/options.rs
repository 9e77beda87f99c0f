//! What a user can choose for a workload export.

use std::collections::BTreeMap;

use terraform_plugin::{
    Schema, Set, Value,
    value::{Element, json},
};

/// Choices of a workload export.
#[derive(Clone, Debug, Default, Schema)]
pub struct WorkloadOptions {
    /// What to render to.
    #[attr(default = "kubernetes", validate(one_of(&["kubernetes"])))]
    pub target: Value<String>,
    /// Text form of the manifests: `yaml`, one document per object, or `json`, one `List` per file.
    #[attr(default = "yaml", validate(one_of(&["yaml", "json"])))]
    pub format: Value<String>,
    /// Choices about the cluster that will run the workloads. What is left out has the default named with it.
    #[attr(optional)]
    pub profile: Value<ProfileChoices>,
}

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
    /// `HOME` where the workload does not set it. Default `/workspace`.
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
    /// KEDA and its HTTP add-on, which scaling to zero and on custom metrics need.
    #[attr(optional)]
    pub keda: Value<KedaChoices>,
    /// Network policies.
    #[attr(optional)]
    pub network_policy: Value<NetworkPolicyChoices>,
    /// Names of variables you declare plain: their values are written to ConfigMaps, into the plan's digests and to disk.
    #[attr(optional)]
    pub plain_environment: Value<Set<String>>,
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
    /// What belongs to the platform that is left. Only for installations other than the public ones.
    #[attr(optional)]
    pub source: Value<SourceChoices>,
}

/// The Gateway that routes attach to.
#[derive(Clone, Debug, Default, Schema)]
pub struct GatewayChoices {
    /// Its name. Default `public`.
    #[attr(optional)]
    pub name: Value<String>,
    /// Its namespace, whose pods network policies let in. Default `gateway-system`.
    #[attr(optional)]
    pub namespace: Value<String>,
    /// Listener, if not every one.
    #[attr(optional)]
    pub section: Value<String>,
    /// Request timeout of routes as a Gateway API duration; `0s` (default) is none.
    #[attr(optional)]
    pub request_timeout: Value<String>,
}

/// Choices for Ingress.
#[derive(Clone, Debug, Default, Schema)]
pub struct IngressChoices {
    /// Ingress class; left out, the cluster's default.
    #[attr(optional)]
    pub class: Value<String>,
    /// Secret with the certificate; left out, TLS is the controller's.
    #[attr(optional)]
    pub tls_secret: Value<String>,
    /// Namespace of the controller's pods, which network policies let in. Default `ingress-system`.
    #[attr(optional)]
    pub controller_namespace: Value<String>,
    /// Annotations for every Ingress, such as a controller's own options.
    #[attr(optional)]
    pub annotations: Value<BTreeMap<String, String>>,
}

/// The sidecar that checks bearer tokens.
#[derive(Clone, Debug, Default, Schema)]
pub struct ProxyChoices {
    /// Its image.
    #[attr(optional)]
    pub image: Value<String>,
    /// Its port; the next free one if a workload uses it. Default 10443.
    #[attr(optional)]
    pub port: Value<i64>,
    /// CPU request and limit. Default `100m`.
    #[attr(optional)]
    pub cpu: Value<String>,
    /// Memory request and limit. Default `64Mi`.
    #[attr(optional)]
    pub memory: Value<String>,
    /// Scratch disk request and limit. Default `64Mi`.
    #[attr(optional)]
    pub ephemeral_storage: Value<String>,
}

/// Images of init containers.
#[derive(Clone, Debug, Default, Schema)]
pub struct ToolImageChoices {
    /// Must have `rclone` and a POSIX shell.
    #[attr(optional)]
    pub rclone: Value<String>,
    /// Must have `git`, for repositories behind SSH `ssh` too, and a POSIX shell; its entry point is not used.
    #[attr(optional)]
    pub git: Value<String>,
    /// Must have `kubectl`, `jq` and a POSIX shell; only snapshots of workspaces use it.
    #[attr(optional)]
    pub kubectl: Value<String>,
}

/// Node label values that count as the same GPU.
#[derive(Clone, Debug, Default, Schema)]
pub struct GpuTableChoices {
    /// By the platform's flavor, looked up first; added to the known ones.
    #[attr(optional)]
    pub flavors: Value<BTreeMap<String, Vec<String>>>,
    /// By GPU model; added to the known ones.
    #[attr(optional)]
    pub models: Value<BTreeMap<String, Vec<String>>>,
}

/// KEDA and its HTTP add-on.
#[derive(Clone, Debug, Default, Schema)]
pub struct KedaChoices {
    /// Whether the cluster has KEDA 2.16 or later. Default `true`; without it plain alternatives are produced and reported.
    #[attr(optional)]
    pub available: Value<bool>,
    /// Whether it has the HTTP add-on. Default `true`.
    #[attr(optional)]
    pub http_add_on: Value<bool>,
    /// Namespace of both. Default `keda`.
    #[attr(optional)]
    pub namespace: Value<String>,
    /// Service of the add-on's interceptor.
    #[attr(optional)]
    pub interceptor_service: Value<String>,
    /// Port of the interceptor. Default 8080.
    #[attr(optional)]
    pub interceptor_port: Value<i64>,
    /// `host:port` of the add-on's external scaler.
    #[attr(optional)]
    pub scaler_address: Value<String>,
}

/// Network policies.
#[derive(Clone, Debug, Default, Schema)]
pub struct NetworkPolicyChoices {
    /// Whether policies are produced. Default `true`.
    #[attr(optional)]
    pub enabled: Value<bool>,
    /// Ranges of pods, Services and nodes that workloads must not reach. Left out, all private ranges, and a finding says so.
    #[attr(optional)]
    pub cluster_ranges: Value<Vec<String>>,
    /// Ranges of metadata services, never reachable. Default `["169.254.169.254/32"]`.
    #[attr(optional)]
    pub metadata_ranges: Value<Vec<String>>,
    /// Namespace that may scrape metrics ports.
    #[attr(optional)]
    pub monitoring_namespace: Value<String>,
}

/// Volumes.
#[derive(Clone, Debug, Default, Schema)]
pub struct VolumeDefaults {
    /// Size limit of a copied volume, as the platform does not tell sizes. Default `20Gi`.
    #[attr(optional)]
    pub size: Value<String>,
    /// Above this size a volume is a generic ephemeral volume instead of an emptyDir. Default `50Gi`.
    #[attr(optional)]
    pub ephemeral_claim_above: Value<String>,
    /// Storage class of generic ephemeral volumes and claims; left out, the cluster's default.
    #[attr(optional)]
    pub storage_class: Value<String>,
    /// What happens to what jobs and notebooks write to data stores: `none` (it stays in a claim, and a finding waits until
    /// you have chosen a way, default) or `sidecar` (pushed out of the claim when the pod is stopped).
    #[attr(optional, validate(one_of(&["none", "sidecar"])))]
    pub push: Value<String>,
    /// Seconds a pod with a push sidecar has between the stop signal and the kill. Default 3600.
    #[attr(optional)]
    pub push_grace_seconds: Value<i64>,
    /// CPU request and limit of a push sidecar. Default `500m`.
    #[attr(optional)]
    pub push_cpu: Value<String>,
    /// Memory request and limit of a push sidecar. Default `512Mi`.
    #[attr(optional)]
    pub push_memory: Value<String>,
}

/// Jobs.
#[derive(Clone, Debug, Default, Schema)]
pub struct JobChoices {
    /// Which of them start when their manifests are applied: `suspended` (none, default) or `as_on_platform` (those that have
    /// not ended there; one that still runs there would run twice).
    #[attr(optional, validate(one_of(&["suspended", "as_on_platform"])))]
    pub start: Value<String>,
    /// Whether jobs that name a port get a Service and a route while they run. Default `true`.
    #[attr(optional)]
    pub expose: Value<bool>,
    /// Seconds a job without a limit of its own may run; left out, there is no limit. The platform's own is 604800.
    #[attr(optional)]
    pub default_timeout_seconds: Value<i64>,
}

/// Notebooks.
#[derive(Clone, Debug, Default, Schema)]
pub struct NotebookChoices {
    /// `framework/editor`, or a framework for all editors, to the image to use instead of the platform's.
    #[attr(optional)]
    pub images: Value<BTreeMap<String, String>>,
    /// Size of a workspace's claim. Default `50Gi`.
    #[attr(optional)]
    pub workspace_size: Value<String>,
    /// Make snapshots of workspaces by a CronJob and keep them by the platform's rule. Default `false`; the cluster needs a
    /// snapshot controller.
    #[attr(optional)]
    pub snapshots: Value<bool>,
    /// Class of snapshots; left out, the cluster's default.
    #[attr(optional)]
    pub snapshot_class: Value<String>,
    /// When snapshots are made, as five fields of cron in UTC. Default `0 3 * * *`.
    #[attr(optional)]
    pub snapshot_schedule: Value<String>,
}

/// What belongs to the platform that is left.
#[derive(Clone, Debug, Default, Schema)]
pub struct SourceChoices {
    /// Domains of its URLs: settings that hold one will stop working.
    #[attr(optional)]
    pub domains: Value<Set<String>>,
    /// Domains of its shared registries, whose images end with the project.
    #[attr(optional)]
    pub shared_registry_domains: Value<Set<String>>,
    /// Aliases of its built-in data stores.
    #[attr(optional)]
    pub built_in_data_stores: Value<Set<String>>,
}

impl WorkloadOptions {
    /// The profile as targets read it. Attribute names are the members' names, so no field is named twice.
    pub fn profile(&self) -> Result<ovhai_targets::Profile, Vec<ovhai_targets::Problem>> {
        let choices = match &self.profile {
            Value::Known(choices) => {
                serde_json::from_str(&json::to_text(&choices.encode())).unwrap_or_default()
            }
            Value::Null | Value::Unknown => serde_json::Value::Null,
        };
        ovhai_targets::Profile::read(&choices)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Dotted member names; maps with free keys end the descent, as their members are no attributes.
    fn members(value: &serde_json::Value, prefix: &str, names: &mut BTreeSet<String>) {
        const FREE_KEYS: &[&str] = &[
            "registry_rewrites.",
            "ingress.annotations.",
            "gpu_tables.flavors.",
            "gpu_tables.models.",
            "notebooks.images.",
        ];
        if let Some(object) = value.as_object().filter(|_| !FREE_KEYS.contains(&prefix)) {
            for (name, member) in object {
                names.insert(format!("{prefix}{name}"));
                members(member, &format!("{prefix}{name}."), names);
            }
        }
    }

    #[test]
    fn every_member_of_a_profile_can_be_chosen() {
        let mut wanted = BTreeSet::new();
        members(
            &serde_json::to_value(ovhai_targets::Profile::default()).unwrap(),
            "",
            &mut wanted,
        );
        // Which names are secret is said once, to the provider, as reading the estate depends on it.
        assert!(wanted.remove("secret_environment"));
        let all = ProfileChoices {
            gateway: GatewayChoices::default().into(),
            ingress: IngressChoices::default().into(),
            proxy: ProxyChoices::default().into(),
            tool_images: ToolImageChoices::default().into(),
            gpu_tables: GpuTableChoices::default().into(),
            keda: KedaChoices::default().into(),
            network_policy: NetworkPolicyChoices::default().into(),
            volumes: VolumeDefaults::default().into(),
            jobs: JobChoices::default().into(),
            notebooks: NotebookChoices::default().into(),
            source: SourceChoices::default().into(),
            ..ProfileChoices::default()
        };
        let text = json::to_text(&all.encode());
        let mut offered = BTreeSet::new();
        members(&serde_json::from_str(&text).unwrap(), "", &mut offered);
        assert_eq!(offered, wanted);
    }

    #[test]
    fn what_is_left_out_keeps_its_default() {
        let options = WorkloadOptions {
            profile: ProfileChoices {
                domain: "apps.example.com".into(),
                keda: KedaChoices {
                    available: false.into(),
                    ..KedaChoices::default()
                }
                .into(),
                ..ProfileChoices::default()
            }
            .into(),
            ..WorkloadOptions::default()
        };
        let profile = options.profile().unwrap();
        assert_eq!(profile.domain.as_deref(), Some("apps.example.com"));
        assert!(!profile.keda.available && profile.keda.http_add_on);
        assert_eq!(profile.namespace, "ai-workloads");
    }
}
