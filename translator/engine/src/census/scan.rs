//! The scan.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use ovhai_syntax::Span;
use serde::Serialize;

use super::Pattern;

/// One place that speaks of the vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Hit {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it looks like.
    pub pattern: Pattern,
}

impl Hit {
    /// Where it stands.
    #[must_use]
    pub const fn span(self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// Domains that follow the vendor's name in host names. The domain `.ovh` itself is sold to anybody and says nothing.
const DOMAINS: [&[u8]; 18] = [
    b"net", b"com", b"us", b"ca", b"cloud", b"ie", b"de", b"es", b"it", b"pl", b"pt", b"nl", b"cz",
    b"sn", b"ma", b"tn", b"co", b"fr",
];
const SOURCES: [&[u8]; 2] = [b"ovh/ovh", b"ovh-reversibility/ovhai"];
const ENDPOINTS: [&[u8]; 7] = [
    b"ovh-eu",
    b"ovh-ca",
    b"ovh-us",
    b"kimsufi-eu",
    b"kimsufi-ca",
    b"soyoustart-eu",
    b"soyoustart-ca",
];
/// Runs of letters and digits from this length on are encoded data.
const ENCODED: usize = 40;

/// The vendor's name as it may be written.
const STEMS: [&str; 3] = ["ovh", "OVH", "Ovh"];
/// How end points begin whose name is not the vendor's.
const OTHERS: [&str; 2] = ["kimsufi-", "soyoustart-"];
static STARTS: LazyLock<[Finder<'static>; 5]> = LazyLock::new(|| {
    let [a, b, c] = STEMS;
    let [d, e] = OTHERS;
    [a, b, c, d, e].map(Finder::new)
});

/// Every hit in `bytes`, in order, disjoint.
#[must_use]
pub fn scan(bytes: &[u8]) -> Vec<Hit> {
    let found = STARTS.iter().flat_map(|finder| finder.find_iter(bytes));
    let mut starts: Vec<usize> = found.collect();
    starts.sort_unstable();
    let mut hits: Vec<Hit> = Vec::new();
    for start in starts {
        if hits.last().is_some_and(|hit| start < hit.end) {
            continue;
        }
        let place = Place { bytes, start };
        hits.extend(match place.is_stem() {
            true => place.hit(),
            false => place.endpoint(),
        });
    }
    hits
}

/// Those of `hits`, which are in order, that lie within `span`.
#[must_use]
pub fn within(hits: &[Hit], span: Span) -> &[Hit] {
    let from = hits.partition_point(|hit| hit.start < span.start);
    let rest = &hits[from..];
    &rest[..rest.partition_point(|hit| hit.end <= span.end)]
}

/// A place where a hit may be.
struct Place<'a> {
    bytes: &'a [u8],
    start: usize,
}

