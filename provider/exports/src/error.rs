//! What can go wrong with a destination.

use std::{io, path::PathBuf};

/// Why an export could not be written, compared or removed. Each message says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file system refused.
    #[error("cannot {action} {}: {source}{}", path.display(), hint(source))]
    Io {
        /// What was tried, as a verb phrase.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The destination, or a folder above it, is a file.
    #[error("{} is a file, so nothing can be exported into it; name a folder", path.display())]
    NotAFolder {
        /// The file.
        path: PathBuf,
    },
    /// A link stands where the export would write; following it could leave the destination.
    #[error("{} is a symbolic link; remove it or choose another destination, links are not followed", path.display())]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// Another export lives in the destination.
    #[error("{} already holds {found}; choose another destination, or remove that export first", path.display())]
    Occupied {
        /// The destination.
        path: PathBuf,
        /// What lives there.
        found: String,
    },
    /// Another run writes there right now.
    #[error("another run is writing to {} right now; wait for it to end and run terraform again", path.display())]
    Locked {
        /// The destination.
        path: PathBuf,
    },
    /// The journal cannot be understood.
    #[error("the journal {} cannot be read ({reason}); restore it from a backup, or move the destination away and export anew", path.display())]
    Journal {
        /// The journal.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// Files that this export did not write stand where it would write.
    #[error("{} of the files to write exist already and were not written by this export: {}; move them away or choose another destination", paths.len(), list(paths))]
    Foreign {
        /// Their paths inside the destination.
        paths: Vec<String>,
    },
    /// Files of this export were changed by hand.
    #[error("{} of the exported files were changed by hand: {}; move the changes into `overrides`, or set on_local_change to \"keep\" or \"overwrite\"", paths.len(), list(paths))]
    LocalChange {
        /// Their paths inside the destination.
        paths: Vec<String>,
    },
    /// A path that could leave the destination.
    #[error(
        "`{path}` is no safe path inside the destination; this is a bug of the target that made it"
    )]
    UnsafePath {
        /// The path.
        path: String,
    },
    /// What was produced is not what was planned.
    #[error(
        "{path}: its content is not what was planned, so the estate changed while it was exported; run terraform plan again"
    )]
    NotAsPlanned {
        /// The artefact.
        path: String,
    },
    /// A file read back has other bytes than were written.
    #[error("{}: the bytes read back are not the bytes written; check the disk and run terraform apply again", path.display())]
    NotVerified {
        /// The staged file.
        path: PathBuf,
    },
    /// The run was interrupted.
    #[error("interrupted; what is finished is kept and the next terraform apply continues")]
    Cancelled,
    /// The kind could not produce an artefact it planned.
    #[error("{0}")]
    Produce(String),
}

impl Error {
    /// Builds the conversion from an I/O error for `map_err`.
    pub(crate) fn io(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io {
            action,
            path: path.into(),
            source,
        }
    }
}

fn hint(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "; free space and run terraform apply again, nothing half-written is left"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "; choose a destination this user may write to"
        }
        io::ErrorKind::NotADirectory => "; a part of the path is a file, name a folder",
        _ => "",
    }
}

fn list(paths: &[String]) -> String {
    const SHOWN: usize = 5;
    let mut text = paths
        .iter()
        .take(SHOWN)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    if paths.len() > SHOWN {
        text.push_str(&format!(" and {} more", paths.len() - SHOWN));
    }
    text
}
