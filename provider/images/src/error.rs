//! What stops a copy, without any credential in it.

use crate::ContentDigest;

/// Why an image cannot be read, written or copied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A setting or an address cannot be used: a person has to change it.
    #[error("{what} cannot be used: {problem}")]
    Configuration {
        /// The setting, or where it is from.
        what: String,
        /// What is wrong.
        problem: String,
    },
    /// The registry does not accept who asks, or asks for a credential there is none of.
    #[error(
        "{registry} refuses access to {what} ({problem}); give credentials for it that may do this"
    )]
    Denied {
        /// Host and port.
        registry: String,
        /// Repository, and what was asked of it.
        what: String,
        /// Status or reason.
        problem: String,
    },
    /// There is no such thing.
    #[error("{place} has no {what}")]
    NotFound {
        /// Registry or folder.
        place: String,
        /// For example `manifest team/app:1`.
        what: String,
    },
    /// It did not answer, or not with success, after all tries.
    #[error("{registry} did not serve {what}: {problem}")]
    Unreachable {
        /// Host and port.
        registry: String,
        /// What was asked.
        what: String,
        /// The last thing that happened.
        problem: String,
    },
    /// It answered with what no registry may answer.
    #[error("{place} answers against the protocol at {what}: {problem}")]
    Protocol {
        /// Registry or folder.
        place: String,
        /// What was asked.
        what: String,
        /// What is wrong with the answer.
        problem: String,
    },
    /// The bytes are not those of the digest.
    #[error(
        "{place} has other bytes under {digest} than the digest says ({problem}); nothing of it was kept"
    )]
    Corrupt {
        /// Registry or folder.
        place: String,
        /// What was asked for.
        digest: ContentDigest,
        /// Actual digest or size.
        problem: String,
    },
    /// A manifest that cannot be copied or makes no sense.
    #[error("{image} cannot be copied: {problem}")]
    Manifest {
        /// Image or digest.
        image: String,
        /// What is wrong.
        problem: String,
    },
    /// More than the bounds allow: a broken or hostile image.
    #[error(
        "{image} exceeds the bounds of an image: {problem}; raise the bound if it is meant to be so"
    )]
    Bounds {
        /// Image or digest.
        image: String,
        /// Which bound, and what was found.
        problem: String,
    },
    /// Two sources would become one name.
    #[error("{first} and {second} would both become {name}; give one of them another name")]
    Collision {
        /// One source.
        first: String,
        /// The other.
        second: String,
        /// The name in the destination.
        name: String,
    },
    /// The disk refuses.
    #[error("{path}: {problem}")]
    Disk {
        /// File or folder.
        path: String,
        /// What the system says.
        problem: String,
    },
    /// The journal refuses; nothing goes on without it.
    #[error("the journal cannot be written: {0}")]
    Journal(String),
}

impl Error {
    /// Wraps an error of the file system.
    pub(crate) fn disk(path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::Disk {
            path: path.display().to_string(),
            problem: error.to_string(),
        }
    }

    pub(crate) fn protocol(place: &str, what: &str, problem: impl Into<String>) -> Self {
        Self::Protocol {
            place: place.to_owned(),
            what: what.to_owned(),
            problem: problem.into(),
        }
    }
}
