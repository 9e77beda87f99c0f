//! Everything that can go wrong with files and receivers.

use std::{io, path::Path};

/// What can go wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The disk did not do what was asked.
    #[error("{path}: {problem}")]
    Disk {
        /// File or folder.
        path: String,
        /// In the system's words.
        problem: String,
    },
    /// A file of an earlier run is not what it was.
    #[error(
        "{path}, line {line}: {problem}; restore the file, or move it away to begin anew with what the platform still has"
    )]
    File {
        /// The file.
        path: String,
        /// From 1.
        line: u64,
        /// What is wrong.
        problem: String,
    },
    /// A receiver cannot be reached as configured.
    #[error("the receiver {place} cannot be used: {problem}")]
    Configuration {
        /// Its URL without what may be secret.
        place: String,
        /// What is wrong.
        problem: String,
    },
    /// A receiver did not take what was sent, after patience.
    #[error("{place} took {taken} of {total} {what}: {problem}")]
    Refused {
        /// Its URL without what may be secret.
        place: String,
        /// How much it confirmed.
        taken: u64,
        /// How much there was.
        total: u64,
        /// Lines or samples.
        what: &'static str,
        /// In its words, with what to do where that is known.
        problem: String,
    },
}

impl Error {
    pub(crate) fn disk(path: &Path, error: &io::Error) -> Self {
        Self::Disk {
            path: path.display().to_string(),
            problem: error.to_string(),
        }
    }
}
