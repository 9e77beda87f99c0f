//! What is copied where, as Terraform sees it.

use std::collections::BTreeMap;

use ovhai_exports::data::Place;
use terraform_plugin::{Schema, Set, Value};

use crate::{
    resources::token::check_recipient,
    transfer_resource::cluster::{ClusterRun, SecretModel},
};

/// What is copied and how.
#[derive(Clone, Debug, Schema)]
pub struct DataOptions {
    /// What to copy, instead of what the volumes of the selected workloads are filled from and written back to.
    #[attr(optional)]
    pub sources: Value<Vec<SourceModel>>,
    /// What becomes of repositories of Git that volumes are filled from: `skip` names them among the findings; `bundle` copies each as a
    /// file with every branch, tag and other ref, for `git clone repository.bundle`, and a list of the refs. It needs the command `git`,
    /// which asks with the credentials it has on this machine: a credential helper, `GIT_ASKPASS`, or a key of ssh.
    #[attr(default = "skip", validate(one_of(&["skip", "bundle"])))]
    pub git: Value<String>,
    /// Which of the provider's `object_stores` the destination is in. Default: the only one.
    #[attr(optional)]
    pub object_store: Value<String>,
    /// Objects that are not copied: patterns over their full names. `?` is one character and `*` any number of them, without `/`; `**`
    /// is any number with `/`, and `**/` any number of whole parts, also none.
    #[attr(optional)]
    pub exclude: Value<Set<String>>,
    /// What planning looks at: `none` nothing, so that only a changed configuration or destination makes the export go on; `totals` what
    /// containers say of themselves, or where they say nothing a listing of the first 100,000 objects; `listing` every object.
    #[attr(default = "totals", validate(one_of(&["none", "totals", "listing"])))]
    pub plan_detail: Value<String>,
    /// Bytes a second at most, read from all sources together. As fast as it goes by default.
    #[attr(optional, validate(between(1..=1_000_000_000_000)))]
    pub bandwidth_limit: Value<i64>,
    /// What becomes of copies of objects that the source does not have any more: `keep` or `delete`.
    #[attr(default = "keep", validate(one_of(&["keep", "delete"])))]
    pub on_source_removed: Value<String>,
    /// Write over what is at an object's place and was not put there by this export, or was changed since. Without it, such an
    /// object is an error.
    #[attr(default = false)]
    pub overwrite: Value<bool>,
    /// Public keys (`age1…`, from `age-keygen`) of those who may read the copies: every object becomes a file of age under its own name,
    /// which `age --decrypt` opens. Sums are then told as fingerprints under the provider's `fingerprint_key`, which must be set; names,
    /// sizes, times and metadata stay readable in manifest and journal. Other recipients, or another key, mean that everything is
    /// copied again.
    #[attr(optional, validate(items(1..=20), each(text("must be an age X25519 public key", check_recipient))))]
    pub recipients: Value<Set<String>>,
    /// What copies: `local` this provider, on this machine; `kubernetes` a Job in a cluster, whose pods copy with rclone, so that no byte
    /// passes this machine.
    #[attr(default = "local", validate(one_of(&["local", "kubernetes"])))]
    pub engine: Value<String>,
    /// How the Job of engine `kubernetes` runs.
    #[attr(optional)]
    pub kubernetes: Value<DataOnCluster>,
    /// How far a Job is that nobody waits for: `running: 3 of 16 shards done`, `finished` until the next apply collects it, `failed`, or
    /// `written` where manifests were. Null when nothing is under way.
    #[attr(computed)]
    pub run: Value<String>,
    /// The copies by their path below the destination.
    #[attr(computed)]
    pub copies: Value<BTreeMap<String, CopyModel>>,
    /// Number of objects in all copies.
    #[attr(computed)]
    pub object_count: Value<i64>,
    /// Their bytes.
    #[attr(computed)]
    pub byte_count: Value<i64>,
    /// What was not copied or not as it was, by `finding@address`.
    #[attr(computed)]
    pub findings: Value<BTreeMap<String, String>>,
}

