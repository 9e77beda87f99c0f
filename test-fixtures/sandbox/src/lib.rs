//! A faithful local stand-in for the vendor's AI API: apps, jobs, notebooks and what belongs to them in the central
//! API, the calls around AI (users, object storage, managed registries and Kubernetes, prices), and the regional API.
//!
//! It checks authentication for real, lets workloads go through their states, refuses what the API refuses in the API's
//! own error shapes, and cuts lists the way a server with undocumented paging might. Estates are hand-made or
//! generated from a seed. Objects of an estate stand still until a call changes them; once anything is started, stopped
//! or deleted, those on their way to another state go on.
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
//! | deleting what is in a state nobody knows | done |
//! | how long a deleted data store, registry or token is told | not at all ([`Options::removal_delay`] sets it) |
//! | `flavorCount` | taken and told ([`Options::ignores_flavor_count`] turns it off) |
//! | what `PUT /app/{appId}` answers | the app with its new spec, already SCALING |
//! | members of a body that the API does not describe | 400 ([`Options::accept_unknown_members`] turns it off) |
//! | STANDBY | scaled to zero; reached five intervals after RUNNING, left by [`Running::wake`] |
//! | an image on a registry below `.invalid` | cannot be pulled: the app or job becomes FAILED |
//! | a volume on a data store that is not there | the first pull fails, and with it the workload; where only the target is missing, the push fails: SYNC_FAILED |
//! | what a job does | its command says it: `sleep N` and `sleep infinity` how long it runs (else three intervals), `exit N` how it ends |
//! | the end of a time limit | TIMEOUT, FINALIZING, INTERRUPTED; with `timeoutAutoRestart` RESTARTING, QUEUED, after a push |
//! | killing a job that does not run yet | INTERRUPTED at once when QUEUED, else by way of INTERRUPTING; no push |
//! | a push by hand after SYNC_FAILED | finishes a job as its exit code says; a notebook stays as it is |
//! | deleting a job | gone at once: there is no state for it |
//! | a notebook's seven days | then it stops, or restarts with `timeoutAutoRestart` |
//! | which notebooks `withSpark` adds | those whose framework begins with `spark`; they are in generated estates only |
//! | labels in `PUT /notebook/{notebookId}` | replace all but the platform's |
//! | backups | one at each stop that saved the workspace; the retention policy (10, 30 days, from the 6th on) is applied then; gone with the notebook |
//! | a fork without name | gets one from the server |
//! | public keys | must look like OpenSSH's |
//! | which editors fit which framework | quantum frameworks run in JupyterLab only |
//! | aliases of data stores | no white space, `/`, `@`, `:`; taken ones 409; cannot be changed |
//! | the platform's own data stores | seven in each region; changing or removing them 403 |
//! | the connection check of a data store | fails for hosts below `.invalid` only; 400 |
//! | credentials of Git stores | `…/auth` has no member for them: all null |
//! | unreadable label selectors of tokens | 400 |
//! | replica ceiling of automatic scaling | 100 |
//! | labels below `ovh/` | overwritten on create, refused by the label call |
//! | passwords of registries | never returned |
//! | `/v1/me`, which both APIs have | the regional one unless the call is signed |
//! | calls around AI before the project is authorised | answered |
//! | pages of nodes; entries named by a marker; objects of a Swift container | 25; not repeated; 10,000 at most ([`AroundOptions`]) |
//! | S3 buckets of a region without S3, of a region in lower case | 404 |
//! | `limit` above 1000 | cut to 1000 |
//! | the S3 policy of a user without one | an empty text |
//! | `password` after a change of roles | empty |
//! | users of a managed registry under IAM | 409 |
//! | kubeconfig of a cluster that is not READY | 409 |
//! | prices | invented; plan codes as the console builds them |
//! | regional: null members | left out, because the vendor's client cannot read them |
//! | regional: conflicts, expired projects | 400, 402 |
//! | regional: `ai_training_read`, `quantum_reader` | GET and `…/command` |
//! | regional: objects of other regions, outside a token's selector | 404, 403; lists leave them out |
//! | regional: creating with a token's selector | its labels are added; 403 where labels contradict it or lie below `ovh/` |
//! | regional: tokens and registries in the hands of a token with a selector | can be read, not changed |
//! | regional: volume objects | read from the workloads; not made or removed by themselves |
//! | regional: logs | the central form; `follow` ends at the last line |
//!
//! ```
//! use ovh_sandbox::{Kind, Options, Sandbox};
//!
//! let sandbox = Sandbox::start(Options::default())?;
//! assert!(sandbox.api().ends_with("/1.0"));
//! sandbox.with_apps(|apps| {
//!     let id = apps.id_of("orders-api").unwrap();
//!     apps.edit(&id, |app| app["spec"]["aMemberOfTomorrow"] = true.into());
//! });
//! assert!(sandbox.holdings()["data_store"].contains("GRA/models-s3"));
//! sandbox.with(Kind::DataStore, |stores| stores.remove("GRA/models-s3"));
//! sandbox.shutdown();
//! # Ok::<(), ovh_sandbox::Error>(())
//! ```

mod app;
mod around;
mod auth;
mod capabilities;
mod clock;
mod command;
mod credentials;
mod estate;
mod exchange;
mod faults;
mod job;
mod label_selector;
mod notebook;
mod options;
mod regional;
mod routes;
mod running;
mod server;
mod spec;
mod store;
mod workload;
mod world;

use std::path::PathBuf;

use exchange::{dispatch, errors, journal, paging, reply, request};
use store::{data_stores, registries, tokens};

pub use credentials::{AccessRule, AccessToken, Credentials, KeyState, ServiceAccount, SignedKey};
pub use faults::{Fault, FaultKind, FaultSchedule, Once};
pub use journal::{RequestRecord, Requests};
pub use options::{
    AroundOptions, DEFAULT_SERVICE_NAME, EstateChoice, Options, PagingOptions,
    SUSPENDED_SERVICE_NAME, Transport,
};
pub use running::{Running, Sandbox};
pub use store::{Kind, Objects};

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
    /// A schedule of faults is not written as it should be.
    #[error("faults: `{part}` {problem}")]
    FaultSpec {
        /// The part at fault, or all of it.
        part: String,
        /// What is wrong with it.
        problem: String,
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
