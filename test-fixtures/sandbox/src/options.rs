//! What a sandbox is started with.

use std::path::PathBuf;
use std::time::Duration;

use crate::credentials::Credentials;
use crate::faults::FaultSchedule;

/// Project id of the built-in estates: 32 hexadecimal characters.
pub const DEFAULT_SERVICE_NAME: &str = "0123456789abcdef0123456789abcdef";

/// Id of the second project, which is suspended: every AI call on it answers 460.
pub const SUSPENDED_SERVICE_NAME: &str = "fedcba98765432100123456789abcdef";

/// What the project holds when the sandbox starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EstateChoice {
    /// What a small company might have, made by hand: about a dozen apps over GRA and BHS, a few jobs and notebooks,
    /// the data stores, registries and tokens they use, and some that nothing uses; with fixed ids and times.
    Handmade,
    /// `objects` made-up apps that exercise every member and enum value of the app model; the same for the same
    /// `seed`.
    Generated {
        /// How many apps.
        objects: usize,
        /// Which estate.
        seed: u64,
    },
    /// `objects` made-up objects of all kinds below `/ai` in the proportions of real projects (of forty: 16 jobs, 10
    /// apps, 5 notebooks, 5 backups, 2 tokens, a data store, a registry), beside the data stores and partners that the
    /// platform itself provides. Exercises every member and enum value of all models; its apps are those of
    /// [`EstateChoice::Generated`].
    Mixed {
        /// How many objects, over all kinds.
        objects: usize,
        /// Which estate.
        seed: u64,
    },
    /// Nothing but the data stores and partners that the platform itself provides.
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

/// How the calls around AI behave where the vendor's documentation is silent (`around-ai-api.json`, paging).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AroundOptions {
    /// Nodes per page of the two node lists that follow a cursor (inferred: 25).
    pub node_page_size: usize,
    /// Does the entry that a marker names come again at the start of the next page of S3 objects?
    pub marker_repeats: bool,
    /// Most objects in the document of a Swift container (inferred: 10,000).
    pub swift_object_limit: usize,
    /// Told as endpoint of every S3 service in region documents instead of the vendor's, for tests that run an
    /// object store of their own.
    pub s3_endpoint: Option<String>,
}

impl Default for AroundOptions {
    fn default() -> Self {
        Self {
            node_page_size: 25,
            marker_repeats: false,
            swift_object_limit: 10_000,
            s3_endpoint: None,
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
    /// How the calls around AI behave.
    pub around: AroundOptions,
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
    /// Be a server of the generation before `flavorCount`: it is ignored, and no document has it. Which servers still are is
    /// unknown (`ai-api.json`, discrepancies).
    pub ignores_flavor_count: bool,
    /// How long a deleted data store, registry or token is still told. Whether the vendor's API does that is unknown.
    pub removal_delay: Duration,
    /// The region whose regional API is served below `/v1`: only its AI tokens work there. `None` serves every token
    /// in its own region, and people who log in in GRA.
    pub regional_region: Option<String>,
    /// Misbehaviour by chance from the first call on; `None` for none.
    pub faults: Option<FaultSchedule>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            estate: EstateChoice::Handmade,
            around: AroundOptions::default(),
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
            ignores_flavor_count: false,
            removal_delay: Duration::ZERO,
            regional_region: None,
            faults: None,
        }
    }
}
