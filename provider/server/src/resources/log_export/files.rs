//! What lies in the destination.

use std::path::Path;

use ovhai_exports::{Disk, Journal};
use ovhai_model::Digest;
use ovhai_telemetry::{
    Error,
    logs::{Archive, Found},
};

use crate::transfer_resource::Standing;

/// Why the destination cannot be looked at.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Of the files.
    #[error(transparent)]
    Files(#[from] Error),
    /// Of the journal.
    #[error(transparent)]
    Journal(#[from] ovhai_exports::Error),
}

/// Digest over all files of an archive.
pub fn digest(archive: &Archive) -> String {
    let files = archive.files().iter().filter_map(|(name, entry)| {
        let stored = entry.stored.as_ref()?;
        Some(format!(
            "{name}.{} {}\n",
            stored.compression.extension(),
            stored.sha256
        ))
    });
    Digest::of(files.collect::<String>().as_bytes())
        .as_str()
        .to_owned()
}

/// Compares the files with the archive's index.
pub fn survey(home: &Path, reads_all: bool) -> Result<Standing, Failure> {
    let archive = Archive::open(home)?;
    let problems: Vec<String> = archive
        .survey(reads_all)?
        .into_iter()
        .filter_map(|(name, found)| match found {
            Found::Same => None,
            Found::Missing => Some(format!("{name} is missing")),
            Found::Changed => Some(format!("{name} was changed")),
        })
        .collect();
    Ok(if problems.is_empty() {
        Standing::Same(digest(&archive))
    } else {
        Standing::Differs(problems)
    })
}

/// Removes the files that are as they were left, and the journal with the last of them; the names of what stays.
pub fn remove(home: &Path, id: &str) -> Result<Vec<String>, Failure> {
    let is_ours = Journal::load(&Disk, home)?.is_some_and(|journal| journal.id == id);
    if !is_ours {
        return Ok(Vec::new());
    }
    let left = Archive::open(home)?.remove()?;
    if left.is_empty() {
        ovhai_exports::remove(&Disk, home, id)?;
    }
    Ok(left)
}
