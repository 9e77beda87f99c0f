//! Single objects: what they say of themselves, and reading.

use http::{HeaderMap, Method, header};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

use super::Container;
use crate::{Error, Listed, Properties, entry::Details, remote::Ask};

pub(super) const METADATA: &str = "x-object-meta-";
/// What the ETag of an object that is joined from segments begins with here. It is a sum of sums; dynamic ones change without
/// their own ETag in the listing changing.
pub(super) const JOINED: &str = "joined:";

/// A segment in either list.
#[derive(Deserialize)]
pub(super) struct Segment {
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) bytes: u64,
    #[serde(default)]
    pub(super) hash: String,
    range: Option<String>,
    data: Option<String>,
    #[serde(default)]
    sub_slo: bool,
}

/// Whether an object is joined from segments.
pub(crate) fn is_joined(etag: &str) -> bool {
    etag.starts_with(JOINED)
}

impl Container {
    pub(crate) async fn details(&self, key: &str) -> Result<Details, Error> {
        let ask = Ask::of(Method::HEAD, key);
        let response = self.remote.send(&ask).await?;
        details(response.headers())
            .map_err(|problem| Error::protocol(&self.remote.place, &ask.what, problem))
    }

    /// The request for an object of this version. For joined ones the version is compared after reading.
    pub(crate) fn get(&self, key: &str, etag: &str) -> Result<Ask, Error> {
        let ask = Ask::of(Method::GET, key);
        if is_joined(etag) || etag.is_empty() {
            return Ok(ask);
        }
        ask.header(header::IF_MATCH, &format!("\"{etag}\""))
    }

    /// Sizes of the segments an object is joined from, and the sum of their sums; `None` where they are joined in a way that
    /// has no such sum (segments of segments, or parts of them).
    pub(crate) async fn segments(&self, key: &str) -> Result<Option<(Vec<u64>, String)>, Error> {
        let response = self.remote.send(&Ask::of(Method::HEAD, key)).await?;
        let headers = response.headers();
        let text = |name: &str| std::str::from_utf8(headers.get(name)?.as_bytes()).ok();
        let etag = text("etag")
            .unwrap_or_default()
            .trim_matches('"')
            .to_owned();
        let sizes = match text("x-object-manifest") {
            Some(manifest) => {
                let manifest = percent_decode_str(manifest).decode_utf8_lossy();
                let Some((container, prefix)) = manifest.trim_start_matches('/').split_once('/')
                else {
                    return Ok(None);
                };
                self.dynamic(container, prefix).await?
            }
            None => self.fixed(key).await?,
        };
        Ok(sizes.map(|sizes| (sizes, etag)))
    }

    /// Segments by a listing, as the service itself finds them.
    async fn dynamic(&self, container: &str, prefix: &str) -> Result<Option<Vec<u64>>, Error> {
        let mut sizes = Vec::new();
        let mut marker = String::new();
        loop {
            let mut ask = Ask::of_all(Method::GET, "the listing of segments")
                .query("format", "json")
                .query("prefix", prefix)
                .query("marker", &marker);
            ask.container = Some(container.to_owned());
            let rows: Vec<Segment> = self.json(&ask).await?;
            match rows.last() {
                Some(last) if *last.name > *marker => marker.clone_from(&last.name),
                _ => return Ok(Some(sizes)),
            }
            sizes.extend(rows.iter().map(|row| row.bytes));
        }
    }

    /// Segments by the object's own list of them.
    async fn fixed(&self, key: &str) -> Result<Option<Vec<u64>>, Error> {
        let ask = Ask::of(Method::GET, key).query("multipart-manifest", "get");
        let rows: Vec<Segment> = self.json(&ask).await?;
        let is_plain = |row: &Segment| row.range.is_none() && row.data.is_none() && !row.sub_slo;
        Ok((rows.iter().all(is_plain)).then(|| rows.iter().map(|row| row.bytes).collect()))
    }

    pub(super) async fn json(&self, ask: &Ask) -> Result<Vec<Segment>, Error> {
        let (_, body) = self.remote.ask(ask).await?;
        if body.is_empty() {
            return Ok(Vec::new());
        }
        serde_json::from_slice(&body)
            .map_err(|error| Error::protocol(&self.remote.place, &ask.what, error.to_string()))
    }

    /// A listed object as it answers itself; `None` if it is gone.
    pub(super) async fn looked_at(&self, listed: Listed) -> Result<Option<Listed>, Error> {
        match self.details(&listed.key).await {
            Ok(details) => Ok(Some(Listed {
                size: details.size,
                etag: details.etag,
                ..listed
            })),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Reads the headers of an object.
pub(crate) fn details(headers: &HeaderMap) -> Result<Details, String> {
    let text = |name: &str| std::str::from_utf8(headers.get(name)?.as_bytes()).ok();
    let own = |name: &str| text(name).map(str::to_owned);
    let size = text("content-length")
        .and_then(|size| size.parse().ok())
        .ok_or("it does not say its size")?;
    let is_dynamic = headers.contains_key("x-object-manifest");
    let is_static = text("x-static-large-object").is_some_and(|is| is.eq_ignore_ascii_case("true"));
    let mut properties = Properties {
        content_type: own("content-type"),
        content_encoding: own("content-encoding"),
        content_language: own("content-language"),
        content_disposition: own("content-disposition"),
        cache_control: own("cache-control"),
        expires: own("expires"),
        ..Properties::default()
    };
    let mut left_out = Vec::new();
    if headers.contains_key("x-delete-at") {
        left_out.push("time of deletion".to_owned());
    }
    for (name, value) in headers {
        let Some(name) = name.as_str().strip_prefix(METADATA) else {
            continue;
        };
        match std::str::from_utf8(value.as_bytes()) {
            Ok(value) => {
                properties
                    .metadata
                    .insert(name.to_owned(), value.to_owned());
            }
            Err(_) => left_out.push(format!("metadata {name:?}, which is no UTF-8")),
        }
    }
    let etag = own("etag").unwrap_or_default().trim_matches('"').to_owned();
    let is_opaque = is_dynamic || is_static;
    Ok(Details {
        size,
        etag: if is_opaque {
            format!("{JOINED}{etag}")
        } else {
            etag
        },
        modified: text("last-modified").and_then(|date| OffsetDateTime::parse(date, &Rfc2822).ok()),
        properties,
        left_out,
        is_opaque,
        sha256: None,
    })
}
