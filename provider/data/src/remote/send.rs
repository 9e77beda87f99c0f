//! One request: authorised anew for each try. Nothing above this file speaks HTTP on its own.

use std::{fmt, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use ovhai_http::{body, chain, client, retry_after};
use reqwest::Response;
use url::Url;

use super::Connection;
use crate::{
    Error,
    hash::sha256,
    s3::Signer,
    swift::{NoToken, Session},
};

/// No answer that is read whole may be longer: a page of a listing has a thousand names of at most 1,024 bytes, escaped.
const ANSWER: u64 = 16 << 20;
/// Bytes whose sum takes less time than handing them to another thread.
const SMALL: usize = 64 << 10;

/// What is asked. `Debug` shows neither query nor headers.
#[derive(Clone)]
pub(crate) struct Ask {
    pub(crate) method: Method,
    /// Another container than the service's own.
    pub(crate) container: Option<String>,
    /// The object; `None` for the bucket or container itself.
    pub(crate) key: Option<String>,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// For messages: `the object "a/b"`.
    pub(crate) what: String,
}

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.what)
    }
}

impl Ask {
    pub(crate) fn of(method: Method, key: &str) -> Self {
        Self {
            method,
            container: None,
            key: Some(key.to_owned()),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            what: format!("the object {key:?}"),
        }
    }

    pub(crate) fn of_all(method: Method, what: &str) -> Self {
        Self {
            key: None,
            what: what.to_owned(),
            ..Self::of(method, "")
        }
    }

    pub(crate) fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    pub(crate) fn header(mut self, name: HeaderName, value: &str) -> Result<Self, Error> {
        let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| {
            Error::setting(
                format!("{name} of {}", self.what),
                "it has characters that no header can hold",
            )
        })?;
        self.headers.insert(name, value);
        Ok(self)
    }

    pub(crate) fn body(mut self, body: Bytes) -> Self {
        self.body = body;
        self
    }
}

/// Why one try came to nothing.
enum Failure {
    /// May be another at the next try.
    Passing(String, Option<Duration>),
    Final(Error),
}

/// HTTP to one bucket or container.
pub(crate) struct Remote {
    client: reqwest::Client,
    /// For messages: `bucket b at https://host`.
    pub(crate) place: String,
    service: Service,
    connection: Connection,
}

/// What makes a request one that the service takes.
#[derive(Debug)]
pub(crate) enum Service {
    S3(Box<Signer>),
    Swift(Box<Session>),
}

impl Service {
    /// The error code in an answer, if it is an error that says one.
    fn code(&self, body: &[u8]) -> Option<String> {
        match self {
            Self::S3(signer) => signer.code(body),
            Self::Swift(_) => None,
        }
    }
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Remote({})", self.place)
    }
}

impl Remote {
    pub(crate) fn new(
        place: String,
        root: &Url,
        service: Service,
        connection: Connection,
    ) -> Result<Self, Error> {
        let client = client(
            root,
            "ovhai-data",
            &connection.authorities,
            connection.connect_timeout,
        )
        .map_err(|problem| Error::setting(format!("the connection to {place}"), problem))?;
        Ok(Self {
            client,
            place,
            service,
            connection,
        })
    }

    pub(crate) const fn stall(&self) -> Duration {
        self.connection.stall
    }

    /// Sends until there is an answer with success, or none is to be expected.
    pub(crate) async fn send(&self, ask: &Ask) -> Result<Response, Error> {
        let mut attempt = 1;
        loop {
            match self.once(ask).await {
                Ok(response) => return Ok(response),
                Err(Failure::Final(error)) => return Err(error),
                Err(Failure::Passing(problem, wait)) => {
                    self.pause(&mut attempt, &ask.what, problem, wait).await?;
                }
            }
        }
    }

