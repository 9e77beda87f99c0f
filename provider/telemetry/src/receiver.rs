//! A server that takes what is pushed to it.

use std::{sync::Arc, time::Duration};

use ovhai_http::{
    Clock, RetryPolicy, Secret, SystemClock, body, chain, client, is_loopback, retry_after,
    same_origin,
};
use reqwest::{
    Client, Response, StatusCode,
    header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue},
};
use url::Url;

use crate::Error;

/// How long a receiver may take for one request.
const PATIENCE: Duration = Duration::from_secs(60);
/// What is read of an answer.
const LONGEST_ANSWER: u64 = 1 << 16;
/// What is told of it.
const TOLD: usize = 500;

/// Prometheus says of samples it will never take that it has failed itself (500, seen with 2.42), and so does Loki of requests that its parts
/// cannot pass on to one another (inferred from gRPC's words).
const FINAL: [&str; 4] = [
    "too old sample",
    "out of bounds",
    "out of order",
    "received message larger than max",
];

/// Who pushes.
#[derive(Debug, Default)]
pub enum Account {
    /// Nobody in particular.
    #[default]
    Anonymous,
    /// A name and a password.
    Basic {
        /// Name.
        user: String,
        /// Password.
        password: Secret,
    },
    /// A token.
    Bearer(Secret),
}

/// A receiver and the way to it.
#[derive(Debug)]
pub struct Receiver {
    root: Url,
    place: String,
    account: Account,
    tenant: Option<HeaderValue>,
    client: Client,
    policy: RetryPolicy,
    clock: Arc<dyn Clock>,
}

/// What a receiver said to one request.
pub(crate) enum Answered {
    Taken,
    /// It will not take this, however often it is sent.
    Refused(String),
    /// It could not be reached or asked for more time than there is patience.
    Lost(String),
}

impl Receiver {
    /// The receiver below `url`, such as `https://loki.example`: https, or http on this machine. `tenant` goes into
    /// `X-Scope-OrgID`; `authorities` are certificate authorities in PEM beside those of the machine.
    ///
    /// # Errors
    /// [`Error::Configuration`].
    pub fn new(
        url: &str,
        account: Account,
        tenant: Option<&str>,
        authorities: &[String],
    ) -> Result<Self, Error> {
        let wrong = |place: &str, problem: String| Error::Configuration {
            place: place.to_owned(),
            problem,
        };
        let mut root = Url::parse(url)
            .map_err(|error| wrong("of this configuration", format!("its URL is none: {error}")))?;
        let shown = format!(
            "{}://{}",
            root.scheme(),
            root.host_str().unwrap_or_default()
        );
        if !root.username().is_empty() || root.password().is_some() {
            return Err(wrong(
                &shown,
                "a password in its URL would end up in logs; give user and password by themselves"
                    .to_owned(),
            ));
        }
        if root.query().is_some() || root.fragment().is_some() {
            return Err(wrong(
                &shown,
                "its URL has a query or a fragment; give scheme, host, port and path only"
                    .to_owned(),
            ));
        }
        if !(root.scheme() == "https" || root.scheme() == "http" && is_loopback(&root)) {
            return Err(wrong(
                &shown,
                "only https is safe, and http on this machine".to_owned(),
            ));
        }
        if !root.path().ends_with('/') {
            root.set_path(&format!("{}/", root.path()));
        }
        let tenant = match tenant {
            None => None,
            Some(name) => Some(HeaderValue::from_str(name).map_err(|_| {
                wrong(
                    &shown,
                    "its tenant has characters no header can hold".to_owned(),
                )
            })?),
        };
        let place = root.as_str().trim_end_matches('/').to_owned();
        let client = client(
            &root,
            concat!("ovhai/", env!("CARGO_PKG_VERSION")),
            authorities,
            Duration::from_secs(10),
        )
        .map_err(|problem| wrong(&place, problem))?;
        Ok(Self {
            root,
            place,
            account,
            tenant,
            client,
            policy: RetryPolicy::default(),
            clock: Arc::new(SystemClock),
        })
    }

    /// The same with other manners, for tests.
    #[must_use]
    pub fn with_patience(mut self, policy: RetryPolicy, clock: Arc<dyn Clock>) -> Self {
        self.policy = policy;
        self.clock = clock;
        self
    }

    /// Its URL.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Sends a whole body to `path`, with patience where the receiver is busy or out of reach.
    pub(crate) async fn send(
        &self,
        path: &str,
        headers: &[(HeaderName, &'static str)],
        bytes: Vec<u8>,
    ) -> Answered {
        // Joined as it is, a path such as `//elsewhere/` would take the account to another host.
        let url = match self
            .root
            .join(&format!("./{}", path.trim_start_matches('/')))
        {
            Ok(url)
                if same_origin(&url, &self.root) && url.path().starts_with(self.root.path()) =>
            {
                url
            }
            _ => return Answered::Refused(format!("{path} is no path below {}", self.place)),
        };
        let bytes = bytes::Bytes::from(bytes);
        let mut attempt = 0;
        loop {
            attempt += 1;
            let mut request = self
                .client
                .post(url.clone())
                .timeout(PATIENCE)
                .body(bytes.clone());
            for (name, value) in headers {
                request = request.header(name, *value);
            }
            if let Some(tenant) = &self.tenant {
                request = request.header("X-Scope-OrgID", tenant.clone());
            }
            request = match &self.account {
                Account::Anonymous => request,
                Account::Basic { user, password } => {
                    request.basic_auth(user, Some(password.expose()))
                }
                Account::Bearer(token) => {
                    let Ok(mut value) =
                        HeaderValue::from_str(&format!("Bearer {}", token.expose()))
                    else {
                        return Answered::Refused(
                            "the token has characters no header can hold".to_owned(),
                        );
                    };
                    value.set_sensitive(true);
                    request.header(AUTHORIZATION, value)
                }
            };
            let (problem, asked) = match request.send().await {
                Err(error) => (chain(error), None),
                Ok(response) if response.status().is_success() => return Answered::Taken,
                Ok(response) => {
                    let status = response.status();
                    let asked = retry_after(response.headers(), self.clock.now());
                    let said = said(response).await;
                    if !is_passing(status) || FINAL.iter().any(|words| said.contains(words)) {
                        return Answered::Refused(said);
                    }
                    (said, asked)
                }
            };
            if attempt >= self.policy.attempts {
                return Answered::Lost(format!("{problem} (tried {attempt} times)"));
            }
            tracing::debug!(
                place = self.place,
                attempt,
                problem,
                "the receiver is asked again"
            );
            self.clock.sleep(self.policy.delay(attempt, asked)).await;
        }
    }
}

/// Headers of a body of this type, packed like this.
pub(crate) const fn typed(
    kind: &'static str,
    encoding: &'static str,
) -> [(HeaderName, &'static str); 2] {
    [(CONTENT_TYPE, kind), (CONTENT_ENCODING, encoding)]
}

/// Whether asking again may help.
fn is_passing(status: StatusCode) -> bool {
    status.is_server_error()
        || matches!(
            status,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT
        )
}

async fn said(response: Response) -> String {
    let status = response.status();
    let text = match body(response, LONGEST_ANSWER, PATIENCE).await {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(broken) => broken.to_string(),
    };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let told: String = text.chars().take(TOLD).collect();
    if told.is_empty() {
        format!("it answered {status}")
    } else {
        format!("it answered {status}: {told}")
    }
}
