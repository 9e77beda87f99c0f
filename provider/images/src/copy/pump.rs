//! Bytes from one side to the other: as they come, or in pieces of which one is read while another is sent.

use std::{convert::Infallible, future::pending, ops::RangeInclusive, pin::pin, time::Duration};

use bytes::{Bytes, BytesMut};
use futures_util::stream;
use ovhai_http::Bandwidth;
use reqwest::Body;
use tokio::{sync::mpsc, time::timeout};

use crate::{
    Error, Hasher, PlannedBlob, Source, Upload,
    layout::Partial,
    place::Stream,
    registry::{Failure, slowly},
};

/// Bytes of the end of a stream that go with the request that ends the upload: of small blobs, all.
pub(super) const SMALL: u64 = 1 << 20;

/// Which side gave up.
#[derive(Debug)]
pub(super) enum Stop {
    Source(Error),
    Destination(Error),
}

/// A blob's bytes, from wherever they are wanted.
pub(super) struct Feed<'a> {
    pub(super) source: &'a Source,
    pub(super) blob: &'a PlannedBlob,
    pub(super) bandwidth: Option<&'a Bandwidth>,
    /// Has taken all bytes before `at`; without one somebody else verifies.
    hasher: Option<Hasher>,
    open: Option<Stream>,
    rest: Bytes,
    at: u64,
}

impl<'a> Feed<'a> {
    /// From `at` on; `hasher` has taken what is before.
    pub(super) fn new(
        source: &'a Source,
        blob: &'a PlannedBlob,
        bandwidth: Option<&'a Bandwidth>,
        at: u64,
        hasher: Option<Hasher>,
    ) -> Self {
        Self {
            source,
            blob,
            bandwidth,
            hasher,
            open: None,
            rest: Bytes::new(),
            at,
        }
    }

    /// Some of the next `most` bytes, at least one.
    async fn next(&mut self, most: u64) -> Result<Bytes, Error> {
        if self.rest.is_empty() {
            let stream = match &mut self.open {
                Some(stream) => stream,
                None => {
                    let (blob, hasher) = (self.blob, self.hasher.take());
                    let stream =
                        (self.source).read_blob(&blob.digest, blob.size, self.at, hasher)?;
                    self.open.insert(stream.within(self.bandwidth))
                }
            };
            self.rest = stream.next().await?.ok_or_else(|| {
                let problem = "it ends where it should go on";
                Error::protocol("the source", "a blob", problem)
            })?;
        }
        let count = usize::try_from(most).unwrap_or(usize::MAX);
        let bytes = self.rest.split_to(count.min(self.rest.len()));
        self.at += bytes.len() as u64;
        Ok(bytes)
    }

    /// Goes on from `at`, perhaps with bytes that were there before. They are not hashed again: the sum is of what came first, and
    /// the registry has to find it in what it got.
    fn go_to(&mut self, at: u64) {
        if at != self.at {
            if let Some(stream) = self.open.take() {
                self.hasher = stream.into_hasher();
            }
            self.rest = Bytes::new();
            self.at = at;
        }
    }

    /// After the last byte: where the digest is verified.
    async fn end(mut self) -> Result<(), Error> {
        let mut stream = match (self.open.take(), self.hasher.take()) {
            (Some(stream), _) => stream,
            // Nothing was read as there is nothing.
            (None, Some(hasher)) => {
                let blob = self.blob;
                (self.source).read_blob(&blob.digest, blob.size, self.at, Some(hasher))?
            }
            // All of it came with an earlier run.
            (None, None) => return Ok(()),
        };
        if self.rest.is_empty() && stream.next().await?.is_none() {
            return Ok(());
        }
        let problem = "it does not end where it should";
        Err(Error::protocol("the source", "a blob", problem))
    }
}

