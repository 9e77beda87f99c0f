//! An object to a store in parts: some are read and some are sent at the same time, and what the store has acknowledged is
//! noted, so that another run goes on with the next.

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, stream, stream::FuturesUnordered};
use tokio::sync::OwnedSemaphorePermit;

use super::{
    Run,
    object::{Check, Stop, entry, of_source},
};
use crate::{
    Entry, Error, Listed, Proof,
    entry::Details,
    hash::{Sha256, Tag, hex, md5, tag_of},
    journal::{Begun, Part, UploadLog},
    store::Store,
};

/// Parts of one object that are read ahead, and that are sent at once.
pub(super) const READ: usize = 3;
const SENT: usize = 4;
/// S3's limits: parts, and bytes of one but the last.
const MOST: u64 = 10_000;
const LEAST: u64 = 5 << 20;

/// Sums that go on from part to part.
#[derive(Default)]
struct Sums {
    whole: Sha256,
    /// The source's tag, where it is not of parts like ours.
    tag: Option<Tag>,
    /// Of each of our parts.
    parts: Vec<[u8; 16]>,
}

/// A part that was hashed and can be sent.
struct Ready {
    number: u32,
    bytes: Bytes,
    md5: [u8; 16],
    state: String,
    held: OwnedSemaphorePermit,
}

