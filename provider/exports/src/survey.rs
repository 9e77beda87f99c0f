//! Surveys: what has become of an export since it was written.

use std::{collections::BTreeMap, path::Path};

use ovhai_model::Digest;

use crate::{Error, Files, Journal, JournalFile, Metadata, Phase, found::Look};

/// What to do with files of the export that were changed by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnLocalChange {
    /// Refuse to plan, and show the change.
    Fail,
    /// Leave them as they are.
    Keep,
    /// Write the planned content again.
    Overwrite,
}

/// How closely to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verify {
    /// Trust a file whose size and time are those of the journal.
    Changed,
    /// Hash every file.
    Full,
}

/// A file that is not as the journal says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileState {
    /// Nothing stands at its path.
    Missing,
    /// Other bytes, with this digest.
    Modified(Digest),
    /// A folder, link or special file stands at its path.
    Replaced,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// The journal.
    pub journal: Journal,
    /// Files that are not as the journal says; all others are.
    pub differing: BTreeMap<String, FileState>,
    /// Digest of the tree as it is.
    pub tree_digest: Digest,
    /// Files trusted by size and time.
    pub trusted: usize,
    /// Files read and hashed.
    pub hashed: usize,
}

impl Survey {
    /// Paths whose content a person changed, or whose hand-made version was kept before, with their digests.
    #[must_use]
    pub fn local_changes(&self) -> BTreeMap<String, Digest> {
        let kept = self
            .journal
            .files
            .iter()
            .filter(|(_, file)| file.kept)
            .map(|(p, f)| (p.clone(), f.digest.clone()));
        let modified = self
            .differing
            .iter()
            .filter_map(|(path, state)| match state {
                FileState::Modified(digest) => Some((path.clone(), digest.clone())),
                FileState::Missing | FileState::Replaced => None,
            });
        let mut changes: BTreeMap<_, _> = kept.chain(modified).collect();
        changes.retain(|path, _| {
            !matches!(
                self.differing.get(path),
                Some(FileState::Missing | FileState::Replaced)
            )
        });
        changes
    }
}

/// Compares the destination `folder` with its journal; `None` if it holds no export.
///
/// # Errors
/// The journal or a file cannot be read.
pub fn survey(files: &dyn Files, folder: &Path, verify: Verify) -> Result<Option<Survey>, Error> {
    let Some(journal) = Journal::load(files, folder)? else {
        return Ok(None);
    };
    let (mut differing, mut found) = (BTreeMap::new(), BTreeMap::new());
    let (mut trusted, mut hashed) = (0, 0);
    let mut look = Look::new(files, folder);
    for (path, known) in &journal.files {
        let state = match look.file(path)? {
            Err(_) => Some(FileState::Replaced),
            Ok(None) => Some(FileState::Missing),
            Ok(Some(metadata))
                if verify == Verify::Changed && is_trusted(&journal, known, metadata) =>
            {
                trusted += 1;
                None
            }
            Ok(Some(_)) => {
                hashed += 1;
                let digest = look.digest(path)?;
                // An interrupted write leaves files of the version before; they are ours, not somebody's edit.
                let is_ours = journal.phase == Phase::Writing
                    && journal
                        .written(path)
                        .any(|file| file.digest == digest && !file.kept);
                match digest == known.digest {
                    true => None,
                    false if is_ours => Some(FileState::Missing),
                    false => Some(FileState::Modified(digest)),
                }
            }
        };
        match &state {
            None => {
                found.insert(path.as_str(), known.digest.clone());
            }
            Some(FileState::Modified(digest)) => {
                found.insert(path.as_str(), digest.clone());
            }
            Some(FileState::Missing | FileState::Replaced) => {}
        }
        if let Some(state) = state {
            differing.insert(path.clone(), state);
        }
    }
    let tree_digest = Digest::of_tree(found.iter().map(|(path, digest)| (*path, digest)));
    Ok(Some(Survey {
        journal,
        differing,
        tree_digest,
        trusted,
        hashed,
    }))
}

fn is_trusted(journal: &Journal, known: &JournalFile, now: Metadata) -> bool {
    journal.phase == Phase::Complete
        && known.modified_nanos != 0
        && known.size == now.size
        && known.modified_nanos == now.modified_nanos
}
