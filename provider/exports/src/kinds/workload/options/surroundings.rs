//! What surrounds workloads: secrets, monitoring, access, queues, and what is left of the platform.

use std::collections::BTreeMap;

use terraform_plugin::{Schema, Set, Value};

/// Where the values of required Secrets come from.
#[derive(Clone, Debug, Default, Schema)]
pub struct SecretChoices {
    /// Who makes them: `required` (you, default) or `external_secrets` (the External Secrets operator, from ExternalSecrets that
    /// are produced).
    #[attr(optional, validate(one_of(&["required", "external_secrets"])))]
    pub provider: Value<String>,
    /// Name of the operator's store, which is expected to exist; `external_secrets` needs it.
    #[attr(optional)]
    pub store: Value<String>,
    /// Kind of that store: `SecretStore` (default) or `ClusterSecretStore`.
    #[attr(optional, validate(one_of(&["SecretStore", "ClusterSecretStore"])))]
    pub store_kind: Value<String>,
    /// Put before a Secret's name to make its key in the store. Default empty. Each key of the Secret is a property there.
    #[attr(optional)]
    pub key_prefix: Value<String>,
    /// How often the operator reads the store. Default `1h`; `0` reads once.
    #[attr(optional)]
    pub refresh_interval: Value<String>,
}

/// Dashboards and scraping.
#[derive(Clone, Debug, Default, Schema)]
pub struct MonitoringChoices {
    /// Produce a Grafana dashboard of all workloads, as a ConfigMap labelled `grafana_dashboard`. Default `true`.
    #[attr(optional)]
    pub dashboards: Value<bool>,
    /// The cluster has the Prometheus operator: alert rules are produced, and workloads with a known metrics path get a PodMonitor, else
    /// annotations that many agents read. Default `false`.
    #[attr(optional)]
    pub pod_monitors: Value<bool>,
    /// Path that every app serves metrics at on its main port; left out, only what the platform reads metrics from is scraped.
    #[attr(optional)]
    pub metrics_path: Value<String>,
    /// Labels the operator chooses PodMonitors and rules by.
    #[attr(optional)]
    pub labels: Value<BTreeMap<String, String>>,
}

/// Tokens of programs.
#[derive(Clone, Debug, Default, Schema)]
pub struct AccessChoices {
    /// What programs get instead of the platform's tokens: `bound` (tokens that end, made by `kubectl create token`, default) or
    /// `secret` (a Secret that the cluster fills with a token that never ends).
    #[attr(optional, validate(one_of(&["bound", "secret"])))]
    pub tokens: Value<String>,
}

/// Kueue.
#[derive(Clone, Debug, Default, Schema)]
pub struct KueueChoices {
    /// Version of its API that the cluster serves: `v1beta2` (from Kueue 0.15 on, default) or `v1beta1`.
    #[attr(optional, validate(one_of(&["v1beta1", "v1beta2"])))]
    pub api_version: Value<String>,
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
    /// Its roles that may call workloads and manage them.
    #[attr(optional)]
    pub operator_roles: Value<Set<String>>,
    /// Its roles that may call workloads.
    #[attr(optional)]
    pub reader_roles: Value<Set<String>>,
    /// Its roles for quantum processors.
    #[attr(optional)]
    pub quantum_roles: Value<Set<String>>,
}
