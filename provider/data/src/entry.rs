//! What is known of an object: as a listing says, as it says itself, and as it was copied.

use std::collections::BTreeMap;

use http::{HeaderName, header};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{Error, Seal, Sealed, remote::Ask, seal::told};

/// An object in a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Full name.
    pub key: String,
    /// Bytes.
    pub size: u64,
    /// As the store gives it, without quotes; may be empty. Of a file, the time of its last change.
    pub etag: String,
    /// Last change by the store's clock.
    pub modified: OffsetDateTime,
}

/// What an object says of itself beside its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Properties {
    /// `Content-Type`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// `Content-Encoding`: the bytes are copied as they are, encoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_encoding: Option<String>,
    /// `Content-Language`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_language: Option<String>,
    /// `Content-Disposition`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_disposition: Option<String>,
    /// `Cache-Control`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<String>,
    /// `Expires`, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// The owner's own, by name without the service's prefix, in lower case.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

impl Properties {
    /// Adds them to a request that stores; names of the owner's own begin with `prefix` there.
    pub(crate) fn on(&self, mut ask: Ask, prefix: &str) -> Result<Ask, Error> {
        let standard = [
            (header::CONTENT_TYPE, &self.content_type),
            (header::CONTENT_ENCODING, &self.content_encoding),
            (header::CONTENT_LANGUAGE, &self.content_language),
            (header::CONTENT_DISPOSITION, &self.content_disposition),
            (header::CACHE_CONTROL, &self.cache_control),
            (header::EXPIRES, &self.expires),
        ];
        for (name, value) in standard {
            if let Some(value) = value {
                ask = ask.header(name, value)?;
            }
        }
        for (name, value) in &self.metadata {
            let name =
                HeaderName::from_bytes(format!("{prefix}{name}").as_bytes()).map_err(|_| {
                    Error::setting(
                        format!("metadata {name:?} of {}", ask.what),
                        "no header can have this name",
                    )
                })?;
            ask = ask.header(name, value)?;
        }
        Ok(ask)
    }
}

/// What of the source the copied bytes agreed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The source's MD5 of all bytes.
    Md5,
    /// The source's MD5 of the MD5s of its parts or segments.
    Parts,
    /// The source's SHA-256.
    Sha256,
    /// Only the size: the source has no sum that can be taken from the bytes (encrypted with a key service, stored in uneven
    /// parts, or a store with sums of its own kind).
    Size,
    /// A file, which was the same before and after it was read, by its size and the time of its last change.
    File,
}

/// What a destination says of an object that lies there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Bytes.
    pub size: u64,
    /// A bucket's ETag without quotes, or a file's last change in nanoseconds since 1970.
    pub mark: String,
}

/// An object that was copied: one line of the manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Full name in the source.
    pub key: String,
    /// Where it lies: the path below the folder, or the full name in the bucket.
    pub path: String,
    /// Bytes in the source.
    pub size: u64,
    /// Of the bytes that were stored: 64 hex digits.
    pub sha256: String,
    /// Where the copy is encrypted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Sealed>,
    /// Last change in the source.
    #[serde(with = "time::serde::rfc3339")]
    pub modified: OffsetDateTime,
    /// The source's ETag, without quotes; of an encrypted copy, its keyed fingerprint.
    pub etag: String,
    /// What it says of itself. A folder cannot keep them: they are here.
    #[serde(flatten)]
    pub properties: Properties,
    /// What of the source the bytes agreed with.
    pub proof: Proof,
    /// What the destination said of it when it was complete: what an unchanged copy looks like.
    pub target: Seen,
    /// What of it was not copied, such as `tags`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
    /// The source does not have it any more; the copy was kept.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_gone: bool,
}

impl Entry {
    /// Whether the source still has just this, and the copy is for those it is to be for.
    pub(crate) fn is_of(&self, listed: &Listed, seal: Option<&Seal>) -> bool {
        let is_for_them = match (&self.sealed, seal) {
            (None, None) => true,
            (Some(sealed), Some(seal)) => seal.is_of(sealed),
            _ => false,
        };
        self.size == listed.size
            && self.modified == listed.modified
            && is_for_them
            && self.etag == told(seal, &listed.etag)
    }
}

/// An object as it answers itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Details {
    pub(crate) size: u64,
    pub(crate) etag: String,
    pub(crate) modified: Option<OffsetDateTime>,
    pub(crate) properties: Properties,
    pub(crate) left_out: Vec<String>,
    /// The ETag is no sum of the bytes.
    pub(crate) is_opaque: bool,
    /// The service's own SHA-256 in hex digits.
    pub(crate) sha256: Option<String>,
}

/// Whether it looks like an MD5.
pub(crate) fn is_md5(etag: &str) -> bool {
    etag.len() == 32
        && etag
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// The number of parts in an ETag such as `0123…-7`.
pub(crate) fn parts_of(etag: &str) -> Option<u64> {
    let (sum, count) = etag.split_once('-')?;
    let count = count.parse().ok()?;
    (is_md5(sum) && (1..=10_000).contains(&count)).then_some(count)
}
