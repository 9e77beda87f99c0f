//! URLs as they may be shown: what is secret in their query or fragment is replaced, parameter by parameter.

use std::borrow::Cow;

use ovhai_model::secrecy::{Reason, secret_text, secret_variable};

use super::{SECRET, address};

/// What separates parameters, in whichever order clients accept them.
const SEPARATORS: &[char] = &['?', '#', '&', ';'];

/// A URL or an id: a marker if it holds a credential, parameters with secret values (`?token=…`, `#access_token=…`) without
/// these. Identifiers before the query, however random they look, are no secret; a random parameter is one.
pub fn url(text: &str) -> String {
    if text.contains(char::is_whitespace) {
        return address(text);
    }
    let is_unjudged = text.len() > 256 && text.contains('@');
    if is_unjudged || secret_text(text) == Some(Reason::UrlCredentials) {
        // A password may hold `?` and `#`: nothing can be told apart.
        return SECRET.to_owned();
    }
    let start = text.find(['?', '#']).unwrap_or(text.len());
    let (base, mut rest) = text.split_at(start);
    if std::iter::once(base)
        .chain(base.split('/'))
        .any(|part| !matches!(secret_text(part), None | Some(Reason::Entropy)))
    {
        return SECRET.to_owned();
    }
    let mut shown = base.to_owned();
    while !rest.is_empty() {
        // Every separator is one byte.
        let (separator, tail) = rest.split_at(1);
        let end = tail.find(SEPARATORS).unwrap_or(tail.len());
        let (part, tail) = tail.split_at(end);
        rest = tail;
        shown.push_str(separator);
        shown.push_str(&parameter(part));
    }
    shown
}

/// `token=(secret)` of `token=hunter2`; judged as it stands and as it is meant.
fn parameter(part: &str) -> Cow<'_, str> {
    let Some((name, value)) = part.split_once('=') else {
        return match secret_text(&decoded(part)).or_else(|| secret_text(part)) {
            Some(_) => Cow::Borrowed(SECRET),
            None => Cow::Borrowed(part),
        };
    };
    let meant = decoded(name);
    if secret_text(&meant).is_some() {
        return Cow::Borrowed(SECRET);
    }
    let is_secret =
        |value: &str| secret_variable(&meant, value).is_some() || holds_secret_parameter(value);
    if is_secret(value) || is_secret(&decoded(value)) {
        Cow::Owned(format!("{name}={SECRET}"))
    } else {
        Cow::Borrowed(part)
    }
}

/// Whether a value, such as a URL to go back to, has a secret among parameters of its own.
fn holds_secret_parameter(value: &str) -> bool {
    value
        .split(SEPARATORS)
        .skip(1)
        .filter_map(|part| part.split_once('='))
        .any(|(name, value)| secret_variable(name, value).is_some())
}

/// `text` without percent-encoding, nested ones included: a URL within a URL is encoded twice.
fn decoded(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..3 {
        match decoded_once(&text) {
            Some(next) => text = Cow::Owned(next),
            None => break,
        }
    }
    text
}

fn decoded_once(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    let mut is_other = false;
    while let [first, tail @ ..] = rest {
        let hex = |byte: &u8| char::from(*byte).to_digit(16);
        let escaped = match tail {
            [high, low, ..] if *first == b'%' => hex(high).zip(hex(low)),
            _ => None,
        };
        match escaped.and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
                is_other = true;
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    is_other.then(|| String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_urls_stay_as_they_are() {
        for plain in [
            "",
            "96fb9aef-5adf-5e3f-b977-06b5c996edd8",
            "https://96fb9aef-5adf-5e3f-b977-06b5c996edd8.app.gra.ai.cloud.ovh.net",
            "https://ui.gra.ai.cloud.ovh.net/app/5f4dcc3b5aa765d61d8327deb882cf99",
            "https://monitoring.gra.ai.cloud.ovh.net/d/app?var-app=96fb9aef-5adf-5e3f-b977-06b5c996edd8&from=1791187200000",
            "https://h/lab/tree?reset&path=%2Fworkspace%2Fmodel#top",
            "https://h/v1?max_tokens=4096&auth_mode=basic",
            "host.example.com:443",
        ] {
            assert_eq!(url(plain), plain);
        }
    }

    #[test]
    fn secret_parameters_lose_their_values_alone() {
        for (text, wanted) in [
            (
                "https://h/lab?token=hunter2hunter2",
                "https://h/lab?token=(secret)",
            ),
            (
                "https://h/i?a=1&password=hunter2&b=2#top",
                "https://h/i?a=1&password=(secret)&b=2#top",
            ),
            (
                "https://h/o?X-Amz-Expires=300&X-Amz-Signature=ab12cd&x=1",
                "https://h/o?X-Amz-Expires=300&X-Amz-Signature=(secret)&x=1",
            ),
            (
                "https://h/o?temp_url_sig=ab12&temp_url_expires=1791187200",
                "https://h/o?temp_url_sig=(secret)&temp_url_expires=1791187200",
            ),
            (
                "https://h/#access_token=hunter2;state=7",
                "https://h/#access_token=(secret);state=7",
            ),
            (
                "https://h/#/route?token=hunter2",
                "https://h/#/route?token=(secret)",
            ),
            ("/lab?%74oken=hunter2", "/lab?%74oken=(secret)"),
            ("https://h/?token%3Dhunter2", "https://h/?(secret)"),
            (
                "https://h/?to=https%253A%252F%252Fu%253Ahunter2%2540g",
                "https://h/?to=(secret)",
            ),
            (
                "https://h/?to=https%3A%2F%2Fg%2F%3Fa%3D1%26token%3Dhunter2",
                "https://h/?to=(secret)",
            ),
            ("https://h/?k=AKIAIOSFODNN7EXAMPLE", "https://h/?k=(secret)"),
            ("https://h/?AKIAIOSFODNN7EXAMPLE", "https://h/?(secret)"),
            (
                "https://h/?q=4bf92f3577b34da6a3ce929d0e0e4736",
                "https://h/?q=(secret)",
            ),
        ] {
            assert_eq!(url(text), wanted);
        }
    }

    #[test]
    fn a_url_that_is_a_credential_goes_as_a_whole() {
        let long = format!("https://u:hunter2@h/?a={}", "x/".repeat(200));
        let long_path = format!("https://h/{}", "x/".repeat(200));
        for secret in [
            "https://u:hunter2@git.example.com/x",
            "https://u:hunt?er2@git.example.com/x",
            "https://u:hunt#er2@git.example.com/x?token=1",
            "https://h/ghp_0123456789abcdef/x?y=1",
            "https://h/lab;token=hunter2?x=1",
            "AKIAIOSFODNN7EXAMPLE",
            "-----BEGIN PRIVATE KEY-----",
            "see https://h/?token=hunter2",
            &long,
            &long_path,
        ] {
            assert_eq!(url(secret), SECRET, "{secret}");
        }
    }

    #[test]
    fn long_queries_are_judged_by_parts() {
        let text = format!("https://h/o?{}X-Amz-Signature=ab12", "page=12&".repeat(60));
        let shown = url(&text);
        assert!(shown.ends_with("&X-Amz-Signature=(secret)"), "{shown}");
        assert!(shown.starts_with("https://h/o?page=12&"), "{shown}");
    }
}
