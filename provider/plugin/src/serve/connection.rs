//! Accepting connections.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::server::Connected;

use super::Error;
use super::listen::Listener;

/// How long a client may take for the TLS handshake.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connection, encrypted or not, over whatever network.
pub(super) struct Connection(Pin<Box<dyn Stream>>);

trait Stream: AsyncRead + AsyncWrite + Send {}
impl<T: AsyncRead + AsyncWrite + Send> Stream for T {}

impl Connected for Connection {
    type ConnectInfo = ();

    fn connect_info(&self) {}
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.0.as_mut().poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.0.as_mut().poll_write(context, data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.as_mut().poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.as_mut().poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        data: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.0.as_mut().poll_write_vectored(context, data)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }
}

/// The connections of a listener, once they proved who they are. The listener lives as long as
/// the accepting task, which ends with the stream.
pub(super) fn accept(
    listener: &Listener,
    tls: Option<Arc<ServerConfig>>,
) -> Result<ReceiverStream<io::Result<Connection>>, Error> {
    let (sender, receiver) = mpsc::channel(16);
    let gate = Gate {
        tls: tls.map(TlsAcceptor::from),
        sender,
    };
    match listener {
        #[cfg(unix)]
        Listener::Unix(listener, _) => {
            let listener = listener
                .try_clone()
                .and_then(tokio::net::UnixListener::from_std);
            let listener =
                listener.map_err(|error| Error::System("listen on a Unix socket", error))?;
            tokio::spawn(async move {
                while !gate.sender.is_closed() {
                    match listener.accept().await {
                        Ok((stream, _)) => gate.admit(stream),
                        Err(error) => pause(&error).await,
                    }
                }
            });
        }
        Listener::Tcp(listener) => {
            let listener = listener
                .try_clone()
                .and_then(tokio::net::TcpListener::from_std);
            let listener =
                listener.map_err(|error| Error::System("listen on a TCP port", error))?;
            tokio::spawn(async move {
                while !gate.sender.is_closed() {
                    match listener.accept().await {
                        Ok((stream, _)) => {
                            // Small answers would wait 40 ms for the client's acknowledgement.
                            let _ = stream.set_nodelay(true);
                            gate.admit(stream);
                        }
                        Err(error) => pause(&error).await,
                    }
                }
            });
        }
    }
    Ok(ReceiverStream::new(receiver))
}

/// Accepting fails while the process is out of file handles; trying at once would spin.
async fn pause(error: &io::Error) {
    tracing::warn!(%error, "cannot accept a connection");
    tokio::time::sleep(Duration::from_millis(50)).await;
}

struct Gate {
    tls: Option<TlsAcceptor>,
    sender: mpsc::Sender<io::Result<Connection>>,
}

impl Gate {
    /// Lets a connection in; a slow or wrong client holds up nobody else.
    fn admit<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(&self, stream: S) {
        let sender = self.sender.clone();
        let Some(tls) = self.tls.clone() else {
            tokio::spawn(async move { sender.send(Ok(Connection(Box::pin(stream)))).await });
            return;
        };
        tokio::spawn(async move {
            match tokio::time::timeout(PATIENCE, tls.accept(stream)).await {
                Ok(Ok(stream)) => {
                    let _ = sender.send(Ok(Connection(Box::pin(stream)))).await;
                }
                Ok(Err(error)) => tracing::warn!(%error, "refused a connection"),
                Err(_) => tracing::warn!("refused a connection that did not finish its handshake"),
            }
        });
    }
}