impl Place<'_> {
    fn starts_with(&self, text: &[u8]) -> bool {
        self.bytes[self.start..].starts_with(text)
    }

    fn is_stem(&self) -> bool {
        STEMS.iter().any(|stem| self.starts_with(stem.as_bytes()))
    }

    /// The run of bytes around the place that all `belong`.
    fn run(&self, belongs: impl Fn(u8) -> bool) -> Span {
        let before = self.bytes[..self.start]
            .iter()
            .rev()
            .take_while(|byte| belongs(**byte))
            .count();
        let after = self.bytes[self.start..]
            .iter()
            .take_while(|byte| belongs(**byte))
            .count();
        Span::new(self.start - before, self.start + after)
    }

    fn hit(&self) -> Option<Hit> {
        let word = self.run(is_word);
        let text = word.of(self.bytes);
        let begins = word.start == self.start;
        let hit = |span: Span, pattern| {
            Some(Hit {
                start: span.start,
                end: span.end,
                pattern,
            })
        };
        if let Some(span) = self.host() {
            return hit(span, Pattern::Host);
        }
        if let Some(span) = self.source() {
            return hit(span, Pattern::Source);
        }
        if begins && (self.starts_with(b"ovh_") || self.starts_with(b"ovhai_")) {
            return hit(word, Pattern::Type);
        }
        if begins && (self.starts_with(b"OVH_") || self.starts_with(b"OVHAI_")) {
            return hit(word, Pattern::Variable);
        }
        if ENDPOINTS.contains(&text) {
            return hit(word, Pattern::Endpoint);
        }
        match text {
            b"ovhai" | b"ovhcloud" => return hit(word, Pattern::Command),
            b"ovh" => return hit(word, Pattern::Provider),
            _ => {}
        }
        let encoded = self.run(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte));
        if encoded.len() >= ENCODED {
            return None;
        }
        hit(word, Pattern::Name)
    }

    /// A host name with the vendor's part at this place.
    fn host(&self) -> Option<Span> {
        let name = [&b"ovhcloud."[..], b"ovh."]
            .into_iter()
            .find(|name| self.starts_with(name))?;
        let is_part = self.start == 0 || !is_word(self.bytes[self.start - 1]);
        let rest = &self.bytes[self.start + name.len()..];
        let domain = DOMAINS.iter().find(|domain| {
            rest.starts_with(domain) && !rest.get(domain.len()).is_some_and(|byte| is_word(*byte))
        })?;
        let before = self.run(|byte| is_word(byte) || byte == b'.');
        let first = before
            .of(self.bytes)
            .iter()
            .take_while(|byte| **byte == b'.')
            .count();
        is_part.then(|| Span::new(before.start + first, self.start + name.len() + domain.len()))
    }

    fn source(&self) -> Option<Span> {
        let source = SOURCES.into_iter().find(|source| {
            self.starts_with(source)
                && !self
                    .bytes
                    .get(self.start + source.len())
                    .is_some_and(|byte| is_word(*byte) || *byte == b'/')
        })?;
        let before = self.run(|byte| is_word(byte) || byte == b'.' || byte == b'/');
        let registry = Span::new(before.start, self.start).of(self.bytes);
        let is_registry = registry.is_empty()
            || registry.ends_with(b"/") && registry.contains(&b'.') && !registry.starts_with(b".");
        is_registry.then(|| Span::new(before.start, self.start + source.len()))
    }

    /// An end point whose name is not the vendor's.
    fn endpoint(&self) -> Option<Hit> {
        let word = self.run(is_word);
        ENDPOINTS.contains(&word.of(self.bytes)).then_some(Hit {
            start: word.start,
            end: word.end,
            pattern: Pattern::Endpoint,
        })
    }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, &'static str)> {
        scan(text.as_bytes())
            .into_iter()
            .map(|hit| (hit.span().text(text), hit.pattern.as_str()))
            .collect()
    }

    #[test]
    fn every_pattern_is_found() {
        for (text, expected) in [
            (
                "resource \"ovh_cloud_project\" \"x\"",
                vec![("ovh_cloud_project", "type")],
            ),
            (
                "data.ovhai_inventory.x.y",
                vec![("ovhai_inventory", "type")],
            ),
            ("source = \"ovh/ovh\"", vec![("ovh/ovh", "source")]),
            (
                "\"registry.opentofu.org/ovh/ovh\"",
                vec![("registry.opentofu.org/ovh/ovh", "source")],
            ),
            (
                "ovh-reversibility/ovhai",
                vec![("ovh-reversibility/ovhai", "source")],
            ),
            (
                "https://s3.gra.io.cloud.ovh.net/bucket",
                vec![("s3.gra.io.cloud.ovh.net", "host")],
            ),
            (
                "eu.api.ovhcloud.com:443",
                vec![("eu.api.ovhcloud.com", "host")],
            ),
            (
                "$OVH_APPLICATION_KEY",
                vec![("OVH_APPLICATION_KEY", "variable")],
            ),
            (
                "endpoint = \"kimsufi-eu\"",
                vec![("kimsufi-eu", "endpoint")],
            ),
            ("endpoint = \"ovh-eu\"", vec![("ovh-eu", "endpoint")]),
            ("ovhai app run x", vec![("ovhai", "command")]),
            ("provider = ovh.eu", vec![("ovh", "provider")]),
            (
                "# OVHcloud and myOvh, my-ovh-x",
                vec![
                    ("OVHcloud", "name"),
                    ("myOvh", "name"),
                    ("my-ovh-x", "name"),
                ],
            ),
            ("shop.example.ovh", vec![("ovh", "provider")]),
            ("recovhered kimsufi soyo ov h", vec![("recovhered", "name")]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn encoded_data_says_nothing() {
        assert_eq!(
            found(&format!("{}ovh{}", "aB3".repeat(10), "Zz+/".repeat(5))),
            []
        );
        assert_eq!(found("oVH ovH"), []);
    }
}
