//! The bytes of one version of an object, in order, whatever happens to the connection.

use std::ops::Range;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use ovhai_http::chain;
use reqwest::Response;

use super::{Ask, Remote};
use crate::Error;

/// Reads a range of an object. Each request names the version by its ETag, so that no two versions are mixed.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    remote: &'a Remote,
    ask: Ask,
    at: u64,
    end: u64,
    /// Size of the whole object.
    size: u64,
    response: Option<Response>,
    /// Bytes still to be thrown away, of a server that does not know ranges.
    skip: u64,
    attempt: u32,
}

impl<'a> Reader<'a> {
    /// `ask` is the GET of an object of `size` bytes, without `Range`.
    pub(crate) const fn new(remote: &'a Remote, ask: Ask, range: Range<u64>, size: u64) -> Self {
        Self {
            remote,
            ask,
            at: range.start,
            end: range.end,
            size,
            response: None,
            skip: 0,
            attempt: 1,
        }
    }

    /// The headers of the object; asks for it if nothing was asked yet.
    pub(crate) async fn headers(&mut self) -> Result<&HeaderMap, Error> {
        let response = match self.response.take() {
            Some(response) => response,
            None => self.open().await?,
        };
        Ok(self.response.insert(response).headers())
    }

    /// The next bytes; `None` at the end of the range.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            if self.at == self.end {
                return self.ended().await;
            }
            let response = match self.response.as_mut() {
                Some(response) => response,
                None => {
                    let opened = self.open().await?;
                    self.response.insert(opened)
                }
            };
            let stall = self.remote.stall();
            let problem = match tokio::time::timeout(stall, response.chunk()).await {
                Ok(Ok(Some(bytes))) => match self.taken(bytes)? {
                    Some(bytes) => return Ok(Some(bytes)),
                    None => continue,
                },
                Ok(Ok(None)) => format!("it ended after {} of {} bytes", self.at, self.end),
                Ok(Err(error)) => chain(error),
                Err(_) => format!("nothing came for {} s", stall.as_secs()),
            };
            self.response = None;
            (self.remote)
                .pause(&mut self.attempt, &self.ask.what, problem, None)
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
        let left = self.end - self.at;
        if bytes.len() as u64 > left {
            if self.end == self.size {
                return Err(self.wrong(format!("more than its {} bytes", self.size)));
            }
            // Asked for a range, given all: enough was read.
            bytes.truncate(usize::try_from(left).unwrap_or(bytes.len()));
            self.response = None;
        }
        self.at += bytes.len() as u64;
        // Something moved: patience begins anew.
        self.attempt = 1;
        Ok(Some(bytes))
    }

    async fn ended(&mut self) -> Result<Option<Bytes>, Error> {
        if let Some(mut response) = self.response.take()
            && self.end == self.size
            && let Ok(Ok(Some(more))) =
                tokio::time::timeout(self.remote.stall(), response.chunk()).await
            && !more.is_empty()
        {
            return Err(self.wrong(format!("more than its {} bytes", self.size)));
        }
        Ok(None)
    }

    fn wrong(&self, problem: String) -> Error {
        Error::Corrupt {
            place: self.remote.place.clone(),
            what: self.ask.what.clone(),
            problem,
        }
    }

    async fn open(&mut self) -> Result<Response, Error> {
        let mut ask = self.ask.clone();
        let is_part = self.at > 0 || self.end < self.size;
        if is_part {
            let range = format!("bytes={}-{}", self.at, self.end.saturating_sub(1));
            ask = ask.header(header::RANGE, &range)?;
        }
        let response = self.remote.send(&ask).await?;
        let text = |name| response.headers().get(name)?.to_str().ok();
        if response.status() == StatusCode::PARTIAL_CONTENT {
            let range = text(header::CONTENT_RANGE).and_then(|range| range.strip_prefix("bytes "));
            let start = range.and_then(|range| range.split_once('-')?.0.parse::<u64>().ok());
            let whole = range.and_then(|range| range.rsplit_once('/')?.1.parse::<u64>().ok());
            if start != Some(self.at) {
                let problem = format!(
                    "asked for byte {}, it answers {}",
                    self.at,
                    range.unwrap_or("no range")
                );
                return Err(Error::protocol(&self.remote.place, &ask.what, problem));
            }
            if whole.is_some_and(|whole| whole != self.size) {
                // Of another version, where no request can name one.
                return Err(Error::Changed {
                    place: self.remote.place.clone(),
                    what: ask.what,
                });
            }
            self.skip = 0;
        } else {
            // All of it: what is known already passes by.
            self.skip = self.at;
            let whole = text(header::CONTENT_LENGTH).and_then(|size| size.parse::<u64>().ok());
            if let Some(whole) = whole
                && whole != self.size
            {
                return Err(self.wrong(format!("{whole} bytes, its listing says {}", self.size)));
            }
        }
        Ok(response)
    }
}
