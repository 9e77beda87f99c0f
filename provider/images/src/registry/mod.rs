//! One registry host, by the distribution protocol.

mod auth;
mod blobs;
mod challenge;
mod manifests;
mod send;
mod uploads;

use std::{fmt, sync::Arc, time::Duration};

use http::{HeaderMap, Method};
use ovhai_http::{Clock, RetryPolicy, SystemClock, is_loopback};
use ovhai_model::ImageReference;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

pub use blobs::BlobReader;
pub use manifests::Manifest;
pub(crate) use manifests::descriptors;
pub(crate) use send::{Failure, slowly};
pub use uploads::Upload;

use self::{
    auth::Auth,
    send::{Ask, Http},
};
use crate::{Credentials, Error};

/// What a query value may hold as it is.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'/');

/// How a registry is reached.
#[derive(Clone, Debug)]
pub struct Options {
    /// Speak http instead of https. Without a choice: http to this machine, https to all others.
    pub plain_http: Option<bool>,
    /// Where it is really asked: a mirror, a proxy cache, a private address. Without a path, or with `/v2/PREFIX` before every
    /// repository. Only a credential given for the registry, or one of this very host, goes there.
    pub endpoint: Option<Url>,
    /// Certificate authorities in PEM, beside those of the machine.
    pub authorities: Vec<String>,
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// A peer that sends nothing for so long is taken for gone.
    pub stall: Duration,
    /// Patience.
    pub retry: RetryPolicy,
    /// Bytes of one upload request, of which two are held in memory of a blob. A registry may ask for more.
    pub chunk: u64,
    /// Blobs of at most so many bytes pass as they come, in one request and without being held: each request costs a registry a `sync` of what
    /// it brought. When the process is killed all of such a blob is sent again.
    pub streamed: u64,
    /// No manifest is larger.
    pub manifest_limit: u64,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            plain_http: None,
            endpoint: None,
            authorities: Vec::new(),
            connect_timeout: Duration::from_secs(15),
            stall: Duration::from_secs(60),
            retry: RetryPolicy::default(),
            chunk: 8 << 20,
            streamed: 128 << 20,
            manifest_limit: 4 << 20,
            clock: Arc::new(SystemClock),
        }
    }
}

/// A registry host. Cheap to clone through [`Arc`]; connections and tokens are shared.
pub struct Registry {
    name: String,
    root: Url,
    /// What the endpoint puts before the names of repositories: empty, or ending in `/`.
    prefix: String,
    http: Http,
    auth: Auth,
    options: Options,
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Registry({})", self.name)
    }
}

impl Registry {
    /// The registry `HOST[:PORT]`. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Configuration`] for an impossible name or certificate authority.
    pub fn new(
        name: &str,
        credentials: Arc<Credentials>,
        options: Options,
    ) -> Result<Arc<Self>, Error> {
        let wrong = |problem: &str| Error::Configuration {
            what: format!("the registry {name:?}"),
            problem: problem.to_owned(),
        };
        let parsed = ImageReference::parse(&format!("{name}/x/x"))
            .ok()
            .filter(|parsed| parsed.repository == "x/x")
            .ok_or_else(|| wrong("a registry is HOST or HOST:PORT"))?;
        let name = parsed.registry();
        let root = match &options.endpoint {
            Some(endpoint) => below(endpoint, options.plain_http).map_err(wrong)?,
            None => own_root(&name, options.plain_http)
                .ok_or_else(|| wrong("no URL can be made of it"))?,
        };
        let prefix = root
            .path()
            .strip_prefix("/v2/")
            .unwrap_or_default()
            .to_owned();
        let logged_in_to = match &options.endpoint {
            Some(_) => authority(&root),
            None => name.clone(),
        };
        Ok(Arc::new(Self {
            http: Http::new(&name, root.clone(), &options)?,
            auth: Auth::new(name.clone(), logged_in_to, credentials),
            name,
            root,
            prefix,
            options,
        }))
    }

