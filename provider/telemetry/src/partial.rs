//! Files that get their names later.

use std::{fs, io, path::Path};

use crate::Error;

/// What names of files begin with that are not complete.
const PARTIAL: &str = ".ovhai-partial-";

/// A file in `folder` that gets its name later. A process that is killed leaves it; by its name it is known.
pub(crate) fn partial(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(PARTIAL).tempfile_in(folder)
}

/// Removes what runs that were killed left behind in `folder`, and so many folders below it.
pub(crate) fn sweep(folder: &Path, depth: usize) -> Result<(), Error> {
    let wrong = |error: io::Error| Error::disk(folder, &error);
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(wrong)?,
    };
    for entry in entries {
        let entry = entry.map_err(wrong)?;
        let kind = entry.file_type().map_err(wrong)?;
        if kind.is_file() && entry.file_name().to_string_lossy().starts_with(PARTIAL) {
            fs::remove_file(entry.path()).map_err(wrong)?;
        } else if kind.is_dir() && depth > 0 {
            sweep(&entry.path(), depth - 1)?;
        }
    }
    Ok(())
}