    /// Sends and reads a whole answer. An answer of success that holds an error, as S3 gives after long work, is one.
    pub(crate) async fn ask(&self, ask: &Ask) -> Result<(HeaderMap, Vec<u8>), Error> {
        let mut attempt = 1;
        loop {
            let failure = match self.once(ask).await {
                Ok(response) => {
                    let headers = response.headers().clone();
                    match body(response, ANSWER, self.stall()).await {
                        Ok(body) => match self.service.code(&body) {
                            None => return Ok((headers, body)),
                            Some(code) => self.judged(ask, 200, &code, None),
                        },
                        Err(broken) => Failure::Passing(broken.to_string(), None),
                    }
                }
                Err(failure) => failure,
            };
            match failure {
                Failure::Final(error) => return Err(error),
                Failure::Passing(problem, wait) => {
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
        if *attempt >= self.connection.retry.attempts {
            return Err(Error::Unreachable {
                place: self.place.clone(),
                what: what.to_owned(),
                problem: format!("{problem} ({attempt} tries)"),
            });
        }
        let delay = self.connection.retry.delay(*attempt, wait);
        tracing::debug!(place = self.place, what, problem, ?delay, "trying again");
        self.connection.clock.sleep(delay).await;
        *attempt += 1;
        Ok(())
    }

    async fn once(&self, ask: &Ask) -> Result<Response, Failure> {
        let clock = &self.connection.clock;
        let response = self.execute(ask).await?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let headers = response.headers().clone();
        let answer = body(response, 1 << 16, self.stall())
            .await
            .unwrap_or_default();
        let code = self.service.code(&answer).unwrap_or_default();
        let has_learned = match &self.service {
            Service::S3(signer) => signer.learn(&code, &headers, clock.now()),
            Service::Swift(session) => status.as_u16() == 401 && session.forget().await,
        };
        if has_learned {
            let response = self.execute(ask).await?;
            if response.status().is_success() {
                return Ok(response);
            }
        }
        let wait = retry_after(&headers, clock.now());
        let mut code = code;
        if let Some(region) = headers.get("x-amz-bucket-region")
            && let Ok(region) = region.to_str()
            && status.as_u16() != 404
        {
            code = format!("{code}, its region is {region}");
        }
        Err(self.judged(ask, status.as_u16(), &code, wait))
    }

    fn judged(&self, ask: &Ask, status: u16, code: &str, wait: Option<Duration>) -> Failure {
        let place = self.place.clone();
        let what = ask.what.clone();
        let problem = format!("{status} {code}").trim_end().to_owned();
        let first = code.split(',').next().unwrap_or(code);
        match (status, first) {
            (
                _,
                "InternalError" | "SlowDown" | "RequestTimeout" | "ServiceUnavailable"
                | "OperationAborted",
            )
            | (408 | 425 | 429 | 500..=599, _) => Failure::Passing(problem, wait),
            (404, _) | (_, "NoSuchUpload" | "NoSuchKey" | "NoSuchBucket") => {
                Failure::Final(Error::NotFound {
                    place,
                    what,
                    problem,
                })
            }
            (412, _) => Failure::Final(Error::Changed { place, what }),
            // What Swift answers to bytes of another sum than was sent with them.
            (422, _) => Failure::Passing(format!("{problem}: other bytes arrived"), None),
            (_, "InvalidObjectState") => Failure::Final(Error::Denied {
                place,
                what,
                problem: format!("{problem}: it lies in an archive, restore it first"),
            }),
            (401 | 403, _) => Failure::Final(Error::Denied {
                place,
                what,
                problem,
            }),
            _ => Failure::Final(Error::Protocol {
                place,
                what,
                problem,
            }),
        }
    }

    async fn prepared(&self, ask: &Ask) -> Result<(Url, HeaderMap), Failure> {
        let wrong = |problem| Failure::Final(Error::protocol(&self.place, &ask.what, problem));
        match &self.service {
            Service::S3(signer) => {
                let payload = payload(ask.body.clone()).await.map_err(wrong)?;
                (signer.sign(ask, &payload, self.connection.clock.now())).map_err(wrong)
            }
            Service::Swift(session) => {
                let prepared = session.prepare(&self.client, &self.connection, ask);
                prepared.await.map_err(|problem| match problem {
                    NoToken::Passing(problem) => Failure::Passing(problem, None),
                    NoToken::Wrong(problem) => wrong(problem),
                    NoToken::Refused(problem) => Failure::Final(Error::Denied {
                        place: self.place.clone(),
                        what: ask.what.clone(),
                        problem,
                    }),
                })
            }
        }
    }

    async fn execute(&self, ask: &Ask) -> Result<Response, Failure> {
        let (url, headers) = self.prepared(ask).await?;
        let mut request = self
            .client
            .request(ask.method.clone(), url)
            .headers(headers);
        let mut patience = self.stall();
        if !ask.body.is_empty() || ask.method == Method::PUT || ask.method == Method::POST {
            // A slow line is no stall: 64 KiB a second are enough.
            patience += Duration::from_secs(u64::try_from(ask.body.len() >> 16).unwrap_or(0));
            request = request
                .header(header::CONTENT_LENGTH, ask.body.len())
                .body(ask.body.clone());
        }
        match tokio::time::timeout(patience, request.send()).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(Failure::Passing(chain(error), None)),
            Err(_) => Err(Failure::Passing(
                format!("no answer within {} s", patience.as_secs()),
                None,
            )),
        }
    }
}

/// The SHA-256 of a body. Of a large one it is taken beside, where it does not keep other requests waiting.
async fn payload(body: Bytes) -> Result<String, String> {
    if body.len() <= SMALL {
        return Ok(sha256(&body));
    }
    let sum = tokio::task::spawn_blocking(move || sha256(&body));
    sum.await.map_err(|_| "the run has ended".to_owned())
}
