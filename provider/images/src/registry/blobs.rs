//! Reading blobs: in one go where that works, from where it stopped where it does not.

use bytes::Bytes;
use http::{Method, StatusCode, header};
use reqwest::Response;

use super::{Access, Repository, optional, send::Ask};
use crate::{ContentDigest, Error, Hasher};
use ovhai_http::chain;

impl Repository {
    /// The size of a blob; `None` if it is not there.
    ///
    /// # Errors
    /// Whatever stops a request.
    pub async fn blob_size(&self, digest: &ContentDigest) -> Result<Option<u64>, Error> {
        let ask = self.blob(Method::HEAD, digest)?;
        let Some(response) = optional(self.send(&ask).await)? else {
            return Ok(None);
        };
        let size = (response.headers().get(header::CONTENT_LENGTH))
            .and_then(|value| value.to_str().ok()?.parse().ok());
        match size {
            Some(size) => Ok(Some(size)),
            None => Err(Error::protocol(
                self.place(),
                &ask.what,
                "it does not say its size",
            )),
        }
    }

    /// A reader of the blob from `offset` on. With `hasher` (which has taken the bytes before `offset`, perhaps more) the digest
    /// is verified at the end; without, only the size is, and somebody else must verify the digest.
    ///
    /// # Errors
    /// [`Error::Configuration`] never in practice: names are checked before.
    pub fn read_blob(
        &self,
        digest: &ContentDigest,
        size: u64,
        offset: u64,
        hasher: Option<Hasher>,
    ) -> Result<BlobReader, Error> {
        Ok(BlobReader {
            ask: self.blob(Method::GET, digest)?,
            repository: self.clone(),
            digest: digest.clone(),
            size,
            offset,
            hasher,
            response: None,
            skip: 0,
            attempt: 1,
            received: 0,
        })
    }

    pub(super) fn blob(&self, method: Method, digest: &ContentDigest) -> Result<Ask, Error> {
        let what = format!("blob {digest} of {}", self.name());
        self.ask(method, &format!("blobs/{digest}"), Access::Pull, what)
    }
}

/// The bytes of a blob, in order, whatever happens to the connection.
#[derive(Debug)]
pub struct BlobReader {
    repository: Repository,
    ask: Ask,
    digest: ContentDigest,
    size: u64,
    offset: u64,
    hasher: Option<Hasher>,
    response: Option<Response>,
    /// Bytes still to be thrown away, of a server that does not know ranges.
    skip: u64,
    attempt: u32,
    received: u64,
}

impl BlobReader {
    /// Bytes that came over the network so far, those thrown away included.
    #[must_use]
    pub const fn received(&self) -> u64 {
        self.received
    }

    /// What has taken the bytes that came, for a reader that goes on from an earlier offset.
    pub(crate) fn into_hasher(self) -> Option<Hasher> {
        self.hasher
    }

    /// The next bytes; `None` once all of them came and are what the digest says.
    ///
    /// # Errors
    /// [`Error::Corrupt`] for other bytes or another size, [`Error::Unreachable`] after all tries.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            if self.offset == self.size && (self.response.is_none() || self.skip == 0) {
                return self.end().await;
            }
            let response = match self.response.as_mut() {
                Some(response) => response,
                None => {
                    let opened = self.open().await?;
                    self.response.insert(opened)
                }
            };
            let stall = self.repository.registry.http.stall();
            let problem = match tokio::time::timeout(stall, response.chunk()).await {
                Ok(Ok(Some(bytes))) => {
                    self.received += bytes.len() as u64;
                    match self.taken(bytes)? {
                        Some(bytes) => return Ok(Some(bytes)),
                        None => continue,
                    }
                }
                Ok(Ok(None)) => format!("it ended after {} of {} bytes", self.offset, self.size),
                Ok(Err(error)) => chain(error),
                Err(_) => format!("nothing came for {} s", stall.as_secs()),
            };
            self.response = None;
            let http = &self.repository.registry.http;
            http.pause(&mut self.attempt, &self.ask.what, problem, None)
                .await?;
        }
    }

    fn taken(&mut self, mut bytes: Bytes) -> Result<Option<Bytes>, Error> {
        if self.skip > 0 {
            let skipped = self.skip.min(bytes.len() as u64);
            self.skip -= skipped;
            bytes = bytes.slice(usize::try_from(skipped).unwrap_or(bytes.len())..);
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        if bytes.len() as u64 > self.size - self.offset {
            return Err(self.corrupt(format!(
                "more than the {} bytes its manifest says",
                self.size
            )));
        }
        if let Some(hasher) = &mut self.hasher {
            hasher.update_at(self.offset, &bytes);
        }
        self.offset += bytes.len() as u64;
        // Something moved: patience begins anew.
        self.attempt = 1;
        Ok(Some(bytes))
    }

    async fn end(&mut self) -> Result<Option<Bytes>, Error> {
        if let Some(mut response) = self.response.take() {
            let stall = self.repository.registry.http.stall();
            if let Ok(Ok(Some(more))) = tokio::time::timeout(stall, response.chunk()).await
                && !more.is_empty()
            {
                return Err(self.corrupt(format!(
                    "more than the {} bytes its manifest says",
                    self.size
                )));
            }
        }
        if let Some(hasher) = self.hasher.take() {
            let actual = hasher.finish();
            if actual != self.digest {
                return Err(self.corrupt(format!("they are {actual}")));
            }
        }
        Ok(None)
    }

    fn corrupt(&self, problem: String) -> Error {
        Error::Corrupt {
            place: self.repository.place().to_owned(),
            digest: self.digest.clone(),
            problem,
        }
    }

    async fn open(&mut self) -> Result<Response, Error> {
        let mut ask = self.ask.clone();
        if self.offset > 0 {
            ask = ask.with(header::RANGE, format!("bytes={}-", self.offset));
        }
        let response = self.repository.send(&ask).await?;
        let text = |name| response.headers().get(name)?.to_str().ok();
        if response.status() == StatusCode::PARTIAL_CONTENT {
            let start = text(header::CONTENT_RANGE)
                .and_then(|range| range.strip_prefix("bytes ")?.split_once('-'))
                .and_then(|(start, _)| start.parse::<u64>().ok());
            if start != Some(self.offset) {
                let problem = format!("asked for byte {}, it begins elsewhere", self.offset);
                return Err(Error::protocol(self.repository.place(), &ask.what, problem));
            }
            self.skip = 0;
        } else {
            // A whole blob: what is known of it already passes by.
            self.skip = self.offset;
            let whole = text(header::CONTENT_LENGTH).and_then(|size| size.parse::<u64>().ok());
            if let Some(whole) = whole
                && whole != self.size
            {
                return Err(self.corrupt(format!(
                    "{whole} bytes, where its manifest says {}",
                    self.size
                )));
            }
        }
        Ok(response)
    }
}
