//! `WWW-Authenticate` and `Link`: headers with a grammar.

use std::collections::BTreeMap;

/// What a registry asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Challenge {
    /// A token from elsewhere.
    Bearer {
        realm: String,
        service: Option<String>,
        scope: Option<String>,
    },
    /// Name and password with every request.
    Basic,
}

impl Challenge {
    /// The strongest challenge among the values of `WWW-Authenticate`; schemes nobody knows are passed over.
    pub(crate) fn of<'a>(values: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let all: Vec<_> = values.into_iter().flat_map(parse).collect();
        let bearer = all.iter().find_map(|(scheme, parameters)| {
            if !scheme.eq_ignore_ascii_case("bearer") {
                return None;
            }
            Some(Self::Bearer {
                realm: parameters.get("realm")?.clone(),
                service: parameters.get("service").cloned(),
                scope: parameters.get("scope").cloned(),
            })
        });
        bearer.or_else(|| {
            all.iter()
                .any(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))
                .then_some(Self::Basic)
        })
    }
}

/// Schemes with their parameters (names in lower case). What is no parameter ends the reading of its value.
fn parse(value: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut found: Vec<(String, BTreeMap<String, String>)> = Vec::new();
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let word_end = rest.find(|c| !is_token(c)).unwrap_or(rest.len());
        if word_end == 0 {
            return found;
        }
        let (word, after) = rest.split_at(word_end);
        let Some(after_equals) = after
            .trim_start_matches([' ', '\t'])
            .strip_prefix('=')
            .filter(|_| !found.is_empty())
        else {
            found.push((word.to_owned(), BTreeMap::new()));
            rest = after;
            continue;
        };
        let (text, after) = word_or_quoted(after_equals.trim_start_matches([' ', '\t']));
        if let Some((_, parameters)) = found.last_mut() {
            parameters.entry(word.to_ascii_lowercase()).or_insert(text);
        }
        rest = after;
    }
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

/// A parameter's value without quotes and escapes, and what follows it.
fn word_or_quoted(text: &str) -> (String, &str) {
    let Some(inside) = text.strip_prefix('"') else {
        let end = text.find([',', ' ', '\t', ';']).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut characters = inside.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return (value, &inside[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, c)| c)),
            c => value.push(c),
        }
    }
    (value, "")
}

/// The target of the first link with `rel="next"`.
pub(crate) fn next_link(value: &str) -> Option<String> {
    let mut rest = value;
    loop {
        let start = rest.find('<')?;
        let end = start + rest[start..].find('>')?;
        let target = &rest[start + 1..end];
        rest = &rest[end + 1..];
        // Parameters end at a comma outside of quotes.
        let mut parameters = rest;
        while let Some(after) = parameters.trim_start().strip_prefix(';') {
            let after = after.trim_start();
            let name_end = after.find(|c| !is_token(c)).unwrap_or(after.len());
            let (name, tail) = after.split_at(name_end);
            let (text, tail) = match tail.trim_start().strip_prefix('=') {
                Some(tail) => word_or_quoted(tail.trim_start()),
                None => (String::new(), tail),
            };
            let is_next = text
                .split_ascii_whitespace()
                .any(|relation| relation.eq_ignore_ascii_case("next"));
            if name.eq_ignore_ascii_case("rel") && is_next {
                return Some(target.to_owned());
            }
            parameters = tail;
        }
        rest = parameters;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn challenges_of_real_registries() {
        let hub = r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/x:pull,push""#;
        assert_eq!(
            Challenge::of([hub]),
            Some(Challenge::Bearer {
                realm: "https://auth.docker.io/token".to_owned(),
                service: Some("registry.docker.io".to_owned()),
                scope: Some("repository:library/x:pull,push".to_owned()),
            })
        );
        assert_eq!(
            Challenge::of([r#"Basic realm="x""#]),
            Some(Challenge::Basic)
        );
        // Two schemes in one value, and one that nobody knows.
        let both = r#"Negotiate, Basic realm="a, b", bearer Realm=https://x/t"#;
        assert!(matches!(
            Challenge::of([both]),
            Some(Challenge::Bearer { realm, service: None, .. }) if realm == "https://x/t"
        ));
        assert_eq!(Challenge::of(["Bearer service=x", "Digest"]), None);
        assert_eq!(Challenge::of([""]), None);
    }

    #[test]
    fn the_next_page_is_found_among_links() {
        assert_eq!(
            next_link(r#"</v2/a/tags/list?last=b&n=2>; rel="next""#).as_deref(),
            Some("/v2/a/tags/list?last=b&n=2")
        );
        assert_eq!(
            next_link(r#"</p>; title="a, b; rel=next"; rel=prev, </n>; x; rel="last next""#)
                .as_deref(),
            Some("/n")
        );
        assert_eq!(next_link("</a>; rel=prev"), None);
        assert_eq!(next_link("</a"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_to_its_end(text in ".{0,80}") {
            let _ = Challenge::of([text.as_str()]);
            let _ = next_link(&text);
        }

        #[test]
        fn quoted_values_come_back(realm in "[ -~]{0,30}", service in "[a-z.]{1,9}", path in "[!-;=?-~]{0,20}") {
            let quoted = realm.replace('\\', r"\\").replace('"', "\\\"");
            let value = format!("Bearer realm=\"{quoted}\" , service={service}");
            prop_assert_eq!(
                Challenge::of([value.as_str()]),
                Some(Challenge::Bearer { realm, service: Some(service), scope: None })
            );
            let link = format!("<{path}>;rel=next");
            prop_assert_eq!(next_link(&link), Some(path));
        }
    }
}
