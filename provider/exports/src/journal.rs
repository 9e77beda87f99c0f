//! The journal: what an export owns in its destination, and how far it got.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use ovhai_model::{Address, Digest, Revision};
use ovhai_targets::PriorNames;
use serde::{Deserialize, Serialize};

use crate::{Error, Files, local_path};

/// The folder inside a destination that holds the journal, the lock and staged files.
pub const FOLDER: &str = ".ovhai-export";
const FORMAT: &str = "ovhai-export-journal/1";

/// What makes two exports the same one: a create adopts a destination only if all of it agrees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Project id.
    pub service: String,
    /// Export kind.
    pub kind: String,
    /// Digest of the selection.
    pub selection: Digest,
}

/// An id for an export that has none.
#[must_use]
pub fn fresh_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// How far a write got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Begun and not ended: some of [`Journal::files`] may be missing or old.
    Writing,
    /// Every file was verified and stands in its place.
    Complete,
}

/// One file an export owns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalFile {
    /// Digest of the bytes the export wrote, or of the hand-made ones it kept.
    pub digest: Digest,
    /// Size in bytes.
    pub size: u64,
    /// Last change, nanoseconds since 1970, when complete.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub modified_nanos: u64,
    /// A hand-made version that `on_local_change = "keep"` left in place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kept: bool,
    /// The object it was made from, if one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Address>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// The journal of one export, written before its first byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    format: String,
    /// The export's id, a UUID made by its first write.
    pub id: String,
    /// What it exports.
    #[serde(flatten)]
    pub identity: Identity,
    /// The revision it was made from.
    pub revision: Revision,
    /// How far it got.
    pub phase: Phase,
    /// The wanted files, by path inside the destination.
    pub files: BTreeMap<String, JournalFile>,
    /// Files of the version before, until they are gone.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub previous: BTreeMap<String, JournalFile>,
}

impl Journal {
    /// A journal of a write that begins.
    #[must_use]
    pub fn begin(id: String, identity: Identity, revision: Revision) -> Self {
        Self {
            format: FORMAT.to_owned(),
            id,
            identity,
            revision,
            phase: Phase::Writing,
            files: BTreeMap::new(),
            previous: BTreeMap::new(),
        }
    }

    /// Where the journal of the destination `folder` is.
    #[must_use]
    pub fn path(folder: &Path) -> PathBuf {
        folder.join(FOLDER).join("journal.json")
    }

    /// Reads the journal of `folder`; `None` if there is none.
    ///
    /// # Errors
    /// The file cannot be read, or is no journal this version understands.
    pub fn load(files: &dyn Files, folder: &Path) -> Result<Option<Self>, Error> {
        let holder = folder.join(FOLDER);
        let path = Self::path(folder);
        let look = |path: &Path| match files.metadata(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => Ok(None),
            other => other.map_err(Error::io("look at", path)),
        };
        if look(&holder)?.is_some_and(|metadata| metadata.is_link) {
            return Err(Error::Link { path: holder });
        }
        let found = look(&path)?;
        if found.is_none() {
            return Ok(None);
        }
        let bytes = files.read(&path).map_err(Error::io("read", &path))?;
        let journal: Self = serde_json::from_slice(&bytes).map_err(|error| Error::Journal {
            path: path.clone(),
            reason: error.to_string(),
        })?;
        if journal.format != FORMAT {
            let reason = format!(
                "its format is {}, this version reads {FORMAT}",
                journal.format
            );
            return Err(Error::Journal { path, reason });
        }
        // A folder may come with a repository or from a shared disk: what its journal names must lie inside it.
        for path in journal.files.keys().chain(journal.previous.keys()) {
            if local_path::check(path).is_err() {
                let reason = format!("it names {path:?}, which is no path inside the destination");
                return Err(Error::Journal {
                    path: Self::path(folder),
                    reason,
                });
            }
        }
        Ok(Some(journal))
    }

    /// Atomically replaces the journal of `folder`.
    ///
    /// # Errors
    /// The file system refused.
    pub fn save(&self, files: &dyn Files, folder: &Path) -> Result<(), Error> {
        let path = Self::path(folder);
        let fresh = path.with_extension("json.new");
        let mut bytes = serde_json::to_vec_pretty(self).map_err(|error| Error::Journal {
            path: path.clone(),
            reason: error.to_string(),
        })?;
        bytes.push(b'\n');
        files
            .remove_file(&fresh)
            .map_err(Error::io("remove", &fresh))?;
        files
            .write_new(&fresh, &bytes)
            .map_err(Error::io("write", &fresh))?;
        files
            .rename(&fresh, &path)
            .map_err(Error::io("rename to", &path))?;
        let holder = folder.join(FOLDER);
        files
            .sync_folder(&holder)
            .map_err(Error::io("sync", &holder))
    }

    /// Every version of `path` this export may have written itself.
    pub fn written(&self, path: &str) -> impl Iterator<Item = &JournalFile> {
        self.files
            .get(path)
            .into_iter()
            .chain(self.previous.get(path))
    }

    /// The names its objects have, by the paths of what they were made from, which hold them.
    #[must_use]
    pub fn names(&self) -> PriorNames {
        self.previous
            .iter()
            .chain(&self.files)
            .filter_map(|(path, file)| {
                let source = file.source.as_ref()?;
                let name = path
                    .strip_prefix(&format!("sources/{}/", source.kind()))?
                    .strip_suffix(".json")?;
                Some((source.clone(), name.to_owned()))
            })
            .collect()
    }

    /// Every path it owns, the version before included.
    pub fn owned(&self) -> impl Iterator<Item = &String> {
        let only_before = self
            .previous
            .keys()
            .filter(|path| !self.files.contains_key(*path));
        self.files.keys().chain(only_before)
    }
}
