//! Client for the part of OVHcloud's API that AI products need: settings as the official provider reads them, signed
//! requests, OAuth2, retries that never create twice, lists that are complete or an error. Knows no Terraform.
//!
//! ```no_run
//! use ovh_api::{AppFilter, Arguments, Client, ClientOptions, Settings, Sources};
//!
//! # async fn example() -> Result<(), ovh_api::Error> {
//! let settings = Settings::resolve(Arguments::default(), &Sources::of_process()?)?;
//! let client = Client::new(settings, ClientOptions::default())?;
//! for app in client.project("0123456789abcdef0123456789abcdef").apps(&AppFilter::default()).await? {
//!     println!("{app:?}");
//! }
//! # Ok(())
//! # }
//! ```

mod ai;
mod answer;
mod around;
mod auth;
pub mod calls;
mod client;
mod clock;
mod config;
mod create;
mod error;
mod exchange;
mod http_transport;
mod list;
mod oauth2;
mod pace;
mod proof;
mod raw;
mod read_only;
mod redactor;
mod request;
mod retry;
mod sign;
pub mod transport;

pub use ai::{AppFilter, JobFilter, LogQuery, NotebookFilter, Spark, WorkloadFilter};
pub use around::{ObjectQuery, RegistrySide};
pub use auth::{AccessRule, Identity};
pub use client::{Client, ClientOptions};
pub use config::{
    Arguments, ConfigError, Credentials, Endpoint, Origin, Settings, Sources, VARIABLES,
};
pub use create::Lookup;
pub use error::{
    AmbiguousCreate, ApiError, Error, Lack, ListDisagreement, MissingRight, Problem,
    TransportError, UndecodableAnswer,
};
pub use ovhai_http::Secret;
pub use raw::RawAnswer;
pub use read_only::{Project, ReadOnly, ReadProject};
pub use request::Request;
pub use retry::RetryPolicy;
pub use sign::signature;
