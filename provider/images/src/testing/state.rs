//! What the registry holds, how it is to behave, and what it was asked.

use std::collections::BTreeMap;

use bytes::Bytes;

/// Something that goes wrong once for each time it is ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This status, with `Retry-After` if there is one.
    Status(u16, Option<&'static str>),
    /// The body breaks off after so many bytes.
    Reset(usize),
    /// After so many bytes of the body nothing comes any more.
    Stall(usize),
    /// The request is taken, and nothing is ever answered.
    Silence,
    /// Other bytes than the digest says.
    WrongBytes,
    /// The token that was just used does not count any more.
    ExpiredToken,
    /// A piece is stored, and then the answer is 500.
    StoredButFailed,
    /// So many bytes of a piece are stored, and then the answer is 500.
    PartlyStored(usize),
    /// The session of an upload is forgotten.
    LostSession,
    /// A redirection to this address.
    Redirect(String),
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Whether there was an `Authorization`.
    pub is_authorised: bool,
    /// `Range`.
    pub range: Option<String>,
    /// Bytes of the body.
    pub received: usize,
}

/// A repository.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// By digest: media type and bytes.
    pub manifests: BTreeMap<String, (String, Bytes)>,
    /// Digests by tag.
    pub tags: BTreeMap<String, String>,
    /// By digest.
    pub blobs: BTreeMap<String, Bytes>,
}

/// A registry's mind.
#[derive(Debug, Default)]
pub struct State {
    /// `127.0.0.1:PORT`.
    pub host: String,
    /// By name.
    pub repositories: BTreeMap<String, Held>,
    /// Faults by method and a part of the target, such as `("GET", "/blobs/")`; the first that fits is used up.
    pub faults: Vec<(&'static str, &'static str, Fault)>,
    /// Name and password that are asked for by `Basic`.
    pub basic: Option<(String, String)>,
    /// Name and password for a token service of its own; empty ones: tokens for everybody.
    pub bearer: Option<(String, String)>,
    /// Answers 200 with everything to a `Range`.
    pub ignores_ranges: bool,
    /// Begins an upload where a mount was asked for.
    pub refuses_mounts: bool,
    /// Has a referrers interface.
    pub has_referrers: bool,
    /// Tags on one page of a list.
    pub page: Option<usize>,
    /// `OCI-Chunk-Min-Length`.
    pub min_chunk: Option<usize>,
    /// Everything that was asked, in order.
    pub seen: Vec<Seen>,
    /// Bytes sent of each blob.
    pub sent: BTreeMap<String, u64>,
    /// Bytes received in uploads.
    pub received: u64,
    /// The valid token and its number.
    pub(super) token: u64,
    /// Uploads: bytes by id.
    pub(super) uploads: BTreeMap<String, Vec<u8>>,
    /// For ids.
    pub(super) counter: u64,
}

impl State {
    /// Requests with this method whose target holds `part`.
    #[must_use]
    pub fn count(&self, method: &str, part: &str) -> usize {
        let fits = |seen: &&Seen| seen.method == method && seen.target.contains(part);
        self.seen.iter().filter(fits).count()
    }

    /// Orders a fault.
    pub fn order(&mut self, method: &'static str, part: &'static str, fault: Fault) {
        self.faults.push((method, part, fault));
    }

    pub(super) fn fault(&mut self, method: &str, target: &str) -> Option<Fault> {
        let at =
            (self.faults.iter()).position(|(m, part, _)| *m == method && target.contains(part))?;
        Some(self.faults.remove(at).2)
    }
}
