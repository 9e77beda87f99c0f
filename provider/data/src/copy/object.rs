//! One object to its place.

use std::borrow::Cow;

use bytes::BytesMut;

use super::{Event, Run};
use crate::{
    Entry, Error, Listed, Proof, Seen, Source, Target,
    entry::{Details, is_md5, parts_of},
    hash::{Tag, hex, md5, sha256},
    seal,
};

/// Tries of an object that changes or arrives broken.
const TRIES: u32 = 3;

/// Why an object was not copied this time.
#[derive(Debug)]
pub(super) enum Stop {
    /// It is not there any more.
    Gone,
    /// Another try may do.
    Again(Error),
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// What the source says in the one place or the other.
pub(super) fn of_source(error: Error) -> Stop {
    match error {
        Error::NotFound { .. } => Stop::Gone,
        Error::Changed { .. } | Error::Corrupt { .. } => Stop::Again(error),
        _ => Stop::Failed(error),
    }
}

/// What the bytes must agree with.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) tag: Option<(Tag, String)>,
    /// Part size, where the source's tag is of parts.
    pub(super) part: Option<u64>,
    is_of_parts: bool,
    sha256: Option<String>,
}

impl Run<'_> {
    /// Copies an object; the answer is `None` if the source does not have it any more.
    pub(super) async fn object(&self, listed: &Listed, path: &str) -> Result<Option<Entry>, Error> {
        let mut listed = listed.clone();
        let mut last = None;
        for _ in 0..TRIES {
            let is_small = listed.size <= self.options.limits.part;
            let done = if is_small {
                self.small(&listed, path).await
            } else {
                self.large(&listed, path).await
            };
            let error = match done {
                Ok(entry) => return Ok(Some(entry)),
                Err(Stop::Gone) => return Ok(None),
                Err(Stop::Failed(error)) => return Err(error),
                Err(Stop::Again(error)) => error,
            };
            tracing::debug!(key = listed.key, %error, "again");
            last = Some(error);
            // It may be another by now.
            let details = match self.source.details(&listed.key).await {
                Ok(details) => details,
                Err(Error::NotFound { .. }) => return Ok(None),
                Err(error) => return Err(error),
            };
            // Listings know fractions of seconds, headers do not: as long as it is the same, the listing's time stays.
            let is_same = details.etag == listed.etag && details.size == listed.size;
            listed = Listed {
                key: listed.key,
                size: details.size,
                etag: details.etag,
                modified: (details.modified.filter(|_| !is_same)).unwrap_or(listed.modified),
            };
        }
        Err(last.unwrap_or_else(|| Error::Changed {
            place: self.source.place().to_owned(),
            what: format!("the object {:?}", listed.key),
        }))
    }

    /// An object that is held in memory as a whole.
    async fn small(&self, listed: &Listed, path: &str) -> Result<Entry, Stop> {
        let copies = 1 + u64::from(self.options.seal.is_some());
        let _held = self.budget.memory(copies * listed.size).await?;
        let mut reader = (self.source.reader(listed, 0..listed.size)).map_err(of_source)?;
        let details = self.source.details_in(&listed.key, &mut reader).await;
        let details = details.map_err(of_source)?;
        self.is_listed(listed, &details)?;
        let mut bytes = BytesMut::with_capacity(usize::try_from(listed.size).unwrap_or(0));
        while let Some(piece) = reader.next().await.map_err(of_source)? {
            self.came(piece.len()).await;
            bytes.extend_from_slice(&piece);
        }
        drop(reader);
        self.unchanged(listed).await?;
        let bytes = bytes.freeze();
        let sum = sha256(&bytes);
        let mut check = self.check(listed, &details).await?;
        if let Some((tag, _)) = &mut check.tag {
            tag.update(&bytes);
        }
        let proof = self.proven(listed, check, &sum)?;
        let mut entry = entry(listed, path, sum, details, proof);
        let bytes = match &self.options.seal {
            Some(seal) => {
                let sealed = seal.begin()?.part(0, &bytes, true)?;
                let plain = std::mem::replace(&mut entry.sha256, sha256(&sealed));
                seal.describe(&mut entry, &plain);
                entry.target.size = sealed.len() as u64;
                sealed
            }
            None => bytes,
        };
        if let Target::Folder(folder) = &self.target {
            self.whole_file(folder, listed, &mut entry, &bytes)?;
        }
        if let Some(store) = self.target.store() {
            let properties = if entry.sealed.is_some() {
                Cow::Owned(seal::properties())
            } else {
                entry.left_out.extend(store.fit(&mut entry.properties));
                Cow::Borrowed(&entry.properties)
            };
            entry.target.mark = hex(&md5(&bytes));
            self.journal.begun(&entry)?;
            let stored = store.put(path, &properties, bytes).await?;
            entry.target.mark = stored.etag;
        }
        Ok(entry)
    }

    async fn large(&self, listed: &Listed, path: &str) -> Result<Entry, Stop> {
        let mut details = (self.source.details(&listed.key).await).map_err(of_source)?;
        self.is_listed(listed, &details)?;
        if let Some(store) = self.target.store() {
            if self.options.seal.is_none() {
                details.left_out.extend(store.fit(&mut details.properties));
            }
            return self.parts(store, listed, details, path).await;
        }
        match &self.target {
            Target::Folder(folder) => self.file(folder, listed, details, path).await,
            _ => Err(Error::setting("the destination", "it is of no known kind").into()),
        }
    }

    /// Whether an object is the one the listing had.
    fn is_listed(&self, listed: &Listed, details: &Details) -> Result<(), Stop> {
        if details.size == listed.size && (listed.etag.is_empty() || details.etag == listed.etag) {
            return Ok(());
        }
        Err(Stop::Again(Error::Changed {
            place: self.source.place().to_owned(),
            what: format!("the object {:?}", listed.key),
        }))
    }

    /// For objects whose version no request can name: whether they still are what they were when reading began.
    pub(super) async fn unchanged(&self, listed: &Listed) -> Result<(), Stop> {
        if !self.source.is_loose(&listed.etag) {
            return Ok(());
        }
        let details = (self.source.details(&listed.key).await).map_err(of_source)?;
        self.is_listed(listed, &details)
    }

    /// What the source says that can be taken from the bytes.
    pub(super) async fn check(&self, listed: &Listed, details: &Details) -> Result<Check, Stop> {
        let mut check = Check {
            tag: None,
            part: None,
            is_of_parts: false,
            sha256: details.sha256.clone(),
        };
        if details.is_opaque {
            let segments = match self.source.segments(listed).await {
                // The object can be read though its segments cannot be listed: then there is nothing to compare with.
                Err(Error::Denied { .. } | Error::NotFound { .. } | Error::Protocol { .. }) => None,
                other => other?,
            };
            if let Some((sizes, etag)) =
                segments.filter(|(sizes, _)| sizes.iter().sum::<u64>() == listed.size)
            {
                check.tag = Some((Tag::of_segments(sizes), etag));
                check.is_of_parts = true;
            }
            return Ok(check);
        }
        if is_md5(&details.etag) {
            check.tag = Some((Tag::whole(), details.etag.clone()));
        } else if let Some(count) = parts_of(&details.etag) {
            let part = if count == 1 {
                Some(listed.size)
            } else {
                (self.source.first_part(&listed.key).await).map_err(of_source)?
            };
            // Uneven parts, or a store that does not know them any more: nothing to compare with.
            let part = part.filter(|part| *part > 0 && listed.size.div_ceil(*part) == count);
            if let Some(part) = part {
                check.part = Some(part);
                check.is_of_parts = true;
                check.tag = Some((Tag::of_parts(part), details.etag.clone()));
            }
        }
        Ok(check)
    }

    /// Compares, and says with what.
    pub(super) fn proven(&self, listed: &Listed, check: Check, sum: &str) -> Result<Proof, Stop> {
        let corrupt = |says: &str, is: &str| {
            Stop::Again(Error::Corrupt {
                place: self.source.place().to_owned(),
                what: format!("the object {:?}", listed.key),
                problem: format!("it says {says}, they are {is}"),
            })
        };
        if let Some(says) = &check.sha256
            && says != sum
        {
            return Err(corrupt(says, sum));
        }
        if let Some((tag, says)) = check.tag {
            let is = tag.finish();
            if is != says {
                return Err(corrupt(&says, &is));
            }
            return Ok(if check.is_of_parts {
                Proof::Parts
            } else {
                Proof::Md5
            });
        }
        Ok(if check.sha256.is_some() {
            Proof::Sha256
        } else if matches!(self.source, Source::Folder(_)) {
            Proof::File
        } else {
            Proof::Size
        })
    }

    /// Bytes came from the source.
    pub(super) async fn came(&self, count: usize) {
        self.count(|outcome| outcome.bytes += count as u64);
        self.observer.event(Event::Bytes(count as u64));
        self.budget.passed(count).await;
    }
}

pub(super) fn entry(
    listed: &Listed,
    path: &str,
    sha256: String,
    details: Details,
    proof: Proof,
) -> Entry {
    let Details {
        properties,
        left_out,
        ..
    } = details;
    Entry {
        key: listed.key.clone(),
        path: path.to_owned(),
        size: listed.size,
        sha256,
        sealed: None,
        modified: listed.modified,
        etag: listed.etag.clone(),
        properties,
        proof,
        target: Seen {
            size: listed.size,
            mark: String::new(),
        },
        left_out,
        is_gone: false,
    }
}
