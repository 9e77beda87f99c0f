//! Storing and removing. Large objects are static ones: their segments lie in the container beside, `NAME_segments`, below the
//! same prefix, in a folder for each upload. The service compares every segment and the list of them with the sums that are sent.

use bytes::Bytes;
use http::{HeaderMap, Method, header};
use ring::rand::SecureRandom;
use serde::Deserialize;
use serde_json::json;

use super::{
    Container,
    objects::{JOINED, METADATA, Segment},
};
use crate::{
    Error, Properties, Seen,
    hash::{hex, md5},
    names::OWN,
    remote::Ask,
    s3::Stored,
    swift::is_joined,
};

/// Segments that one list names, by the service's default; longer ones are lists of lists.
const NAMED: usize = 1000;
/// The service's default limits of an owner's own words: bytes of a name and of a value, how many, and bytes of all.
const LONGEST_NAME: usize = 128;
const LONGEST_VALUE: usize = 256;
const MOST: usize = 90;
const MOST_BYTES: usize = 4096;
/// What is asked for, in messages.
const SEGMENTS: &str = "the listing of segments";

/// What became of a removal with segments. The answer's status is always 200.
#[derive(Deserialize)]
struct Bulk {
    #[serde(rename = "Response Status")]
    status: String,
    #[serde(rename = "Errors", default)]
    errors: Vec<(String, String)>,
}

/// Takes away the owner's own words that the service refuses, and names them.
pub(crate) fn fit(properties: &mut Properties) -> Vec<String> {
    let (mut count, mut bytes) = (0, 0);
    let mut left_out = Vec::new();
    properties.metadata.retain(|name, value| {
        let size = name.len() + value.len();
        let fits = name.len() <= LONGEST_NAME
            && value.len() <= LONGEST_VALUE
            && count < MOST
            && bytes + size <= MOST_BYTES;
        if fits {
            count += 1;
            bytes += size;
        } else {
            left_out.push(format!("metadata {name:?}, which is more than Swift holds"));
        }
        fits
    });
    left_out
}

/// The ETag of a list of things with these ETags.
fn sum_of<'a>(etags: impl Iterator<Item = &'a String>) -> String {
    let text = etags.fold(String::new(), |text, etag| text + etag);
    hex(&md5(text.as_bytes()))
}

/// The sums that the object's own list names: those of segments, or of lists of them.
fn named(sums: &[[u8; 16]]) -> Vec<Vec<String>> {
    let all: Vec<String> = sums.iter().map(|sum| hex(sum)).collect();
    all.chunks(NAMED).map(<[String]>::to_vec).collect()
}

/// What an object of these segments looks like.
pub(crate) fn mark_of(sums: &[[u8; 16]]) -> String {
    let lists = named(sums);
    let sum = match lists.as_slice() {
        [one] => sum_of(one.iter()),
        lists => {
            let sums: Vec<String> = lists.iter().map(|list| sum_of(list.iter())).collect();
            sum_of(sums.iter())
        }
    };
    format!("{JOINED}{sum}")
}

impl Container {
    /// Where its segments lie.
    fn beside(&self) -> String {
        format!("{}_segments", self.at.container)
    }

    /// Below which all segments of this copy lie.
    fn root(&self) -> String {
        format!("{}{OWN}/", self.at.prefix)
    }

    fn segment(&self, upload: &str, number: usize) -> String {
        format!("{}{upload}/{number:08}", self.root())
    }

    fn list(&self, upload: &str, number: usize) -> String {
        format!("{}{upload}/list-{number:04}", self.root())
    }

    fn ask_beside(&self, method: Method, key: &str) -> Ask {
        let mut ask = Ask::of(method, key);
        ask.container = Some(self.beside());
        ask.what = format!("the segment {key:?}");
        ask
    }

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

    /// Stores an object in one piece.
    pub(crate) async fn put(
        &self,
        key: &str,
        properties: &Properties,
        bytes: Bytes,
    ) -> Result<Stored, Error> {
        let ask = properties.on(Ask::of(Method::PUT, key), METADATA)?;
        self.stored(ask, bytes).await
    }

