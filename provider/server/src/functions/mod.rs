//! Functions: one folder each, two lines here. Pure: no provider configuration, no API, the same result for the same
//! arguments.

mod kubernetes_manifests;
mod options;
mod parse_image_reference;
mod parse_ovhai_command;

use terraform_plugin::FunctionUnit;

/// Every function.
pub fn all() -> Vec<FunctionUnit> {
    vec![
        FunctionUnit::new(kubernetes_manifests::KubernetesManifests),
        FunctionUnit::new(parse_image_reference::ParseImageReference),
        FunctionUnit::new(parse_ovhai_command::ParseOvhaiCommand),
    ]
}
