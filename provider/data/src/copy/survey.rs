//! Saying what a run would move, changing nothing.

use super::{
    Options,
    walk::{Decision, Walk},
};
use std::path::Path;

use crate::{
    Error, Journal, Manifest, Proof, Properties, Source, Target, hash::Sha256, journal::Pasts,
    place::Listing, seal::told,
};

/// How much to find out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// How many objects and bytes there are: by the container's own statistics where it has them, else by its listing.
    Totals,
    /// Each object, compared with what was copied before and with what lies in the destination.
    Listing,
}

/// What there is, and what a run would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// Objects of the source.
    pub objects: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Objects that would be copied: not there yet.
    pub new: u64,
    /// Objects that would be copied: other than before.
    pub changed: u64,
    /// Objects that are there.
    pub unchanged: u64,
    /// Objects that would fail, since something else is at their place.
    pub in_the_way: u64,
    /// Copies of objects the source does not have any more.
    pub gone: u64,
    /// Bytes that would be moved.
    pub bytes_to_move: u64,
    /// Of a line `name NUL size NUL etag LF` for each object, in the order of names: the same as long as the source is (of
    /// encrypted copies with the ETag's keyed fingerprint). `None`
    /// if the objects were not listed to their end: with [`Detail::Totals`], containers' own statistics are taken where they
    /// have them, and counting stops at [`COUNTED`] objects.
    pub sha256: Option<String>,
    /// There are more objects than were counted.
    pub is_partial: bool,
}

/// Objects that [`Detail::Totals`] counts by a listing, at a thousand a request.
pub const COUNTED: u64 = 100_000;

/// Looks at source, journal (if there is one) and destination.
///
/// # Errors
/// Whatever keeps a listing from being read to its end.
pub async fn survey(
    source: &Source,
    target: &Target,
    journal: Option<&Journal>,
    options: &Options,
    detail: Detail,
) -> Result<Survey, Error> {
    match detail {
        // Order is nothing to a sum, but a name that comes twice must not count twice.
        Detail::Totals => match totals(source, options, false).await {
            Err(Error::Unordered { .. }) => totals(source, options, true).await,
            other => other,
        },
        Detail::Listing => match compared(source, target, journal, options, false).await {
            Err(Error::Unordered { .. }) => compared(source, target, journal, options, true).await,
            other => other,
        },
    }
}

async fn totals(source: &Source, options: &Options, is_collected: bool) -> Result<Survey, Error> {
    let mut found = Survey::default();
    if options.exclude.is_empty()
        && let Some((objects, bytes)) = source.totals().await?
    {
        (found.objects, found.bytes) = (objects, bytes);
        return Ok(found);
    }
    let mut listing = Listing::new(source.pages(), source.place(), is_collected);
    let mut sum = Sha256::default();
    while let Some(listed) = listing.next_but(&options.exclude).await? {
        if found.objects == COUNTED {
            found.is_partial = true;
            return Ok(found);
        }
        found.objects += 1;
        found.bytes += listed.size;
        sum.update(&line(
            &listed.key,
            listed.size,
            &told(options.seal.as_deref(), &listed.etag),
        ));
    }
    found.sha256 = Some(sum.finish());
    Ok(found)
}

pub(super) fn line(key: &str, size: u64, etag: &str) -> Vec<u8> {
    format!("{key}\0{size}\0{etag}\n").into_bytes()
}

/// What a whole manifest comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Copies, those of objects that are gone included.
    pub objects: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The manifest's own digest.
    pub sha256: String,
    /// What [`Survey::sha256`] is as long as the source is as it was copied.
    pub source_sha256: String,
    /// Objects whose bytes could be compared with nothing but their size.
    pub unproven: u64,
    /// Objects of which something was left out.
    pub incomplete: u64,
    /// Objects that say more of themselves than a file can: encodings, languages, metadata.
    pub described: u64,
    /// Objects whose copies are encrypted.
    pub sealed: u64,
}

impl Summary {
    /// Reads a manifest to its end.
    ///
    /// # Errors
    /// [`Error::Journal`] if it cannot be read or is not whole.
    pub fn of(path: &Path) -> Result<Self, Error> {
        let mut manifest = Manifest::open(path)?;
        let mut found = Self::default();
        let mut sum = Sha256::default();
        for entry in manifest.by_ref() {
            let entry = entry?;
            found.unproven += u64::from(entry.proof == Proof::Size && entry.size > 0);
            found.sealed += u64::from(entry.sealed.is_some());
            found.incomplete += u64::from(!entry.left_out.is_empty());
            let only_type = Properties {
                content_type: entry.properties.content_type.clone(),
                ..Properties::default()
            };
            found.described += u64::from(entry.properties != only_type);
            if !entry.is_gone {
                sum.update(&line(&entry.key, entry.size, &entry.etag));
            }
        }
        if let Some(trailer) = manifest.trailer() {
            (found.objects, found.bytes) = (trailer.objects, trailer.bytes);
            found.sha256.clone_from(&trailer.sha256);
        }
        found.source_sha256 = sum.finish();
        Ok(found)
    }
}

async fn compared(
    source: &Source,
    target: &Target,
    journal: Option<&Journal>,
    options: &Options,
    is_collected: bool,
) -> Result<Survey, Error> {
    let pasts = journal.map_or_else(|| Ok(Pasts::default()), Journal::past)?;
    let is_narrow = journal.is_some_and(Journal::is_narrow);
    let mut walk = Walk::new(
        Some(source),
        target,
        pasts,
        is_narrow,
        is_collected,
        options,
    )
    .patient();
    let mut found = Survey::default();
    let mut sum = Sha256::default();
    while let Some(step) = walk.next().await? {
        let Some(listed) = &step.listed else {
            found.gone += u64::from(step.known().is_some());
            continue;
        };
        found.objects += 1;
        found.bytes += listed.size;
        sum.update(&line(
            &listed.key,
            listed.size,
            &told(options.seal.as_deref(), &listed.etag),
        ));
        match step.decide(options) {
            Decision::Keep(_) => found.unchanged += 1,
            Decision::New => {
                found.new += 1;
                found.bytes_to_move += listed.size;
            }
            Decision::Changed => {
                found.changed += 1;
                found.bytes_to_move += listed.size;
            }
            Decision::Refuse(_) => found.in_the_way += 1,
        }
    }
    found.sha256 = Some(sum.finish());
    Ok(found)
}
