//! A transfer as objects of Kubernetes. Nothing here asks anybody, and equal input gives equal bytes.

mod data;
mod images;
mod job;
mod rules;

use std::collections::BTreeMap;

use ovhai_model::Digest;
use serde_json::Value;

pub use data::{
    Copies, Copying, DataPlace, Destination, Reach, Remote, SecretReference, data, folders_that_fit,
};
pub use images::{Images, Pair, images};

/// Label of every object and pod of a transfer: the name of its Job.
pub(crate) const TRANSFER: &str = "ovhai.migration/transfer";
/// Annotation of what the transfer is, whatever settings it runs with.
pub(crate) const EXPORT: &str = "ovhai.migration/export";
/// Annotation of what it was asked to do: a Job that was asked for the same is taken over.
pub(crate) const ASKED: &str = "ovhai.migration/asked";

/// Where and with what pods run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// What the transfer is, in one line: the same for each run of an export, another for each export.
    pub export: String,
    /// What stands before the name's digest: `data` or `image`.
    pub kind: &'static str,
    /// Namespace; it must exist.
    pub namespace: String,
    /// Image of the copier: it has `sh` and the copier, and need not run as root.
    pub image: String,
    /// Pods at the same time.
    pub parallel: u32,
    /// ServiceAccount; the namespace's default one otherwise. Its token is not mounted.
    pub service_account: Option<String>,
    /// Secret that the copier's own image is pulled with.
    pub pull_secret: Option<String>,
    /// Labels of nodes that pods may run on.
    pub node_selector: BTreeMap<String, String>,
    /// Taints of nodes that pods bear.
    pub tolerations: Vec<Toleration>,
    /// Processor of a pod, as Kubernetes writes quantities: request and limit.
    pub cpu: String,
    /// Memory of a pod: request and limit.
    pub memory: String,
    /// Seconds that a finished Job stays for somebody to collect it.
    pub kept_for: u32,
    /// PEM certificates that servers' may come from, beside those of the image.
    pub authorities: Vec<String>,
}

/// A taint that pods bear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toleration {
    /// Key; of every taint if empty.
    pub key: String,
    /// Value; any if `None`.
    pub value: Option<String>,
    /// Effect; any if `None`.
    pub effect: Option<String>,
}

/// A rendered transfer.
#[derive(Clone, Debug, PartialEq)]
pub struct Objects {
    /// Name of Job and ConfigMap.
    pub name: String,
    /// Their namespace.
    pub namespace: String,
    /// Number of shards.
    pub shards: u32,
    /// What it does, as a digest that does not depend on how it is divided.
    pub asked: String,
    /// What it is.
    pub export: String,
    /// What each shard reads.
    pub config_map: Value,
    /// Runs them.
    pub job: Value,
}

impl Objects {
    /// Both as one file that `kubectl apply --server-side` takes: a JSON `List`, which is also YAML.
    #[must_use]
    pub fn manifest(&self) -> String {
        let list = serde_json::json!({
            "apiVersion": "v1",
            "kind": "List",
            "items": [self.config_map, self.job],
        });
        let mut text = format!("{list:#}");
        text.push('\n');
        text
    }
}

impl Settings {
    /// The name of the Job.
    #[must_use]
    pub fn name(&self) -> String {
        let digest = Digest::of(self.export.as_bytes());
        format!("ovhai-{}-{}", self.kind, &digest.hex()[..12])
    }
}

/// What a kind of transfer gives the Job.
struct Pods {
    /// Files that all pods read, by name.
    files: BTreeMap<String, String>,
    /// Name of the file that is run.
    script: String,
    shards: u32,
    /// Members of `env`.
    environment: Vec<Value>,
    /// Members of `volumes`, with where each is mounted.
    volumes: Vec<(Value, &'static str, bool)>,
    /// Exit codes after which a shard is not tried again.
    hopeless: Vec<i32>,
    /// Pods have to share a node, as a volume is bound to one.
    is_on_one_node: bool,
    /// What is asked for, apart from how it is divided.
    asked: String,
}
