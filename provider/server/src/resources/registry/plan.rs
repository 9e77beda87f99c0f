//! Plans of registries.

use ovhai_model::secrecy::{Reason, secret_text};
use terraform_plugin::{Context, Diagnostics, Path, Value};

use super::Model;
use crate::{
    managed::known_regions::{self, Purpose},
    platform::Platform,
    shown,
};

/// Whether an address can stand in state.
pub fn check_url_is_plain(text: &str) -> Result<(), String> {
    if text == shown::SECRET {
        return Err(
            "The address of this registry has the form of a secret and was left out of the state. Write it here without \
             credentials."
                .to_owned(),
        );
    }
    match secret_text(text) {
        None | Some(Reason::Entropy) => Ok(()),
        Some(reason) => Err(format!(
            "The address would be in state and plans, and {reason}. Write it without credentials."
        )),
    }
}

/// Whether a user name is more than the marker of one that was left out.
pub fn check_username_is_told(text: &str) -> Result<(), String> {
    if text == shown::SECRET {
        return Err(
            "The user name of this registry has the form of a secret and was left out of the state. Write it here yourself."
                .to_owned(),
        );
    }
    Ok(())
}

/// Some registries take access keys as user names: allowed, but a person should know where they go.
pub fn warn_of_secret_username(config: &Model, diagnostics: &mut Diagnostics) {
    let Value::Known(username) = &config.username else {
        return;
    };
    if let Some(reason) = secret_text(username)
        && reason != Reason::Entropy
        && username != shown::SECRET
    {
        diagnostics.warning_at(
            Path::root("username"),
            "The user name looks like a secret",
            format!(
                "It will be in state and plans, and {reason}. A password belongs into password_wo."
            ),
        );
    }
}

/// Fills in what is known before apply.
pub fn complete(proposed: &mut Model, config: &Model, platform: &Platform) {
    if proposed.service_name.is_unknown()
        && config.service_name.is_null()
        && let Some(name) = platform.default_service_name()
    {
        proposed.service_name.set(name);
    }
}

/// Refuses a new registry that the platform would refuse.
pub async fn check_new(
    ctx: &Context,
    platform: &Platform,
    proposed: &Model,
    config: &Model,
    diagnostics: &mut Diagnostics,
) {
    let is_missing = [
        ("url", proposed.url.is_null()),
        ("username", proposed.username.is_null()),
        ("password_wo", config.password_wo.is_null()),
    ];
    for (name, _) in is_missing.iter().filter(|(_, is_missing)| *is_missing) {
        diagnostics.error_at(
            Path::root(*name),
            "A registry needs a login",
            format!("The platform takes no registry without it: set {name}."),
        );
    }
    check_url(&proposed.url, diagnostics);
    check_username(&proposed.username, diagnostics);
    if let (Value::Known(service), Value::Known(region)) =
        (&proposed.service_name, &proposed.region)
    {
        let project = platform.project(ctx, service);
        known_regions::check(platform, &project, Purpose::Workloads, region, diagnostics).await;
    }
}

/// Refuses a change that the platform would refuse or ignore.
pub fn check_change(
    prior: &Model,
    proposed: &Model,
    config: &Model,
    diagnostics: &mut Diagnostics,
) {
    if prior.region != proposed.region || prior.service_name != proposed.service_name {
        return;
    }
    for (name, before, after) in [
        ("url", &prior.url, &proposed.url),
        ("username", &prior.username, &proposed.username),
    ] {
        if after.is_null() && !before.is_null() {
            diagnostics.error_at(
                Path::root(name),
                "It cannot be taken away",
                format!("The platform changes {name} and never removes it: set it to another value, or keep it."),
            );
        }
    }
    if prior.url != proposed.url {
        check_url(&proposed.url, diagnostics);
    }
    if prior.username != proposed.username {
        check_username(&proposed.username, diagnostics);
    }
    let is_removed = proposed.password_wo_version.is_null();
    if prior.password_wo_version != proposed.password_wo_version
        && config.password_wo.is_null()
        && !is_removed
    {
        diagnostics.error_at(
            Path::root("password_wo"),
            "There is no password to send",
            "password_wo_version changes, which sends the password again: set password_wo.",
        );
    }
}

/// Registries are reached on port 443 only (platform-facts section 5).
fn check_url(url: &Value<String>, diagnostics: &mut Diagnostics) {
    let Value::Known(url) = url else { return };
    let rest = url.strip_prefix("https://").unwrap_or(url);
    let host = rest.split('/').next().unwrap_or_default();
    let problem = if rest.contains("://") || host.is_empty() || url.contains(char::is_whitespace) {
        "The address must be a host name, such as `registry.example.com`, or an https URL."
    } else if host.rsplit_once(':').is_some_and(|(_, port)| port != "443") {
        "The platform reaches registries on port 443 only."
    } else {
        return;
    };
    diagnostics.error_at(Path::root("url"), "Invalid registry address", problem);
}

fn check_username(username: &Value<String>, diagnostics: &mut Diagnostics) {
    if username.get().is_some_and(String::is_empty) {
        diagnostics.error_at(
            Path::root("username"),
            "Invalid user name",
            "The user name must not be empty.",
        );
    }
}
