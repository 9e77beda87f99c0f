//! A faithful local stand-in for the part of the vendor's central API that concerns AI Deploy apps.
//!
//! It checks authentication for real, lets apps go through their states, refuses what the API refuses in the API's
//! own error shapes, and cuts lists the way a server with undocumented paging might. Estates are hand-made or
//! generated from a seed. Objects of an estate stand still until a call touches them.
//!
//! Where the vendor's documentation is silent the sandbox has to choose. The choices, all of them inferred:
//!
//! | question | choice |
//! |---|---|
//! | page base, default and largest page size | 0, 100, 1000; all three can be set ([`PagingOptions`]) |
//! | order of a list without `sort` | creation |
//! | tolerated clock skew | 300 s, then 400 `QUERY_TIME_OUT` |
//! | calls on a project that was never authorised | 403, save for capabilities and the authorisation itself |
//! | start, stop, delete in the wrong state | 409 |
//! | deleting what is being deleted | 200 |
//! | what `PUT /app/{appId}` answers | the app with its new spec, already SCALING |
//! | members of a body that the API does not describe | 400 ([`Options::accept_unknown_members`] turns it off) |
//! | STANDBY | scaled to zero; reached five intervals after RUNNING, left by [`Running::wake`] |
//! | an image on a registry below `.invalid` | cannot be pulled: the app becomes FAILED |
//! | a volume on a data store that is not there | the first pull fails, and with it the app |
//! | replica ceiling of automatic scaling | 100 |
//! | labels below `ovh/` | overwritten on create, refused by the label call |
//! | passwords of registries | never returned |
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
