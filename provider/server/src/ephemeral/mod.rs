//! Ephemeral resources: one folder each, two lines here.

mod application_token;
mod registry_credentials;

use terraform_plugin::EphemeralResourceUnit;

use crate::platform::Platform;

/// Every ephemeral resource.
pub fn all() -> Vec<EphemeralResourceUnit<Platform>> {
    vec![
        EphemeralResourceUnit::new(application_token::ApplicationToken),
        EphemeralResourceUnit::new(registry_credentials::RegistryCredentials),
    ]
}
