//! State moves from other types and providers.

use super::{Private, RawState};

/// An object that shall become one of another type.
#[derive(Debug, Clone)]
pub struct MoveRequest {
    /// The source address of the provider it comes from, such as
    /// `registry.terraform.io/hashicorp/null`.
    pub provider_address: String,
    /// The type it has so far, such as `null_resource`.
    pub type_name: String,
    /// The schema version of that type that wrote the state.
    pub schema_version: i64,
    /// Its state.
    pub state: RawState,
    /// Its private data; most other providers' are not readable here.
    pub source_private: Private,
    /// Its identity with the version that wrote it, when it has one.
    pub identity: Option<(i64, RawState)>,
    /// The private data it shall have from now on; empty so far.
    pub private: Private,
}

impl MoveRequest {
    /// True for an object of `type_name` of the provider that ends with `/NAMESPACE/NAME`, whatever
    /// registry it comes from: `request.is_from("hashicorp/null", "null_resource")`.
    #[must_use]
    pub fn is_from(&self, provider: &str, type_name: &str) -> bool {
        let rest = self.provider_address.strip_suffix(provider);
        self.type_name == type_name
            && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    }
}
