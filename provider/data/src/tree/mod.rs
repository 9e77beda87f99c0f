//! A folder files are read from: in the order of their names, never through a link, and each only while it stays as it was listed.
//!
//! Of the names, those of one folder and of each folder above it are held at a time, as systems list them in no order.

mod read;
mod walk;

use std::{
    fs::{self, File},
    io,
    ops::Range,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::UNIX_EPOCH,
};

use time::OffsetDateTime;

pub(crate) use read::FileReader;
pub(crate) use walk::Pages;

use crate::{Error, Listed, Properties, entry::Details};

/// Names that are told in full.
const TOLD: usize = 100;

/// A folder on this machine, to copy from. Names of objects are paths below it, with `/` between their parts.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
    prefix: String,
    place: String,
    /// What it is called in manifests, if that is not where it is.
    name: Option<String>,
    strange: Arc<Mutex<Strange>>,
}

/// What is in a folder and no object can be made of: links and devices, and names that are no UTF-8.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strange {
    /// How many.
    pub count: u64,
    /// The first hundred, as far as they can be written, and what they are.
    pub names: Vec<String>,
}

impl Strange {
    fn add(&mut self, path: &Path, what: &str) {
        self.count += 1;
        if self.names.len() < TOLD {
            self.names.push(format!("{}: {what}", path.display()));
        }
    }
}

impl Tree {
    /// Files below `root` whose names begin with `prefix`, which may end anywhere.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>, prefix: &str) -> Self {
        let root = root.into();
        Self {
            place: format!("the folder {}", root.display()),
            root,
            prefix: prefix.to_owned(),
            name: None,
            strange: Arc::default(),
        }
    }

    /// All files below `root`, which stand for something that manifests call `name`.
    #[must_use]
    pub fn called(root: impl Into<PathBuf>, name: String) -> Self {
        Self {
            name: Some(name),
            ..Self::new(root, "")
        }
    }

    /// `file:PATH/PREFIX`, as manifests name it.
    pub(crate) fn description(&self) -> String {
        match &self.name {
            Some(name) => name.clone(),
            None => format!("file:{}/{}", self.root.display(), self.prefix),
        }
    }

    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// What the last listing passed over.
    pub(crate) fn strange(&self) -> Strange {
        (self.strange.lock().unwrap_or_else(PoisonError::into_inner)).clone()
    }

    /// Whether one folder is in the other, links followed.
    pub(crate) fn overlaps(&self, other: &Path) -> bool {
        // What is not there yet lies below what is.
        let whole = |path: &Path| {
            let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            let there = path.ancestors().find_map(|above| {
                let known = above.canonicalize().ok()?;
                Some(known.join(path.strip_prefix(above).ok()?))
            });
            there.unwrap_or(path)
        };
        let (own, other) = (whole(&self.root), whole(other));
        own.starts_with(&other) || other.starts_with(&own)
    }

    pub(crate) fn pages(&self) -> Pages<'_> {
        Pages::new(self)
    }

    pub(crate) fn reader(&self, listed: &Listed, range: Range<u64>) -> FileReader {
        FileReader::new(self, listed, range)
    }

    pub(crate) async fn details(&self, key: &str) -> Result<Details, Error> {
        let (root, place, key) = (self.root.clone(), self.place.clone(), key.to_owned());
        blocking(move || {
            let file = open(&root, &key).map_err(|error| wrong(&place, &root, &key, &error))?;
            let found = file.metadata();
            Ok(described(
                &found.map_err(|error| wrong(&place, &root, &key, &error))?,
            ))
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    (tokio::task::spawn_blocking(work).await)
        .map_err(|_| Error::setting("the run", "it has ended"))?
}

fn wrong(place: &str, root: &Path, key: &str, error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => Error::NotFound {
            place: place.to_owned(),
            what: format!("the file {key:?}"),
            problem: error.to_string(),
        },
        _ => Error::disk(&root.join(key), error),
    }
}

/// The time of a file's last change in nanoseconds since 1970: what its version is told by.
fn mark(found: &fs::Metadata) -> (String, OffsetDateTime) {
    let nanos = found
        .modified()
        .map_or(0, |time| match time.duration_since(UNIX_EPOCH) {
            Ok(since) => i128::try_from(since.as_nanos()).unwrap_or(0),
            Err(before) => -i128::try_from(before.duration().as_nanos()).unwrap_or(0),
        });
    let time = OffsetDateTime::from_unix_timestamp_nanos(nanos);
    (
        nanos.to_string(),
        time.unwrap_or(OffsetDateTime::UNIX_EPOCH),
    )
}

fn described(found: &fs::Metadata) -> Details {
    let (etag, modified) = mark(found);
    Details {
        size: found.len(),
        etag,
        modified: Some(modified),
        properties: Properties::default(),
        left_out: Vec::new(),
        is_opaque: false,
        sha256: None,
    }
}

/// Opens a file below a folder. A link, on the way or at its end, is an error.
fn open(root: &Path, key: &str) -> io::Result<File> {
    let file = opened(root, key)?;
    if file.metadata()?.is_file() {
        return Ok(file);
    }
    Err(io::Error::new(
        io::ErrorKind::NotFound,
        "it is no file any more",
    ))
}

#[cfg(target_os = "linux")]
fn opened(root: &Path, key: &str) -> io::Result<File> {
    use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat, openat2};
    let folder = openat(
        CWD,
        root,
        OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC,
        Mode::empty(),
    )?;
    // Not blocked by a pipe that took a file's place.
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
    match openat2(&folder, key, flags, Mode::empty(), resolve) {
        Ok(file) => Ok(file.into()),
        Err(rustix::io::Errno::LOOP) => Err(io::Error::new(
            io::ErrorKind::NotFound,
            "a link took its place",
        )),
        // An older system.
        Err(rustix::io::Errno::NOSYS) => checked(root, key),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn opened(root: &Path, key: &str) -> io::Result<File> {
    checked(root, key)
}

/// Looks at every part of the path before it opens.
fn checked(root: &Path, key: &str) -> io::Result<File> {
    let mut path = root.to_owned();
    for part in key.split('/') {
        path.push(part);
        if fs::symlink_metadata(&path)?.is_symlink() {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                "a link took its place",
            ));
        }
    }
    File::open(path)
}
