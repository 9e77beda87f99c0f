//! What becomes of volumes, jobs and notebooks.

use std::collections::BTreeMap;

use terraform_plugin::{Schema, Value};

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
    /// What happens to read-only volumes in the platform's cache: `copy` (every replica copies, default) or `shared_claim` (one
    /// claim per place, filled once by a Job and mounted by everybody; needs storage with ReadWriteMany).
    #[attr(optional, validate(one_of(&["copy", "shared_claim"])))]
    pub cache: Value<String>,
    /// Storage class of shared claims; left out, the cluster's default.
    #[attr(optional)]
    pub cache_storage_class: Value<String>,
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
