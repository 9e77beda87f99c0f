//! The upload that an object in parts goes into: a new one, or one that an earlier run left.

use std::sync::Arc;

use super::{Run, hashing::Sums, object::Check};
use crate::{
    Error, Listed, Properties, Seal,
    hash::Sha256,
    journal::{Begun, Part, UploadLog},
    seal::Sealing,
    store::Store,
};

/// An upload and what is there of it.
pub(super) struct Upload {
    pub(super) log: UploadLog,
    pub(super) id: String,
    /// The parts it has, from the first without a gap.
    pub(super) done: Vec<Part>,
    /// The sums after these parts.
    pub(super) sums: Sums,
    pub(super) sealing: Option<Arc<Sealing>>,
}

impl Run<'_> {
    /// The upload to go on with, or a new one. `size` is that of its parts.
    pub(super) async fn upload(
        &self,
        store: Store<'_>,
        listed: &Listed,
        properties: &Properties,
        path: &str,
        size: u64,
    ) -> Result<Upload, Error> {
        let seal = self.options.seal.as_deref();
        let (mut log, found) = self.journal.upload(listed)?;
        if let Some((begun, mut noted)) = found {
            let sealing = match (seal, &begun.seal) {
                // Nothing keeps a version that no request can name from changing, and other bytes must not be encrypted as the
                // same part.
                (Some(seal), Some(note)) if !self.source.is_loose(&listed.etag) => {
                    seal.resume(note)?
                }
                _ => None,
            };
            let is_sealed = begun.seal.is_some();
            if begun.path == path
                && begun.part == size
                && sealing.is_some() == seal.is_some()
                && is_sealed == seal.is_some()
            {
                if let Some(stored) = store.parts(path, &begun.id).await? {
                    noted.sort_by_key(|part| part.number);
                    noted.dedup_by_key(|part| part.number);
                    let mut done: Vec<Part> = (1..)
                        .zip(noted)
                        .take_while(|(number, part)| {
                            let begin = u64::from(*number - 1) * size;
                            let length = size.min(listed.size.saturating_sub(begin));
                            let length = match &sealing {
                                Some(sealing) => sealing.part_size(begin, length),
                                None => length,
                            };
                            part.number == *number
                                && stored.contains(&(*number, part.etag.clone(), length))
                        })
                        .map(|(_, part)| part)
                        .collect();
                    let came = size * done.len() as u64;
                    let sums = sums(&done, came, came >= listed.size, sealing.as_ref());
                    let sums = sums.unwrap_or_else(|| {
                        // Its sums cannot be gone on with: all parts are sent again, into the same upload.
                        done.clear();
                        Sums::new(sealing.is_some())
                    });
                    log.begin(&begun, &done)?;
                    return Ok(Upload {
                        log,
                        id: begun.id,
                        done,
                        sums,
                        sealing: sealing.map(Arc::new),
                    });
                }
            } else {
                store.abort_upload(&begun.path, &begun.id).await?;
            }
        }
        let sealing = seal.map(Seal::begin).transpose()?;
        let id = store.begin_upload(path, properties).await?;
        let begun = Begun {
            path: path.to_owned(),
            id,
            part: size,
            seal: sealing.as_ref().map(|sealing| sealing.note.clone()),
        };
        log.begin(&begun, &[])?;
        Ok(Upload {
            log,
            id: begun.id,
            done: Vec::new(),
            sums: Sums::new(sealing.is_some()),
            sealing: sealing.map(Arc::new),
        })
    }
}

impl Sums {
    fn new(is_sealed: bool) -> Self {
        Self {
            plain: is_sealed.then(Sha256::default),
            ..Self::default()
        }
    }
}

/// The sums after the parts that are there; `None` if they were not noted well. After the last part there is nothing to go on with.
fn sums(done: &[Part], came: u64, is_all: bool, sealing: Option<&Sealing>) -> Option<Sums> {
    let mut sums = Sums::new(sealing.is_some());
    sums.parts = done
        .iter()
        .map(|part| unhex(&part.md5))
        .collect::<Option<_>>()?;
    let Some(last) = done.last() else {
        return Some(sums);
    };
    if is_all {
        return (last.plain.is_some() == sealing.is_some()).then_some(sums);
    }
    let stored = sealing.map_or(came, |sealing| sealing.part_size(0, came));
    sums.whole = Sha256::resume(&last.state, stored)?;
    if sealing.is_some() {
        sums.plain = Some(Sha256::resume(last.plain.as_ref()?, came)?);
    }
    Some(sums)
}

/// Takes the source's tag along, where all bytes are to pass; whether only some of them will.
pub(super) fn tagged(sums: &mut Sums, done: &[Part], size: u64, check: &Check) -> bool {
    let is_of_our_parts = check.part == Some(size);
    if done.is_empty() && !is_of_our_parts {
        sums.tag = check.tag.as_ref().map(|(tag, _)| tag.clone());
    }
    !done.is_empty() && !is_of_our_parts
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
