//! Running a provider as a process: handshake, connections, signals, end.

mod connection;
mod debug;
mod host;
mod listen;
mod process;
mod tls;

#[cfg(feature = "testing")]
pub(crate) use host::routes as host_routes;

use std::io::Write;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio_util::sync::CancellationToken;

use crate::log;
use crate::proto::tfplugin6::provider_server;
use crate::server::{Options, Server};
use crate::unit::Provider;

/// What Terraform sets to show that it, and not a person, starts the process.
const COOKIE: (&str, &str) = (
    "TF_PLUGIN_MAGIC_COOKIE",
    "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
);

/// Why the provider cannot be served.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("cannot {0}: {1}")]
    System(&'static str, #[source] std::io::Error),
    #[error("cannot make the certificate for this connection: {0}")]
    Certificate(#[source] rcgen::Error),
    #[error("cannot set up TLS: {0}")]
    Tls(#[source] rustls::Error),
    #[error("PLUGIN_CLIENT_CERT is not a certificate in PEM form")]
    ClientCertificate,
    #[error(
        "Terraform sent no client certificate (PLUGIN_CLIENT_CERT), so anyone on this machine could use the \
         provider; unset TF_DISABLE_PLUGIN_TLS, or use a system with Unix sockets"
    )]
    Unprotected,
    #[error(
        "Terraform offers protocol versions {0:?}, and this provider speaks version 6 (Terraform 1.0 or later)"
    )]
    Protocol(String),
    #[error("no free port from {0} to {1} on 127.0.0.1 (PLUGIN_MIN_PORT, PLUGIN_MAX_PORT)")]
    NoPort(u16, u16),
    #[error("the server failed: {0}")]
    Server(#[source] tonic::transport::Error),
    #[cfg_attr(unix, allow(dead_code))]
    #[error("--debug needs a system with Unix sockets")]
    NoDebug,
}

/// What is served: the calls of the protocol, and what has to happen before the process ends.
///
/// [`serve`] makes one of a [`Provider`]. Implement it yourself only where there are no Rust types to write units with,
/// such as for a stand-in that knows its schemas from a file.
pub trait Service: provider_server::Provider + Clone {
    /// Frees what is still held, when Terraform asked for the end.
    fn finish(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(std::future::ready(()))
    }

    /// Whether a call still runs that the end should wait for.
    fn is_busy(&self) -> bool {
        false
    }
}

impl<P: Provider> Service for Server<P> {
    fn finish(&self) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(Arc::clone(&self.0).close_left_open())
    }

    fn is_busy(&self) -> bool {
        self.0.in_flight.load(Ordering::SeqCst) > 0
    }
}

/// Serves `service` to the Terraform that started this process, until Terraform is done with it. `name` stands in logs and
/// messages.
///
/// Call it first thing in `main` and return what it returns. Started by hand it fails and says why.
pub fn serve_service<S: Service>(name: &'static str, service: S) -> ExitCode {
    if !is_started_by_terraform() {
        say(&format!("{name} is started by Terraform, not by hand\n"));
        return ExitCode::FAILURE;
    }
    log::start(name);
    conclude(name, process::run(service, &CancellationToken::new()))
}

/// Serves `provider` to the Terraform that started this process, until Terraform is done with it.
///
/// Call it first thing in `main` and return what it returns. With the argument `--debug` it serves
/// any number of Terraform runs and prints the `TF_REATTACH_PROVIDERS` that leads them here. Started
/// by hand without it, it explains itself on stderr and fails.
///
/// With `TF_PLUGIN_CHECK` in the environment, plans and results that Terraform would call a bug in
/// the provider become errors that name the attribute.
pub fn serve<P: Provider>(provider: P) -> ExitCode {
    let debug = std::env::args()
        .skip(1)
        .any(|argument| argument == "--debug" || argument == "-debug");
    if !debug && !is_started_by_terraform() {
        say(&by_hand::<P>());
        return ExitCode::FAILURE;
    }
    log::start(P::NAME);
    let check = std::env::var_os("TF_PLUGIN_CHECK").is_some_and(|value| !value.is_empty());
    let options = Options {
        check,
        ..Options::default()
    };
    let shutdown = options.shutdown.clone();
    let server = Server::new(provider, options);
    let result = if debug {
        debug::run(server, &shutdown, P::ADDRESS)
    } else {
        process::run(server, &shutdown)
    };
    conclude(P::NAME, result)
}

fn is_started_by_terraform() -> bool {
    std::env::var(COOKIE.0).as_deref() == Ok(COOKIE.1)
}

fn conclude(name: &str, result: Result<(), Error>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("[ERROR] {name}: {error}\n"));
            ExitCode::FAILURE
        }
    }
}

/// Writes to stderr, where Terraform and people look.
fn say(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

fn by_hand<P: Provider>() -> String {
    let (name, address, version) = (P::NAME, P::ADDRESS, P::VERSION);
    let source = address
        .strip_prefix("registry.terraform.io/")
        .unwrap_or(address);
    format!(
        "\
This is the {name} provider for Terraform, version {version}. Terraform starts it by itself; there is
nothing to run by hand.

To use it, put this into your configuration and run `terraform init`:

    terraform {{
      required_providers {{
        {name} = {{
          source = \"{source}\"
        }}
      }}
    }}

To use this very file instead of a published version, put this into ~/.terraformrc (and skip
`terraform init`), with the folder the file is in:

    provider_installation {{
      dev_overrides {{
        \"{source}\" = \"/path/to/folder\"
      }}
      direct {{}}
    }}

To run it under a debugger, start it with --debug and give Terraform the TF_REATTACH_PROVIDERS it
prints.
"
    )
}
