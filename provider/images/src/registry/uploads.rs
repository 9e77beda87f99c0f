//! Writing blobs: mounted where the registry has them, else in pieces that can be repeated.

use std::{ops::RangeInclusive, time::Duration};

use bytes::Bytes;
use http::{HeaderName, Method, StatusCode, header};
use reqwest::{Body, Response};
use url::Url;

use super::{
    Access, Repository, query,
    send::{Ask, Failure},
};
use crate::{ContentDigest, Error};

const MIN_CHUNK: HeaderName = HeaderName::from_static("oci-chunk-min-length");

/// A blob on its way into a repository.
#[derive(Debug)]
pub struct Upload {
    repository: Repository,
    digest: ContentDigest,
    location: Url,
    offset: u64,
    chunk: u64,
    streamed: u64,
}

impl Repository {
    /// Takes a blob over from `from`, a repository of the same registry, without a byte being sent. Where the registry
    /// does not do that, it has begun an upload instead.
    ///
    /// # Errors
    /// Whatever stops a request.
    pub async fn mount(
        &self,
        digest: &ContentDigest,
        from: &Self,
    ) -> Result<Option<Upload>, Error> {
        let path = format!(
            "blobs/uploads/?mount={}&from={}",
            query(digest.as_str()),
            query(&format!("{}{}", from.registry.prefix, from.name))
        );
        let what = format!("mounting blob {digest} in {}", self.name());
        let mut ask = self.ask(Method::POST, &path, Access::Push, what)?;
        ask.scopes.push(from.scope(Access::Pull));
        ask = ask.with(header::CONTENT_LENGTH, "0");
        let response = match self.send(&ask).await {
            Ok(response) => response,
            // A token service or registry may refuse the other repository as a whole.
            Err(Error::Denied { .. } | Error::NotFound { .. } | Error::Protocol { .. }) => {
                return self.begin_upload(digest).await.map(Some);
            }
            Err(error) => return Err(error),
        };
        if response.status() == StatusCode::CREATED {
            return Ok(None);
        }
        self.session(digest, &ask, &response).map(Some)
    }

    /// Begins an upload.
    ///
    /// # Errors
    /// Whatever stops a request.
    pub async fn begin_upload(&self, digest: &ContentDigest) -> Result<Upload, Error> {
        let what = format!("uploading blob {digest} to {}", self.name());
        let ask = (self.ask(Method::POST, "blobs/uploads/", Access::Push, what)?)
            .with(header::CONTENT_LENGTH, "0");
        let response = self.send(&ask).await?;
        self.session(digest, &ask, &response)
    }

    /// Goes on with an upload of an earlier run, if the registry still has it and no less than `offset` bytes of it. It may have more:
    /// what was on its way when the run ended. Whether all of it is right, the registry says at the end.
    pub async fn resume_upload(
        &self,
        digest: &ContentDigest,
        location: &str,
        offset: u64,
    ) -> Option<Upload> {
        let mut upload = Upload {
            repository: self.clone(),
            digest: digest.clone(),
            location: Url::parse(location).ok()?,
            offset,
            chunk: self.registry.options.chunk,
            streamed: self.registry.options.streamed,
        };
        let held = upload.status().await.ok()?;
        upload.offset = held;
        (held >= offset).then_some(upload)
    }

    fn session(
        &self,
        digest: &ContentDigest,
        ask: &Ask,
        response: &Response,
    ) -> Result<Upload, Error> {
        let minimum = (response.headers().get(MIN_CHUNK))
            .and_then(|value| value.to_str().ok()?.parse().ok())
            // A registry that asks for more than can be held in memory gets what is held.
            .map_or(0, |minimum: u64| minimum.min(64 << 20));
        Ok(Upload {
            repository: self.clone(),
            digest: digest.clone(),
            location: self.location(ask, &ask.url, response)?,
            offset: 0,
            chunk: self.registry.options.chunk.max(minimum).max(2),
            streamed: self.registry.options.streamed,
        })
    }

    fn location(&self, ask: &Ask, base: &Url, response: &Response) -> Result<Url, Error> {
        (response.headers().get(header::LOCATION))
            .and_then(|value| value.to_str().ok())
            .and_then(|value| base.join(value).ok())
            .filter(|url| url.scheme() == "https" || self.registry.http.is_trusted(url))
            .ok_or_else(|| {
                Error::protocol(self.place(), &ask.what, "no usable address for the upload")
            })
    }
}

impl Upload {
    /// Bytes the registry holds.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// Bytes of one piece, but for the last.
    #[must_use]
    pub const fn chunk(&self) -> u64 {
        self.chunk
    }

    /// Blobs of at most so many bytes go in one request.
    #[must_use]
    pub const fn streamed(&self) -> u64 {
        self.streamed
    }

    /// Where the upload goes on; may hold a signature of the registry's.
    #[must_use]
    pub fn location(&self) -> &str {
        self.location.as_str()
    }

