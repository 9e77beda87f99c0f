//! One call from request to answer: proof, pace, sending, reading, and what to do when it fails.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, header};
use tokio::time::{Instant, sleep};
use url::Url;

use crate::{
    Client, Credentials, Error,
    answer::{Answer, Context, context},
    calls::{AUTH_TIME, SIDE_EFFECT_FREE},
    client::{header_value, secret_header},
    error::TransportError,
    oauth2::{self, TokenAnswer},
    request::Request,
    retry::{Verdict, verdict},
    secret::Secret,
    sign::signature,
    transport::{Body, Fault, FaultKind, Outgoing},
};

/// Largest error answer that is read; the rest says nothing new.
const LARGEST_REFUSAL: usize = 1 << 20;

/// How long a create that is on its way may still finish after a cancellation.
const GRACE: Duration = Duration::from_secs(10);

/// Where the bytes of a good answer go.
pub(crate) trait Sink: Send {
    /// What they become.
    type Output: Send;

    /// Takes a piece.
    fn push(&mut self, chunk: &[u8]);

    /// The end.
    fn finish(self, context: &Context<'_>) -> Result<Self::Output, Error>;
}

/// Keeps the whole body.
#[derive(Default)]
struct Whole(Vec<u8>);

impl Sink for Whole {
    type Output = Answer;

    fn push(&mut self, chunk: &[u8]) {
        self.0.extend_from_slice(chunk);
    }

    fn finish(self, context: &Context<'_>) -> Result<Answer, Error> {
        Ok(Answer {
            status: context.status,
            headers: context.headers.clone(),
            body: self.0,
        })
    }
}

/// A call that failed for good.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: Error,
    /// What was asked for may have happened all the same.
    pub(crate) ambiguous: bool,
}

/// A try that failed.
struct Failed {
    error: Error,
    /// The call itself may have reached the server.
    sent: bool,
    proof: Option<Proof>,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self {
            error,
            sent: false,
            proof: None,
        }
    }
}

/// What proves who calls.
#[derive(Clone)]
enum Proof {
    Nothing,
    /// Server minus local seconds.
    Signature(i64),
    Bearer(Secret),
}

impl Client {
    /// Makes a call and keeps its whole answer.
    pub(crate) async fn answer(&self, request: &Request) -> Result<Answer, Failure> {
        self.exchange(request, Whole::default).await
    }

    /// Makes a call; `make` gives a fresh sink to every try.
    pub(crate) async fn exchange<S: Sink>(
        &self,
        request: &Request,
        make: impl Fn() -> S + Send + Sync,
    ) -> Result<S::Output, Failure> {
        let failure = |error, ambiguous| Failure { error, ambiguous };
        if self.read_only && !SIDE_EFFECT_FREE.contains(&request.call) {
            let call = format!("{} {}", request.call.method, request.call.path);
            return Err(failure(Error::NotReadOnly { call }, false));
        }
        if self.cancel.is_cancelled() {
            return Err(failure(Error::Cancelled, false));
        }
        let on_its_way = AtomicBool::new(false);
        let mut work = std::pin::pin!(self.tries(request, make, &on_its_way));
        tokio::select! {
            biased;
            result = &mut work => return result,
            () = self.cancel.cancelled() => {}
        }
        if request.call.idempotent || !on_its_way.load(Ordering::Acquire) {
            return Err(failure(Error::Cancelled, false));
        }
        tokio::select! {
            biased;
            result = &mut work => result,
            () = sleep(GRACE) => Err(failure(Error::Cancelled, true)),
        }
    }

    async fn tries<S: Sink>(
        &self,
        request: &Request,
        make: impl Fn() -> S + Send + Sync,
        on_its_way: &AtomicBool,
    ) -> Result<S::Output, Failure> {
        let policy = &self.shared.options.retry;
        let started = Instant::now();
        let mut attempts = 0;
        let mut renewed = false;
        loop {
            attempts += 1;
            let failed = match self.one_try(request, make(), on_its_way).await {
                Ok(output) => return Ok(output),
                Err(failed) => failed,
            };
            on_its_way.store(false, Ordering::Release);
            let Failed { error, sent, proof } = failed;
            tracing::debug!(method = request.call.method, path = request.path(), attempts, %error, "call failed");
            if !renewed && sent && !self.cancel.is_cancelled() {
                renewed = true;
                if self.renew(&error, proof.as_ref()).await {
                    continue;
                }
            }
            let verdict = verdict(&error, request.call.idempotent, sent);
            let delay = policy.delay(attempts, error.retry_after());
            let give_up = verdict != Verdict::Repeat
                || policy.exhausted(attempts, &error)
                || started.elapsed() + delay > policy.deadline
                || self.cancel.is_cancelled();
            if give_up {
                return Err(Failure {
                    error: error.with_attempts(attempts),
                    ambiguous: verdict == Verdict::Ambiguous,
                });
            }
            sleep(delay).await;
        }
    }

