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
    /// A state or plan that is for no root module of the repository.
    #[error(
        "nobody said which root module {name} belongs to: give it as FOLDER=FILE, with one of {roots:?}"
    )]
    Root {
        /// The document.
        name: String,
        /// Folders of the root modules.
        roots: Vec<String>,
    },
    /// The cleanup was asked for, and no state shows that it may be done.
    #[error(
        "the cleanup removes the provider that the state may still need: give the state, as a file, as the output of `terraform show -json`, or as a plan, for {roots:?}"
    )]
    NoState {
        /// Folders of the root modules that use the vendor's provider.
        roots: Vec<String>,
    },
    /// The cleanup was asked for, and a state still holds something.
    #[error(
        "{name} still holds {count} objects of the vendor's, such as {addresses:?}: apply the rewritten configuration first, so that the state forgets them"
    )]
    StillHeld {
        /// The document.
        name: String,
        /// How many.
        count: usize,
        /// Some of them.
        addresses: Vec<String>,
    },
    /// The cleanup was asked for, and the code still declares something.
    #[error(
        "the code still declares {count} blocks of the vendor's, such as {addresses:?}: rewrite them or remove them first"
    )]
    StillDeclared {
        /// How many.
        count: usize,
        /// Some of them, with their files.
        addresses: Vec<String>,
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
