//! An object to a store in parts: some are read and some are sent at the same time, and what the store has acknowledged is
//! noted, so that another run goes on with the next.

use std::borrow::Cow;

use bytes::Bytes;
use futures_util::{StreamExt, stream, stream::FuturesUnordered};
use tokio::sync::OwnedSemaphorePermit;

use super::{
    Run,
    hashing::{Ready, Work, hashed},
    object::{Stop, entry, of_source},
    upload::{Upload, tagged},
};
use crate::{
    Entry, Error, Listed, Proof,
    entry::Details,
    hash::{Sha256, hex, tag_of},
    journal::Part,
    seal,
    store::Store,
};

/// Parts of one object that are read ahead, and that are sent at once.
pub(super) const READ: usize = 3;
const SENT: usize = 4;
/// S3's limits: parts, and bytes of one but the last.
const MOST: u64 = 10_000;
const LEAST: u64 = 5 << 20;
/// Sums are noted after whole blocks of this many bytes.
const BLOCK: u64 = 64;

impl Run<'_> {
    pub(super) async fn parts(
        &self,
        store: Store<'_>,
        listed: &Listed,
        details: Details,
        path: &str,
    ) -> Result<Entry, Stop> {
        let mut check = self.check(listed, &details).await?;
        let grain = match self.options.seal {
            Some(_) => {
                // Parts of other bytes: theirs are no help.
                check.part = None;
                seal::GRAIN
            }
            None => BLOCK,
        };
        let size = part_size(listed.size, self.options.limits.part, check.part, grain);
        let count = u32::try_from(listed.size.div_ceil(size)).unwrap_or(u32::MAX);
        let properties = match self.options.seal {
            Some(_) => Cow::Owned(seal::properties()),
            None => Cow::Borrowed(&details.properties),
        };
        let Upload {
            mut log,
            id: upload,
            mut done,
            mut sums,
            sealing,
        } = self.upload(store, listed, &properties, path, size).await?;
        let properties = properties.into_owned();
        let start = u32::try_from(done.len()).unwrap_or(u32::MAX);
        let is_partly_proven = tagged(&mut sums, &done, size, &check);
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
                let work = Work {
                    number,
                    begin: part(number).start,
                    is_last: number == count,
                    sealing: sealing.clone(),
                };
                hashing.push(hashed(own, work, bytes, held));
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
        let (sum, plain) = match done.last() {
            // The last part was sent by an earlier run: it noted the sums of all.
            Some(last) if start == count => (last.state.clone(), last.plain.clone()),
            _ => (sums.whole.finish(), sums.plain.map(Sha256::finish)),
        };
        let came = plain.as_ref().unwrap_or(&sum);
        let proof = if is_partly_proven {
            // Only with the whole of the bytes in one process can the source's sum be taken.
            check.tag = None;
            self.proven(listed, check, came)?
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
                match self.proven(listed, check, came)? {
                    Proof::Size => Proof::Parts,
                    other => other,
                }
            } else {
                if let (Some(own), Some((tag, _))) = (sums.tag.take(), &mut check.tag) {
                    *tag = own;
                }
                match self.proven(listed, check, came) {
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
        if let (Some(seal), Some(sealing), Some(plain)) = (&self.options.seal, &sealing, &plain) {
            seal.describe(&mut entry, plain);
            entry.target.size = sealing.size(listed.size);
        }
        entry.target.mark = store.mark_of(&sums.parts);
        self.journal.begun(&entry)?;
        // Nothing else tells later that this upload is ours.
        self.mirror_now().await?;
        let list: Vec<(String, [u8; 16])> = (done.iter().map(|part| part.etag.clone()))
            .zip(sums.parts)
            .collect();
        let finished = store.finish_upload(path, &upload, &list, &properties);
        entry.target.mark = finished.await?.etag;
        log.remove()?;
        Ok(entry)
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
        let mut buffer = self.budget.buffer(length);
        while let Some(piece) = reader.next().await.map_err(of_source)? {
            self.came(piece.len()).await;
            buffer.put(&piece);
        }
        Ok((buffer.freeze(), held))
    }
}

async fn send(store: Store<'_>, path: &str, upload: &str, ready: Ready) -> Result<Part, Stop> {
    let Ready {
        number,
        bytes,
        md5,
        state,
        plain,
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
        plain,
    })
}

/// No smaller than asked, no more parts than S3 allows, and a multiple of `grain`. Parts as the source has them are taken if they are not much larger: one
/// sum then tells both what came and what was stored, and the copy has the ETag of the source.
fn part_size(size: u64, asked: u64, theirs: Option<u64>, grain: u64) -> u64 {
    let asked = asked.max(1).div_ceil(grain) * grain;
    if let Some(theirs) = theirs
        && theirs.is_multiple_of(grain)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_no_more_than_allowed() {
        let of = |size, asked, theirs| part_size(size, asked, theirs, BLOCK);
        assert_eq!(of(100 << 20, 8 << 20, None), 8 << 20);
        assert_eq!(of(1 << 40, 8 << 20, None), 105 << 20);
        for (theirs, taken) in [(16, 16), (5, 5), (32, 32), (4, 8), (33, 8)] {
            assert_eq!(of(100 << 20, 8 << 20, Some(theirs << 20)), taken << 20);
        }
        assert_eq!(of(100 << 20, 8 << 20, Some((16 << 20) + 1)), 8 << 20);
        assert_eq!(of(1 << 40, 8 << 20, Some(16 << 20)), 105 << 20);
        for size in [1, 1 << 33, 1 << 40, 5 << 40] {
            let part = of(size, 8 << 20, None);
            assert!(size.div_ceil(part) <= MOST && part.is_multiple_of(64));
        }
        assert_eq!(of(5000, 1000, None), 1024);
        assert_eq!(part_size(1 << 20, 1000, None, seal::GRAIN), 64 << 10);
    }
}
