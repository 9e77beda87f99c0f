//! Plans of tokens.

use terraform_plugin::{Context, Diagnostics, Path, Value};

use super::{model::Model, rules};
use crate::{
    managed::known_regions::{self, Purpose},
    platform::Platform,
};

/// A new token.
pub async fn new(
    ctx: &Context,
    platform: &Platform,
    proposed: &mut Model,
    config: &Model,
    diagnostics: &mut Diagnostics,
) {
    if proposed.service_name.is_unknown()
        && config.service_name.is_null()
        && let Some(name) = platform.default_service_name()
    {
        proposed.service_name.set(name);
    }
    rules::check_new(proposed, diagnostics);
    if proposed.recipients.is_null() {
        proposed.encrypted_value = Value::Null;
        diagnostics.warning_at(
            Path::root("recipients"),
            "The value of the token is discarded",
            "The platform tells it once, and nothing is kept of it. Name recipients to keep it encrypted in the state, or use the \
             ephemeral resource ovhai_application_token for a token that lives as long as a run.",
        );
    }
    if let (Value::Known(service), Value::Known(region)) =
        (&proposed.service_name, &proposed.region)
    {
        let project = platform.project(ctx, service);
        known_regions::check(platform, &project, Purpose::Workloads, region, diagnostics).await;
    }
}

/// A token that stays what it is, with a new value or without.
pub fn change(prior: &Model, proposed: &mut Model, diagnostics: &mut Diagnostics) {
    if !is_rotated(prior, proposed) {
        proposed.version = prior.version;
        proposed.encrypted_value = prior.encrypted_value.clone();
        if prior.recipients != proposed.recipients {
            diagnostics.warning_at(
                Path::root("recipients"),
                "Other recipients take effect with the next value",
                "The platform does not tell the present value again, so it cannot be encrypted anew. Change rotate_when_changed as \
                 well to give the token a new value; the present one ends with that.",
            );
        }
        return;
    }
    if proposed.recipients.is_null() {
        proposed.encrypted_value = Value::Null;
        diagnostics.warning_at(
            Path::root("recipients"),
            "The new value of the token is discarded",
            "The platform tells it once, and nothing is kept of it: without recipients a rotation only ends the present value.",
        );
    }
    diagnostics.warning_at(
        Path::root("rotate_when_changed"),
        "The present value of the token ends",
        "The token gets a new value, and whatever uses the present one is refused from then on.",
    );
}

/// Whether the token gets a new value. Removing the reason is no reason.
pub fn is_rotated(prior: &Model, planned: &Model) -> bool {
    prior.rotate_when_changed != planned.rotate_when_changed
        && !planned.rotate_when_changed.is_null()
}
