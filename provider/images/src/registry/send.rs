//! One request: retried, redirected, authorised. Nothing above this file speaks HTTP on its own.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use reqwest::{Body, RequestBuilder, Response};
use url::Url;

use ovhai_http::{
    Broken, Clock, RetryPolicy, Secret, chain, is_loopback, retry_after, same_origin,
};

use super::{Options, auth::Auth, challenge::Challenge};
use crate::Error;

const REDIRECTS: usize = 5;

/// What is asked. `Debug` shows neither query nor headers.
#[derive(Clone)]
pub(crate) struct Ask {
    pub(crate) method: Method,
    pub(crate) url: Url,
    headers: Vec<(HeaderName, String)>,
    pub(crate) body: Option<Bytes>,
    /// What a token must allow.
    pub(crate) scopes: Vec<String>,
    /// Sent as it is, instead of what the registry asks for.
    pub(crate) authorization: Option<Secret>,
    /// For messages: `manifest team/app:1`.
    pub(crate) what: String,
}

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.what)
    }
}

impl Ask {
    pub(crate) const fn new(method: Method, url: Url, what: String) -> Self {
        Self {
            method,
            url,
            headers: Vec::new(),
            body: None,
            scopes: Vec::new(),
            authorization: None,
            what,
        }
    }

    pub(crate) fn with(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// Why one try came to nothing.
#[derive(Debug)]
pub(crate) enum Failure {
    /// May be another at the next try.
    Passing {
        problem: String,
        wait: Option<Duration>,
    },
    Final(Error),
}

/// HTTP to one registry and the hosts it points to.
#[derive(Debug)]
pub(crate) struct Http {
    client: reqwest::Client,
    registry: String,
    root: Url,
    stall: Duration,
    pub(crate) retry: RetryPolicy,
    clock: Arc<dyn Clock>,
}

impl Http {
    pub(crate) fn new(registry: &str, root: Url, options: &Options) -> Result<Self, Error> {
        let wrong = |problem: String| Error::Configuration {
            what: format!("the connection to {registry}"),
            problem,
        };
        let client = ovhai_http::client(
            &root,
            "ovhai-images",
            &options.authorities,
            options.connect_timeout,
        )
        .map_err(wrong)?;
        Ok(Self {
            client,
            registry: registry.to_owned(),
            root,
            stall: options.stall,
            retry: options.retry.clone(),
            clock: Arc::clone(&options.clock),
        })
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    pub(crate) const fn stall(&self) -> Duration {
        self.stall
    }

    /// Whether credentials may go to `url`: by https, to this machine, or where the registry itself is on plain http by
    /// choice, to its own host.
    pub(crate) fn is_trusted(&self, url: &Url) -> bool {
        match url.scheme() {
            "https" => true,
            "http" => is_loopback(url) || same_origin(url, &self.root),
            _ => false,
        }
    }

    /// Sends until there is an answer with success, or none is to be expected.
    pub(crate) async fn send(&self, ask: &Ask, auth: Option<&Auth>) -> Result<Response, Error> {
        let mut attempt = 1;
        loop {
            match self.once(ask, auth).await {
                Ok(response) => return Ok(response),
                Err(Failure::Final(error)) => return Err(error),
                Err(Failure::Passing { problem, wait }) => {
                    self.pause(&mut attempt, &ask.what, problem, wait).await?;
                }
            }
        }
    }

    /// Waits before the next try, or gives up.
    pub(crate) async fn pause(
        &self,
        attempt: &mut u32,
        what: &str,
        problem: String,
        wait: Option<Duration>,
    ) -> Result<(), Error> {
        if *attempt >= self.retry.attempts {
            return Err(Error::Unreachable {
                registry: self.registry.clone(),
                what: what.to_owned(),
                problem: format!("{problem} ({attempt} tries)"),
            });
        }
        let delay = self.retry.delay(*attempt, wait);
        tracing::debug!(
            registry = self.registry,
            what,
            problem,
            ?delay,
            "trying again"
        );
        self.clock.sleep(delay).await;
        *attempt += 1;
        Ok(())
    }

    /// One try: with what authorisation there is, once more if that is refused, along redirects of reading requests.
    pub(crate) async fn once(&self, ask: &Ask, auth: Option<&Auth>) -> Result<Response, Failure> {
        let auth = auth.filter(|_| same_origin(&ask.url, &self.root));
        let mut header = match auth {
            Some(auth) => (auth.header(self, &ask.scopes).await).map_err(Failure::Final)?,
            None => ask.authorization.clone(),
        };
        let mut response = self.execute(ask, &ask.url, header.as_ref()).await?;
        if let Some(auth) = auth {
            let renewed = self.renewed(ask, auth, &response, header.as_ref());
            let renewed = renewed.await?;
            if renewed.is_some() && renewed != header {
                header = renewed;
                response = self.execute(ask, &ask.url, header.as_ref()).await?;
            }
        }
        let mut at = ask.url.clone();
        for _ in 0..REDIRECTS {
            let is_reading = ask.method == Method::GET || ask.method == Method::HEAD;
            if !response.status().is_redirection() || !is_reading {
                break;
            }
            let next = self
                .redirected(&at, &response, &ask.what)
                .map_err(Failure::Final)?;
            let header = header.as_ref().filter(|_| same_origin(&next, &ask.url));
            response = self.execute(ask, &next, header).await?;
            at = next;
        }
        self.judged(ask, response).await
    }

    fn redirected(&self, from: &Url, response: &Response, what: &str) -> Result<Url, Error> {
        let wrong = |problem: &str| Error::protocol(&self.registry, what, problem);
        let next = (response.headers().get(header::LOCATION))
            .and_then(|value| value.to_str().ok())
            .and_then(|value| from.join(value).ok())
            .ok_or_else(|| wrong("a redirection without a usable address"))?;
        match next.scheme() {
            "https" => Ok(next),
            "http" if from.scheme() == "http" => Ok(next),
            _ => Err(wrong("a redirection away from https; it is not followed")),
        }
    }

    /// One try with a body that passes only once, and without an end to its patience: whoever feeds it sees whether it moves.
    pub(crate) async fn once_with(
        &self,
        ask: &Ask,
        auth: Option<&Auth>,
        body: Body,
    ) -> Result<Response, Failure> {
        let auth = auth.filter(|_| same_origin(&ask.url, &self.root));
        let header = match auth {
            Some(auth) => (auth.header(self, &ask.scopes).await).map_err(Failure::Final)?,
            None => ask.authorization.clone(),
        };
        let request = self.request(ask, &ask.url, header.as_ref())?.body(body);
        let response = request.send().await.map_err(passing)?;
        if let Some(auth) = auth
            && let Some(renewed) = self.renewed(ask, auth, &response, header.as_ref()).await?
            && Some(&renewed) != header.as_ref()
        {
            return Err(Failure::Passing {
                problem: "its token had run out".to_owned(),
                wait: Some(Duration::ZERO),
            });
        }
        self.judged(ask, response).await
    }

    /// Another authorisation, if the answer wants one.
    async fn renewed(
        &self,
        ask: &Ask,
        auth: &Auth,
        response: &Response,
        refused: Option<&Secret>,
    ) -> Result<Option<Secret>, Failure> {
        if response.status() != StatusCode::UNAUTHORIZED {
            return Ok(None);
        }
        let challenges = response.headers().get_all(header::WWW_AUTHENTICATE);
        let texts = challenges.iter().filter_map(|value| value.to_str().ok());
        let Some(challenge) = Challenge::of(texts) else {
            return Ok(None);
        };
        (auth.renewed(self, &ask.scopes, challenge, refused).await).map_err(Failure::Final)
    }

    fn request(
        &self,
        ask: &Ask,
        url: &Url,
        authorization: Option<&Secret>,
    ) -> Result<RequestBuilder, Failure> {
        let mut request = self.client.request(ask.method.clone(), url.clone());
        for (name, value) in &ask.headers {
            request = request.header(name, value);
        }
        if let Some(secret) = authorization {
            let mut value = HeaderValue::from_str(secret.expose()).map_err(|_| {
                Failure::Final(Error::Configuration {
                    what: format!("the credential for {}", self.registry),
                    problem: "it has characters that no header can hold".to_owned(),
                })
            })?;
            value.set_sensitive(true);
            request = request.header(header::AUTHORIZATION, value);
        }
        Ok(request)
    }

    async fn execute(
        &self,
        ask: &Ask,
        url: &Url,
        authorization: Option<&Secret>,
    ) -> Result<Response, Failure> {
        let mut request = self.request(ask, url, authorization)?;
        let mut patience = self.stall;
        if let Some(body) = &ask.body {
            patience += slowly(body.len() as u64);
            request = request.body(body.clone());
        }
        match tokio::time::timeout(patience, request.send()).await {
            Ok(sent) => sent.map_err(passing),
            Err(_) => Err(Failure::Passing {
                problem: format!("no answer within {} s", patience.as_secs()),
                wait: None,
            }),
        }
    }

    async fn judged(&self, ask: &Ask, response: Response) -> Result<Response, Failure> {
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let wait = retry_after(response.headers(), self.clock.now());
        let problem = match self.read(response, &ask.what, 1 << 16).await {
            Ok(body) => format!("{status}{}", codes(&body)),
            Err(_) => status.to_string(),
        };
        Err(match status.as_u16() {
            401 | 403 => Failure::Final(Error::Denied {
                registry: self.registry.clone(),
                what: ask.what.clone(),
                problem,
            }),
            404 => Failure::Final(Error::NotFound {
                place: self.registry.clone(),
                what: ask.what.clone(),
            }),
            408 | 425 | 429 | 500..=599 => Failure::Passing { problem, wait },
            _ => Failure::Final(Error::protocol(&self.registry, &ask.what, problem)),
        })
    }

    /// Sends until there is a whole answer of at most `limit` bytes: one that breaks off is asked for again.
    pub(crate) async fn fetch(
        &self,
        ask: &Ask,
        auth: Option<&Auth>,
        limit: u64,
    ) -> Result<(HeaderMap, Vec<u8>), Error> {
        let mut attempt = 1;
        loop {
            let failure = match self.once(ask, auth).await {
                Ok(response) => {
                    let headers = response.headers().clone();
                    match self.read(response, &ask.what, limit).await {
                        Ok(bytes) => return Ok((headers, bytes)),
                        Err(Error::Unreachable { problem, .. }) => Failure::Passing {
                            problem,
                            wait: None,
                        },
                        Err(error) => return Err(error),
                    }
                }
                Err(failure) => failure,
            };
            match failure {
                Failure::Final(error) => return Err(error),
                Failure::Passing { problem, wait } => {
                    self.pause(&mut attempt, &ask.what, problem, wait).await?;
                }
            }
        }
    }

    /// A whole body of at most `limit` bytes.
    async fn read(&self, response: Response, what: &str, limit: u64) -> Result<Vec<u8>, Error> {
        let failed = |problem: String| Error::Unreachable {
            registry: self.registry.clone(),
            what: what.to_owned(),
            problem,
        };
        ovhai_http::body(response, limit, self.stall)
            .await
            .map_err(|broken| match broken {
                Broken::TooLong(_) => Error::Bounds {
                    image: what.to_owned(),
                    problem: broken.to_string(),
                },
                _ => failed(broken.to_string()),
            })
    }
}

/// What a body of so many bytes may take beyond a usual answer: a slow line is no stall, 64 KiB a second are enough.
pub(crate) fn slowly(bytes: u64) -> Duration {
    Duration::from_secs(bytes >> 16)
}

fn passing(error: reqwest::Error) -> Failure {
    Failure::Passing {
        problem: chain(error),
        wait: None,
    }
}

/// The error codes of a registry's answer. Its messages stay out: they may repeat what was sent.
fn codes(body: &[u8]) -> String {
    let Ok(document) = serde_json::from_slice::<serde_json::Value>(body) else {
        return String::new();
    };
    let known =
        |code: &&str| code.len() <= 40 && code.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    (document["errors"].as_array().into_iter().flatten())
        .filter_map(|error| error["code"].as_str())
        .filter(known)
        .take(3)
        .fold(String::new(), |text, code| format!("{text} {code}"))
}
