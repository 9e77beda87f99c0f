//! Deciding what is a secret.
//!
//! A value is secret unless its name *and* its value pass as plain (design section 5). The cost of a wrong "secret" is a
//! value a person fills in; the cost of a wrong "plain" is a leaked credential, so every doubt says secret.

mod chance;
mod names;
mod pipelines;
mod programs;
#[cfg(test)]
mod tests;
mod values;
mod words;

use std::{borrow::Cow, fmt};

pub use names::name_is_secret;
pub use pipelines::feeds_credential;
pub use words::{Arguments, announces_secret};

/// Why a value counts as secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Its name speaks of a credential.
    Name,
    /// It starts like a token of a known service.
    TokenPrefix,
    /// It holds a PEM block.
    Pem,
    /// It is a URL or an address with credentials or a signature in it.
    UrlCredentials,
    /// It looks random.
    Entropy,
    /// Nothing speaks for it being plain.
    NotKnownPlain,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "its name speaks of a credential",
            Self::TokenPrefix => "it starts like a token of a known service",
            Self::Pem => "it holds a PEM block",
            Self::UrlCredentials => "it is a URL or an address with credentials in it",
            Self::Entropy => "it looks random",
            Self::NotKnownPlain => "nothing says it is plain",
        })
    }
}

/// Why the variable `name` with `value` is secret; `None` if both pass as plain.
///
/// A secret name makes every value secret but switches, and small numbers and settings where the name allows them
/// (`MAX_TOKENS=4096`, `AUTH_MODE=basic`). A name of a commit makes a hash plain.
#[must_use]
pub fn secret_variable(name: &str, value: &str) -> Option<Reason> {
    if value.is_empty() {
        return None;
    }
    if name_is_secret(name) {
        return (!values::is_setting(name, value)).then_some(Reason::Name);
    }
    if values::is_commit(name, value) {
        return None;
    }
    secret_text(value)
}

/// Why free text (a command argument, a URL, a message) is secret; `None` if it passes as plain.
///
/// Multi-line values and values over 256 bytes never pass: they are configuration files or keys more often than settings.
#[must_use]
pub fn secret_text(value: &str) -> Option<Reason> {
    Arguments::default().check(value)
}

/// For each argument of a command, why it is secret; `None` where it passes as plain.
#[must_use]
pub fn secret_arguments(arguments: &[String]) -> Vec<Option<Reason>> {
    let mut state = Arguments::default();
    arguments
        .iter()
        .map(|argument| state.check(argument))
        .collect()
}

/// `value` if it passes as plain, else a marker; for messages and documents where only presence may be told.
#[must_use]
pub fn redacted<'a>(name: &str, value: &'a str) -> Cow<'a, str> {
    match secret_variable(name, value) {
        None => Cow::Borrowed(value),
        Some(_) => Cow::Borrowed("(secret)"),
    }
}
