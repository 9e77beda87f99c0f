//! One object into a file.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt, stream};

use super::{
    Run,
    beside::Beside,
    object::{Stop, entry},
    parts::READ,
};
use crate::{
    Entry, Error, Listed, Seal,
    entry::Details,
    folder::{Folder, Incoming},
    hash::{Sha256, Tag, sha256},
    seal::{GRAIN, Sealing},
};

/// Parts whose reading is prepared together.
const TOGETHER: usize = 64;

/// A file that is being filled.
struct Filling {
    incoming: Incoming,
    /// Of what is in it.
    sum: Sha256,
    sealing: Option<SealedFile>,
}

/// An encrypted one.
struct SealedFile {
    sealing: Sealing,
    /// Of what came.
    plain: Sha256,
    /// How much came.
    at: u64,
    size: u64,
}

impl SealedFile {
    fn begin(seal: &Seal, size: u64) -> Result<Self, Error> {
        Ok(Self {
            sealing: seal.begin()?,
            plain: Sha256::default(),
            at: 0,
            size,
        })
    }

    fn take(&mut self, bytes: &[u8]) -> Result<Bytes, Error> {
        self.plain.update(bytes);
        let begin = self.at;
        self.at += bytes.len() as u64;
        self.sealing.part(begin, bytes, self.at == self.size)
    }
}

impl Filling {
    fn take(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let sealed = (self.sealing.as_mut())
            .map(|file| file.take(bytes))
            .transpose()?;
        let bytes = sealed.as_deref().unwrap_or(bytes);
        self.incoming.write(bytes)?;
        self.sum.update(bytes);
        Ok(())
    }
}

impl Run<'_> {
    pub(super) fn whole_file(
        &self,
        folder: &Folder,
        listed: &Listed,
        entry: &mut Entry,
        bytes: &Bytes,
    ) -> Result<(), Error> {
        let mut incoming = folder.incoming(
            &partial_id(listed, Left::Nothing),
            0,
            &mut Sha256::default(),
            None,
        )?;
        incoming.write(bytes)?;
        entry.target = incoming.stamp(entry.modified)?;
        entry.path = folder.settle(&entry.path)?;
        self.journal.begun(entry)?;
        let path = entry.path.clone();
        incoming.place(folder, &path)
    }

    /// An object that goes into a file as it comes.
    pub(super) async fn file(
        &self,
        folder: &Folder,
        listed: &Listed,
        details: Details,
        path: &str,
    ) -> Result<Entry, Stop> {
        let mut check = self.check(listed, &details).await?;
        let mut sum = Sha256::default();
        let (mut tag, says) = check.tag.take().unzip();
        let sealing = (self.options.seal.as_ref())
            .map(|seal| SealedFile::begin(seal, listed.size))
            .transpose()?;
        // What an earlier run left of an encrypted file is of no use: the source's sum cannot be taken from it.
        let (left, kept) = match sealing {
            Some(_) => (Left::Nothing, 0),
            None => (Left::Bytes, listed.size),
        };
        let id = partial_id(listed, left);
        let incoming = folder.incoming(&id, kept, &mut sum, tag.as_mut())?;
        let start = incoming.length;
        let filling = Filling {
            incoming,
            sum,
            sealing,
        };
        let file = Beside::start(filling, Filling::take);
        let tag = tag.map(|tag| {
            Beside::start(tag, |tag, bytes| {
                tag.update(bytes);
                Ok(())
            })
        });
        let read = self.read_into(listed, start, &file, tag.as_ref()).await;
        let Filling {
            incoming,
            sum,
            sealing,
        } = file.end().await?;
        if let (Some(tag), Some(says)) = (tag, says) {
            check.tag = Some((tag.end().await?, says));
        }
        read?;
        let sum = sum.finish();
        let plain = sealing.map(|file| file.plain.finish());
        let came = plain.as_ref().unwrap_or(&sum);
        let unchanged = self.unchanged(listed).await;
        let proof = match unchanged.and_then(|()| self.proven(listed, check, came)) {
            Ok(proof) => proof,
            Err(stop) => {
                incoming.discard()?;
                return Err(stop);
            }
        };
        let mut entry = entry(listed, path, sum, details, proof);
        if let (Some(seal), Some(plain)) = (&self.options.seal, &plain) {
            seal.describe(&mut entry, plain);
        }
        // Now, and not when all is done: a large file whose name lasts has its bytes.
        let synced = tokio::task::spawn_blocking(|| incoming.sync()).await;
        let incoming = synced.map_err(|_| Error::setting("the run", "it has ended"))??;
        entry.target = incoming.stamp(entry.modified)?;
        entry.path = folder.settle(&entry.path)?;
        self.journal.begun(&entry)?;
        incoming.place(folder, &entry.path)?;
        Ok(entry)
    }

    /// Reads an object from `start` on, some parts ahead, and hands it on in order.
    async fn read_into(
        &self,
        listed: &Listed,
        start: u64,
        file: &Beside<Filling>,
        tag: Option<&Beside<Tag>>,
    ) -> Result<(), Stop> {
        let grain = if self.options.seal.is_some() {
            GRAIN
        } else {
            1
        };
        let part = self.options.limits.part.max(1).next_multiple_of(grain);
        let count = (listed.size - start).div_ceil(part);
        for first in (0..count).step_by(TOGETHER) {
            let reads: Vec<_> = (first..count.min(first + TOGETHER as u64))
                .map(|number| {
                    let begin = start + number * part;
                    self.part(listed, begin..(begin + part).min(listed.size))
                })
                .collect();
            let mut reads = stream::iter(reads).buffered(READ);
            while let Some(read) = reads.next().await {
                let (bytes, held) = read?;
                let held = Arc::new(held);
                let is_taken = match tag {
                    Some(tag) => tag.take(bytes.clone(), &held).await,
                    None => true,
                };
                if !is_taken || !file.take(bytes, &held).await {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// What an interrupted run leaves for the next one in the file of an object that is not complete.
#[derive(Clone, Copy, Debug)]
enum Left {
    Nothing,
    /// What the object begins with.
    Bytes,
}

/// That file's name.
fn partial_id(listed: &Listed, left: Left) -> String {
    let version = format!(
        "{}\n{}\n{}\n{}\n{left:?}",
        listed.key, listed.etag, listed.size, listed.modified
    );
    sha256(version.as_bytes())
}
