//! Where clients must call instead.

use ovhai_model::Address;
use serde::Serialize;

/// One address that clients use today and the one that replaces it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct UrlMove {
    /// The workload.
    pub address: Address,
    /// Its display name.
    pub workload: String,
    /// `http` or `grpc`.
    pub protocol: &'static str,
    /// The address of today; `None` if the platform did not give one.
    pub old: Option<String>,
    /// The new address; `None` if nothing exposes it outside the cluster.
    pub new: Option<String>,
}