/// Sends what `feed` has to the end of the blob; `moved` is told of bytes that left, `note` is called after each piece that was acknowledged
/// but the last. Nothing is committed before the digest was verified.
///
/// As a stream the blob goes in one request. A registry that loses its client in the middle of a request may keep what came and refuse to
/// go on with it (Docker's does), so that what must survive that goes in pieces, which are held and sent in one go.
pub(super) async fn into_upload(
    mut feed: Feed<'_>,
    mut upload: Upload,
    is_streamed: bool,
    moved: impl Fn(u64),
    note: impl Fn(&Upload) -> Result<(), Error>,
) -> Result<(), Stop> {
    let last = if is_streamed {
        streamed(&mut feed, &mut upload, &moved).await?
    } else {
        held(&mut feed, &mut upload, &moved, &note).await?
    };
    feed.end().await.map_err(Stop::Source)?;
    let length = last.len() as u64;
    upload.finish(last).await.map_err(Stop::Destination)?;
    moved(length);
    Ok(())
}

/// Sends all but a small last piece, which is the answer, while it comes.
async fn streamed(
    feed: &mut Feed<'_>,
    upload: &mut Upload,
    moved: &impl Fn(u64),
) -> Result<Bytes, Stop> {
    let mut tries = Tries::new();
    loop {
        let start = upload.offset();
        let length = feed.blob.size - start;
        if length <= SMALL.min(upload.chunk()) {
            let held = hold(feed, length, BytesMut::new()).await;
            return held.map_err(Stop::Source);
        }
        let sent = streaming(feed, upload, length, moved).await?;
        let settled = tries.settle(upload, sent, start..=feed.at);
        settled.await.map_err(Stop::Destination)?;
        feed.go_to(upload.offset());
    }
}

/// Sends all but the last piece, which is the answer; the next one is read while one is sent.
async fn held(
    feed: &mut Feed<'_>,
    upload: &mut Upload,
    moved: &impl Fn(u64),
    note: &impl Fn(&Upload) -> Result<(), Error>,
) -> Result<Bytes, Stop> {
    let (size, chunk) = (feed.blob.size, upload.chunk());
    let next = |feed: &Feed<'_>| chunk.min(size - feed.at);
    let length = next(feed);
    let mut spare = BytesMut::new();
    let first = hold(feed, length, BytesMut::new()).await;
    let mut piece = first.map_err(Stop::Source)?;
    while feed.at < size {
        let length = next(feed);
        let reading = hold(feed, length, std::mem::take(&mut spare));
        let (read, sent) = tokio::join!(reading, sending(upload, &piece));
        sent.map_err(Stop::Destination)?;
        moved(piece.len() as u64);
        note(upload).map_err(Stop::Destination)?;
        let read = read.map_err(Stop::Source)?;
        // Two buffers take turns, as far as nobody else holds one of them.
        spare = (std::mem::replace(&mut piece, read).try_into_mut()).unwrap_or_default();
    }
    Ok(piece)
}

/// Sends a piece; of one that arrived in part the rest again.
async fn sending(upload: &mut Upload, piece: &Bytes) -> Result<(), Error> {
    let base = upload.offset();
    let end = base + piece.len() as u64;
    let mut tries = Tries::new();
    while upload.offset() < end {
        let start = upload.offset();
        let sent = usize::try_from(start - base).unwrap_or(piece.len());
        let rest = piece.slice(sent..);
        let patience = upload.stall() + slowly(rest.len() as u64);
        let trying = upload.send(Body::from(rest), end - start);
        let sent = match timeout(patience, trying).await {
            Ok(sent) => sent,
            Err(_) => Err(silent(patience)),
        };
        tries.settle(upload, sent, start..=end).await?;
    }
    Ok(())
}

/// How often one place of an upload was tried in vain.
struct Tries {
    attempt: u32,
    refused: Option<u64>,
}

impl Tries {
    const fn new() -> Self {
        Self {
            attempt: 1,
            refused: None,
        }
    }

