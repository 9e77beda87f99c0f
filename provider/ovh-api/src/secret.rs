//! Texts that may be sent but never shown.

use std::{borrow::Cow, fmt, sync::RwLock};

/// A text that never appears in `Debug` output and has no `Display`.
///
/// The memory is overwritten when the value goes; copies made by the network stack are out of reach.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps `value`.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The text itself, for sending. Never log it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        Self::new(value)
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self(value)
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.0).into_bytes();
        bytes.fill(0);
        // Keeps the writes from being removed as dead.
        std::hint::black_box(&bytes);
    }
}

/// What stands in a text where a secret was.
pub(crate) const MASK: &str = "(redacted)";

/// Removes known secrets from texts that come from outside: a proxy's error page may repeat the request's headers.
#[derive(Debug, Default)]
pub(crate) struct Redactor {
    known: RwLock<Vec<Secret>>,
}

impl Redactor {
    /// Adds a secret and the forms in which it travels.
    pub(crate) fn learn(&self, secret: &Secret) {
        if secret.expose().is_empty() {
            return;
        }
        let mut known = self.known.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        let encoded =
            percent_encoding::utf8_percent_encode(secret.expose(), percent_encoding::NON_ALPHANUMERIC).to_string();
        for form in [secret.expose(), &encoded] {
            if !known.iter().any(|one| one.expose() == form) {
                known.push(Secret::new(form));
            }
        }
        // Longest first, so that a secret that contains another one goes as a whole.
        known.sort_by_key(|one| std::cmp::Reverse(one.expose().len()));
    }

    /// `text` without any known secret or any of `more`.
    pub(crate) fn clean<'a>(&self, text: &'a str, more: &[Secret]) -> Cow<'a, str> {
        let known = self.known.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut clean = Cow::Borrowed(text);
        for secret in known.iter().chain(more) {
            let needle = secret.expose();
            if !needle.is_empty() && clean.contains(needle) {
                clean = Cow::Owned(clean.replace(needle, MASK));
            }
        }
        clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(redacted)");
    }

    #[test]
    fn every_form_goes() {
        let redactor = Redactor::default();
        redactor.learn(&Secret::new("a/b+c="));
        redactor.learn(&Secret::new("a/b+c=longer"));
        assert_eq!(
            redactor.clean("x a/b+c=longer y a/b+c= z a%2Fb%2Bc%3D", &["y".into()]),
            "x (redacted) (redacted) (redacted) z (redacted)"
        );
    }

    #[test]
    fn an_empty_secret_changes_nothing() {
        let redactor = Redactor::default();
        redactor.learn(&Secret::new(""));
        assert_eq!(redactor.clean("text", &[Secret::new("")]), "text");
    }
}
