//! Who may write to a destination, and taking hold of one for a transfer.
//!
//! Exports that move bytes keep books of their own on what they moved; the journal says whose the destination is and whether the last
//! run came to its end.

use std::{fs::File, path::Path};

use ovhai_model::Revision;

use crate::{Error, Files, Identity, Journal, Phase, journal::FOLDER};

/// Who wants to write.
#[derive(Clone, Copy)]
pub struct Claimant<'a> {
    /// The id Terraform knows, when the export exists; a destination of another id is refused.
    pub known_id: Option<&'a str>,
    /// What is exported.
    pub identity: &'a Identity,
    /// Whether another resource manages the export with this id right now; such a one is not taken over.
    pub is_live: &'a (dyn Fn(&str) -> bool + Sync),
}

impl Claimant<'_> {
    /// Whether the journal of `folder` is this export's; `Ok(true)` if it is taken over.
    ///
    /// # Errors
    /// [`Error::Occupied`] says by what.
    pub(crate) fn judge(&self, folder: &Path, journal: Option<&Journal>) -> Result<bool, Error> {
        let Some(journal) = journal else {
            return Ok(false);
        };
        let occupied = |found: String| {
            Err(Error::Occupied {
                path: folder.to_owned(),
                found,
            })
        };
        let (theirs, own) = (&journal.identity, self.identity);
        match self.known_id {
            Some(id) if id == journal.id => Ok(false),
            Some(_) => occupied(format!("the export {}", journal.id)),
            None if (self.is_live)(&journal.id) => {
                occupied("an export that another resource of this configuration manages".to_owned())
            }
            None if theirs == own => Ok(true),
            None if theirs.service != own.service => {
                occupied(format!("an export of the project {}", theirs.service))
            }
            None if theirs.kind != own.kind => occupied(format!("a {} export", theirs.kind)),
            None => occupied("an export of another selection".to_owned()),
        }
    }

    /// Says whether `folder` could be claimed, without writing.
    ///
    /// # Errors
    /// What [`claim`] would refuse with.
    pub fn check(&self, files: &dyn Files, folder: &Path) -> Result<(), Error> {
        check_folder(files, folder)?;
        self.judge(folder, Journal::load(files, folder)?.as_ref())
            .map(drop)
    }
}

/// The nearest thing that exists decides; a file there gives a clearer message than the failed creation would.
pub(crate) fn check_folder(files: &dyn Files, folder: &Path) -> Result<(), Error> {
    for ancestor in folder
        .ancestors()
        .filter(|path| !path.as_os_str().is_empty())
    {
        match files.metadata(ancestor) {
            Ok(Some(metadata)) if metadata.is_file => {
                return Err(Error::NotAFolder {
                    path: ancestor.to_owned(),
                });
            }
            Ok(Some(_)) => break,
            Ok(None) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => {}
            Err(error) => return Err(Error::io("look at", ancestor)(error)),
        }
    }
    Ok(())
}

/// Refuses a folder that holds anything and no journal: what lies in it would be taken for the export's own.
///
/// # Errors
/// [`Error::Occupied`].
pub fn refuse_foreign(files: &dyn Files, folder: &Path) -> Result<(), Error> {
    check_folder(files, folder)?;
    if Journal::load(files, folder)?.is_some() {
        return Ok(());
    }
    let names = files.names(folder).map_err(Error::io("list", folder))?;
    match names.iter().find(|name| name.as_os_str() != FOLDER) {
        None => Ok(()),
        Some(name) => Err(Error::Occupied {
            path: folder.to_owned(),
            found: format!("files that no export wrote, such as {}", name.display()),
        }),
    }
}

/// A destination nobody else writes to while this is held.
#[derive(Debug)]
pub struct Claim {
    journal: Journal,
    _lock: File,
}

/// Makes `folder` this export's and says in its journal that writing began. `fresh_id` is for an export that has none.
///
/// # Errors
/// [`Error::Occupied`], [`Error::Locked`], or the file system refused.
pub fn claim(
    files: &dyn Files,
    folder: &Path,
    claimant: &Claimant<'_>,
    fresh_id: &str,
    revision: &Revision,
) -> Result<Claim, Error> {
    let holder = folder.join(FOLDER);
    if !matches!(files.metadata(&holder), Ok(Some(metadata)) if metadata.is_folder) {
        // Nothing of ours is here yet: what can be refused is refused before even a folder is created.
        claimant.check(files, folder)?;
    }
    let lock = lock(files, folder, &holder)?;
    claimant.judge(folder, Journal::load(files, folder)?.as_ref())?;
    // An adopted export gets a new id: whatever else still knows the old one no longer owns these files.
    let id = claimant.known_id.unwrap_or(fresh_id);
    let journal = Journal::begin(id.to_owned(), claimant.identity.clone(), revision.clone());
    journal.save(files, folder)?;
    Ok(Claim {
        journal,
        _lock: lock,
    })
}

/// Makes the folder of the journal, and locks it until the file goes.
pub(crate) fn lock(files: &dyn Files, folder: &Path, holder: &Path) -> Result<File, Error> {
    files
        .create_folder(holder)
        .map_err(Error::io("create", holder))?;
    let path = holder.join("lock");
    files
        .lock(&path)
        .map_err(Error::io("lock", &path))?
        .ok_or_else(|| Error::Locked {
            path: folder.to_owned(),
        })
}

impl Claim {
    /// The export's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.journal.id
    }

    /// Says that all was written and verified.
    ///
    /// # Errors
    /// The file system refused.
    pub fn complete(mut self, files: &dyn Files, folder: &Path) -> Result<String, Error> {
        self.journal.phase = Phase::Complete;
        self.journal.save(files, folder)?;
        Ok(self.journal.id)
    }
}
