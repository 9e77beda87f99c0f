//! Tokens: from Keystone, version 3, and again when they end.

use std::{fmt, sync::Arc};

use http::{HeaderMap, HeaderValue};
use ovhai_http::{Secret, body, chain, is_loopback};
use serde::Deserialize;
use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tokio::sync::Mutex;
use url::Url;

use super::ContainerAt;
use crate::{Connection, remote::Ask, s3::path_of};

/// Seconds before its end at which a token is not used any more.
const EARLY: i64 = 60;
/// A catalogue of services is not longer.
const CATALOGUE: u64 = 4 << 20;

/// How to get at a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Login {
    /// Keystone at this address, such as `https://auth.cloud.ovh.net/v3`.
    Keystone(Url, Identity),
    /// A token that was got elsewhere, and the storage address it is for. When it ends, the copy does.
    Token(Url, Secret),
}

impl Login {
    pub(super) const fn url(&self) -> &Url {
        let (Self::Keystone(url, _) | Self::Token(url, _)) = self;
        url
    }
}

/// Who asks Keystone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// A user of a project.
    Password {
        /// Name.
        user: String,
        /// Domain of the name, mostly `Default`.
        domain: String,
        /// Password.
        password: Secret,
        /// The project the container belongs to.
        project: Project,
    },
    /// An application credential, which knows its project.
    Application {
        /// Id.
        id: String,
        /// Secret.
        secret: Secret,
    },
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Project {
    /// By id.
    Id(String),
    /// By name, in a domain.
    Name(String, String),
}

impl Identity {
    fn document(&self) -> Value {
        match self {
            Self::Password {
                user,
                domain,
                password,
                project,
            } => {
                let project = match project {
                    Project::Id(id) => json!({"id": id}),
                    Project::Name(name, domain) => {
                        json!({"name": name, "domain": {"name": domain}})
                    }
                };
                let user = json!({"name": user, "domain": {"name": domain}, "password": password.expose()});
                json!({"auth": {
                    "identity": {"methods": ["password"], "password": {"user": user}},
                    "scope": {"project": project},
                }})
            }
            Self::Application { id, secret } => json!({"auth": {"identity": {
                "methods": ["application_credential"],
                "application_credential": {"id": id, "secret": secret.expose()},
            }}}),
        }
    }
}

/// Whether a token may go there.
pub(super) fn is_safe(url: &Url, is_plain_allowed: bool) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && (is_loopback(url) || is_plain_allowed))
}

/// A token and what it is good for.
struct Open {
    storage: Url,
    token: Secret,
    /// Unix seconds.
    ends: Option<i64>,
}

/// Tokens for one container, shared by all requests.
pub(crate) struct Session {
    login: Login,
    at: ContainerAt,
    open: Mutex<Option<Arc<Open>>>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session({})", self.login.url())
    }
}

#[derive(Deserialize)]
struct Answer {
    token: Token,
}

#[derive(Deserialize)]
struct Token {
    expires_at: String,
    #[serde(default)]
    catalog: Vec<Offer>,
}

#[derive(Deserialize)]
struct Offer {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    endpoints: Vec<Endpoint>,
}

#[derive(Deserialize)]
struct Endpoint {
    interface: String,
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    region_id: Option<String>,
    url: String,
}

/// Why there is no token.
pub(crate) enum NoToken {
    /// May be another at the next try.
    Passing(String),
    /// The name or the secret is wrong.
    Refused(String),
    Wrong(String),
}

impl Session {
    pub(super) fn new(login: Login, at: &ContainerAt) -> Self {
        Self {
            login,
            at: at.clone(),
            open: Mutex::default(),
        }
    }

