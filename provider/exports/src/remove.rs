//! Removing an export: only what its journal owns, and only what still is what it wrote.

use std::path::Path;

use crate::{
    Error, Files, Journal, Phase,
    claim::lock,
    found::{Found, Look},
    journal::FOLDER,
    place::remove_obsolete,
};

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
    let Some(mut journal) = Journal::load(files, folder)?.filter(|journal| journal.id == id) else {
        return Ok(Removal::default());
    };
    if journal.phase != Phase::Complete {
        return Ok(Removal {
            incomplete: true,
            ..Removal::default()
        });
    }
    let holder = folder.join(FOLDER);
    let lock = lock(files, folder, &holder)?;
    let mut removal = Removal::default();
    let mut ours = Vec::new();
    let mut look = Look::new(files, folder);
    for (path, file) in &journal.files {
        match look.at(path)? {
            Found::Nothing => {}
            Found::Content(digest) if digest == file.digest && !file.kept => {
                ours.push(path.clone())
            }
            Found::Content(_) | Found::Other(_) => removal.kept.push(path.clone()),
        }
    }
    removal.removed = ours.len();
    remove_obsolete(files, folder, &ours)?;
    if removal.kept.is_empty() {
        files
            .remove_folder(&holder)
            .map_err(Error::io("remove", &holder))?;
        // The folder itself may be a mount point, a link or the working directory; its files were the export.
        let _ = files.remove_empty_folder(folder);
    } else {
        // What a person changed stays known as such, so that a next export does not take it for somebody else's.
        journal.files.retain(|path, _| removal.kept.contains(path));
        journal.files.values_mut().for_each(|file| file.kept = true);
        journal.save(files, folder)?;
    }
    drop(lock);
    Ok(removal)
}
