//! The project that a workload is in.

use terraform_plugin::{Diagnostics, Path, Value};

use crate::platform::Platform;

/// Plans the project: as configured, as in the state, or the provider's.
pub fn plan_service_name(
    platform: &Platform,
    planned: &mut Value<String>,
    config: &Value<String>,
    prior: Option<&Value<String>>,
    diagnostics: &mut Diagnostics,
) {
    if !config.is_null() {
        return;
    }
    *planned = match prior {
        Some(prior) => prior.clone(),
        // An error ends the plan.
        None => platform
            .service_name(config, diagnostics)
            .map_or(Value::Unknown, Value::Known),
    };
}

/// The project of a planned or stored workload.
pub fn service_of(service: &Value<String>, diagnostics: &mut Diagnostics) -> Option<String> {
    if service.get().is_none() {
        diagnostics.error_at(
            Path::root("service_name"),
            "The project is not known",
            "The state has no service_name. Remove the object from the state, and import it as SERVICE_NAME/ID.",
        );
    }
    service.get().cloned()
}
