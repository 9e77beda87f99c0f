//! `--debug`: one process for many Terraform runs, started by a developer.

use std::io::Write;

use tokio_util::sync::CancellationToken;

use super::{Error, Service};

/// Serves without TLS, which Terraform does not use for such providers, on a socket that only this
/// user can reach.
#[cfg(unix)]
pub(super) fn run<S: Service>(
    service: S,
    shutdown: &CancellationToken,
    address: &str,
) -> Result<(), Error> {
    use super::listen::Listener;
    use super::{connection, process};

    let listener = Listener::bind_unix()?;
    let (network, socket) = listener.address()?;
    let reattach = serde_json::json!({
        address: {
            "Protocol": "grpc",
            "ProtocolVersion": 6,
            "Pid": std::process::id(),
            "Test": true,
            "Addr": { "Network": network, "String": socket },
        }
    });
    let runtime = process::runtime()?;
    let result = runtime.block_on(async {
        end_on_interrupt(shutdown)?;
        let connections = connection::accept(&listener, None)?;
        let mut out = std::io::stdout().lock();
        let text = format!("TF_REATTACH_PROVIDERS='{reattach}'\n");
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        written.map_err(|error| Error::System("write to stdout", error))?;
        drop(out);
        process::serve(service, connections, shutdown).await
    });
    runtime.shutdown_background();
    result
}

#[cfg(unix)]
fn end_on_interrupt(shutdown: &CancellationToken) -> Result<(), Error> {
    use tokio::signal::unix::{SignalKind, signal};
    for kind in [SignalKind::interrupt(), SignalKind::terminate()] {
        let mut signals = signal(kind).map_err(|error| Error::System("handle signals", error))?;
        let shutdown = shutdown.clone();
        tokio::spawn(async move {
            signals.recv().await;
            shutdown.cancel();
        });
    }
    Ok(())
}

/// Without Unix sockets anyone on the machine could connect.
#[cfg(not(unix))]
pub(super) fn run<S: Service>(_: S, _: &CancellationToken, _: &str) -> Result<(), Error> {
    Err(Error::NoDebug)
}
