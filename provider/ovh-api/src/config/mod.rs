//! Settings from arguments, environment and `ovh.conf`, with the official provider's names and precedence
//! (platform-facts section 2.4) and one rule of our own: a file may not say where credentials go.
//!
//! `./ovh.conf` comes with whatever repository one happens to stand in. It may hold credentials and name one of the
//! vendor's endpoints, but a URL of its own choosing would receive the secrets of the environment. Such URLs, and the
//! token URL, count only from arguments and environment, which belong to the person who runs the program.

mod endpoint;
mod error;
mod ini;
mod sources;
#[cfg(test)]
mod tests;

use url::Url;

pub use self::{
    endpoint::Endpoint,
    error::ConfigError,
    sources::{Origin, Sources, VARIABLES},
};
use self::{endpoint::trusted_url, ini::Ini};
use ovhai_http::Secret;

/// Settings given explicitly; they beat everything else. An empty text counts as absent.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// Name (`ovh-eu`) or URL without trailing slash.
    pub endpoint: Option<String>,
    /// Of a signed-request application.
    pub application_key: Option<String>,
    /// Of a signed-request application.
    pub application_secret: Option<Secret>,
    /// Of a signed-request application.
    pub consumer_key: Option<Secret>,
    /// Of a service account.
    pub client_id: Option<String>,
    /// Of a service account.
    pub client_secret: Option<Secret>,
    /// A short-lived token, sent as bearer.
    pub access_token: Option<Secret>,
    /// Where a service account gets its token; needed for endpoints that are not the vendor's.
    pub token_url: Option<String>,
    /// Public Cloud project id.
    pub service_name: Option<String>,
}

/// How calls prove who makes them.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// Signed requests (platform-facts section 2.1).
    Signature {
        /// Names the application; not secret.
        application_key: String,
        /// Signs.
        application_secret: Secret,
        /// Names the person and the rights.
        consumer_key: Secret,
    },
    /// OAuth2 client credentials of a service account (section 2.2).
    ServiceAccount {
        /// Names the account; not secret.
        client_id: String,
        /// Proves it.
        client_secret: Secret,
        /// Where the token comes from.
        token_url: Url,
    },
    /// A token got elsewhere (section 2.3).
    AccessToken(Secret),
}

impl Credentials {
    /// The method in words, for messages.
    #[must_use]
    pub fn method(&self) -> &'static str {
        match self {
            Self::Signature { .. } => SIGNATURE,
            Self::ServiceAccount { .. } => SERVICE_ACCOUNT,
            Self::AccessToken(_) => ACCESS_TOKEN,
        }
    }
}

const SIGNATURE: &str = "application key, application secret and consumer key";
const SERVICE_ACCOUNT: &str = "service account (client id and client secret)";
const ACCESS_TOKEN: &str = "access token";

/// What a [`Client`](crate::Client) needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where calls go.
    pub endpoint: Endpoint,
    /// How they are proven.
    pub credentials: Credentials,
    /// Default project, if one was named.
    pub service_name: Option<String>,
}

/// A setting and who said it.
struct Found {
    name: &'static str,
    value: Secret,
    origin: Origin,
}

/// Looks settings up in order: arguments, environment, files.
struct Lookup<'a> {
    sources: &'a Sources,
    files: Vec<(String, Ini)>,
    section: String,
}

impl Lookup<'_> {
    fn find(&self, name: &'static str, argument: Option<&str>) -> Option<Found> {
        let found = |value: &str, origin| Found {
            name,
            value: Secret::new(value),
            origin,
        };
        if let Some(value) = argument.filter(|value| !value.is_empty()) {
            return Some(found(value, Origin::Argument(name)));
        }
        let variable = variable_of(name);
        if let Some(value) = self.sources.variable(variable) {
            return Some(found(value, Origin::Environment(variable)));
        }
        self.files.iter().find_map(|(label, ini)| {
            ini.get(&self.section, name)
                .map(|value| found(value, Origin::File(label.clone())))
        })
    }
}

fn variable_of(name: &str) -> &'static str {
    match name {
        "endpoint" => "OVH_ENDPOINT",
        "application_key" => "OVH_APPLICATION_KEY",
        "application_secret" => "OVH_APPLICATION_SECRET",
        "consumer_key" => "OVH_CONSUMER_KEY",
        "client_id" => "OVH_CLIENT_ID",
        "client_secret" => "OVH_CLIENT_SECRET",
        "access_token" => "OVH_ACCESS_TOKEN",
        "token_url" => "OVH_TOKEN_URL",
        _ => "OVH_CLOUD_PROJECT_SERVICE",
    }
}

