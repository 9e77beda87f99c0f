//! What stops a copy, without any credential in it. Places and objects are always named.

use std::path::Path;

/// Why objects cannot be read, written or copied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A setting cannot be used: a person has to change it.
    #[error("{what} cannot be used: {problem}")]
    Configuration {
        /// The setting, or where it is from.
        what: String,
        /// What is wrong.
        problem: String,
    },
    /// The store does not accept who asks.
    #[error(
        "{place} refuses access to {what} ({problem}); give credentials for it that may do this"
    )]
    Denied {
        /// Bucket or container, and its endpoint.
        place: String,
        /// For example `the object "a/b"`.
        what: String,
        /// Status and code.
        problem: String,
    },
    /// There is no such thing.
    #[error("{place} has no {what} ({problem})")]
    NotFound {
        /// Bucket or container, and its endpoint.
        place: String,
        /// What was asked for.
        what: String,
        /// Status and code.
        problem: String,
    },
    /// It did not answer, or not with success, after all tries.
    #[error("{place} did not serve {what}: {problem}")]
    Unreachable {
        /// Bucket or container, and its endpoint.
        place: String,
        /// What was asked.
        what: String,
        /// The last thing that happened.
        problem: String,
    },
    /// It answered with what no such service may answer.
    #[error("{place} answers against the protocol at {what}: {problem}")]
    Protocol {
        /// Bucket or container, and its endpoint.
        place: String,
        /// What was asked.
        what: String,
        /// What is wrong with the answer.
        problem: String,
    },
    /// The bytes are not those that the store itself says they are.
    #[error(
        "{place} has other bytes at {what} than it says itself: {problem}; nothing of it was kept"
    )]
    Corrupt {
        /// Bucket, container or folder.
        place: String,
        /// Which object.
        what: String,
        /// Both checksums or sizes.
        problem: String,
    },
    /// It became another while it was read, time and again.
    #[error(
        "{what} of {place} changes while it is copied; stop whoever writes it, or run again later"
    )]
    Changed {
        /// Bucket or container, and its endpoint.
        place: String,
        /// Which object.
        what: String,
    },
    /// A listing whose names do not rise, as S3 and Swift promise. The run then collects and sorts it.
    #[error("the listing of {place} is not in order: {key:?} came after {after:?}")]
    Unordered {
        /// Bucket or container, and its endpoint.
        place: String,
        /// The name before.
        after: String,
        /// The name that is smaller.
        key: String,
    },
    /// Something in the destination that this copy did not make, or that others changed.
    #[error("{path} is in the way: {problem}")]
    InTheWay {
        /// File, folder or object.
        path: String,
        /// What it is.
        problem: String,
    },
    /// The disk refuses.
    #[error("{path}: {problem}")]
    Disk {
        /// File or folder.
        path: String,
        /// What the system says.
        problem: String,
    },
    /// There is no room left, or none that may be written to: nothing else could be written either.
    #[error("{path}: {problem}; make room and run again, it goes on where it stopped")]
    Full {
        /// File or folder.
        path: String,
        /// What the system says.
        problem: String,
    },
    /// The journal cannot be used; nothing goes on without it.
    #[error("the journal {path}: {problem}")]
    Journal {
        /// File or folder.
        path: String,
        /// What is wrong.
        problem: String,
    },
}

impl Error {
    pub(crate) fn disk(path: &Path, error: &std::io::Error) -> Self {
        use std::io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        let (path, problem) = (path.display().to_string(), error.to_string());
        match error.kind() {
            StorageFull | QuotaExceeded | ReadOnlyFilesystem => Self::Full { path, problem },
            _ => Self::Disk { path, problem },
        }
    }

    pub(crate) fn journal(path: &Path, problem: impl ToString) -> Self {
        Self::Journal {
            path: path.display().to_string(),
            problem: problem.to_string(),
        }
    }

    pub(crate) fn protocol(place: &str, what: &str, problem: impl Into<String>) -> Self {
        Self::Protocol {
            place: place.to_owned(),
            what: what.to_owned(),
            problem: problem.into(),
        }
    }

    pub(crate) fn setting(what: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Configuration {
            what: what.into(),
            problem: problem.into(),
        }
    }

    /// Whether another object would meet the same: then all of the run stops.
    pub(crate) const fn is_for_all(&self) -> bool {
        matches!(
            self,
            Self::Journal { .. }
                | Self::Unordered { .. }
                | Self::Configuration { .. }
                | Self::Full { .. }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_everybodys_trouble_and_a_bad_name_is_not() {
        let of = |kind: std::io::ErrorKind| Error::disk(Path::new("/x"), &kind.into());
        assert!(of(std::io::ErrorKind::StorageFull).is_for_all());
        assert!(of(std::io::ErrorKind::ReadOnlyFilesystem).is_for_all());
        assert!(!of(std::io::ErrorKind::InvalidFilename).is_for_all());
    }
}
