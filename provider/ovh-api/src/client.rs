//! The client: options, handles, and what every call goes through.

use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use http::HeaderValue;
use serde::de::DeserializeOwned;
use tokio_util::sync::CancellationToken;

use crate::{
    ConfigError, Credentials, Error, Secret, Settings,
    answer::{Answer, context},
    calls,
    clock::{ServerClock, local_now},
    create::CreateLog,
    http_transport::HttpTransport,
    list::Learnt,
    oauth2::{self, TokenCache},
    pace::Pace,
    redactor::Redactor,
    request::Request,
    retry::RetryPolicy,
    transport::Transport,
};

/// How a client behaves; the defaults suit the vendor's API.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// Sent as `User-Agent`.
    pub user_agent: String,
    /// Calls per second; `None` without a limit, as in the official provider.
    pub rate_limit: Option<NonZeroU32>,
    /// Calls under way at the same time; at least 1.
    pub concurrency: usize,
    /// For making a connection.
    pub connect_timeout: Duration,
    /// For one try from connecting to the last byte (180 s in the vendor's SDKs, platform-facts section 2.1).
    pub total_timeout: Duration,
    /// Patience with errors that may pass.
    pub retry: RetryPolicy,
    /// Size asked for when reading lists; the server may give less.
    pub page_size: usize,
    /// Larger answers, in bytes, are given up. A list of 100,000 apps fits into the default.
    pub largest_answer: usize,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            user_agent: concat!("ovh-api/", env!("CARGO_PKG_VERSION")).to_owned(),
            rate_limit: None,
            concurrency: 8,
            connect_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(180),
            retry: RetryPolicy::default(),
            page_size: 500,
            largest_answer: 256 << 20,
        }
    }
}

/// Makes calls. Cheap to clone; all clones share connections, clock, token, limits and counters.
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
    pub(crate) cancel: CancellationToken,
    /// Only calls of [`calls::SIDE_EFFECT_FREE`].
    pub(crate) read_only: bool,
}

pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) options: ClientOptions,
    pub(crate) user_agent: HeaderValue,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) pace: Pace,
    pub(crate) clock: ServerClock,
    pub(crate) tokens: TokenCache,
    pub(crate) redactor: Redactor,
    pub(crate) requests: AtomicU64,
    pub(crate) creates: CreateLog,
    pub(crate) learnt: Learnt,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.shared.settings.endpoint.root())
            .field("read_only", &self.read_only)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client for these settings. Does no IO; connections are made at the first call.
    ///
    /// # Errors
    /// A user agent or a credential that cannot be part of an HTTP header.
    pub fn new(settings: Settings, options: ClientOptions) -> Result<Self, Error> {
        let transport = Arc::new(HttpTransport::new(
            options.connect_timeout,
            options.total_timeout,
        ));
        Self::with_transport(settings, options, transport)
    }

    /// The same over another transport, for tests.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn with_transport(
        settings: Settings,
        options: ClientOptions,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, Error> {
        let user_agent = header_value("user_agent", &options.user_agent)?;
        let redactor = Redactor::default();
        match &settings.credentials {
            Credentials::Signature {
                application_key,
                application_secret,
                consumer_key,
            } => {
                header_value("application_key", application_key)?;
                header_value("consumer_key", consumer_key.expose())?;
                redactor.learn(application_secret);
                redactor.learn(consumer_key);
            }
            Credentials::ServiceAccount {
                client_id,
                client_secret,
                ..
            } => {
                redactor.learn(client_secret);
                redactor.learn(&oauth2::basic(client_id, client_secret));
            }
            Credentials::AccessToken(token) => {
                header_value("access_token", token.expose())?;
                redactor.learn(token);
            }
        }
        Ok(Self {
            shared: Arc::new(Shared {
                pace: Pace::new(options.concurrency, options.rate_limit),
                settings,
                options,
                user_agent,
                transport,
                clock: ServerClock::default(),
                tokens: TokenCache::default(),
                redactor,
                requests: AtomicU64::new(0),
                creates: CreateLog::default(),
                learnt: Learnt::default(),
            }),
            cancel: CancellationToken::new(),
            read_only: false,
        })
    }

    /// A handle whose calls end with [`Error::Cancelled`] as soon as `token` fires. A create that is on its way gets
    /// ten more seconds, so that what was created is known.
    #[must_use]
    pub fn with_cancellation(&self, token: CancellationToken) -> Self {
        Self {
            cancel: token,
            ..self.clone()
        }
    }

    /// The settings in use.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// Requests sent so far by all clones, those for clock and token included.
    #[must_use]
    pub fn request_count(&self) -> u64 {
        self.shared.requests.load(Ordering::Relaxed)
    }

    /// Unix seconds of the server's clock, measured at the first use.
    ///
    /// # Errors
    /// The clock could not be asked.
    pub async fn server_time(&self) -> Result<i64, Error> {
        let request = Request::new(&calls::AUTH_TIME, &[])?;
        let offset = self
            .shared
            .clock
            .offset_or_measure(async || self.get::<i64>(&request).await)
            .await?;
        Ok(local_now().saturating_add(offset))
    }

    /// The document of a call.
    pub(crate) async fn get<T: DeserializeOwned>(&self, request: &Request) -> Result<T, Error> {
        let answer = self
            .answer(request)
            .await
            .map_err(|failure| failure.error)?;
        self.document(request, &answer)
    }

    /// A call that answers nothing.
    pub(crate) async fn call(&self, request: &Request) -> Result<(), Error> {
        let answer = self
            .answer(request)
            .await
            .map_err(|failure| failure.error)?;
        let target = request.target();
        self.context(request, &target, &answer)
            .nothing(&answer.body)
    }

    /// A delete. That the object is gone counts as success when an earlier try may have deleted it.
    pub(crate) async fn delete(&self, request: &Request) -> Result<(), Error> {
        match self.call(request).await {
            Err(Error::Api(error))
                if error.attempts > 1 && Error::Api(error.clone()).is_not_found() =>
            {
                Ok(())
            }
            other => other,
        }
    }

    /// Reads the document of an answer.
    pub(crate) fn document<T: DeserializeOwned>(
        &self,
        request: &Request,
        answer: &Answer,
    ) -> Result<T, Error> {
        let target = request.target();
        self.context(request, &target, answer)
            .document(&answer.body)
    }

    /// Reads a document that is part of an answer.
    pub(crate) fn document_in<T: DeserializeOwned>(
        &self,
        request: &Request,
        answer: &Answer,
        body: &[u8],
    ) -> Result<T, Error> {
        let target = request.target();
        self.context(request, &target, answer).document(body)
    }

    fn context<'a>(
        &'a self,
        request: &'a Request,
        target: &'a str,
        answer: &'a Answer,
    ) -> crate::answer::Context<'a> {
        context(
            request,
            target,
            answer.status,
            &answer.headers,
            &self.shared.redactor,
            self.is_signed(),
            self.now(),
        )
    }

    pub(crate) fn is_signed(&self) -> bool {
        matches!(
            self.shared.settings.credentials,
            Credentials::Signature { .. }
        )
    }

    /// Unix seconds, by the server's clock if it is known.
    pub(crate) fn now(&self) -> i64 {
        local_now().saturating_add(self.shared.clock.offset().unwrap_or(0))
    }
}

/// Checks that a text can be a header, without repeating it.
pub(crate) fn header_value(option: &'static str, text: &str) -> Result<HeaderValue, ConfigError> {
    HeaderValue::try_from(text).map_err(|_| ConfigError::BadOption {
        option,
        problem: "it holds characters that cannot be sent in an HTTP header",
    })
}

/// A header that stays out of `Debug` output.
pub(crate) fn secret_header(
    option: &'static str,
    text: &Secret,
) -> Result<HeaderValue, ConfigError> {
    let mut value = header_value(option, text.expose())?;
    value.set_sensitive(true);
    Ok(value)
}