impl Run<'_> {
    pub(super) async fn parts(
        &self,
        store: Store<'_>,
        listed: &Listed,
        details: Details,
        path: &str,
    ) -> Result<Entry, Stop> {
        let mut check = self.check(listed, &details).await?;
        let size = part_size(listed.size, self.options.limits.part, check.part);
        let count = u32::try_from(listed.size.div_ceil(size)).unwrap_or(u32::MAX);
        let (mut log, upload, mut done) = self.upload(store, listed, &details, path, size).await?;
        let start = u32::try_from(done.len()).unwrap_or(u32::MAX);
        let (mut sums, is_partly_proven) = resumed(&done, size, count, &mut check);
        let part = |number: u32| {
            let begin = u64::from(number - 1) * size;
            begin..(begin + size).min(listed.size)
        };
        let reads: Vec<_> = (start + 1..=count)
            .map(|number| async move { (number, self.part(listed, part(number)).await) })
            .collect();
        let mut reads = stream::iter(reads).buffered(READ);
        let mut sent = FuturesUnordered::new();
        // One at a time, as sums go on from part to part; the next one is read meanwhile.
        let mut hashing = FuturesUnordered::new();
        let mut next = None;
        let mut is_read = start == count;
        while !is_read || next.is_some() || !hashing.is_empty() || !sent.is_empty() {
            if hashing.is_empty()
                && sent.len() < SENT
                && let Some((number, bytes, held)) = next.take()
            {
                let own = std::mem::take(&mut sums);
                hashing.push(hashed(own, number, number == count, bytes, held));
            }
            tokio::select! {
                Some(part) = sent.next() => {
                    let part: Part = part?;
                    log.part(&part)?;
                    done.push(part);
                }
                Some(hashed) = hashing.next() => {
                    let (back, ready) = hashed?;
                    sums = back;
                    sent.push(send(store, path, &upload, ready));
                }
                read = reads.next(), if !is_read && next.is_none() => match read {
                    None => is_read = true,
                    Some((number, read)) => {
                        let (bytes, held) = read?;
                        next = Some((number, bytes, held));
                    }
                },
            }
        }
        drop(hashing);
        drop(sent);
        drop(reads);
        if let Err(stop) = self.unchanged(listed).await {
            store.abort_upload(path, &upload).await?;
            log.remove()?;
            return Err(stop);
        }
        done.sort_by_key(|part| part.number);
        let sum = match done.last() {
            // The last part was sent by an earlier run: it noted the sum of all.
            Some(last) if start == count => last.state.clone(),
            _ => sums.whole.finish(),
        };
        let proof = if is_partly_proven {
            // Only with the whole of the bytes in one process can the source's sum be taken.
            check.tag = None;
            self.proven(listed, check, &sum)?
        } else {
            if let (Some(part), Some((_, says))) = (check.part, &check.tag)
                && part == size
            {
                let is = tag_of(&sums.parts);
                if is != *says {
                    store.abort_upload(path, &upload).await?;
                    log.remove()?;
                    return Err(Stop::Again(Error::Corrupt {
                        place: self.source.place().to_owned(),
                        what: format!("the object {:?}", listed.key),
                        problem: format!("it says {says}, they are {is}"),
                    }));
                }
                check.tag = None;
                match self.proven(listed, check, &sum)? {
                    Proof::Size => Proof::Parts,
                    other => other,
                }
            } else {
                if let (Some(own), Some((tag, _))) = (sums.tag.take(), &mut check.tag) {
                    *tag = own;
                }
                match self.proven(listed, check, &sum) {
                    Ok(proof) => proof,
                    Err(stop) => {
                        store.abort_upload(path, &upload).await?;
                        log.remove()?;
                        return Err(stop);
                    }
                }
            }
        };
        let mut entry = entry(listed, path, sum, details, proof);
        entry.target.mark = store.mark_of(&sums.parts);
        self.journal.begun(&entry)?;
        // Nothing else tells later that this upload is ours.
        self.mirror_now().await?;
        let list: Vec<(String, [u8; 16])> = (done.iter().map(|part| part.etag.clone()))
            .zip(sums.parts)
            .collect();
        let finished = store.finish_upload(path, &upload, &list, &entry.properties);
        entry.target.mark = finished.await?.etag;
        log.remove()?;
        Ok(entry)
    }

    /// The upload to go on with, or a new one; and the parts it has, from the first without a gap.
    async fn upload(
        &self,
        store: Store<'_>,
        listed: &Listed,
        details: &Details,
        path: &str,
        size: u64,
    ) -> Result<(UploadLog, String, Vec<Part>), Error> {
        let (mut log, found) = self.journal.upload(listed)?;
        if let Some((begun, mut noted)) = found {
            if begun.path == path && begun.part == size {
                if let Some(stored) = store.parts(path, &begun.id).await? {
                    noted.sort_by_key(|part| part.number);
                    noted.dedup_by_key(|part| part.number);
                    let done: Vec<Part> = (1..)
                        .zip(noted)
                        .take_while(|(number, part)| {
                            let begin = u64::from(*number - 1) * size;
                            let length = size.min(listed.size.saturating_sub(begin));
                            part.number == *number
                                && stored.contains(&(*number, part.etag.clone(), length))
                        })
                        .map(|(_, part)| part)
                        .collect();
                    log.begin(&begun, &done)?;
                    return Ok((log, begun.id, done));
                }
            } else {
                store.abort_upload(&begun.path, &begun.id).await?;
            }
        }
        let id = store.begin_upload(path, &details.properties).await?;
        let begun = Begun {
            path: path.to_owned(),
            id,
            part: size,
        };
        log.begin(&begun, &[])?;
        Ok((log, begun.id, Vec::new()))
    }

    /// Reads a part into memory.
    pub(super) async fn part(
        &self,
        listed: &Listed,
        range: std::ops::Range<u64>,
    ) -> Result<(Bytes, OwnedSemaphorePermit), Stop> {
        let length = range.end - range.start;
        let held = self.budget.memory(length).await?;
        let mut reader = self.source.reader(listed, range).map_err(of_source)?;
        let mut bytes = BytesMut::with_capacity(usize::try_from(length).unwrap_or(0));
        while let Some(piece) = reader.next().await.map_err(of_source)? {
            self.came(piece.len()).await;
            bytes.extend_from_slice(&piece);
        }
        Ok((bytes.freeze(), held))
    }
}

/// The sums after the parts that are there, and whether only some of the bytes will pass.
fn resumed(done: &[Part], size: u64, count: u32, check: &mut Check) -> (Sums, bool) {
    let parts: Vec<[u8; 16]> = done.iter().filter_map(|part| unhex(&part.md5)).collect();
    let length = size * done.len() as u64;
    let is_all = done.len() == count as usize;
    let whole = (done.last())
        .filter(|_| !is_all)
        .and_then(|part| Sha256::resume(&part.state, length));
    let tag = match check.part {
        Some(part) if part == size => None,
        _ if done.is_empty() => check.tag.as_ref().map(|(tag, _)| tag.clone()),
        _ => None,
    };
    let is_partly_proven = !done.is_empty() && check.part != Some(size);
    let sums = Sums {
        whole: whole.unwrap_or_default(),
        tag,
        parts,
    };
    (sums, is_partly_proven)
}

