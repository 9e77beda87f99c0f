//! Where calls go: names and roots of the vendor's API, or a URL.

use ovhai_http::is_loopback;
use url::Url;

use super::{ConfigError, Origin};

/// Name, root and token URL of every documented endpoint (platform-facts sections 1, 2.2, 2.4). Only the three with a
/// token URL know service accounts, and only they carry AI products (inferred).
pub(crate) const VENDOR: &[(&str, &str, Option<&str>)] = &[
    (
        "ovh-eu",
        "https://eu.api.ovh.com/1.0",
        Some("https://www.ovh.com/auth/oauth2/token"),
    ),
    (
        "ovh-ca",
        "https://ca.api.ovh.com/1.0",
        Some("https://ca.ovh.com/auth/oauth2/token"),
    ),
    (
        "ovh-us",
        "https://api.us.ovhcloud.com/1.0",
        Some("https://us.ovhcloud.com/auth/oauth2/token"),
    ),
    ("kimsufi-eu", "https://eu.api.kimsufi.com/1.0", None),
    ("kimsufi-ca", "https://ca.api.kimsufi.com/1.0", None),
    ("soyoustart-eu", "https://eu.api.soyoustart.com/1.0", None),
    ("soyoustart-ca", "https://ca.api.soyoustart.com/1.0", None),
];

/// What `endpoint` is when nothing says otherwise (go-ovh).
pub(crate) const DEFAULT: &str = "ovh-eu";

/// Path roots that stand in for each other: `/v1/…` and `/v2/…` calls replace the root's own.
const VERSIONS: &[&str] = &["/1.0", "/v1", "/v2"];

/// The root that calls are made under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// In normal form, without trailing slash.
    root: String,
    /// The vendor's name of it.
    name: Option<&'static str>,
    token_url: Option<&'static str>,
}

impl Endpoint {
    /// Reads a name or, when it contains `/`, a URL.
    pub(crate) fn parse(value: &str, origin: &Origin) -> Result<Self, ConfigError> {
        if !value.contains('/') {
            return VENDOR
                .iter()
                .find(|(name, ..)| *name == value)
                .map(Self::of_vendor)
                .ok_or_else(|| ConfigError::UnknownEndpoint {
                    // Anything that does not look like a name might be a key in the wrong place.
                    value: if value.len() <= 20
                        && value
                            .bytes()
                            .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
                    {
                        value.to_owned()
                    } else {
                        "the given text".to_owned()
                    },
                    origin: origin.clone(),
                });
        }
        if value.ends_with('/') {
            return Err(ConfigError::TrailingSlash {
                origin: origin.clone(),
            });
        }
        let url = trusted_url(value, "endpoint", origin)?;
        let root = url.as_str().trim_end_matches('/').to_owned();
        let bare = without_version(&root);
        Ok(VENDOR
            .iter()
            .find(|(_, vendor, _)| without_version(vendor) == bare)
            .map(|vendor| Self {
                root: root.clone(),
                ..Self::of_vendor(vendor)
            })
            .unwrap_or(Self {
                root,
                name: None,
                token_url: None,
            }))
    }

    fn of_vendor(
        (name, root, token_url): &(&'static str, &'static str, Option<&'static str>),
    ) -> Self {
        Self {
            root: (*root).to_owned(),
            name: Some(name),
            token_url: *token_url,
        }
    }

    /// The root, for example `https://eu.api.ovh.com/1.0`; never with a trailing slash.
    #[must_use]
    pub fn root(&self) -> &str {
        &self.root
    }

    /// The vendor's name (`ovh-eu`), also for a vendor's root given as URL; `None` elsewhere.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        self.name
    }

    /// The token URL the vendor documents for this root.
    pub(crate) fn token_url(&self) -> Option<&'static str> {
        self.token_url
    }

    /// Full URL of `path_and_query`, which begins with `/`. A path under `/v1/` or `/v2/` replaces the version at the
    /// end of the root.
    #[must_use]
    pub fn url(&self, path_and_query: &str) -> String {
        let root = if ["/v1/", "/v2/"]
            .iter()
            .any(|version| path_and_query.starts_with(version))
        {
            without_version(&self.root)
        } else {
            &self.root
        };
        format!("{root}{path_and_query}")
    }
}

fn without_version(root: &str) -> &str {
    VERSIONS
        .iter()
        .find_map(|version| root.strip_suffix(version))
        .unwrap_or(root)
}

/// A URL that credentials may be sent to: `https`, or `http` to this machine.
pub(crate) fn trusted_url(
    value: &str,
    what: &'static str,
    origin: &Origin,
) -> Result<Url, ConfigError> {
    let bad = |problem| ConfigError::BadUrl {
        what,
        origin: origin.clone(),
        problem,
    };
    let url = Url::parse(value).map_err(|_| bad("it is not a URL"))?;
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => {
            return Err(bad(
                "http would send credentials in clear text; use https (http only on loopback)",
            ));
        }
        _ => return Err(bad("it must begin with https://")),
    }
    if url.host().is_none() {
        return Err(bad("it has no host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("it must not contain credentials"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(bad("it must not have a query or fragment"));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(value: &str) -> Result<Endpoint, ConfigError> {
        Endpoint::parse(value, &Origin::Argument("endpoint"))
    }

    #[test]
    fn names_and_urls() {
        assert_eq!(
            parse("ovh-ca").unwrap().root(),
            "https://ca.api.ovh.com/1.0"
        );
        let by_url = parse("https://EU.api.ovh.com:443/v1").unwrap();
        assert_eq!(by_url.root(), "https://eu.api.ovh.com/v1");
        assert_eq!(by_url.name(), Some("ovh-eu"));
        assert_eq!(parse("http://[::1]:8090/1.0").unwrap().name(), None);
        assert_eq!(
            parse("http://localhost:8090").unwrap().url("/me"),
            "http://localhost:8090/me"
        );
    }

    #[test]
    fn version_paths_replace_the_root() {
        let endpoint = parse("ovh-eu").unwrap();
        assert_eq!(
            endpoint.url("/auth/time"),
            "https://eu.api.ovh.com/1.0/auth/time"
        );
        assert_eq!(
            endpoint.url("/v1/cloud/project"),
            "https://eu.api.ovh.com/v1/cloud/project"
        );
        assert_eq!(endpoint.url("/v2/iam"), "https://eu.api.ovh.com/v2/iam");
        assert_eq!(endpoint.url("/v10/x"), "https://eu.api.ovh.com/1.0/v10/x");
        assert_eq!(
            parse("https://proxy.example/ovh/v1")
                .unwrap()
                .url("/v2/iam"),
            "https://proxy.example/ovh/v2/iam"
        );
    }

    #[test]
    fn refuses_what_would_leak_or_mislead() {
        for (value, part) in [
            ("https://eu.api.ovh.com/1.0/", "ends with a slash"),
            ("http://example.com/1.0", "clear text"),
            ("http://127.0.0.1.example.com/1.0", "clear text"),
            ("ftp://example.com/1.0", "https://"),
            ("https://user:hunter2@example.com/1.0", "credentials"),
            ("https://example.com/1.0?x=1", "query"),
            ("/1.0", "not a URL"),
            ("ovh-xx", "ovh-eu, ovh-ca, ovh-us"),
            ("Hunter2Hunter2", "the given text"),
        ] {
            let text = parse(value).unwrap_err().to_string();
            assert!(text.contains(part), "{value}: {text}");
            assert!(!text.to_lowercase().contains("hunter2"), "{text}");
        }
    }
}
