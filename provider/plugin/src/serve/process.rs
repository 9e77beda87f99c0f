//! The life of a process that Terraform started.

use std::io::Write;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

use super::listen::Listener;
use super::tls::Identity;
use super::{Error, Service, connection, host};

/// How long running handlers may take to save what they have once the process is to end.
/// Terraform itself kills the process two seconds after asking it to shut down.
const GRACE: Duration = Duration::from_secs(10);
/// How long connections may stay open after that.
const LINGER: Duration = Duration::from_millis(500);

pub(super) fn run<S: Service>(service: S, shutdown: &CancellationToken) -> Result<(), Error> {
    let offered = std::env::var("PLUGIN_PROTOCOL_VERSIONS").unwrap_or_else(|_| "6".to_owned());
    if !offered.split(',').any(|version| version.trim() == "6") {
        return Err(Error::Protocol(offered));
    }
    let listener = Listener::bind()?;
    let client = std::env::var("PLUGIN_CLIENT_CERT")
        .ok()
        .filter(|certificate| !certificate.is_empty());
    let identity = match client {
        Some(certificate) => Some(Identity::new(&certificate)?),
        None if listener.is_private() && is_set("TF_DISABLE_PLUGIN_TLS") => None,
        None => return Err(Error::Unprotected),
    };
    let line = handshake(&listener, identity.as_ref())?;

    let runtime = runtime()?;
    let result = runtime.block_on(async {
        ignore_interrupts(shutdown)?;
        watch_parent(shutdown.clone());
        let tls = identity.map(|identity| identity.config);
        let connections = connection::accept(&listener, tls)?;
        // Terraform connects as soon as it has the line.
        announce(&line)?;
        serve(service, connections, shutdown).await
    });
    // Handlers that ignored the end are left behind; their threads end with the process.
    runtime.shutdown_background();
    result
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// A few threads, so that a handler that computes for long does not keep StopProvider waiting.
pub(super) fn runtime() -> Result<Runtime, Error> {
    let threads = std::thread::available_parallelism().map_or(2, |count| count.get().clamp(2, 4));
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()
        .map_err(|error| Error::System("start the runtime", error))
}

/// `1|6|network|address|grpc|certificate`, the certificate without padding.
fn handshake(listener: &Listener, identity: Option<&Identity>) -> Result<String, Error> {
    let (network, address) = listener.address()?;
    let certificate = identity
        .map(|identity| STANDARD_NO_PAD.encode(&identity.certificate))
        .unwrap_or_default();
    Ok(format!("1|6|{network}|{address}|grpc|{certificate}"))
}

/// The only line this process ever writes to stdout.
fn announce(line: &str) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    let written = writeln!(out, "{line}").and_then(|()| out.flush());
    written.map_err(|error| Error::System("write the handshake line", error))
}

/// Serves until `shutdown`, then lets running handlers finish.
pub(super) async fn serve<S: Service>(
    service: S,
    connections: tokio_stream::wrappers::ReceiverStream<std::io::Result<connection::Connection>>,
    shutdown: &CancellationToken,
) -> Result<(), Error> {
    let same = service.clone();
    let routes = host::routes(service, shutdown);
    let serving = tonic::transport::Server::builder()
        .add_routes(routes)
        .serve_with_incoming_shutdown(connections, shutdown.clone().cancelled_owned());
    tokio::pin!(serving);
    // Without connections the server ends at the same moment; handlers still run then.
    tokio::select! {
        biased;
        () = shutdown.cancelled() => {}
        result = &mut serving => return result.map_err(Error::Server),
    }
    // No more than a look when Terraform itself asked for the end.
    same.finish().await;
    // The answer to whoever asked for the end is still on its way, and handlers were just told.
    let idle = tokio::time::timeout(GRACE, async {
        while same.is_busy() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    tokio::pin!(idle);
    tokio::select! {
        result = &mut serving => {
            let _ = idle.await;
            result.map_err(Error::Server)
        }
        _ = &mut idle => match tokio::time::timeout(LINGER, serving).await {
            Ok(result) => result.map_err(Error::Server),
            Err(_) => Ok(()),
        },
    }
}

/// Ctrl-C reaches the whole process group. Terraform then sends StopProvider, and a provider that
/// died of the signal would lose the objects it is creating. The end is Terraform's to ask for, or
/// SIGTERM's.
fn ignore_interrupts(shutdown: &CancellationToken) -> Result<(), Error> {
    let failed = |error| Error::System("handle signals", error);
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupts = signal(SignalKind::interrupt()).map_err(failed)?;
        tokio::spawn(async move { while interrupts.recv().await.is_some() {} });
        let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
        let shutdown = shutdown.clone();
        tokio::spawn(async move {
            if terminate.recv().await.is_some() {
                shutdown.cancel();
            }
        });
    }
    #[cfg(windows)]
    {
        let _ = shutdown;
        let mut interrupts = tokio::signal::windows::ctrl_c().map_err(failed)?;
        tokio::spawn(async move { while interrupts.recv().await.is_some() {} });
    }
    Ok(())
}

/// A killed Terraform asks for nothing any more: when the parent is gone, so are we.
fn watch_parent(shutdown: CancellationToken) {
    #[cfg(unix)]
    {
        let parent = std::os::unix::process::parent_id();
        // A thread of its own: the runtime's may all be busy.
        std::thread::spawn(move || {
            while !shutdown.is_cancelled() {
                std::thread::sleep(Duration::from_secs(1));
                if std::os::unix::process::parent_id() != parent {
                    tracing::warn!("terraform is gone");
                    shutdown.cancel();
                }
            }
        });
    }
    #[cfg(not(unix))]
    drop(shutdown);
}
