//! A faithful local stand-in for the part of the vendor's central API that concerns AI Deploy apps.
//!
//! It checks authentication for real, lets apps go through their states, refuses what the API refuses in the API's
//! own error shapes, and cuts lists the way a server with undocumented paging might. Estates are hand-made or
//! generated from a seed. What of its behaviour is documented and what is inferred is said where it is done; the facts
//! are those of `platform-facts.md` and `ai-api.json`.
//!
//! ```
//! use ovh_sandbox::{Options, Sandbox};
//!
//! let sandbox = Sandbox::start(Options::default())?;
//! assert!(sandbox.api().ends_with("/1.0"));
//! sandbox.with_apps(|apps| {
//!     let id = apps.id_of("orders-api").unwrap();
//!     apps.edit(&id, |app| app["spec"]["aMemberOfTomorrow"] = true.into());
//! });
//! sandbox.shutdown();
//! # Ok::<(), ovh_sandbox::Error>(())
//! ```

mod app;
mod auth;
mod capabilities;
mod clock;
mod command;
mod credentials;
mod dispatch;
mod errors;
mod estate;
mod faults;
mod journal;
mod label_selector;
mod options;
mod paging;
mod registries;
mod reply;
mod request;
mod routes;
mod running;
mod server;
mod spec;
mod tls;
mod world;

use std::path::PathBuf;

pub use app::Apps;
pub use credentials::{AccessRule, AccessToken, Credentials, KeyState, ServiceAccount, SignedKey};
pub use faults::Fault;
pub use journal::{RequestRecord, Requests};
pub use options::{
    DEFAULT_SERVICE_NAME, EstateChoice, Options, PagingOptions, SUSPENDED_SERVICE_NAME, Transport,
};
pub use running::{Running, Sandbox};

/// Why a sandbox could not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The options name nobody who may call.
    #[error("no credentials given: put at least one set in the options")]
    NoCredentials,
    /// The port cannot be listened on.
    #[error("cannot listen on 127.0.0.1:{port}: choose another port, or 0 for any free one")]
    Listen {
        /// The port asked for.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// Threads or sockets could not be set up.
    #[error("cannot set up the server")]
    Runtime(#[source] std::io::Error),
    /// The authority's certificate could not be written.
    #[error("cannot write the certificate authority to {path}: choose another file")]
    CaFile {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A certificate could not be made.
    #[error("cannot make a certificate")]
    Certificate(#[from] rcgen::Error),
    /// TLS could not be set up.
    #[error("cannot set up TLS")]
    Tls(#[from] rustls::Error),
}