impl Settings {
    /// Puts settings together: arguments beat the environment, which beats the files in their order. Each key is
    /// looked up on its own, as go-ovh does. Does no IO.
    ///
    /// # Errors
    /// See [`ConfigError`]; every message names the origin of what is wrong.
    pub fn resolve(arguments: Arguments, sources: &Sources) -> Result<Self, ConfigError> {
        let mut lookup = Lookup {
            sources,
            files: sources.parsed_files()?,
            section: "default".to_owned(),
        };
        let (value, origin) = match lookup.find("endpoint", arguments.endpoint.as_deref()) {
            Some(found) => (found.value.expose().to_owned(), found.origin),
            None => (endpoint::DEFAULT.to_owned(), Origin::Default),
        };
        let endpoint = Endpoint::parse(&value, &origin)?;
        // The section is named after the endpoint as it was written.
        lookup.section.clone_from(&value);

        let expose =
            |secret: &Option<Secret>| secret.as_ref().map(|secret| secret.expose().to_owned());
        let find = |name, argument: Option<String>| lookup.find(name, argument.as_deref());
        let signature = [
            find("application_key", arguments.application_key.clone()),
            find("application_secret", expose(&arguments.application_secret)),
            find("consumer_key", expose(&arguments.consumer_key)),
        ];
        let account = [
            find("client_id", arguments.client_id.clone()),
            find("client_secret", expose(&arguments.client_secret)),
        ];
        let token = [find("access_token", expose(&arguments.access_token))];
        let secret_origin = one_method(&signature, &account, &token, &value)?
            .origin
            .clone();
        if endpoint.name().is_none() && !origin.may_redirect() {
            return Err(ConfigError::Untrusted {
                what: "endpoint",
                origin,
                credentials: secret_origin,
                variable: "OVH_ENDPOINT",
            });
        }
        let token_url = find("token_url", arguments.token_url.clone());
        if let Some(url) = &token_url
            && !url.origin.may_redirect()
        {
            return Err(ConfigError::Untrusted {
                what: "token URL",
                origin: url.origin.clone(),
                credentials: secret_origin,
                variable: "OVH_TOKEN_URL",
            });
        }
        let credentials = match (signature, account, token) {
            ([Some(key), Some(secret), Some(consumer)], ..) => Credentials::Signature {
                application_key: key.value.expose().to_owned(),
                application_secret: secret.value,
                consumer_key: consumer.value,
            },
            (_, [Some(id), Some(secret)], _) => Credentials::ServiceAccount {
                client_id: id.value.expose().to_owned(),
                client_secret: secret.value,
                token_url: match token_url {
                    Some(found) => trusted_url(found.value.expose(), "token URL", &found.origin)?,
                    None => vendor_token_url(&endpoint, &value)?,
                },
            },
            (.., [Some(token)]) => Credentials::AccessToken(token.value),
            _ => return Err(ConfigError::NoCredentials { endpoint: value }),
        };
        Ok(Self {
            endpoint,
            credentials,
            // No file knows this key: the official provider reads it from the argument and the environment alone.
            service_name: lookup
                .find("service_name", arguments.service_name.as_deref())
                .filter(|found| found.origin.may_redirect())
                .map(|found| found.value.expose().to_owned()),
        })
    }
}

fn vendor_token_url(endpoint: &Endpoint, value: &str) -> Result<Url, ConfigError> {
    endpoint
        .token_url()
        .and_then(|url| Url::parse(url).ok())
        .ok_or_else(|| ConfigError::NoTokenUrl {
            endpoint: value.to_owned(),
        })
}

/// Checks that exactly one method is there, and whole. The answer is a setting of it, for its origin.
fn one_method<'a>(
    signature: &'a [Option<Found>; 3],
    account: &'a [Option<Found>; 2],
    token: &'a [Option<Found>; 1],
    endpoint: &str,
) -> Result<&'a Found, ConfigError> {
    let methods: [(&[&'static str], &[Option<Found>]); 3] = [
        (
            &["application_key", "application_secret", "consumer_key"],
            signature,
        ),
        (&["client_id", "client_secret"], account),
        (&["access_token"], token),
    ];
    let mut used = methods.iter().filter_map(|(names, found)| {
        found
            .iter()
            .flatten()
            .next_back()
            .map(|present| (*names, *found, present))
    });
    let Some((names, found, present)) = used.next() else {
        return Err(ConfigError::NoCredentials {
            endpoint: endpoint.to_owned(),
        });
    };
    if let Some((_, _, other)) = used.next() {
        return Err(ConfigError::Mixed {
            first: present.name,
            first_origin: present.origin.clone(),
            second: other.name,
            second_origin: other.origin.clone(),
        });
    }
    if let Some(missing) = names
        .iter()
        .zip(found)
        .find_map(|(name, found)| found.is_none().then_some(*name))
    {
        return Err(ConfigError::Half {
            missing,
            present: present.name,
            origin: present.origin.clone(),
            variable: variable_of(missing),
        });
    }
    Ok(present)
}