/// Settings of a Job that copies objects.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct DataOnCluster {
    #[attr(flatten)]
    pub run: ClusterRun,
    /// Secrets of the Job's namespace with the credentials of each object store and data store, by its name. This provider neither reads
    /// nor writes them.
    #[attr(optional)]
    pub secrets: Value<BTreeMap<String, SecretModel>>,
}

/// A place to copy from.
#[derive(Clone, Debug, PartialEq, Eq, Schema)]
pub struct SourceModel {
    /// One of the provider's `object_stores`, or a data store of the project: `REGION/ALIAS`.
    #[attr(required)]
    pub store: Value<String>,
    /// Bucket or container.
    #[attr(required)]
    pub container: Value<String>,
    /// Only objects whose names begin so.
    #[attr(optional)]
    pub prefix: Value<String>,
}

impl SourceModel {
    /// As exports say it.
    pub fn place(&self) -> Place {
        let text = |value: &Value<String>| value.get().cloned().unwrap_or_default();
        Place {
            store: text(&self.store),
            container: text(&self.container),
            prefix: text(&self.prefix),
        }
    }
}

/// One copy.
#[derive(Clone, Debug, PartialEq, Eq, Schema)]
pub struct CopyModel {
    /// Where it is from, as manifests name it.
    #[attr(computed)]
    pub source: Value<String>,
    /// Data store or object store.
    #[attr(computed)]
    pub store: Value<String>,
    /// Bucket or container.
    #[attr(computed)]
    pub container: Value<String>,
    /// What the names of its objects begin with.
    #[attr(computed)]
    pub prefix: Value<String>,
    /// Objects in it, those that the source does not have any more included.
    #[attr(computed)]
    pub objects: Value<i64>,
    /// Their bytes.
    #[attr(computed)]
    pub bytes: Value<i64>,
    /// Objects that the last run copied; the others were there. Null for copies that a Job made.
    #[attr(computed)]
    pub copied: Value<i64>,
    /// SHA-256 over the manifest, which has a line for each object with its size, time, SHA-256 and metadata.
    #[attr(computed)]
    pub manifest: Value<String>,
    /// What the source looked like: a SHA-256 over names, sizes and ETags.
    #[attr(computed)]
    pub listing: Value<String>,
    /// Objects and bytes by the source's own statistics when the copy was made, where it has any.
    #[attr(computed)]
    pub statistics: Value<String>,
    /// What the copy of a Job looked like when it was compared: a SHA-256 over names, sizes and ETags. Such a copy has no manifest.
    #[attr(computed)]
    pub inventory: Value<String>,
}

impl CopyModel {
    /// Where it is from.
    pub fn place(&self) -> Place {
        let text = |value: &Value<String>| value.get().cloned().unwrap_or_default();
        Place {
            store: text(&self.store),
            container: text(&self.container),
            prefix: text(&self.prefix),
        }
    }
}

impl DataOptions {
    /// Whether both ask for the same copy of the same things.
    pub fn asks_as(&self, other: &Self) -> bool {
        self.sources == other.sources
            && self.git == other.git
            && self.object_store == other.object_store
            && self.exclude == other.exclude
            && self.on_source_removed == other.on_source_removed
            && self.overwrite == other.overwrite
            && self.recipients == other.recipients
            && self.engine == other.engine
            && self.kubernetes == other.kubernetes
    }

    /// What is known after a run.
    pub fn take_results(&mut self, other: &Self) {
        self.copies = other.copies.clone();
        self.object_count = other.object_count;
        self.byte_count = other.byte_count;
        self.findings = other.findings.clone();
        self.run = other.run.clone();
    }

    /// The copies, and what they come to together.
    pub fn set_copies(&mut self, copies: BTreeMap<String, CopyModel>) {
        let sum = |of: fn(&CopyModel) -> &Value<i64>| -> i64 {
            copies.values().filter_map(|copy| of(copy).get()).sum()
        };
        self.object_count = sum(|copy| &copy.objects).into();
        self.byte_count = sum(|copy| &copy.bytes).into();
        self.copies = Value::Known(copies);
    }

    /// Everything computed comes with apply.
    pub fn expect_results(&mut self) {
        self.copies = Value::Unknown;
        self.object_count = Value::Unknown;
        self.byte_count = Value::Unknown;
        self.findings = Value::Unknown;
        self.run = Value::Unknown;
    }
}
