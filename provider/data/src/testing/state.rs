//! What the store holds, how it is to behave, and what it was asked.

use std::collections::{BTreeMap, btree_map::Entry};

use bytes::Bytes;
use time::{Duration, OffsetDateTime};

use crate::hash::{hex, md5};

/// Something that goes wrong once for each time it is ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This status and error code, with `Retry-After` if there is one.
    Status(u16, &'static str, Option<&'static str>),
    /// The body breaks off after so many bytes.
    Reset(usize),
    /// The body breaks off after so many bytes, and then the object is another.
    ChangedAfter(usize, Vec<u8>),
    /// Other bytes than the ETag says.
    WrongBytes,
    /// Another ETag than that of the bytes.
    WrongTag,
    /// It is done, and then the answer is 500.
    DoneButFailed,
    /// Success, and an error in the body.
    ErrorInSuccess(&'static str),
    /// All uploads are forgotten.
    LostUploads,
    /// A page says it has more names than it has.
    WrongCount,
    /// Before the answer, an object of this name and these bytes comes into the bucket.
    Comes(&'static str, Vec<u8>),
    /// Before the answer, the object of this name goes.
    Goes(&'static str),
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Method.
    pub method: String,
    /// Path and query, as they came.
    pub target: String,
    /// `Range`.
    pub range: Option<String>,
    /// Bytes of the body.
    pub received: usize,
}

/// An object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Bytes.
    pub bytes: Bytes,
    /// Without quotes.
    pub etag: String,
    /// Last change.
    pub modified: OffsetDateTime,
    /// What is answered beside the bytes.
    pub headers: BTreeMap<String, String>,
    /// Bytes of its first part, where it has parts.
    pub part: Option<u64>,
}

/// An upload in parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Upload {
    /// Bucket and name.
    pub of: (String, String),
    /// Headers of the object.
    pub headers: BTreeMap<String, String>,
    /// By number.
    pub parts: BTreeMap<u32, Bytes>,
}

/// A store's mind.
#[derive(Debug, Default)]
pub struct State {
    /// By bucket and name.
    pub buckets: BTreeMap<String, BTreeMap<String, Object>>,
    /// By id.
    pub uploads: BTreeMap<String, Upload>,
    /// Faults by method and a part of the target, such as `("GET", "/b/a")`; the first that fits is used up.
    pub faults: Vec<(&'static str, &'static str, Fault)>,
    /// Names on one page of a listing.
    pub page: Option<usize>,
    /// Lists what is in a folder where the folder's name is, as stores on file systems do.
    pub is_by_folder: bool,
    /// Each page begins with the last name of the one before.
    pub is_repeating: bool,
    /// Names are not escaped in listings.
    pub is_plain: bool,
    /// Answers 200 with everything to a `Range`.
    pub ignores_ranges: bool,
    /// The only access key that may ask; `test-key` unless it is set.
    pub access_key: Option<String>,
    /// ETags have nothing to do with the bytes.
    pub is_opaque: bool,
    /// Everything that was asked, in order.
    pub seen: Vec<Visit>,
    /// Bytes of objects that were sent, by name.
    pub sent: BTreeMap<String, u64>,
    /// Bytes that were received, by name.
    pub received: BTreeMap<String, u64>,
    pub(super) counter: u32,
}

impl State {
    /// Puts an object into a bucket, as its owner would.
    pub fn put(&mut self, bucket: &str, key: &str, bytes: &[u8]) -> &mut Object {
        let etag = hex(&md5(bytes));
        let object = self.object(Bytes::copy_from_slice(bytes), etag);
        let held = self.buckets.entry(bucket.to_owned()).or_default();
        match held.entry(key.to_owned()) {
            Entry::Occupied(mut there) => {
                there.insert(object);
                there.into_mut()
            }
            Entry::Vacant(place) => place.insert(object),
        }
    }

    pub(super) fn object(&mut self, bytes: Bytes, etag: String) -> Object {
        self.counter += 1;
        // Each change has a time of its own, with a fraction.
        let modified = OffsetDateTime::UNIX_EPOCH
            + Duration::seconds(1_767_225_600 + i64::from(self.counter))
            + Duration::milliseconds(125);
        let etag = if self.is_opaque {
            format!("opaque/{}", self.counter)
        } else {
            etag
        };
        Object {
            bytes,
            etag,
            modified,
            headers: BTreeMap::new(),
            part: None,
        }
    }

    /// Requests with this method whose target holds `part`.
    #[must_use]
    pub fn count(&self, method: &str, part: &str) -> usize {
        let fits = |seen: &&Visit| seen.method == method && seen.target.contains(part);
        self.seen.iter().filter(fits).count()
    }

    /// Bytes of objects that were sent.
    #[must_use]
    pub fn all_sent(&self) -> u64 {
        self.sent.values().sum()
    }

    /// Bytes of objects that were received.
    #[must_use]
    pub fn all_received(&self) -> u64 {
        self.received.values().sum()
    }

    /// Forgets what was asked and counted.
    pub fn forget(&mut self) {
        self.seen.clear();
        self.sent.clear();
        self.received.clear();
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
