//! Ids that objects are imported by: `SERVICE_NAME/ID`, or `ID` alone when the provider knows the project.

use terraform_plugin::{Diagnostics, Value};

use crate::platform::Platform;

/// The project and the rest of an id that itself has no slash.
pub fn parse(
    id: &str,
    platform: &Platform,
    diagnostics: &mut Diagnostics,
) -> Option<(String, String)> {
    let (service, id): (Value<String>, &str) = match id.split_once('/') {
        Some((service, id)) => (Value::from(service), id),
        None => (Value::Null, id),
    };
    let is_usable =
        !id.is_empty() && !id.contains('/') && service.get().is_none_or(|name| !name.is_empty());
    if !is_usable {
        diagnostics.error(
            "This is no import id",
            "Give SERVICE_NAME/ID, or ID alone when the provider has a service_name.",
        );
        return None;
    }
    Some((platform.service_name(&service, diagnostics)?, id.to_owned()))
}
