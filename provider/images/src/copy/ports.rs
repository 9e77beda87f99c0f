//! What a run needs of whoever starts it.

use crate::{ContentDigest, Error};

/// An upload that a later run can go on with.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// The registry's address of it; may be signed, so it is not shown.
    pub location: String,
    /// Bytes the registry has acknowledged.
    pub offset: u64,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session(at {})", self.offset)
    }
}

/// Remembers uploads over the end of the process. What is complete needs no memory: the destination is asked.
pub trait Journal: Send + Sync {
    /// Who copies, the same in every run. Each image that is copied to a registry then gets one more tag, `ovhai-…`, made of this and its digest: as
    /// long as that is there, [`remove`](crate::remove) for another owner leaves the image. `None`: nobody claims it.
    fn owner(&self) -> Option<String> {
        None
    }
    /// The session kept for `key`.
    fn session(&self, key: &str) -> Option<Session>;
    /// Keeps a session for `key`, or forgets it. Called after each piece, before the next is sent.
    ///
    /// # Errors
    /// [`Error::Journal`] ends the blob.
    fn keep(&self, key: &str, session: Option<&Session>) -> Result<(), Error>;
}

/// Remembers nothing: interrupted uploads to registries begin again. Layouts need no journal.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoJournal;

impl Journal for NoJournal {
    fn session(&self, _: &str) -> Option<Session> {
        None
    }

    fn keep(&self, _: &str, _: Option<&Session>) -> Result<(), Error> {
        Ok(())
    }
}

/// Something that happened in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Bytes of a blob reached the destination.
    Bytes {
        /// Which blob.
        digest: &'a ContentDigest,
        /// How many.
        count: u64,
    },
    /// A blob is complete in a repository (empty for a layout).
    Transferred {
        /// Which.
        digest: &'a ContentDigest,
        /// Where.
        repository: &'a str,
    },
    /// A blob was there.
    Skipped {
        /// Which.
        digest: &'a ContentDigest,
        /// Where.
        repository: &'a str,
    },
    /// A blob was taken over from another repository of the destination.
    Mounted {
        /// Which.
        digest: &'a ContentDigest,
        /// Where.
        repository: &'a str,
    },
    /// A manifest was stored that was not there (empty for a layout).
    Stored {
        /// Which.
        digest: &'a ContentDigest,
        /// Where.
        repository: &'a str,
    },
    /// A name means a manifest now: a tag was put on it, or a layout has it under a name.
    Named {
        /// Which.
        digest: &'a ContentDigest,
        /// Where; in a layout the name.
        repository: &'a str,
        /// Under which tag; none in a layout.
        tag: Option<&'a str>,
    },
    /// An image is complete.
    Image {
        /// Its source.
        source: &'a str,
    },
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