    /// Sends the next `length` bytes as they come: one try. Where the registry holds fewer of them afterwards, or none, [`Upload::offset`]
    /// says so, and those that are missing are to be sent again.
    ///
    /// # Errors
    /// [`Failure::Final`] with [`Error::NotFound`] if the registry has forgotten the upload, with [`Error::Protocol`] if it refuses the piece.
    pub(crate) async fn send(&mut self, body: Body, length: u64) -> Result<(), Failure> {
        let end = self.offset + length;
        let ask = (self.ask(Method::PATCH, self.location.clone()))
            .with(header::CONTENT_TYPE, "application/octet-stream")
            .with(header::CONTENT_LENGTH, length.to_string())
            .with(
                header::CONTENT_RANGE,
                format!("{}-{}", self.offset, end - 1),
            );
        let registry = &self.repository.registry;
        let sent = registry.http.once_with(&ask, Some(&registry.auth), body);
        let response = sent.await?;
        self.location = (self.repository)
            .location(&ask, &self.location, &response)
            .map_err(Failure::Final)?;
        self.offset = held(&response).unwrap_or(end);
        Ok(())
    }

    /// After a failed try: waits, and asks how many bytes the registry holds; `possible` is what it can have.
    ///
    /// # Errors
    /// [`Error::NotFound`] if it has forgotten the upload or has something else; [`Error::Unreachable`] after all tries.
    pub(crate) async fn settle(
        &mut self,
        attempt: &mut u32,
        (problem, wait): (String, Option<Duration>),
        possible: RangeInclusive<u64>,
    ) -> Result<(), Error> {
        let http = &self.repository.registry.http;
        let what = self.what();
        http.pause(attempt, &what, problem, wait).await?;
        let held = self.status().await?;
        if !possible.contains(&held) {
            return Err(self.lost());
        }
        self.offset = held;
        Ok(())
    }

    /// How long the registry may take nothing, or not answer.
    pub(crate) fn stall(&self) -> Duration {
        self.repository.registry.http.stall()
    }

    /// Ends the upload; `last` goes with it. The registry verifies the digest.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the registry has forgotten the upload; [`Error::Protocol`] if it has other bytes, or is out of step.
    pub async fn finish(mut self, last: Bytes) -> Result<(), Error> {
        let mut attempt = 1;
        let end = self.offset + last.len() as u64;
        let start = self.offset;
        loop {
            let sent = usize::try_from(self.offset - start).unwrap_or(last.len());
            let mut url = self.location.clone();
            (url.query_pairs_mut()).append_pair("digest", self.digest.as_str());
            let mut ask =
                (self.ask(Method::PUT, url)).with(header::CONTENT_TYPE, "application/octet-stream");
            let rest = last.slice(sent..);
            ask = if rest.is_empty() {
                ask.with(header::CONTENT_LENGTH, "0")
            } else {
                ask.body = Some(rest);
                ask.with(
                    header::CONTENT_RANGE,
                    format!("{}-{}", self.offset, end - 1),
                )
            };
            let (problem, wait) = match self.once(&ask).await {
                Ok(_) => return Ok(()),
                Err(Failure::Passing { problem, wait }) => (problem, wait),
                Err(Failure::Final(error)) => return Err(error),
            };
            let http = &self.repository.registry.http;
            http.pause(&mut attempt, &ask.what, problem, wait).await?;
            // It may have ended well, and only the answer was lost.
            if self.repository.blob_size(&self.digest).await? == Some(end) {
                return Ok(());
            }
            let held = self.status().await?;
            if !(start..=end).contains(&held) {
                return Err(self.lost());
            }
            self.offset = held;
        }
    }

    /// Asks how many bytes the registry holds.
    async fn status(&mut self) -> Result<u64, Error> {
        let ask = self.ask(Method::GET, self.location.clone());
        let http = &self.repository.registry.http;
        let response = http
            .send(&ask, Some(&self.repository.registry.auth))
            .await?;
        if response.headers().contains_key(header::LOCATION) {
            self.location = self.repository.location(&ask, &self.location, &response)?;
        }
        Ok(held(&response).unwrap_or(0))
    }

    fn what(&self) -> String {
        format!(
            "uploading blob {} to {}",
            self.digest,
            self.repository.name()
        )
    }

    fn ask(&self, method: Method, url: Url) -> Ask {
        let mut ask = Ask::new(method, url, self.what());
        ask.scopes = vec![self.repository.scope(Access::Push)];
        ask
    }

    async fn once(&self, ask: &Ask) -> Result<Response, Failure> {
        let registry = &self.repository.registry;
        registry.http.once(ask, Some(&registry.auth)).await
    }

    fn lost(&self) -> Error {
        Error::NotFound {
            place: self.repository.place().to_owned(),
            what: format!("upload of blob {}", self.digest),
        }
    }
}

/// Bytes held by `Range: 0-LAST`. `0-0` stands for one byte and, with many registries, for none: then what was sent
/// decides.
fn held(response: &Response) -> Option<u64> {
    let range = response.headers().get(header::RANGE)?.to_str().ok()?;
    let range = range.strip_prefix("bytes=").unwrap_or(range);
    let last: u64 = range.split_once('-')?.1.parse().ok()?;
    Some(if last == 0 { 0 } else { last + 1 })
}