    /// The service refuses bytes of another MD5, and says what it has.
    async fn stored(&self, ask: Ask, bytes: Bytes) -> Result<Stored, Error> {
        let sum = hex(&md5(&bytes));
        let ask = ask.header(header::ETAG, &sum)?.body(bytes);
        let (headers, _) = self.remote.ask(&ask).await?;
        self.answered(&ask, &headers, &sum)?;
        Ok(Stored { etag: sum })
    }

    fn answered(&self, ask: &Ask, headers: &HeaderMap, sum: &str) -> Result<(), Error> {
        let etag = headers
            .get(header::ETAG)
            .and_then(|etag| etag.to_str().ok());
        let etag = etag.unwrap_or_default().trim_matches('"');
        if etag == sum {
            return Ok(());
        }
        Err(Error::Corrupt {
            place: self.remote.place.clone(),
            what: ask.what.clone(),
            problem: format!("sent {sum}, it stored {etag:?}"),
        })
    }

    /// Makes the container of segments, if it is not there.
    pub(crate) async fn begin_upload(&self) -> Result<String, Error> {
        let mut name = [0; 16];
        (ring::rand::SystemRandom::new().fill(&mut name))
            .map_err(|_| Error::setting("an upload", "the system has no random numbers"))?;
        let mut ask = Ask::of_all(Method::PUT, "its container of segments");
        ask.container = Some(self.beside());
        self.remote.ask(&ask).await?;
        Ok(hex(&name))
    }

    pub(crate) async fn put_part(
        &self,
        key: &str,
        upload: &str,
        number: u32,
        bytes: Bytes,
        sum: [u8; 16],
    ) -> Result<Stored, Error> {
        let mut ask = self.ask_beside(Method::PUT, &self.segment(upload, number as usize));
        ask.what = format!("part {number} of the object {key:?}");
        let ask = ask.header(header::ETAG, &hex(&sum))?.body(bytes);
        let (headers, _) = self.remote.ask(&ask).await?;
        self.answered(&ask, &headers, &hex(&sum))?;
        Ok(Stored { etag: hex(&sum) })
    }

    /// Segments of an upload by number. A listing that is behind has fewer: what it does not have is sent again.
    pub(crate) async fn parts(
        &self,
        upload: &str,
    ) -> Result<Option<Vec<(u32, String, u64)>>, Error> {
        let rows = self
            .beside_rows(&format!("{}{upload}/", self.root()))
            .await?;
        let found = rows.into_iter().filter_map(|row| {
            let number = row.name.rsplit('/').next()?.parse().ok()?;
            Some((number, row.hash, row.bytes))
        });
        Ok(Some(found.collect()))
    }

    async fn beside_rows(&self, prefix: &str) -> Result<Vec<Segment>, Error> {
        let mut found: Vec<Segment> = Vec::new();
        loop {
            let marker = found.last().map_or("", |row| row.name.as_str());
            let mut ask = Ask::of_all(Method::GET, SEGMENTS)
                .query("format", "json")
                .query("prefix", prefix)
                .query("marker", marker);
            ask.container = Some(self.beside());
            let rows: Vec<Segment> = match self.json(&ask).await {
                Err(Error::NotFound { .. }) => return Ok(found),
                other => other?,
            };
            match rows.last() {
                Some(last) if *last.name > *marker => found.extend(rows),
                _ => return Ok(found),
            }
        }
    }

    /// Makes an object of segments. The service compares each with the sum it is named with.
    pub(crate) async fn finish_upload(
        &self,
        key: &str,
        upload: &str,
        sums: &[[u8; 16]],
        properties: &Properties,
    ) -> Result<Stored, Error> {
        let lists = named(sums);
        let ask = properties.on(Ask::of(Method::PUT, key), METADATA)?;
        let mut rows = Vec::new();
        if let [one] = lists.as_slice() {
            rows.extend(
                (1..)
                    .zip(one)
                    .map(|(number, sum)| (self.segment(upload, number), sum.clone())),
            );
        } else {
            let mut number = 0;
            for (at, list) in lists.iter().enumerate() {
                let named = list.iter().map(|sum| {
                    number += 1;
                    (self.segment(upload, number), sum.clone())
                });
                let name = self.list(upload, at);
                let ask = self.ask_beside(Method::PUT, &name);
                let sum = self.put_list(ask, named.collect()).await?;
                rows.push((name, sum));
            }
        }
        let etag = self.put_list(ask, rows).await?;
        Ok(Stored {
            etag: format!("{JOINED}{etag}"),
        })
    }

