//! Proving that what is exported will be accepted: what a user can choose, and what came of it.

use std::collections::BTreeMap;

use terraform_plugin::{Schema, Value};

/// How objects are proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Without a cluster: against published types and the rules of API validation.
    Client,
    /// By a cluster: as a strict dry run of applying them.
    Server,
}

/// Choices about proving an export of Kubernetes objects, and the outcome. Kinds flatten it into their options.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct Proof {
    /// Whether the objects are proven to be acceptable, at every plan: `none`; `client`, without a cluster, against the published
    /// types and rules of Kubernetes 1.33 and of known custom resources; or `server`, by a cluster that runs its whole validation and
    /// admission on a dry run of applying them. Nothing is changed there. What is found never makes an export fail.
    #[attr(default = "none", validate(one_of(&["none", "client", "server"])))]
    pub validate: Value<String>,
    /// Name of the cluster in the provider's `clusters` that proves with `validate = "server"`. Default: the only one there; without
    /// any, the current context of the file that the environment variable `KUBECONFIG` names.
    #[attr(optional)]
    pub cluster: Value<String>,
    /// An existing namespace to try objects in whose own namespace does not exist on the cluster yet. What is refused there counts as
    /// refused, unless its quota or limits refuse it; what is accepted counts as not proven, as quotas, limits and pod security of the
    /// real namespace were not asked. Without
    /// it they are checked as with `client`, and count as not proven.
    #[attr(optional, validate(length(1..=63)))]
    pub validation_namespace: Value<String>,
    /// What proving came to; null with `validate = "none"`. What a cluster says is known after apply, as it may change at any time;
    /// the plan tells it in its summary.
    #[attr(computed)]
    pub validation: Value<Validation>,
}

/// What proving came to.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct Validation {
    /// `client` or `server`.
    #[attr(computed)]
    pub mode: Value<String>,
    /// The cluster that was asked.
    #[attr(computed)]
    pub cluster: Value<String>,
    /// Number of objects.
    #[attr(computed)]
    pub objects: Value<i64>,
    /// How many of them passed everything that was asked for.
    #[attr(computed)]
    pub proven: Value<i64>,
    /// How many could not be judged, or not fully; `findings` says why.
    #[attr(computed)]
    pub not_proven: Value<i64>,
    /// How many would be refused, or would replace what was exported from another workload.
    #[attr(computed)]
    pub refused: Value<i64>,
    /// Number of objects by finding.
    #[attr(computed)]
    pub findings: Value<BTreeMap<String, i64>>,
}

impl Proof {
    /// How to prove; `None` for not at all.
    #[must_use]
    pub fn mode(&self) -> Option<Mode> {
        match self.validate.get().map(String::as_str) {
            Some("client") => Some(Mode::Client),
            Some("server") => Some(Mode::Server),
            _ => None,
        }
    }
}
