//! Parts of a live specification that this version has no attribute for.

use ovhai_platform::documents::{Place, SurpriseKind, Wire};
use terraform_plugin::Diagnostics;

/// Says at import which members of the specification are not managed: they stay as they are, until a replacement.
pub fn warn_of_members(what: &str, spec: &impl Wire, diagnostics: &mut Diagnostics) {
    let mut found = Vec::new();
    spec.surprises(Place::ROOT.step("spec"), &mut found);
    let members: Vec<String> = found
        .into_iter()
        .filter(|surprise| matches!(surprise.kind, SurpriseKind::Member { .. }))
        .map(|surprise| surprise.pointer)
        .collect();
    if !members.is_empty() {
        diagnostics.warning(
            format!("The {what} has parts that this version does not know"),
            format!(
                "They stay as they are, and a replacement would lose them: {}. Look for a newer version of this provider.",
                members.join(", ")
            ),
        );
    }
}