    /// Stores a list of segments under what is asked; its ETag.
    async fn put_list(&self, ask: Ask, rows: Vec<(String, String)>) -> Result<String, Error> {
        let sum = sum_of(rows.iter().map(|(_, sum)| sum));
        let beside = self.beside();
        let list: Vec<serde_json::Value> = (rows.iter())
            .map(|(name, sum)| json!({"path": format!("/{beside}/{name}"), "etag": sum}))
            .collect();
        let text = serde_json::to_vec(&list)
            .map_err(|error| Error::setting("the list of segments", error.to_string()))?;
        let ask = ask.query("multipart-manifest", "put").body(text.into());
        let (headers, _) = self.remote.ask(&ask).await?;
        // A service without static large objects stores the list itself: then it answers the list's own sum.
        self.answered(&ask, &headers, &sum)?;
        Ok(sum)
    }

    /// The upload an object was made of, if it is one of this copy.
    pub(crate) async fn upload_of(&self, key: &str) -> Result<Option<String>, Error> {
        let is_joined = self
            .seen(key)
            .await?
            .is_some_and(|seen| is_joined(&seen.mark));
        if !is_joined {
            return Ok(None);
        }
        let ask = Ask::of(Method::GET, key).query("multipart-manifest", "get");
        let rows: Vec<Segment> = match self.json(&ask).await {
            Err(Error::NotFound { .. } | Error::Protocol { .. }) => return Ok(None),
            other => other?,
        };
        let root = format!("/{}/{}", self.beside(), self.root());
        let upload = (rows.first())
            .and_then(|row| row.name.strip_prefix(&root))
            .and_then(|rest| rest.split_once('/'));
        Ok(upload.map(|(upload, _)| upload.to_owned()))
    }

    /// Removes the segments of an upload, unless the object uses them.
    pub(crate) async fn abort_upload(&self, key: &str, upload: &str) -> Result<(), Error> {
        if self.upload_of(key).await?.as_deref() == Some(upload) {
            return Ok(());
        }
        self.remove_beside(&format!("{}{upload}/", self.root()))
            .await
    }

    async fn remove_beside(&self, prefix: &str) -> Result<(), Error> {
        for row in self.beside_rows(prefix).await? {
            match self
                .remote
                .ask(&self.ask_beside(Method::DELETE, &row.name))
                .await
            {
                Ok(_) | Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Removes an object that looks like `mark`, with its segments.
    pub(crate) async fn remove(&self, key: &str, mark: &str) -> Result<(), Error> {
        let mut ask = Ask::of(Method::DELETE, key);
        if !is_joined(mark) {
            return match self.remote.ask(&ask).await {
                Ok(_) | Err(Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(error),
            };
        }
        ask = ask
            .query("multipart-manifest", "delete")
            .header(header::ACCEPT, "application/json")?;
        let (_, body) = match self.remote.ask(&ask).await {
            Err(Error::NotFound { .. }) => return Ok(()),
            other => other?,
        };
        let bulk: Bulk = serde_json::from_slice(&body)
            .map_err(|error| Error::protocol(&self.remote.place, &ask.what, error.to_string()))?;
        if bulk.errors.is_empty()
            && (bulk.status.starts_with("200") || bulk.status.starts_with("404"))
        {
            return Ok(());
        }
        let (first, why) = bulk.errors.into_iter().next().unwrap_or_default();
        let problem = format!("{}; {why} at {first:?}", bulk.status);
        Err(Error::protocol(&self.remote.place, &ask.what, problem))
    }

    /// Removes what uploads of this copy left behind, and the container of segments if nothing else is in it.
    pub(crate) async fn drop_segments(&self) -> Result<(), Error> {
        self.remove_beside(&self.root()).await?;
        if !self.beside_rows("").await?.is_empty() {
            return Ok(());
        }
        let mut ask = Ask::of_all(Method::DELETE, "its container of segments");
        ask.container = Some(self.beside());
        match self.remote.ask(&ask).await {
            // A conflict: something is in it that the listing did not have.
            Ok(_) | Err(Error::NotFound { .. } | Error::Protocol { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
