//! One call from request to answer: proof, pace, sending, reading, and what to do when it fails.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use tokio::time::{Instant, sleep};
use url::Url;

use crate::{
    Client, Error,
    answer::{Answer, Context, context},
    calls::SIDE_EFFECT_FREE,
    error::TransportError,
    proof::Proof,
    request::Request,
    retry::{Verdict, verdict},
    transport::{Body, Fault, FaultKind, Outgoing},
};

/// Largest error answer that is read, in bytes; the rest says nothing new.
pub(crate) const LARGEST_REFUSAL: usize = 1 << 20;

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
        // Read here, a page of a proxy instead of a document can be asked for again.
        if context.method == "GET" {
            context.is_some_document(&self.0)?;
        }
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
            let call = request.call.to_string();
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
            if !renewed
                && sent
                && !self.cancel.is_cancelled()
                && self.renew(&error, proof.as_ref()).await
            {
                renewed = true;
                continue;
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

    async fn one_try<S: Sink>(
        &self,
        request: &Request,
        mut sink: S,
        on_its_way: &AtomicBool,
    ) -> Result<S::Output, Failed> {
        let target = request.target();
        let text = self.shared.settings.endpoint.url(&target);
        let url = Url::parse(&text).map_err(|_| {
            self.fault(
                request.call.method,
                &target,
                &text,
                Fault::new(FaultKind::Unusable, "the URL is not valid"),
            )
        })?;
        let proof = if request.call.open {
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
            query_id = incoming
                .headers
                .get("X-Ovh-QueryID")
                .and_then(|id| id.to_str().ok()),
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
                return Err(fault(Fault::new(
                    FaultKind::TooLarge,
                    format!("more than {limit} bytes"),
                )));
            }
            sink.push(&chunk);
        }
        sink.finish(&context).map_err(told)
    }

    pub(crate) fn fault(&self, method: &str, path: &str, url: &str, fault: Fault) -> Error {
        let host = Url::parse(url).map_or_else(
            |_| "an invalid URL".to_owned(),
            |url| url.origin().ascii_serialization(),
        );
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
pub(crate) async fn read_refusal(body: &mut Body) -> Vec<u8> {
    let mut bytes = Vec::new();
    while bytes.len() < LARGEST_REFUSAL {
        match body.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) | Err(_) => break,
        }
    }
    bytes
}