    /// Address and headers of a request.
    pub(crate) async fn prepare(
        &self,
        client: &reqwest::Client,
        connection: &Connection,
        ask: &Ask,
    ) -> Result<(Url, HeaderMap), NoToken> {
        let open = self.open(client, connection).await?;
        let mut url = open.storage.clone();
        let mut path = format!(
            "{}/{}",
            url.path().trim_end_matches('/'),
            path_of(ask.container.as_ref().unwrap_or(&self.at.container), true)
        );
        if let Some(key) = &ask.key {
            path.push('/');
            path.push_str(&path_of(key, true));
        }
        url.set_path(&path);
        if url.path() != path {
            let problem = "no URL can name it: its name is a dot segment";
            return Err(NoToken::Wrong(problem.to_owned()));
        }
        if !ask.query.is_empty() {
            url.query_pairs_mut()
                .extend_pairs(ask.query.iter().map(|(name, value)| (name, value)));
        }
        let mut headers = ask.headers.clone();
        let mut token = HeaderValue::from_str(open.token.expose()).map_err(|_| {
            NoToken::Wrong("its token has characters no header can hold".to_owned())
        })?;
        token.set_sensitive(true);
        headers.insert("x-auth-token", token);
        Ok((url, headers))
    }

    /// Throws the token away that `headers` of a refused request had; whether another can be had.
    pub(crate) async fn forget(&self) -> bool {
        *self.open.lock().await = None;
        matches!(self.login, Login::Keystone(..))
    }

    async fn open(
        &self,
        client: &reqwest::Client,
        connection: &Connection,
    ) -> Result<Arc<Open>, NoToken> {
        // Held while asking: one asks for all.
        let mut held = self.open.lock().await;
        let now = connection.clock.now();
        if let Some(open) = held.as_ref()
            && open.ends.is_none_or(|ends| now < ends - EARLY)
        {
            return Ok(Arc::clone(open));
        }
        let fresh = Arc::new(match &self.login {
            Login::Token(storage, token) => Open {
                storage: storage.clone(),
                token: token.clone(),
                ends: None,
            },
            Login::Keystone(url, identity) => self.ask(client, connection, url, identity).await?,
        });
        *held = Some(Arc::clone(&fresh));
        Ok(fresh)
    }

    async fn ask(
        &self,
        client: &reqwest::Client,
        connection: &Connection,
        url: &Url,
        identity: &Identity,
    ) -> Result<Open, NoToken> {
        let wrong = |problem: &str| NoToken::Wrong(format!("Keystone: {problem}"));
        let address = format!("{}/auth/tokens", url.as_str().trim_end_matches('/'));
        let sending = client.post(address).json(&identity.document()).send();
        let response = match tokio::time::timeout(connection.stall, sending).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(NoToken::Passing(format!("Keystone: {}", chain(error)))),
            Err(_) => return Err(NoToken::Passing("Keystone does not answer".to_owned())),
        };
        let status = response.status();
        match status.as_u16() {
            200 | 201 => {}
            408 | 429 | 500..=599 => return Err(NoToken::Passing(format!("Keystone: {status}"))),
            401 | 403 | 404 => return Err(NoToken::Refused(format!("Keystone: {status}"))),
            _ => return Err(wrong(&status.to_string())),
        }
        let token = (response.headers().get("x-subject-token"))
            .and_then(|token| token.to_str().ok())
            .map(Secret::new)
            .ok_or_else(|| wrong("an answer without a token"))?;
        let text = body(response, CATALOGUE, connection.stall)
            .await
            .map_err(|broken| NoToken::Passing(format!("Keystone: {broken}")))?;
        // serde's own words may repeat a value.
        let answer: Answer = serde_json::from_slice(&text)
            .map_err(|_| wrong("an answer that describes no token"))?;
        let ends = OffsetDateTime::parse(&answer.token.expires_at, &Rfc3339)
            .map_err(|_| wrong("a token without an end"))?;
        let region = Some(&self.at.region);
        let storage = (answer.token.catalog.iter())
            .filter(|offer| offer.kind == "object-store")
            .flat_map(|offer| &offer.endpoints)
            .find(|endpoint| {
                endpoint.interface == "public"
                    && (endpoint.region_id.as_ref() == region || endpoint.region.as_ref() == region)
            })
            .ok_or_else(|| wrong("no public object-store in this region"))?;
        let storage = (Url::parse(&storage.url).ok())
            .filter(|storage| is_safe(storage, self.at.is_plain_allowed))
            .ok_or_else(|| wrong("the storage's address is not https"))?;
        Ok(Open {
            storage,
            token,
            ends: Some(ends.unix_timestamp()),
        })
    }
}
