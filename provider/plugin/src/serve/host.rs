//! The services of the plugin host that stand beside the provider's.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio_stream::Stream;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tonic::codegen::BoxStream;
use tonic::service::Routes;
use tonic::{Request, Response, Status};

use super::Service;
use crate::proto::plugin::{self, Empty, StdioData};
use crate::proto::{health, tfplugin6 as pb};

/// What Go providers allow; states can be large.
const LARGEST_MESSAGE: usize = 256 << 20;

/// All services of the port.
pub(crate) fn routes<S: Service>(service: S, shutdown: &CancellationToken) -> Routes {
    let same = service.clone();
    let end: Arc<End> = Arc::new(move || same.finish());
    let provider = pb::provider_server::ProviderServer::new(service)
        .max_decoding_message_size(LARGEST_MESSAGE)
        .max_encoding_message_size(LARGEST_MESSAGE);
    let host = Host {
        shutdown: shutdown.clone(),
        end,
    };
    Routes::new(provider)
        .add_service(plugin::grpc_controller_server::GrpcControllerServer::new(
            host.clone(),
        ))
        .add_service(plugin::grpc_stdio_server::GrpcStdioServer::new(
            host.clone(),
        ))
        .add_service(health::health_server::HealthServer::new(host))
}

/// What is to be done before the end.
type End = dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync;

#[derive(Clone)]
struct Host {
    shutdown: CancellationToken,
    end: Arc<End>,
}

#[tonic::async_trait]
impl plugin::grpc_controller_server::GrpcController for Host {
    async fn shutdown(&self, _: Request<Empty>) -> Result<Response<Empty>, Status> {
        tracing::debug!("asked to shut down");
        // Once this is answered, Terraform waits two seconds and kills the process.
        (self.end)().await;
        self.shutdown.cancel();
        Ok(Response::new(Empty {}))
    }
}

#[tonic::async_trait]
impl plugin::grpc_stdio_server::GrpcStdio for Host {
    /// Nothing is written to the standard streams after the handshake, so the stream is silent; it
    /// stays open because the host takes its end for the end of the process.
    async fn stream_stdio(&self, _: Request<()>) -> Result<Response<BoxStream<StdioData>>, Status> {
        Ok(Response::new(Box::pin(Silence(Box::pin(
            self.shutdown.clone().cancelled_owned(),
        )))))
    }
}

#[tonic::async_trait]
impl health::health_server::Health for Host {
    async fn check(
        &self,
        request: Request<health::HealthCheckRequest>,
    ) -> Result<Response<health::HealthCheckResponse>, Status> {
        match request.get_ref().service.as_str() {
            "" | "plugin" => {
                let status = health::health_check_response::ServingStatus::Serving.into();
                Ok(Response::new(health::HealthCheckResponse { status }))
            }
            other => Err(Status::not_found(format!("no service {other:?}"))),
        }
    }
}

/// A stream without items that ends with the process.
struct Silence(Pin<Box<WaitForCancellationFutureOwned>>);

impl Stream for Silence {
    type Item = Result<StdioData, Status>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll(context).map(|()| None)
    }
}
