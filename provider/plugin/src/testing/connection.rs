//! A gRPC connection in memory.

use std::sync::Mutex;

use hyper_util::rt::TokioIo;
use tokio_stream::StreamExt;
use tokio_util::sync::CancellationToken;
use tonic::transport::{Channel, Endpoint};

/// Serves `routes` until `shutdown` and connects to them.
pub(super) async fn connect(
    routes: tonic::service::Routes,
    shutdown: &CancellationToken,
) -> Channel {
    let (near, far) = tokio::io::duplex(1 << 20);
    let end = shutdown.clone().cancelled_owned();
    // The stream must not end: the server would take that for the end of its work.
    let incoming = tokio_stream::once(Ok::<_, std::io::Error>(far)).chain(tokio_stream::pending());
    tokio::spawn(async move {
        tonic::transport::Server::builder()
            .add_routes(routes)
            .serve_with_incoming_shutdown(incoming, end)
            .await
    });
    // There is one connection, and it is never made again.
    let near = Mutex::new(Some(near));
    let connector = tower::service_fn(move |_: http::Uri| {
        let stream = near.lock().ok().and_then(|mut near| near.take());
        async move {
            stream
                .map(TokioIo::new)
                .ok_or_else(|| std::io::Error::other("the connection is gone"))
        }
    });
    let endpoint = Endpoint::from_static("http://provider");
    endpoint
        .connect_with_connector(connector)
        .await
        .expect("an in-memory connection cannot be refused")
}
