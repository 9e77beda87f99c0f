//! What the platform would refuse, said before it is asked.

use ovhai_model::secrecy::{Reason, secret_text};
use terraform_plugin::{Diagnostics, Path, Value};

use super::model::{Credentials, Model};
use crate::shown;

/// Whether a type can be managed.
pub fn check_type(text: &str) -> Result<(), String> {
    match text {
        "s3" | "git" => Ok(()),
        "swift" => Err(
            "`swift` stores are the platform's own: they are in every project and cannot be managed. The type must be `s3` or `git`."
                .to_owned(),
        ),
        other => Err(format!("The type must be `s3` or `git`; it is `{other}`.")),
    }
}

/// Whether an endpoint can stand in state.
pub fn check_endpoint_is_plain(text: &str) -> Result<(), String> {
    if text == shown::SECRET {
        return Err(
            "The endpoint of this data store has the form of a secret and was left out of the state. Write it here without \
             credentials, and these into `credentials_wo`."
                .to_owned(),
        );
    }
    match secret_text(text) {
        None | Some(Reason::Entropy) => Ok(()),
        Some(reason) => Err(format!(
            "The endpoint would be in state and plans, and {reason}. Write it without credentials, and these into \
             `credentials_wo`."
        )),
    }
}

/// Whether credentials fit the type.
pub fn check_credentials_fit(config: &Model, diagnostics: &mut Diagnostics) {
    let (Value::Known(kind), Value::Known(credentials)) = (&config.r#type, &config.credentials_wo)
    else {
        return;
    };
    let (other, is_there) = match kind.as_str() {
        "s3" => ("git", !credentials.git.is_null()),
        _ => ("s3", !credentials.s3.is_null()),
    };
    if is_there {
        diagnostics.error_at(
            Path::root("credentials_wo").attribute(other),
            "Credentials of another type",
            format!("A `{kind}` data store takes `credentials_wo.{kind}`."),
        );
    }
}

/// Rules for an alias that is new (inferred: volumes are written `container@alias/prefix:/path`, so the alias must hold none
/// of these).
pub fn check_alias(alias: &str, diagnostics: &mut Diagnostics) {
    if alias.is_empty() || alias.contains(|c: char| c.is_whitespace() || "/@:\\".contains(c)) {
        diagnostics.error_at(
            Path::root("alias"),
            "Invalid alias",
            "An alias has at least one character and no white space, `/`, `@`, `:` or `\\`.",
        );
    }
}

/// Rules for an endpoint that is new (that S3 needs https is inferred).
pub fn check_endpoint(kind: &str, endpoint: &str, diagnostics: &mut Diagnostics) {
    let problem = if endpoint.is_empty() || endpoint.contains(char::is_whitespace) {
        "The endpoint must not be empty or hold white space."
    } else if kind == "s3" && !endpoint.starts_with("https://") {
        "The endpoint of an S3 data store must start with https://."
    } else {
        return;
    };
    diagnostics.error_at(Path::root("endpoint"), "Invalid endpoint", problem);
}

/// Whether there are credentials for a call that needs them.
pub fn check_credentials_given(
    credentials: &Value<Credentials>,
    why: &str,
    diagnostics: &mut Diagnostics,
) {
    if credentials.is_null() {
        diagnostics.error_at(
            Path::root("credentials_wo"),
            "Credentials are needed",
            format!("{why} Set credentials_wo, for example from an ephemeral resource or an ephemeral variable."),
        );
    }
}

/// Whether two endpoints are one: a slash at the end says nothing.
pub fn is_same_endpoint(one: &str, other: &str) -> bool {
    one.trim_end_matches('/') == other.trim_end_matches('/')
}
