//! Single objects: what they say of themselves, reading, storing, removing.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method, header};
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

use super::Bucket;
use crate::{
    Error, Properties, Seen,
    entry::{Details, is_md5},
    hash::{hex, md5},
    remote::Ask,
};

pub(super) const METADATA: &str = "x-amz-meta-";
/// Headers that mean something of an object is not copied.
const LEFT_OUT: &[(&str, &str)] = &[
    ("x-amz-tagging-count", "tags"),
    ("x-amz-website-redirect-location", "website redirect"),
    ("x-amz-object-lock-mode", "retention"),
    ("x-amz-object-lock-legal-hold", "legal hold"),
    ("x-amz-missing-meta", "metadata that no header can hold"),
];

/// What was stored, as the bucket answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) etag: String,
}

impl Bucket {
    /// Headers of an object.
    pub(crate) async fn details(&self, key: &str) -> Result<Details, Error> {
        let ask = Ask::of(Method::HEAD, key)
            .header(HeaderName::from_static("x-amz-checksum-mode"), "ENABLED")?;
        let response = self.remote.send(&ask).await?;
        details(response.headers()).map_err(|problem| self.wrong(&ask, problem))
    }

    /// Bytes of the first part of an object that was stored in parts; `None` if the bucket cannot say.
    pub(crate) async fn first_part(&self, key: &str) -> Result<Option<u64>, Error> {
        let ask = Ask::of(Method::HEAD, key).query("partNumber", "1");
        match self.remote.send(&ask).await {
            Ok(response) => {
                Ok(text(response.headers(), "content-length").and_then(|size| size.parse().ok()))
            }
            Err(Error::Protocol { .. } | Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What there is under a name.
    pub(crate) async fn seen(&self, key: &str) -> Result<Option<Seen>, Error> {
        match self.details(key).await {
            Ok(found) => Ok(Some(Seen {
                size: found.size,
                mark: found.etag,
            })),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The request for an object of this version.
    pub(crate) fn get(&self, key: &str, etag: &str) -> Result<Ask, Error> {
        let ask = Ask::of(Method::GET, key)
            .header(HeaderName::from_static("x-amz-checksum-mode"), "ENABLED")?;
        if etag.is_empty() {
            return Ok(ask);
        }
        ask.header(header::IF_MATCH, &format!("\"{etag}\""))
    }

    /// Stores an object in one piece. The signature covers its bytes, and the answer is compared with their MD5.
    pub(crate) async fn put(
        &self,
        key: &str,
        properties: &Properties,
        bytes: Bytes,
    ) -> Result<Stored, Error> {
        let sum = md5(&bytes);
        let ask = properties
            .on(Ask::of(Method::PUT, key), METADATA)?
            .body(bytes);
        let (headers, _) = self.remote.ask(&ask).await?;
        self.stored(&ask, &headers, sum)
    }

    /// Compares what was sent with what the bucket says it has.
    pub(super) fn stored(
        &self,
        ask: &Ask,
        headers: &HeaderMap,
        sum: [u8; 16],
    ) -> Result<Stored, Error> {
        let Some(etag) = text(headers, "etag").map(|etag| etag.trim_matches('"').to_owned()) else {
            return Err(self.wrong(ask, "it does not say what it stored".to_owned()));
        };
        if is_md5(&etag) && etag != hex(&sum) && !is_opaque(headers) {
            return Err(Error::Corrupt {
                place: self.remote.place.clone(),
                what: ask.what.clone(),
                problem: format!("sent {}, it stored {etag}", hex(&sum)),
            });
        }
        Ok(Stored { etag })
    }

    /// Removes an object; one that is not there is removed.
    pub(crate) async fn remove(&self, key: &str) -> Result<(), Error> {
        match self.remote.ask(&Ask::of(Method::DELETE, key)).await {
            Ok(_) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    pub(super) fn wrong(&self, ask: &Ask, problem: String) -> Error {
        Error::protocol(&self.remote.place, &ask.what, problem)
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    std::str::from_utf8(headers.get(name)?.as_bytes()).ok()
}

/// The ETag has nothing to do with the bytes that were sent: they are stored encrypted.
fn is_opaque(headers: &HeaderMap) -> bool {
    text(headers, "x-amz-server-side-encryption").is_some_and(|how| how.starts_with("aws:kms"))
        || headers.contains_key("x-amz-server-side-encryption-customer-algorithm")
}

/// Reads the headers of an object. `Content-Length` is taken for its size: not for answers to ranges.
pub(crate) fn details(headers: &HeaderMap) -> Result<Details, String> {
    let own = |name: &str| text(headers, name).map(str::to_owned);
    let size = text(headers, "content-length")
        .and_then(|size| size.parse().ok())
        .ok_or("it does not say its size")?;
    let mut left_out: Vec<String> = (LEFT_OUT.iter())
        .filter(|(name, _)| headers.contains_key(*name))
        .map(|(_, what)| (*what).to_owned())
        .collect();
    let mut properties = Properties {
        content_type: own("content-type"),
        // What a server says of how it sends, not of what it stores.
        content_encoding: own("content-encoding")
            .filter(|how| !how.is_empty() && how != "aws-chunked"),
        content_language: own("content-language"),
        content_disposition: own("content-disposition"),
        cache_control: own("cache-control"),
        expires: own("expires"),
        ..Properties::default()
    };
    for (name, value) in headers {
        let Some(name) = name.as_str().strip_prefix(METADATA) else {
            continue;
        };
        match std::str::from_utf8(value.as_bytes()) {
            Ok(value) if !properties.metadata.contains_key(name) => {
                properties
                    .metadata
                    .insert(name.to_owned(), value.to_owned());
            }
            Ok(_) => left_out.push(format!("a second value of metadata {name:?}")),
            Err(_) => left_out.push(format!("metadata {name:?}, which is no UTF-8")),
        }
    }
    let modified =
        text(headers, "last-modified").and_then(|date| OffsetDateTime::parse(date, &Rfc2822).ok());
    Ok(Details {
        size,
        etag: own("etag").unwrap_or_default().trim_matches('"').to_owned(),
        modified,
        properties,
        left_out,
        is_opaque: is_opaque(headers),
        sha256: text(headers, "x-amz-checksum-sha256").and_then(sum_of),
    })
}

/// A whole object's SHA-256 in base64; that of parts has a count behind it.
fn sum_of(text: &str) -> Option<String> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let bytes = STANDARD.decode(text).ok()?;
    (bytes.len() == 32).then(|| hex(&bytes))
}
