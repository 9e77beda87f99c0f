//! Bytes from one side to the other as they come: what is held of a blob are the buffers of two connections.

use std::{convert::Infallible, future::pending, pin::pin};

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

/// Bytes that are held rather than streamed: a whole small blob, or the end of one, goes with the request that ends the upload.
pub(super) const HELD: u64 = 1 << 20;

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
        let Some(mut stream) = self.open.take() else {
            // All of it came with an earlier run.
            return Ok(());
        };
        if self.rest.is_empty() && stream.next().await?.is_none() {
            return Ok(());
        }
        let problem = "it does not end where it should";
        Err(Error::protocol("the source", "a blob", problem))
    }
}

/// Sends what `feed` has to the end of the blob; `moved` is told of bytes that left, `note` is called after each piece that was acknowledged.
/// Nothing is committed before the digest was verified.
pub(super) async fn into_upload(
    mut feed: Feed<'_>,
    mut upload: Upload,
    moved: impl Fn(u64),
    note: impl Fn(&Upload) -> Result<(), Error>,
) -> Result<(), Stop> {
    let size = feed.blob.size;
    let held = upload.chunk().min(HELD);
    let mut attempt = 1;
    let mut refused = None;
    while size - upload.offset() > held {
        let start = upload.offset();
        let length = upload.chunk().min(size - start);
        let failed = match piece(&mut feed, &mut upload, length, &moved).await? {
            Ok(()) => None,
            Err(Failure::Passing { problem, wait }) => Some((problem, wait)),
            // Out of step: a try that seemed to fail had arrived. If it says that it had not, another try will not do.
            Err(Failure::Final(error @ Error::Protocol { .. })) => {
                if refused == Some(start) {
                    return Err(Stop::Destination(error));
                }
                refused = Some(start);
                Some((error.to_string(), None))
            }
            Err(Failure::Final(error)) => return Err(Stop::Destination(error)),
        };
        let failed = match failed {
            None if upload.offset() > start => None,
            None => Some(("it took nothing of a piece".to_owned(), None)),
            failed => failed,
        };
        if let Some(failed) = failed {
            let settled = upload.settle(&mut attempt, failed, start..=feed.at);
            settled.await.map_err(Stop::Destination)?;
        }
        if upload.offset() > feed.at {
            let problem = format!("it has {} bytes and was sent {}", upload.offset(), feed.at);
            let error = Error::protocol("the destination", "an upload", problem);
            return Err(Stop::Destination(error));
        }
        if upload.offset() > start {
            // Something moved: patience begins anew.
            attempt = 1;
            note(&upload).map_err(Stop::Destination)?;
        }
        feed.go_to(upload.offset());
    }
    let last = rest(&mut feed, size).await.map_err(Stop::Source)?;
    feed.end().await.map_err(Stop::Source)?;
    let length = last.len() as u64;
    upload.finish(last).await.map_err(Stop::Destination)?;
    moved(length);
    Ok(())
}

/// One try to send the next `length` bytes while they come.
async fn piece(
    feed: &mut Feed<'_>,
    upload: &mut Upload,
    length: u64,
    moved: &impl Fn(u64),
) -> Result<Result<(), Failure>, Stop> {
    let stall = upload.stall();
    let passing = |problem: String| {
        Ok(Err(Failure::Passing {
            problem,
            wait: None,
        }))
    };
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
    let fed = tokio::select! {
        sent = &mut sending => return Ok(sent),
        fed = feeding => fed.map_err(Stop::Source)?,
    };
    if !fed {
        return passing(format!("nothing was taken for {} s", stall.as_secs()));
    }
    let patience = stall + slowly(length);
    match timeout(patience, sending).await {
        Ok(sent) => Ok(sent),
        Err(_) => passing(format!("no answer within {} s", patience.as_secs())),
    }
}

/// All bytes up to the end, of which there are few.
async fn rest(feed: &mut Feed<'_>, size: u64) -> Result<Bytes, Error> {
    let mut all = BytesMut::new();
    while feed.at < size {
        let bytes = feed.next(size - feed.at).await?;
        if feed.at == size && all.is_empty() {
            return Ok(bytes);
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
