//! From sockets to handlers and back.

mod socket;
pub(crate) mod tls;

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Response};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use crate::dispatch::{Outcome, dispatch};
use crate::errors::ApiError;
use crate::faults::{Cut, Delivery, Sent};
use crate::request::Request;
use crate::world::World;

use socket::Socket;

/// Bodies past this are refused with 413; the vendor's limit is unknown.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// What every connection shares.
pub(crate) struct Shared {
    pub(crate) world: Mutex<World>,
    pub(crate) latency: Duration,
    pub(crate) scheme: &'static str,
}

impl Shared {
    /// The world; a handler that panicked does not take the sandbox with it.
    pub(crate) fn lock(&self) -> std::sync::MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Serves until `stop` changes, then lets calls under way end.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    shared: Arc<Shared>,
    mut stop: watch::Receiver<bool>,
) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => break,
            // Keeps the set from growing with connections that are long gone.
            Some(_) = connections.join_next(), if !connections.is_empty() => continue,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            }
        };
        // Without this a small answer waits for the client's delayed acknowledgement.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "cannot switch off delayed sending");
        }
        let (tls, shared, stop) = (tls.clone(), shared.clone(), stop.clone());
        let reset = Arc::new(AtomicBool::new(false));
        let stream = Socket::new(stream, reset.clone());
        connections.spawn(async move {
            match tls {
                None => connection(stream, reset, shared, stop).await,
                Some(tls) => match tls.accept(stream).await {
                    Ok(stream) => connection(stream, reset, shared, stop).await,
                    Err(error) => tracing::debug!(%error, "TLS handshake failed"),
                },
            }
        });
    }
    drop(listener);
    let all = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(Duration::from_secs(2), all)
        .await
        .is_err()
    {
        tracing::debug!("connections were cut");
    }
}

/// `reset` makes the connection end with a reset.
async fn connection<S>(
    stream: S,
    reset: Arc<AtomicBool>,
    shared: Arc<Shared>,
    mut stop: watch::Receiver<bool>,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(|request| handle(request, reset.clone(), shared.clone()));
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stop.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "connection ended");
    }
}

async fn handle(
    request: http::Request<Incoming>,
    reset: Arc<AtomicBool>,
    shared: Arc<Shared>,
) -> Result<Response<Sent>, Cut> {
    let (parts, body) = request.into_parts();
    let target = parts
        .uri
        .path_and_query()
        .map_or_else(|| "/".to_owned(), |target| target.as_str().to_owned());
    let mut request = Request {
        method: parts.method,
        scheme: shared.scheme,
        target,
        headers: parts.headers,
        body: Bytes::new(),
    };
    let Ok(body) = collect(body).await;
    if !shared.latency.is_zero() {
        tokio::time::sleep(shared.latency).await;
    }
    let outcome = match body {
        Ok(body) => {
            request.body = body;
            dispatch(&shared, &request)
        }
        Err(error) => Outcome::plain(error.into(), String::new()),
    };
    match outcome.delivery {
        Delivery::Never { reset: hard } => {
            reset.store(hard, Ordering::Relaxed);
            return Err(Cut);
        }
        Delivery::After(delay) if !delay.is_zero() => tokio::time::sleep(delay).await,
        _ => {}
    }
    Ok(response(outcome))
}

/// The whole body, or why not.
async fn collect(body: Incoming) -> Result<Result<Bytes, ApiError>, Infallible> {
    Ok(match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(ApiError::too_large()),
        Err(_) => Err(ApiError::bad_request("The request body ended early")),
    })
}

fn response(outcome: Outcome) -> Response<Sent> {
    let Outcome {
        reply,
        query_id,
        delivery,
    } = outcome;
    let body = match delivery {
        Delivery::Half(silence) => Sent::half(&reply.body, silence),
        Delivery::Over(duration) => Sent::over(&reply.body, duration),
        Delivery::After(_) | Delivery::Never { .. } => Sent::whole(reply.body),
    };
    let mut response = Response::new(body);
    *response.status_mut() =
        http::StatusCode::from_u16(reply.status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(
        http::header::CONTENT_TYPE,
        HeaderValue::from_static(reply.content_type),
    );
    if let Ok(query_id) = HeaderValue::from_str(&query_id) {
        headers.insert("x-ovh-queryid", query_id);
    }
    for (name, value) in reply.headers {
        if let (Ok(name), Ok(value)) = (
            http::HeaderName::try_from(name),
            HeaderValue::from_str(&value),
        ) {
            headers.insert(name, value);
        }
    }
    response
}