    /// After a try: when it failed, waits and asks how many bytes the registry has; `possible` is what it can have.
    async fn settle(
        &mut self,
        upload: &mut Upload,
        sent: Result<(), Failure>,
        possible: RangeInclusive<u64>,
    ) -> Result<(), Error> {
        let start = *possible.start();
        let failed = match sent {
            Ok(()) if (start + 1..=*possible.end()).contains(&upload.offset()) => None,
            Ok(()) => Some(("it took nothing of a piece".to_owned(), None)),
            Err(Failure::Passing { problem, wait }) => Some((problem, wait)),
            // Out of step: a try that seemed to fail had arrived. If it says that it had not, another try will not do.
            Err(Failure::Final(error @ Error::Protocol { .. })) => {
                if self.refused == Some(start) {
                    return Err(error);
                }
                self.refused = Some(start);
                Some((error.to_string(), None))
            }
            Err(Failure::Final(error)) => return Err(error),
        };
        if let Some(failed) = failed {
            upload.settle(&mut self.attempt, failed, possible).await?;
        }
        if upload.offset() > start {
            // Something moved: patience begins anew.
            self.attempt = 1;
        }
        Ok(())
    }
}

/// One try to send the next `length` bytes while they come.
async fn streaming(
    feed: &mut Feed<'_>,
    upload: &mut Upload,
    length: u64,
    moved: &impl Fn(u64),
) -> Result<Result<(), Failure>, Stop> {
    let stall = upload.stall();
    let (pass, coming) = mpsc::channel::<Bytes>(1);
    let body = stream::unfold(coming, |mut coming| async {
        let bytes = coming.recv().await?;
        Some((Ok::<_, Infallible>(bytes), coming))
    });
    let mut sending = pin!(upload.send(Body::wrap_stream(body), length));
    let feeding = async {
        let mut left = length;
        while left > 0 {
            let bytes = feed.next(left).await?;
            let count = bytes.len() as u64;
            left -= count;
            match timeout(stall, pass.send(bytes)).await {
                Ok(Ok(())) => moved(count),
                // The request has ended; its answer says why.
                Ok(Err(_)) => pending().await,
                Err(_) => return Ok(false),
            }
        }
        drop(pass);
        Ok::<_, Error>(true)
    };
    let is_fed = tokio::select! {
        sent = &mut sending => return Ok(sent),
        fed = feeding => fed.map_err(Stop::Source)?,
    };
    if !is_fed {
        let problem = format!("nothing was taken for {} s", stall.as_secs());
        let wait = None;
        return Ok(Err(Failure::Passing { problem, wait }));
    }
    let patience = stall + slowly(length);
    Ok(timeout(patience, sending)
        .await
        .unwrap_or_else(|_| Err(silent(patience))))
}

fn silent(patience: Duration) -> Failure {
    Failure::Passing {
        problem: format!("no answer within {} s", patience.as_secs()),
        wait: None,
    }
}

/// The next `length` bytes, in `all` where they come in several pieces.
async fn hold(feed: &mut Feed<'_>, length: u64, mut all: BytesMut) -> Result<Bytes, Error> {
    let end = feed.at + length;
    all.clear();
    while feed.at < end {
        let bytes = feed.next(end - feed.at).await?;
        if feed.at == end && all.is_empty() {
            return Ok(bytes);
        }
        if all.is_empty() {
            all.reserve(usize::try_from(length).unwrap_or(0));
        }
        all.extend_from_slice(&bytes);
    }
    Ok(all.freeze())
}

/// Writes the missing part of a blob into `partial` and puts it in its place.
pub(super) async fn into_file(
    source: &Source,
    bandwidth: Option<&Bandwidth>,
    blob: &PlannedBlob,
    mut partial: Partial,
    note: impl Fn(u64),
) -> Result<(), Error> {
    let hasher = Some(partial.hasher());
    let mut reader = source
        .read_blob(&blob.digest, blob.size, partial.length(), hasher)?
        .within(bandwidth);
    loop {
        match reader.next().await {
            Ok(Some(bytes)) => {
                partial.write(&bytes)?;
                note(bytes.len() as u64);
            }
            Ok(None) => break,
            Err(error) => {
                if matches!(error, Error::Corrupt { .. }) {
                    partial.restart()?;
                }
                return Err(error);
            }
        }
    }
    // Making it last can take long; others go on meanwhile.
    tokio::task::spawn_blocking(|| partial.finish())
        .await
        .map_err(|_| Error::Disk {
            path: blob.digest.to_string(),
            problem: "the write was given up".to_owned(),
        })?
}
