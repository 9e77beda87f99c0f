//! What a sandbox is started with.

use std::path::PathBuf;
use std::time::Duration;

use crate::credentials::Credentials;

/// Project id of the built-in estates: 32 hexadecimal characters.
pub const DEFAULT_SERVICE_NAME: &str = "0123456789abcdef0123456789abcdef";

/// Id of the second project, which is suspended: every AI call on it answers 460.
pub const SUSPENDED_SERVICE_NAME: &str = "fedcba98765432100123456789abcdef";

/// What the project holds when the sandbox starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EstateChoice {
    /// About a dozen hand-made apps over GRA and BHS and two registries, with fixed ids and times.
    Handmade,
    /// `objects` made-up apps that exercise every member and enum value of the app model; the same for the same
    /// `seed`.
    Generated {
        /// How many apps.
        objects: usize,
        /// Which estate.
        seed: u64,
    },
    /// No apps, no registries.
    Empty,
}

/// Whether calls travel in clear text or in TLS with a certificate made at start.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Transport {
    /// `http://`.
    #[default]
    Plain,
    /// `https://`; the certificate authority is written as PEM to this file, or to one in the temporary folder.
    Tls {
        /// Where to write the authority's certificate.
        ca_file: Option<PathBuf>,
    },
}

/// How lists are cut. The vendor documents neither number nor base, so all three can be set
/// (platform-facts 17.6; the defaults are inferred).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PagingOptions {
    /// Number of the first page: 0 or 1. With 1, page 0 answers the same as page 1 (inferred).
    pub base: u8,
    /// Size when the call gives none.
    pub default_size: usize,
    /// Larger sizes are cut to this without a word.
    pub max_size: usize,
}

impl Default for PagingOptions {
    fn default() -> Self {
        Self {
            base: 0,
            default_size: 100,
            max_size: 1000,
        }
    }
}

/// Everything that can be chosen. `Options::default()` is a hand-made estate on a random loopback port.
#[derive(Debug, Clone)]
pub struct Options {
    /// Loopback port; 0 lets the system choose.
    pub port: u16,
    /// What the project holds.
    pub estate: EstateChoice,
    /// How lists are cut.
    pub paging: PagingOptions,
    /// Waited before each answer.
    pub latency: Duration,
    /// Time an app spends in each transitional state. Zero settles before the next call.
    pub state_interval: Duration,
    /// Clear text or TLS.
    pub transport: Transport,
    /// Who may call. The first set is what [`crate::Running`] tells as its credentials.
    pub credentials: Vec<Credentials>,
    /// Id of the project that holds the estate.
    pub service_name: String,
    /// Has the project been authorised for AI? `false` until `POST …/authorization` otherwise.
    pub authorized: bool,
    /// Unix seconds at which the server's clock starts; `None` takes the system's time.
    pub start_at: Option<i64>,
    /// Added to the server's clock, in seconds: a client that ignores `/auth/time` then fails.
    pub clock_offset_seconds: i64,
    /// Tolerated distance between a signature's timestamp and the server's clock (inferred: minutes).
    pub accepted_skew_seconds: i64,
    /// Lifetime of tokens from the token URL, told as `expires_in`.
    pub token_lifetime_seconds: u32,
    /// Accept members the API does not describe in request bodies instead of refusing them with 400. Whether the
    /// vendor refuses them on these calls is inferred.
    pub accept_unknown_members: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            estate: EstateChoice::Handmade,
            paging: PagingOptions::default(),
            latency: Duration::ZERO,
            state_interval: Duration::from_millis(200),
            transport: Transport::Plain,
            credentials: vec![Credentials::full(), Credentials::read_only()],
            service_name: DEFAULT_SERVICE_NAME.into(),
            authorized: true,
            start_at: None,
            clock_offset_seconds: 0,
            accepted_skew_seconds: 300,
            token_lifetime_seconds: 3600,
            accept_unknown_members: false,
        }
    }
}
