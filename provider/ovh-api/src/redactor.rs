//! Texts from outside, without what must not be shown.

use std::{borrow::Cow, collections::BTreeSet, sync::RwLock};

use ovhai_http::Secret;
use percent_encoding::utf8_percent_encode;

use crate::request::ENCODED;

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
    .map(Secret::new)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
