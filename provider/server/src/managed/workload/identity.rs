//! What identifies a workload.

use terraform_plugin::{Schema, Value};

/// A project and an id in it.
#[derive(Clone, Debug, Schema)]
pub struct WorkloadIdentity {
    /// Public Cloud project. Default: the provider's.
    #[attr(optional)]
    pub service_name: Value<String>,
    /// Its id, a UUID.
    #[attr(required)]
    pub id: Value<String>,
}

impl WorkloadIdentity {
    /// The identity of a state, as far as it is known.
    pub fn of(service_name: &Value<String>, id: &Value<String>) -> Self {
        Self {
            service_name: service_name.clone(),
            id: id.clone(),
        }
    }
}
