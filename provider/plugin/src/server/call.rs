//! What surrounds every call: its own task, request id, log lines, panics.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context as TaskContext, Poll};
use std::time::Instant;

use ring::rand::{SecureRandom, SystemRandom};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::codegen::BoxStream;
use tonic::{Response, Status};
use tracing::Instrument;

use super::{Server, Shared};
use crate::diagnostics::Diagnostics;
use crate::unit::{Boxed, Provider};

tokio::task_local! {
    static REQUEST_ID: String;
}

pub(super) fn current_request_id() -> String {
    REQUEST_ID.try_with(Clone::clone).unwrap_or_default()
}

fn new_request_id() -> String {
    let mut bytes = [0_u8; 16];
    // A system without randomness still gets its request served, with an id that says so.
    let _ = SystemRandom::new().fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl<P: Provider> Server<P> {
    /// Runs a call in a task of its own, so that a handler is told about a vanished Terraform
    /// instead of being dropped in the middle.
    pub(super) async fn run<Q, R, F>(
        &self,
        rpc: &'static str,
        type_name: &str,
        request: tonic::Request<Q>,
        call: impl FnOnce(Arc<Shared<P>>, Q) -> F,
    ) -> Result<Response<R>, Status>
    where
        F: Future<Output = R> + Send + 'static,
        R: Send + 'static,
    {
        let work = call(Arc::clone(&self.0), request.into_inner());
        match tokio::spawn(self.surround(rpc, type_name, work)).await {
            Ok(response) => Ok(Response::new(response)),
            Err(error) => Err(Status::internal(format!("{rpc} did not finish: {error}"))),
        }
    }
}

/// Where the events of a streaming call go.
pub(super) type Events<E> = mpsc::Sender<Result<E, Status>>;

impl<P: Provider> Server<P> {
    /// The same for a call that answers with a stream.
    pub(super) fn run_stream<Q, E, F>(
        &self,
        rpc: &'static str,
        type_name: &str,
        request: tonic::Request<Q>,
        call: impl FnOnce(Arc<Shared<P>>, Q, Events<E>) -> F,
    ) -> Response<BoxStream<E>>
    where
        F: Future<Output = ()> + Send + 'static,
        E: Send + 'static,
    {
        let (events, stream) = mpsc::channel(1);
        let work = self.surround(
            rpc,
            type_name,
            call(Arc::clone(&self.0), request.into_inner(), events.clone()),
        );
        let work = tokio::spawn(work);
        tokio::spawn(async move {
            if let Err(error) = work.await {
                let status = Status::internal(format!("{rpc} did not finish: {error}"));
                let _ = events.send(Err(status)).await;
            }
        });
        Response::new(Box::pin(ReceiverStream::new(stream)))
    }

    /// Gives a call an id, a span, and a place among the running ones.
    fn surround<R, F: Future<Output = R>>(
        &self,
        rpc: &'static str,
        type_name: &str,
        work: F,
    ) -> impl Future<Output = R> + use<P, R, F> {
        let id = new_request_id();
        let span = tracing::info_span!(
            "rpc",
            tf_rpc = rpc,
            tf_req_id = id,
            tf_type = type_name,
            tf_provider_addr = P::ADDRESS
        );
        let running = Running::new(&self.0);
        let work = async move {
            let start = Instant::now();
            tracing::trace!("received request");
            let response = work.await;
            let spent = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
            tracing::trace!(tf_req_duration_ms = spent, "served request");
            drop(running);
            response
        };
        REQUEST_ID.scope(id, work).instrument(span)
    }
}

/// Counts a running call.
struct Running<P: Provider>(Arc<Shared<P>>);

impl<P: Provider> Running<P> {
    fn new(shared: &Arc<Shared<P>>) -> Self {
        shared.in_flight.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(shared))
    }
}

impl<P: Provider> Drop for Running<P> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A handler panicked; its message.
pub(super) struct Panicked(String);

impl Panicked {
    pub(super) fn report(self, type_name: &str, rpc: &str, diagnostics: &mut Diagnostics) {
        diagnostics.error(
            "The provider crashed",
            format!(
                "{type_name} panicked in {rpc}: {}. This is a bug in the provider; please report it with the log of a \
                 run with TF_LOG=ERROR.",
                self.0.trim_end_matches('.')
            ),
        );
    }
}

/// Runs a handler; a panic becomes a value.
pub(super) async fn guarded<T>(handler: Boxed<'_, T>) -> Result<T, Panicked> {
    CatchUnwind(handler).await
}

/// Runs a handler that does not wait for anything; a panic becomes a value.
pub(super) fn guarded_now<T>(handler: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(handler)).map_err(|payload| Panicked(message(payload.as_ref())))
}

struct CatchUnwind<'a, T>(Boxed<'a, T>);

impl<T> Future for CatchUnwind<'_, T> {
    type Output = Result<T, Panicked>;

    fn poll(mut self: Pin<&mut Self>, context: &mut TaskContext<'_>) -> Poll<Self::Output> {
        match catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(value)) => Poll::Ready(Ok(value)),
            Err(payload) => Poll::Ready(Err(Panicked(message(payload.as_ref())))),
        }
    }
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
        .to_owned()
}
