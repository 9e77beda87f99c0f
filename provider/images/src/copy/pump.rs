//! Bytes from one side to the other: the next piece is read while one is sent, and no more is held.

use bytes::{Bytes, BytesMut};
use ovhai_http::Bandwidth;

use crate::{Error, PlannedBlob, Source, Upload, layout::Partial, place::Stream};

/// Which side gave up.
#[derive(Debug)]
pub(super) enum Stop {
    Source(Error),
    Destination(Error),
}

/// Sends what `reader` has to the end of the blob. `note` is called after each acknowledged piece but the last, whose
/// length is the answer. Nothing is committed before the digest was verified.
pub(super) async fn into_upload(
    mut reader: Stream,
    mut upload: Upload,
    size: u64,
    note: impl Fn(&Upload, u64) -> Result<(), Error>,
) -> Result<u64, Stop> {
    let chunk = upload.chunk();
    let mut rest = BytesMut::new();
    let mut left = size - upload.offset();
    let mut piece = fill(&mut reader, &mut rest, chunk, &mut left).await?;
    while left > 0 {
        let length = piece.len() as u64;
        let (next, sent) = tokio::join!(
            fill(&mut reader, &mut rest, chunk, &mut left),
            upload.send(&piece)
        );
        sent.map_err(Stop::Destination)?;
        note(&upload, length).map_err(Stop::Destination)?;
        piece = next?;
    }
    // The end of the stream is where the digest is verified.
    if reader.next().await.map_err(Stop::Source)?.is_some() {
        return Err(Stop::Source(Error::protocol(
            "the source",
            "a blob",
            "it does not end where it should",
        )));
    }
    let length = piece.len() as u64;
    upload.finish(piece).await.map_err(Stop::Destination)?;
    Ok(length)
}

/// The next piece of `chunk` bytes, or what is left.
async fn fill(
    reader: &mut Stream,
    rest: &mut BytesMut,
    chunk: usize,
    left: &mut u64,
) -> Result<Bytes, Stop> {
    let wanted = usize::try_from(*left).unwrap_or(usize::MAX).min(chunk);
    let mut piece = std::mem::take(rest);
    piece.reserve(wanted.saturating_sub(piece.len()));
    while piece.len() < wanted {
        let Some(bytes) = reader.next().await.map_err(Stop::Source)? else {
            break;
        };
        let fitting = bytes.len().min(wanted - piece.len());
        piece.extend_from_slice(&bytes[..fitting]);
        rest.extend_from_slice(&bytes[fitting..]);
    }
    let end = wanted.min(piece.len());
    if piece.len() > end {
        rest.extend_from_slice(&piece[end..]);
        piece.truncate(end);
    }
    *left -= piece.len() as u64;
    Ok(piece.freeze())
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
