//! What stops a run. Everything a repository can contain is a finding instead.

/// Why a run stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file is no longer what it was when it was surveyed.
    #[error("{path} changed while it was read; run again when nothing writes to it")]
    Changed {
        /// The file.
        path: String,
    },
    /// Edits of a file contradict each other: a mistake of this program.
    #[error("the edits of {path} contradict each other; please report this with the file")]
    Edits {
        /// The file.
        path: String,
        /// Which.
        #[source]
        source: ovhai_syntax::Error,
    },
    /// The second scan does not agree with the account: a mistake of this program. Nothing was written.
    #[error(
        "the result does not agree with the account of {path:?}: {what}; please report this with the repository"
    )]
    Account {
        /// The file or folder.
        path: String,
        /// What disagrees.
        what: String,
    },
}