/// Takes the sums beside the work of the network.
async fn hashed(
    mut sums: Sums,
    number: u32,
    is_last: bool,
    bytes: Bytes,
    held: OwnedSemaphorePermit,
) -> Result<(Sums, Ready), Error> {
    let own = bytes.clone();
    let part = tokio::task::spawn_blocking(move || md5(&own));
    let work = move || {
        sums.whole.update(&bytes);
        if let Some(tag) = &mut sums.tag {
            tag.update(&bytes);
        }
        let state = if is_last {
            sums.whole.clone().finish()
        } else {
            sums.whole.state().unwrap_or_default()
        };
        (sums, bytes, state)
    };
    let ended = |_| Error::setting("the run", "it has ended");
    let (part, whole) = tokio::join!(part, tokio::task::spawn_blocking(work));
    let (md5, (mut sums, bytes, state)) = (part.map_err(ended)?, whole.map_err(ended)?);
    sums.parts.push(md5);
    let ready = Ready {
        number,
        bytes,
        md5,
        state,
        held,
    };
    Ok((sums, ready))
}

async fn send(store: Store<'_>, path: &str, upload: &str, ready: Ready) -> Result<Part, Stop> {
    let Ready {
        number,
        bytes,
        md5,
        state,
        held,
    } = ready;
    let stored = match store.put_part(path, upload, number, bytes, md5).await {
        // The bucket forgot the upload.
        Err(error @ Error::NotFound { .. }) => return Err(Stop::Again(error)),
        other => other?,
    };
    drop(held);
    Ok(Part {
        number,
        etag: stored.etag,
        md5: hex(&md5),
        state,
    })
}

/// No smaller than asked, no more parts than S3 allows, and whole blocks of the sum. Parts as the source has them are taken if they are not much larger: one
/// sum then tells both what came and what was stored, and the copy has the ETag of the source.
fn part_size(size: u64, asked: u64, theirs: Option<u64>) -> u64 {
    let asked = asked.max(64).div_ceil(64) * 64;
    if let Some(theirs) = theirs
        && theirs.is_multiple_of(64)
        && (LEAST..=asked.saturating_mul(4)).contains(&theirs)
        && size <= theirs.saturating_mul(MOST)
    {
        return theirs;
    }
    if size <= asked.saturating_mul(MOST) {
        asked
    } else {
        size.div_ceil(MOST).div_ceil(1 << 20) << 20
    }
}

fn unhex(text: &str) -> Option<[u8; 16]> {
    let mut bytes = [0; 16];
    if text.len() != 32 || !text.is_ascii() {
        return None;
    }
    for (byte, at) in bytes.iter_mut().zip((0..32).step_by(2)) {
        *byte = u8::from_str_radix(&text[at..at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_no_more_than_allowed() {
        assert_eq!(part_size(100 << 20, 8 << 20, None), 8 << 20);
        assert_eq!(part_size(1 << 40, 8 << 20, None), 105 << 20);
        for (theirs, taken) in [(16, 16), (5, 5), (32, 32), (4, 8), (33, 8)] {
            assert_eq!(
                part_size(100 << 20, 8 << 20, Some(theirs << 20)),
                taken << 20
            );
        }
        assert_eq!(part_size(100 << 20, 8 << 20, Some((16 << 20) + 1)), 8 << 20);
        assert_eq!(part_size(1 << 40, 8 << 20, Some(16 << 20)), 105 << 20);
        for size in [1, 1 << 33, 1 << 40, 5 << 40] {
            let part = part_size(size, 8 << 20, None);
            assert!(size.div_ceil(part) <= MOST && part.is_multiple_of(64));
        }
        assert_eq!(part_size(5000, 1000, None), 1024);
    }
}
