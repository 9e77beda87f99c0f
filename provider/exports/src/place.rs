//! The last step of a write and the first of a removal: files in and out of their places.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use crate::{Error, Files};

/// Renames staged files to their places and makes that durable.
///
/// # Errors
/// The file system refused; what is in place stays.
pub fn put_in_place(
    files: &dyn Files,
    folder: &Path,
    staged: &BTreeMap<String, PathBuf>,
) -> Result<(), Error> {
    let mut folders = BTreeSet::new();
    for (path, from) in staged {
        let to = folder.join(path);
        if let Some(parent) = to.parent()
            && folders.insert(parent.to_owned())
        {
            files
                .create_folder(parent)
                .map_err(Error::io("create", parent))?;
            // The entry of a new folder is durable only once the folder above it is.
            folders.extend(
                parent
                    .ancestors()
                    .skip(1)
                    .take_while(|above| above.starts_with(folder))
                    .map(Path::to_owned),
            );
        }
        files
            .rename(from, &to)
            .map_err(Error::io("rename to", &to))?;
    }
    for parent in folders {
        files
            .sync_folder(&parent)
            .map_err(Error::io("sync", &parent))?;
    }
    Ok(())
}

/// Removes files and the folders that become empty by it.
pub fn remove_obsolete(files: &dyn Files, folder: &Path, paths: &[String]) -> Result<(), Error> {
    let mut folders = BTreeSet::new();
    for path in paths {
        let full = folder.join(path);
        files
            .remove_file(&full)
            .map_err(Error::io("remove", &full))?;
        folders.extend(
            path.match_indices('/')
                .map(|(index, _)| path[..index].to_owned()),
        );
    }
    // Deepest first, so that a parent is empty by its turn.
    for path in folders.iter().rev() {
        let full = folder.join(path);
        files
            .remove_empty_folder(&full)
            .map_err(Error::io("remove", &full))?;
    }
    Ok(())
}
