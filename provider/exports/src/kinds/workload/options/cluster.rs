//! What a cluster offers and how its workloads are reached.

use std::collections::BTreeMap;

use terraform_plugin::{Schema, Value};

/// The Gateway that routes attach to.
#[derive(Clone, Debug, Default, Schema)]
pub struct GatewayChoices {
    /// Its name. Default `public`.
    #[attr(optional)]
    pub name: Value<String>,
    /// Its namespace. Default `gateway-system`.
    #[attr(optional)]
    pub namespace: Value<String>,
    /// Namespace of the controller's pods, which network policies let in. Left out, the Gateway's own, and a finding says so.
    #[attr(optional)]
    pub pods_namespace: Value<String>,
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
    /// CPU request; there is no limit, since all traffic passes it. Default `100m`.
    #[attr(optional)]
    pub cpu: Value<String>,
    /// Memory request and limit. Default `256Mi`.
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
