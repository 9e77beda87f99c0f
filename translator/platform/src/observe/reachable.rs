//! The addresses clients reach a workload by.
//!
//! An address is scheme, host, port and path. What a platform or a program puts beside them is a login (Jupyter's
//! `/lab?token=…`, `user:password@host`) or one person's view, and neither belongs into what is exported: user info, query
//! and fragment are left out, secret or not. A path is kept unless it holds a credential.

use ovhai_model::secrecy::{Reason, secret_text};

/// What clients use of `text`; `None` if there is no such thing, or if it cannot be told from a credential.
pub(super) fn client_address(text: Option<&String>) -> Option<String> {
    let text = text?.as_str();
    if text.is_empty() || text.contains(char::is_whitespace) {
        return None;
    }
    let (scheme, rest) = match text.find("://") {
        Some(at) => text.split_at(at + 3),
        None => ("", text),
    };
    let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let host = match authority.rsplit_once('@') {
        Some((_, host)) => host,
        // A password may hold what should be escaped, and then the host is behind it.
        None if rest.contains('@') => return None,
        None => authority,
    };
    let path = rest.split(['?', '#', ';']).next().unwrap_or_default();
    let host = format!("{scheme}{host}");
    if !is_host(&host) || holds_credential(&host) {
        return None;
    }
    let address = format!("{host}{path}");
    Some(if holds_credential(&address) {
        host
    } else {
        address
    })
}

/// As a whole or in a step of its path. Ids in addresses look random and are none.
fn holds_credential(text: &str) -> bool {
    std::iter::once(text)
        .chain(text.split('/'))
        .any(|part| !matches!(secret_text(part), None | Some(Reason::Entropy)))
}

/// `SCHEME://HOST:PORT`, each but the host optional. What is no port may be the rest of a password.
fn is_host(text: &str) -> bool {
    let host = text.split_once("://").map_or(text, |(_, host)| host);
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, port),
        _ => (host, "0"),
    };
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    let is_literal = |name: &str| {
        name.strip_prefix('[')
            .and_then(|name| name.strip_suffix(']'))
            .is_some_and(|name| {
                name.bytes()
                    .all(|byte| byte.is_ascii_hexdigit() || b":.".contains(&byte))
            })
    };
    (is_name(name) || is_literal(name))
        && !port.is_empty()
        && port.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Option<String> {
        client_address(Some(&text.to_owned()))
    }

    #[test]
    fn addresses_stay_as_they_are() {
        for text in [
            "https://96fb9aef-5adf-5e3f-b977-06b5c996edd8.app.gra.ai.cloud.ovh.net",
            "https://h.example.com:8443/lab/",
            "96fb9aef-5adf-5e3f-b977-06b5c996edd8.app-grpc.gra.ai.cloud.ovh.net:443",
            "https://[2001:db8::1]:8080/x",
            "https://[2001:db8::1]",
            "http://h/5f4dcc3b5aa765d61d8327deb882cf99",
        ] {
            assert_eq!(address(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn logins_and_views_are_left_out() {
        for (text, wanted) in [
            ("https://h/lab?token=hunter2hunter2", "https://h/lab"),
            ("https://h/lab?reset", "https://h/lab"),
            ("https://h/lab#access_token=hunter2", "https://h/lab"),
            ("https://h?token=hunter2", "https://h"),
            ("https://u:hunter2@h:8080/lab", "https://h:8080/lab"),
            ("https://hunter2@h/lab", "https://h/lab"),
            ("https://h/lab;token=hunter2", "https://h/lab"),
            ("https://h/token=hunter2", "https://h"),
            ("https://h/ghp_0123456789abcdef/lab", "https://h"),
            ("u:hunter2@h:443", "h:443"),
        ] {
            assert_eq!(address(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_may_be_a_credential_is_no_address() {
        for text in [
            "",
            "ghp_0123456789abcdef",
            "https://u:hun/ter2@h/lab",
            "https://u:hun?ter2@h/lab",
            "https://u@v:hun#ter2@h/lab",
            "https://u:hunter2",
            "see https://h",
            "https:///lab",
            "-----BEGIN PRIVATE KEY-----\nhunter2",
            "hunter2:hunter2",
        ] {
            assert_eq!(address(text), None, "{text}");
        }
        assert_eq!(client_address(None), None);
    }
}
