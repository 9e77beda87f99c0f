//! What stands at a path of an export, without following links.

use std::{collections::BTreeSet, path::Path};

use ovhai_model::Digest;

use crate::{Error, Files};

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing, or a folder above it is missing.
    Nothing,
    /// A file with these bytes.
    Content(Digest),
    /// Something that is no file of ours: a folder, a special file, or a link there or above it.
    Other(Blocked),
}

/// Why a path cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blocked {
    /// A symbolic link at this path inside the destination; following it could leave the destination.
    Link(String),
    /// A file where a folder should be.
    NotAFolder(String),
    /// A folder or special file where a file should be.
    NotAFile,
}

/// Looks at paths of one folder, remembering which folders inside it are real ones.
pub struct Look<'a> {
    files: &'a dyn Files,
    folder: &'a Path,
    real_folders: BTreeSet<String>,
}

impl<'a> Look<'a> {
    /// Looks at `folder`.
    pub fn new(files: &'a dyn Files, folder: &'a Path) -> Self {
        Self {
            files,
            folder,
            real_folders: BTreeSet::new(),
        }
    }

    /// What blocks the way to `path`, or nothing; `Ok(None)` if a folder above it is missing.
    fn way(&mut self, path: &str) -> Result<Option<Option<Blocked>>, Error> {
        for (index, _) in path.match_indices('/') {
            let parent = &path[..index];
            if self.real_folders.contains(parent) {
                continue;
            }
            let full = self.folder.join(parent);
            match self
                .files
                .metadata(&full)
                .map_err(Error::io("look at", &full))?
            {
                None => return Ok(None),
                Some(metadata) if metadata.is_link => {
                    return Ok(Some(Some(Blocked::Link(parent.to_owned()))));
                }
                Some(metadata) if !metadata.is_folder => {
                    return Ok(Some(Some(Blocked::NotAFolder(parent.to_owned()))));
                }
                Some(_) => {
                    self.real_folders.insert(parent.to_owned());
                }
            }
        }
        Ok(Some(None))
    }

    /// Metadata of the file at `path`; `Ok(Err(…))` if something else stands there or on the way.
    pub fn file(&mut self, path: &str) -> Result<Result<Option<crate::Metadata>, Blocked>, Error> {
        match self.way(path)? {
            None => return Ok(Ok(None)),
            Some(Some(blocked)) => return Ok(Err(blocked)),
            Some(None) => {}
        }
        let full = self.folder.join(path);
        Ok(
            match self
                .files
                .metadata(&full)
                .map_err(Error::io("look at", &full))?
            {
                Some(metadata) if metadata.is_link => Err(Blocked::Link(path.to_owned())),
                Some(metadata) if !metadata.is_file => Err(Blocked::NotAFile),
                other => Ok(other),
            },
        )
    }

    /// What stands at `path`, its bytes hashed.
    pub fn at(&mut self, path: &str) -> Result<Found, Error> {
        Ok(match self.file(path)? {
            Err(blocked) => Found::Other(blocked),
            Ok(None) => Found::Nothing,
            Ok(Some(_)) => Found::Content(self.digest(path)?),
        })
    }

    /// Digest of the file at `path`, which was looked at before.
    pub fn digest(&self, path: &str) -> Result<Digest, Error> {
        let full = self.folder.join(path);
        Ok(Digest::of(
            &self.files.read(&full).map_err(Error::io("read", &full))?,
        ))
    }
}

impl Blocked {
    /// The error of an export that wants to write at `path` in `folder`.
    pub fn error(&self, folder: &Path, path: &str) -> Error {
        match self {
            Self::Link(link) => Error::Link {
                path: folder.join(link),
            },
            Self::NotAFolder(file) => Error::NotAFolder {
                path: folder.join(file),
            },
            Self::NotAFile => Error::Foreign {
                paths: vec![path.to_owned()],
            },
        }
    }
}
