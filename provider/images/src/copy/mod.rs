//! Doing what a plan says.

mod blobs;
pub(crate) mod manifests;
mod ports;
mod pump;
mod verify;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::{StreamExt, stream};
use ovhai_http::Bandwidth;

pub use ports::{Event, Journal, NoJournal, Observer, Quiet, Session};
pub use verify::{Problem, Proof, verify};

use crate::{
    ContentDigest, Destination, Error, Layout, LeftOut, Place, Places, Plan, PlannedImage,
    Registry, Source,
};

/// How much at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Blobs in flight. Each holds at most two pieces in memory.
    pub blobs: usize,
    /// Images whose manifests are stored at once.
    pub images: usize,
    /// Bytes of layers a second, read from sources. `None`: as fast as it goes.
    pub bytes_per_second: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            blobs: 4,
            images: 4,
            bytes_per_second: None,
        }
    }
}

/// An image that is in the destination, with every byte verified on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The source in full.
    pub source: String,
    /// The destination in full.
    pub destination: String,
    /// What the source's reference meant.
    pub source_digest: ContentDigest,
    /// What the destination has.
    pub digest: ContentDigest,
    /// What was not copied.
    pub left_out: Vec<LeftOut>,
}

/// An image that could not be copied; the others were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// The source in full.
    pub source: String,
    /// Why.
    pub error: Error,
}

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// In the plan's order.
    pub copied: Vec<Copied>,
    /// In the plan's order.
    pub failed: Vec<Failed>,
    /// Blobs that were sent.
    pub transferred: u64,
    /// Blobs that the destination had, counted once per repository.
    pub skipped: u64,
    /// Blobs that the destination took over from another repository of its own.
    pub mounted: u64,
    /// Manifests that were stored.
    pub manifests: u64,
    /// Bytes of blobs that were sent.
    pub bytes: u64,
}

/// Where a run writes.
pub(crate) enum Target {
    Registry(Arc<Registry>),
    Layout(Arc<Layout>),
}

/// What all parts of a run share.
pub(crate) struct Run<'a> {
    pub(crate) target: Target,
    pub(crate) journal: &'a dyn Journal,
    pub(crate) observer: &'a dyn Observer,
    pub(crate) bandwidth: Option<Bandwidth>,
    sources: BTreeMap<Place, Source>,
    outcome: Mutex<Outcome>,
    /// Whoever changes an index under a fallback tag.
    pub(crate) fallback: tokio::sync::Mutex<()>,
}

impl Run<'_> {
    pub(crate) fn source(&self, place: &Place) -> Result<&Source, Error> {
        self.sources.get(place).ok_or_else(|| Error::Configuration {
            what: "the plan".to_owned(),
            problem: format!("it takes a blob from {place:?}, which none of its images is from"),
        })
    }

    pub(crate) fn count(&self, add: impl FnOnce(&mut Outcome)) {
        add(&mut self.outcome.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Copies what `plan` says. A second run of the same plan, after whatever stopped the first, moves only what is missing.
///
/// # Errors
/// Only what stops all of it: a destination that cannot be used, a journal that cannot be written. What concerns one
/// image is in [`Outcome::failed`].
pub async fn run(
    plan: &Plan,
    places: &Places,
    limits: Limits,
    journal: &dyn Journal,
    observer: &dyn Observer,
) -> Result<Outcome, Error> {
    let target = match &plan.destination {
        Destination::Registry { registry, .. } => Target::Registry(places.registry(registry)?),
        Destination::Layout(path) => Target::Layout(Arc::new(Layout::create(path)?)),
    };
    let mut sources = BTreeMap::new();
    for place in (plan.images.iter().map(|image| &image.from))
        .chain(plan.blobs.iter().flat_map(|blob| &blob.from))
    {
        if !sources.contains_key(place) {
            sources.insert(place.clone(), places.source(place)?);
        }
    }
    let state = Run {
        target,
        journal,
        observer,
        bandwidth: limits.bytes_per_second.map(Bandwidth::new),
        sources,
        outcome: Mutex::default(),
        fallback: tokio::sync::Mutex::default(),
    };
    let run = &state;
    // Made before the stream takes them: the futures of a run then can move between threads.
    let blobs: Vec<_> = (plan.blobs.iter())
        .map(|blob| async move { (blob, run.blob(blob).await) })
        .collect();
    let blobs: Vec<_> = stream::iter(blobs)
        .buffer_unordered(limits.blobs.max(1))
        .collect()
        .await;
    let failed: BTreeMap<&ContentDigest, Error> = (blobs.into_iter())
        .filter_map(|(blob, result)| Some((&blob.digest, result.err()?)))
        .collect();
    if let Some(error) = failed
        .values()
        .find(|error| matches!(error, Error::Journal(_)))
    {
        return Err(error.clone());
    }
    let failed = &failed;
    let images: Vec<_> = (plan.images.iter())
        .map(|image| async move {
            let stopped = image.blobs.iter().find_map(|blob| failed.get(blob));
            match stopped {
                Some(error) => (image, Err(error.clone())),
                None => (image, run.image(image).await),
            }
        })
        .collect();
    // In order: the result does not depend on who was first.
    let images: Vec<(&PlannedImage, Result<(), Error>)> = stream::iter(images)
        .buffered(limits.images.max(1))
        .collect()
        .await;
    let mut outcome = state
        .outcome
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    for (image, result) in images {
        match result {
            Ok(()) => outcome.copied.push(Copied {
                source: image.source.clone(),
                destination: image.destination.clone(),
                source_digest: image.source_digest.clone(),
                digest: image.digest.clone(),
                left_out: image.left_out.clone(),
            }),
            Err(error) => outcome.failed.push(Failed {
                source: image.source.clone(),
                error,
            }),
        }
    }
    Ok(outcome)
}
