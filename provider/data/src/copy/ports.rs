//! What a run needs of whoever starts it, and tells them.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use ovhai_http::{Bandwidth, Clock, SystemClock};

use crate::{Error, Exclude, Limits, Seal, Strange, Trailer};

/// How a run behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// How much at once.
    pub limits: Limits,
    /// How fast. `None`: as fast as it goes.
    pub bandwidth: Option<Bandwidth>,
    /// Copies are encrypted, for these. Those that were made for others, or not encrypted, count as changed.
    pub seal: Option<Arc<Seal>>,
    /// Objects that are not copied. Copies of those that were before count as gone.
    pub exclude: Exclude,
    /// Write over what is at an object's place and was not put there by this copy, or was changed since.
    pub is_overwriting: bool,
    /// Objects whose copies are not what they look like, as [`verify`](crate::verify) found: they are copied again.
    pub mending: BTreeSet<String>,
    /// Remove from the destination what the source does not have any more, if it is as this copy left it. Else it is kept,
    /// and the manifest says so.
    pub is_removing: bool,
    /// Keep a copy of the journal in the target bucket, at most so old, for [`Journal::restore`](crate::Journal::restore). Nothing
    /// of the sort is done for folders.
    pub mirrored_every: Option<Duration>,
    /// Time, for the bandwidth limit.
    pub clock: Arc<dyn Clock>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            bandwidth: None,
            seal: None,
            mirrored_every: None,
            exclude: Exclude::default(),
            is_overwriting: false,
            is_removing: false,
            mending: BTreeSet::new(),
            clock: Arc::new(SystemClock),
        }
    }
}

/// An object that could not be copied; the others were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// Its name.
    pub key: String,
    /// Why.
    pub error: Error,
}

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Objects that were copied.
    pub copied: u64,
    /// Objects that were there, unchanged.
    pub kept: u64,
    /// Objects the source has no more, whose copies were removed.
    pub removed: u64,
    /// Objects the source has no more, whose copies are still there.
    pub gone: u64,
    /// Objects that were listed and then not there.
    pub vanished: u64,
    /// Objects that could not be copied.
    pub failures: u64,
    /// The first hundred of them.
    pub failed: Vec<Failed>,
    /// Names in a source folder that were not copied, as they are no files or no text.
    pub strange: Strange,
    /// Bytes that came from the source.
    pub bytes: u64,
    /// Of the copied objects, those whose bytes could be compared with nothing but their size.
    pub unproven: u64,
    /// Of the copied objects, those of which something beside the bytes was left out.
    pub incomplete: u64,
    /// The end of the manifest; only if nothing failed.
    pub manifest: Option<Trailer>,
}

/// Something that happened in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Bytes came from the source.
    Bytes(u64),
    /// An object is complete in the destination.
    Copied(&'a str),
    /// An object was there.
    Kept(&'a str),
    /// An object could not be copied.
    Failed(&'a str),
}

/// Sees what happens, from many tasks at once. Must not block.
pub trait Observer: Send + Sync {
    /// Called for each event.
    fn event(&self, event: Event<'_>);
}

/// Looks away.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Observer for Quiet {
    fn event(&self, _: Event<'_>) {}
}
