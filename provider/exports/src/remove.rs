//! Removing an export: only what its journal owns, and only what still is what it wrote.

use std::path::Path;

use ovhai_model::Digest;

use crate::{Error, Files, Journal, Phase, journal::FOLDER, write::remove_obsolete};

/// What a removal did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removal {
    /// Files removed.
    pub removed: usize,
    /// Files left because a person changed them.
    pub kept: Vec<String>,
    /// Set when nothing was touched because the export was never complete.
    pub incomplete: bool,
}

/// Removes the export `id` from `folder`. A folder without journal, or with another export's, is left alone.
///
/// # Errors
/// The file system refused; run again to continue.
pub fn remove(files: &dyn Files, folder: &Path, id: &str) -> Result<Removal, Error> {
    let Some(journal) = Journal::load(files, folder)?.filter(|journal| journal.id == id) else {
        return Ok(Removal::default());
    };
    if journal.phase != Phase::Complete {
        return Ok(Removal {
            incomplete: true,
            ..Removal::default()
        });
    }
    let mut removal = Removal::default();
    let mut ours = Vec::new();
    for (path, file) in &journal.files {
        let full = folder.join(path);
        let is_file = files
            .metadata(&full)
            .map_err(Error::io("look at", &full))?
            .is_some_and(|metadata| metadata.is_file);
        if !is_file {
            continue;
        }
        let unchanged =
            Digest::of(&files.read(&full).map_err(Error::io("read", &full))?) == file.digest;
        if unchanged && !file.kept {
            ours.push(path.clone());
        } else {
            removal.kept.push(path.clone());
        }
    }
    removal.removed = ours.len();
    remove_obsolete(files, folder, &ours)?;
    let holder = folder.join(FOLDER);
    files
        .remove_folder(&holder)
        .map_err(Error::io("remove", &holder))?;
    files
        .remove_empty_folder(folder)
        .map_err(Error::io("remove", folder))?;
    Ok(removal)
}
