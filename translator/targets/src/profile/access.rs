//! Choices about tokens, and about how much may be taken at once.

use serde::{Deserialize, Serialize};

/// Tokens of programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// What programs get instead of the platform's tokens; default `bound`.
    pub tokens: TokenForm,
}

/// What programs get instead of the platform's tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenForm {
    /// Tokens that end, made on request by `kubectl create token`; nothing lies in the cluster.
    Bound,
    /// A Secret that the cluster fills with a token that never ends, as on the platform. Whoever may read Secrets has it.
    Secret,
}

/// What becomes of the platform's quota.
///
/// The default is `none`. The quota is the vendor's limit and not the customer's; the names of its parts are not documented; and
/// a ResourceQuota counts what the platform did not: sidecars, the extra pods of an update, and the CPU of workloads with GPUs.
/// One that holds back the very workloads it came with is worse than none, so it is a person's choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuotaForm {
    /// Nothing.
    None,
    /// A ResourceQuota of the namespace.
    ResourceQuota,
    /// Queues of Kueue for jobs, which wait there as they do on the platform.
    Kueue,
}

/// Kueue, for `quota = kueue`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kueue {
    /// Version of its API that the cluster serves; default `v1beta2`.
    pub api_version: KueueVersion,
}

/// Versions of Kueue's API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KueueVersion {
    /// Until Kueue 0.14.
    V1beta1,
    /// From Kueue 0.15 on.
    V1beta2,
}
