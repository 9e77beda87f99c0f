//! What is configured of a transfer in a cluster.

use std::collections::BTreeMap;

use terraform_plugin::{Schema, Value};

/// Where Jobs run, and with what pods.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct ClusterRun {
    /// Which of the provider's `clusters`. Default: the only one, else what `KUBECONFIG` names.
    #[attr(optional)]
    pub cluster: Value<String>,
    /// Namespace that the Job runs in; it must exist. Default `default`.
    #[attr(optional)]
    pub namespace: Value<String>,
    /// Parts at most that the work is divided into, each a pod. Default 16.
    #[attr(optional, validate(between(1..=1000)))]
    pub shards: Value<i64>,
    /// Pods at the same time. Default 4.
    #[attr(optional, validate(between(1..=1000)))]
    pub parallel: Value<i64>,
    /// Image of the copier: with `sh` and rclone for data, skopeo for images. Default: a pinned version of the official one.
    #[attr(optional)]
    pub image: Value<String>,
    /// Secret that this image is pulled with.
    #[attr(optional)]
    pub image_pull_secret: Value<String>,
    /// ServiceAccount of the pods, which get no token of it. Default: the namespace's own.
    #[attr(optional)]
    pub service_account: Value<String>,
    /// Labels of nodes that pods may run on.
    #[attr(optional)]
    pub node_selector: Value<BTreeMap<String, String>>,
    /// Taints of nodes that pods bear.
    #[attr(optional)]
    pub tolerations: Value<Vec<TolerationModel>>,
    /// Processor of a pod, as Kubernetes writes it. Default `1`.
    #[attr(optional)]
    pub cpu: Value<String>,
    /// Memory of a pod. Default `1Gi`.
    #[attr(optional)]
    pub memory: Value<String>,
    /// Stay until the end. With `false` applying starts the Job and returns; refreshing says how far it is, and the next apply after its
    /// end compares and collects. Default `true`.
    #[attr(optional)]
    pub wait: Value<bool>,
    /// Folder that the objects are written to as manifests instead of being applied. Apply them with `kubectl apply --server-side`, then
    /// take this out: the next apply takes the Job over, compares and collects.
    #[attr(optional)]
    pub manifests: Value<String>,
}

/// A taint.
#[derive(Clone, Debug, PartialEq, Eq, Schema)]
pub struct TolerationModel {
    /// Key. Default: every taint.
    #[attr(optional)]
    pub key: Value<String>,
    /// Value. Default: any.
    #[attr(optional)]
    pub value: Value<String>,
    /// Effect, such as `NoSchedule`. Default: any.
    #[attr(optional)]
    pub effect: Value<String>,
}

/// A Secret of the cluster, in the Job's namespace.
#[derive(Clone, Debug, PartialEq, Eq, Schema)]
pub struct SecretModel {
    /// Its name.
    #[attr(required)]
    pub name: Value<String>,
    /// Keys that have other names than usual, by the usual one: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN` for
    /// S3; `OS_AUTH_URL`, `OS_USERNAME`, `OS_PASSWORD` and so on for Swift.
    #[attr(optional)]
    pub keys: Value<BTreeMap<String, String>>,
}
