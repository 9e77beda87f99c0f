//! What the platform would refuse, said before it is asked.

use ovhai_age::Recipient;
use ovhai_platform::documents::TokenRole;
use terraform_plugin::{Diagnostics, Path, Value};

use super::model::Model;
use crate::{listed::check_selector, shown};

/// Whether a text is more than the marker of one that was left out.
pub fn check_is_told(text: &str) -> Result<(), String> {
    if text == shown::SECRET {
        return Err(
            "This text of the token has the form of a secret and was left out of the state. Writing it here would put it there: make \
             another token with a harmless one."
                .to_owned(),
        );
    }
    Ok(())
}

/// Whether a text is a public key.
pub fn check_recipient(text: &str) -> Result<(), String> {
    text.parse::<Recipient>()
        .map(drop)
        .map_err(|error| error.to_string())
}

/// Rules for a new token. Tokens that are there already may have what newer versions of the platform know.
pub fn check_new(proposed: &Model, diagnostics: &mut Diagnostics) {
    if proposed.name.get().is_some_and(String::is_empty) {
        diagnostics.error_at(
            Path::root("name"),
            "A token needs a name",
            "The name must not be empty.",
        );
    }
    if let Value::Known(role) = &proposed.role
        && !TokenRole::from(role.as_str()).is_known()
    {
        diagnostics.error_at(
            Path::root("role"),
            "There is no such role",
            format!(
                "`{role}` is no role; there are {}.",
                TokenRole::KNOWN.join(", ")
            ),
        );
    }
    if let Value::Known(selector) = &proposed.label_selector
        && !selector.trim().is_empty()
        && let Err(problem) = check_selector(selector)
    {
        diagnostics.error_at(
            Path::root("label_selector"),
            "Invalid label selector",
            problem,
        );
    }
}