    /// `HOST[:PORT]`, as references write it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A repository of this registry.
    ///
    /// # Errors
    /// [`Error::Configuration`] for a name no repository can have.
    pub fn repository(self: &Arc<Self>, name: &str) -> Result<Repository, Error> {
        let is_name = ImageReference::parse(&format!("{}/{name}", self.name)).is_ok_and(|parsed| {
            parsed.tag.is_none() && parsed.digest.is_none() && parsed.repository.ends_with(name)
        });
        if !is_name || name.starts_with('/') {
            return Err(Error::Configuration {
                what: format!("the repository {name:?} of {}", self.name),
                problem: "it is no name of a repository".to_owned(),
            });
        }
        Ok(Repository {
            registry: Arc::clone(self),
            name: name.to_owned(),
        })
    }
}

/// Where a registry without an endpoint of its own answers.
fn own_root(name: &str, plain_http: Option<bool>) -> Option<Url> {
    // Docker Hub's interface has a name of its own.
    let host = if name == "docker.io" {
        "registry-1.docker.io"
    } else {
        name
    };
    let at = |scheme: &str| Url::parse(&format!("{scheme}://{host}/v2/")).ok();
    let secure = at("https")?;
    match plain_http.unwrap_or_else(|| is_loopback(&secure)) {
        true => at("http"),
        false => Some(secure),
    }
}

/// The root of the interface at an endpoint.
fn below(endpoint: &Url, plain_http: Option<bool>) -> Result<Url, &'static str> {
    let is_safe = match endpoint.scheme() {
        "https" => true,
        "http" => is_loopback(endpoint) || plain_http == Some(true),
        _ => false,
    };
    if !is_safe {
        return Err("its endpoint is no https URL; http is only for this machine");
    }
    if !endpoint.username().is_empty() || endpoint.password().is_some() {
        return Err("its endpoint carries a credential; give username and password beside it");
    }
    if endpoint.query().is_some() || endpoint.fragment().is_some() {
        return Err("its endpoint is a URL without query and fragment");
    }
    let path = match endpoint.path().trim_end_matches('/') {
        "" | "/v2" => "/v2/".to_owned(),
        path if path.starts_with("/v2/") => format!("{path}/"),
        _ => return Err("the path of its endpoint is empty or begins with /v2/"),
    };
    let mut root = endpoint.clone();
    root.set_path(&path);
    Ok(root)
}

/// `HOST[:PORT]` of a URL.
fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    (url.port()).map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// What a request needs to be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    Pull,
    Push,
}

/// A repository of a registry.
#[derive(Clone, Debug)]
pub struct Repository {
    registry: Arc<Registry>,
    name: String,
}

impl Repository {
    /// Its registry.
    #[must_use]
    pub fn registry(&self) -> &Arc<Registry> {
        &self.registry
    }

    /// Path below the host.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A request below `/v2/NAME/`. `path` holds nothing but checked names, digests and tags.
    fn ask(&self, method: Method, path: &str, access: Access, what: String) -> Result<Ask, Error> {
        let url = (self.registry.root.join(&format!("{}/{path}", self.name)))
            .map_err(|_| Error::protocol(&self.registry.name, &what, "no URL can be made of it"))?;
        let mut ask = Ask::new(method, url, what);
        ask.scopes = vec![self.scope(access)];
        Ok(ask)
    }

    fn scope(&self, access: Access) -> String {
        let actions = match access {
            Access::Pull => "pull",
            Access::Push => "pull,push",
        };
        format!("repository:{}{}:{actions}", self.registry.prefix, self.name)
    }

    async fn send(&self, ask: &Ask) -> Result<reqwest::Response, Error> {
        self.registry
            .http
            .send(ask, Some(&self.registry.auth))
            .await
    }

    /// A whole answer, as long as a manifest may be.
    async fn fetch(&self, ask: &Ask) -> Result<(HeaderMap, Vec<u8>), Error> {
        let (http, limit) = (&self.registry.http, self.registry.options.manifest_limit);
        http.fetch(ask, Some(&self.registry.auth), limit).await
    }

    fn place(&self) -> &str {
        &self.registry.name
    }
}

fn query(text: &str) -> String {
    utf8_percent_encode(text, QUERY).to_string()
}

/// `None` for what is not there.
fn optional<T>(result: Result<T, Error>) -> Result<Option<T>, Error> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
