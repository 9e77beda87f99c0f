//! Texts that may be sent but never shown.

use std::{borrow::Cow, collections::BTreeSet, fmt, sync::RwLock};

use percent_encoding::utf8_percent_encode;

use crate::request::ENCODED;

/// A text that never appears in `Debug` output and has no `Display`.
///
/// The memory is overwritten when the value goes; copies made by the network stack are out of reach.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
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
    /// Adds a secret in all its forms.
    pub(crate) fn learn(&self, secret: &Secret) {
        let mut known = self
            .known
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        for form in forms(secret) {
            if !known.contains(&form) {
                known.push(form);
            }
        }
        // Longest first, so that a secret that contains another one goes as a whole.
        known.sort_by_key(|one| std::cmp::Reverse(one.expose().len()));
    }

    /// `text` without any known secret or any of `more`.
    pub(crate) fn clean<'a>(&self, text: &'a str, more: &[Secret]) -> Cow<'a, str> {
        let known = self
            .known
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut more: Vec<Secret> = more.iter().flat_map(forms).collect();
        more.sort_by_key(|one| std::cmp::Reverse(one.expose().len()));
        let mut clean = Cow::Borrowed(text);
        for secret in known.iter().chain(&more) {
            if clean.contains(secret.expose()) {
                clean = Cow::Owned(clean.replace(secret.expose(), MASK));
            }
        }
        clean
    }
}

/// The forms in which a secret may come back: as it is, in a URL, in a form, in JSON, in HTML. Without empty ones.
fn forms(secret: &Secret) -> BTreeSet<Secret> {
    let text = secret.expose();
    let in_url = utf8_percent_encode(text, ENCODED).to_string();
    let in_form: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let in_json = serde_json::Value::from(text).to_string();
    let in_html = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;");
    [
        text.to_owned(),
        in_url.to_lowercase(),
        in_url,
        in_form,
        in_json[1..in_json.len() - 1].to_owned(),
        in_html.replace('\'', "&#39;"),
        in_html,
    ]
    .into_iter()
    .filter(|form| !form.is_empty())
    .map(Secret)
    .collect()
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
        let odd = [Secret::new("a \"<b>\" ü&'")];
        for text in [
            "a \\\"<b>\\\" ü&'",
            "a &quot;&lt;b&gt;&quot; ü&amp;'",
            "a+%22%3Cb%3E%22+%C3%BC%26%27",
        ] {
            assert_eq!(redactor.clean(text, &odd), MASK, "{text}");
        }
    }

    #[test]
    fn an_empty_secret_changes_nothing() {
        let redactor = Redactor::default();
        redactor.learn(&Secret::new(""));
        assert_eq!(redactor.clean("text", &[Secret::new("")]), "text");
    }
}