    async fn one_try<S: Sink>(&self, request: &Request, mut sink: S, on_its_way: &AtomicBool) -> Result<S::Output, Failed> {
        let target = request.target();
        let text = self.shared.settings.endpoint.url(&target);
        let url = Url::parse(&text).map_err(|_| {
            self.fault(request.call.method, &target, &text, Fault::new(FaultKind::Unusable, "the URL is not valid"))
        })?;
        let proof = if *request.call == AUTH_TIME {
            Proof::Nothing
        } else {
            self.proof().await?
        };
        let _permit = self.shared.pace.turn().await;
        let headers = self.headers(request, &url, &proof)?;
        let fault = |fault: Fault| Failed {
            sent: !fault.kind.is_unsent(),
            error: self.fault(request.call.method, &target, url.as_str(), fault),
            proof: None,
        };
        on_its_way.store(true, Ordering::Release);
        self.shared.requests.fetch_add(1, Ordering::Relaxed);
        let started = Instant::now();
        let outgoing = Outgoing {
            method: request.method(),
            url: url.clone(),
            headers,
            body: request.body.clone(),
        };
        let mut incoming = self.shared.transport.send(outgoing).await.map_err(fault)?;
        tracing::debug!(
            method = request.call.method,
            path = target,
            status = incoming.status.as_u16(),
            query_id = incoming.headers.get("X-Ovh-QueryID").and_then(|id| id.to_str().ok()),
            milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            "answered"
        );
        let context = context(
            request,
            &target,
            incoming.status,
            &incoming.headers,
            &self.shared.redactor,
            self.is_signed(),
            self.now(),
        );
        let told = |error| Failed {
            error,
            sent: true,
            proof: Some(proof.clone()),
        };
        if !incoming.status.is_success() {
            let body = read_refusal(&mut incoming.body).await;
            return Err(told(context.refusal(&body)));
        }
        let mut size = 0;
        while let Some(chunk) = incoming.body.chunk().await.map_err(fault)? {
            size += chunk.len();
            let limit = self.shared.options.largest_answer;
            if size > limit {
                return Err(fault(Fault::new(FaultKind::TooLarge, format!("more than {limit} bytes"))));
            }
            sink.push(&chunk);
        }
        sink.finish(&context).map_err(told)
    }

    /// Mends what a refused call may have been refused for. True if another try makes sense.
    async fn renew(&self, error: &Error, proof: Option<&Proof>) -> bool {
        match (error, proof) {
            (_, Some(Proof::Bearer(token))) if error.status() == Some(401) => {
                if !matches!(self.shared.settings.credentials, Credentials::ServiceAccount { .. }) {
                    return false;
                }
                self.shared.tokens.forget(token).await;
                true
            }
            (Error::Api(refusal), Some(Proof::Signature(used))) => {
                // INVALID_SIGNATURE is documented; the code for a wrong time is not.
                let code = refusal.code.as_deref().unwrap_or_default().to_ascii_uppercase();
                (code.contains("SIGNATURE") || code.contains("TIME"))
                    && self
                        .shared
                        .clock
                        .remeasure(*used, async || self.ask_time().await)
                        .await
                        .unwrap_or(false)
            }
            _ => false,
        }
    }

    async fn proof(&self) -> Result<Proof, Error> {
        match &self.shared.settings.credentials {
            Credentials::Signature { .. } => self
                .shared
                .clock
                .offset_or_measure(async || self.ask_time().await)
                .await
                .map(Proof::Signature),
            Credentials::ServiceAccount {
                client_id,
                client_secret,
                token_url,
            } => {
                let token = self
                    .shared
                    .tokens
                    .get(async || self.ask_token(client_id, client_secret, token_url).await)
                    .await?;
                Ok(Proof::Bearer(token))
            }
            Credentials::AccessToken(token) => Ok(Proof::Bearer(token.clone())),
        }
    }

    async fn ask_time(&self) -> Result<i64, Error> {
        let text = self.shared.settings.endpoint.url(AUTH_TIME.path);
        let unusable = || Fault::new(FaultKind::Unusable, "the URL is not valid");
        let url = Url::parse(&text).map_err(|_| self.fault("GET", AUTH_TIME.path, &text, unusable()))?;
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::USER_AGENT, self.shared.user_agent.clone());
        let outgoing = Outgoing {
            method: Method::GET,
            url,
            headers,
            body: None,
        };
        self.side_call(outgoing, AUTH_TIME.path).await
    }

    async fn ask_token(&self, client_id: &str, client_secret: &Secret, url: &Url) -> Result<TokenAnswer, Error> {
        let call = |in_form| oauth2::token_call(url, client_id, client_secret, in_form, &self.shared.user_agent);
        let in_form = self.shared.tokens.in_form();
        let mut answer = self.side_call::<TokenAnswer>(call(in_form), url.path()).await;
        if !in_form && matches!(answer.as_ref().map_err(Error::status), Err(Some(400 | 401))) {
            answer = self.side_call(call(true), url.path()).await;
            if answer.is_ok() {
                self.shared.tokens.remember_form();
            }
        }
        let answer = answer?;
        self.shared.redactor.learn(&answer.token());
        Ok(answer)
    }

    /// A call that a call needs. Not retried here: the call that needs it is.
    async fn side_call<T: serde::de::DeserializeOwned>(&self, outgoing: Outgoing, path: &str) -> Result<T, Error> {
        let _permit = self.shared.pace.turn().await;
        self.shared.requests.fetch_add(1, Ordering::Relaxed);
        let method = outgoing.method.clone();
        let place = outgoing.url.to_string();
        let fault = |fault| self.fault(method.as_str(), path, &place, fault);
        let mut incoming = self.shared.transport.send(outgoing).await.map_err(fault)?;
        let context = Context {
            method: method.as_str(),
            path,
            status: incoming.status,
            headers: &incoming.headers,
            redactor: &self.shared.redactor,
            secrets: &[],
            signed: self.is_signed(),
            now: self.now(),
        };
        if !incoming.status.is_success() {
            return Err(context.refusal(&read_refusal(&mut incoming.body).await));
        }
        let mut body = Vec::new();
        while let Some(chunk) = incoming.body.chunk().await.map_err(fault)? {
            if body.len() + chunk.len() > LARGEST_REFUSAL {
                return Err(fault(Fault::new(FaultKind::TooLarge, "more than 1 MiB")));
            }
            body.extend_from_slice(&chunk);
        }
        context.document(&body)
    }

    fn headers(&self, request: &Request, url: &Url, proof: &Proof) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::USER_AGENT, self.shared.user_agent.clone());
        if request.body.is_some() {
            headers.insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/json;charset=utf-8"),
            );
        }
        match (proof, &self.shared.settings.credentials) {
            (Proof::Nothing, _) => {}
            (Proof::Bearer(token), _) => {
                let bearer = Secret::new(format!("Bearer {}", token.expose()));
                headers.insert(header::AUTHORIZATION, secret_header("access_token", &bearer)?);
            }
            (
                Proof::Signature(offset),
                Credentials::Signature {
                    application_key,
                    application_secret,
                    consumer_key,
                },
            ) => {
                let timestamp = crate::clock::local_now().saturating_add(*offset);
                let signature = signature(
                    application_secret,
                    consumer_key,
                    request.call.method,
                    url.as_str(),
                    request.body(),
                    timestamp,
                );
                headers.insert("X-Ovh-Application", header_value("application_key", application_key)?);
                headers.insert("X-Ovh-Consumer", secret_header("consumer_key", consumer_key)?);
                headers.insert("X-Ovh-Timestamp", HeaderValue::from(timestamp));
                headers.insert("X-Ovh-Signature", secret_header("signature", &signature.into())?);
            }
            // A proof is always made from the credentials in use.
            (Proof::Signature(_), _) => {}
        }
        Ok(headers)
    }

    fn fault(&self, method: &str, path: &str, url: &str, fault: Fault) -> Error {
        let host = Url::parse(url).map_or_else(|_| "an invalid URL".to_owned(), |url| url.origin().ascii_serialization());
        Error::Transport(Box::new(TransportError {
            kind: fault.kind,
            message: self.shared.redactor.clean(&fault.message, &[]).into_owned(),
            method: method.to_owned(),
            path: path.to_owned(),
            host,
            attempts: 1,
        }))
    }
}

/// The body of an error answer, as far as it comes: the status says enough to go on without it.
async fn read_refusal(body: &mut Body) -> Vec<u8> {
    let mut bytes = Vec::new();
    while bytes.len() < LARGEST_REFUSAL {
        match body.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) | Err(_) => break,
        }
    }
    bytes
}
