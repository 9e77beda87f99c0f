//! A folder files are read from: in the order of their names, never through a link, and each only while it stays as it was listed.
//!
//! Of the names, those of one folder and of each folder above it are held at a time, as systems list them in no order.

use std::{
    collections::VecDeque,
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::UNIX_EPOCH,
};

use bytes::Bytes;
use time::OffsetDateTime;

use crate::{Error, Listed, Properties, entry::Details, names::OWN, s3::LISTING};

/// Files in one page of the listing, and bytes of one piece.
const PAGE: usize = 1000;
const PIECE: u64 = 1 << 20;
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
        Pages {
            tree: self,
            walker: None,
            is_over: false,
        }
    }

    pub(crate) fn reader(&self, listed: &Listed, range: Range<u64>) -> FileReader {
        FileReader {
            root: self.root.clone(),
            place: self.place.clone(),
            listed: listed.clone(),
            file: None,
            at: range.start,
            end: range.end,
        }
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

/// Pages of a folder's listing.
#[derive(Debug)]
pub(crate) struct Pages<'a> {
    tree: &'a Tree,
    walker: Option<Walker>,
    is_over: bool,
}

/// What is to be listed still: of each open folder the names that are left, the next one last.
#[derive(Debug)]
struct Walker {
    root: PathBuf,
    prefix: String,
    strange: Arc<Mutex<Strange>>,
    open: Vec<Vec<String>>,
}

impl Pages<'_> {
    /// The next files; `None` after the last.
    pub(crate) async fn next(&mut self) -> Result<Option<VecDeque<Listed>>, Error> {
        if self.is_over {
            return Ok(None);
        }
        let walker = self.walker.take();
        let (root, place) = (self.tree.root.clone(), self.tree.place.clone());
        let (prefix, strange) = (self.tree.prefix.clone(), Arc::clone(&self.tree.strange));
        let (walker, page) = blocking(move || {
            let mut walker = match walker {
                Some(walker) => walker,
                None => Walker::begin(root, &place, prefix, strange)?,
            };
            let page = walker.page()?;
            Ok((walker, page))
        })
        .await?;
        self.walker = Some(walker);
        self.is_over = page.is_empty();
        Ok((!page.is_empty()).then_some(page))
    }
}

impl Walker {
    fn begin(
        root: PathBuf,
        place: &str,
        prefix: String,
        strange: Arc<Mutex<Strange>>,
    ) -> Result<Self, Error> {
        *strange.lock().unwrap_or_else(PoisonError::into_inner) = Strange::default();
        if !root.is_dir() {
            return Err(Error::NotFound {
                place: place.to_owned(),
                what: LISTING.to_owned(),
                problem: "there is no such folder".to_owned(),
            });
        }
        let mut walker = Self {
            root,
            prefix,
            strange,
            open: Vec::new(),
        };
        let names = walker.names("")?;
        walker.open.push(names);
        Ok(walker)
    }

    /// What is in a folder, the last name first. Those of folders end with `/`: so they come where what is in them does.
    fn names(&self, folder: &str) -> Result<Vec<String>, Error> {
        let path = self.root.join(folder);
        let wrong = |error: io::Error| Error::disk(&path, &error);
        let mut names = Vec::new();
        for item in fs::read_dir(&path).map_err(wrong)? {
            let item = item.map_err(wrong)?;
            let kind = item.file_type().map_err(wrong)?;
            let Ok(mut name) = item.file_name().into_string() else {
                self.strange(&item.path(), "its name is no UTF-8");
                continue;
            };
            if folder.is_empty() && name == OWN {
                continue;
            }
            if kind.is_dir() {
                name.push('/');
            } else if !kind.is_file() {
                self.strange(&item.path(), "a link or a device");
                continue;
            }
            let key = format!("{folder}{name}");
            let is_above = name.ends_with('/') && self.prefix.starts_with(&key);
            if key.starts_with(&self.prefix) || is_above {
                names.push(key);
            }
        }
        names.sort_unstable_by(|one, other| other.cmp(one));
        Ok(names)
    }

    fn strange(&self, path: &Path, what: &str) {
        let mut strange = self.strange.lock().unwrap_or_else(PoisonError::into_inner);
        strange.add(path.strip_prefix(&self.root).unwrap_or(path), what);
    }

    fn page(&mut self) -> Result<VecDeque<Listed>, Error> {
        let mut page = VecDeque::new();
        while page.len() < PAGE {
            let Some(names) = self.open.last_mut() else {
                break;
            };
            let Some(key) = names.pop() else {
                self.open.pop();
                continue;
            };
            let path = self.root.join(&key);
            if key.ends_with('/') {
                match self.names(&key) {
                    Ok(names) => self.open.push(names),
                    Err(_) if !path.exists() => {}
                    Err(error) => return Err(error),
                }
                continue;
            }
            match fs::symlink_metadata(&path) {
                Ok(found) if found.is_file() => {
                    let (etag, modified) = mark(&found);
                    page.push_back(Listed {
                        key,
                        size: found.len(),
                        etag,
                        modified,
                    });
                }
                Ok(_) => self.strange(&path, "a link or a device"),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(Error::disk(&path, &error)),
            }
        }
        Ok(page)
    }
}

/// Reads a range of a file that is as it was listed.
#[derive(Debug)]
pub(crate) struct FileReader {
    root: PathBuf,
    place: String,
    listed: Listed,
    file: Option<File>,
    at: u64,
    end: u64,
}

impl FileReader {
    fn changed(&self) -> Error {
        Error::Changed {
            place: self.place.clone(),
            what: format!("the file {:?}", self.listed.key),
        }
    }

    /// The file, opened and as it was listed.
    async fn file(&mut self) -> Result<File, Error> {
        if let Some(file) = self.file.take() {
            return Ok(file);
        }
        let (root, place) = (self.root.clone(), self.place.clone());
        let (key, at) = (self.listed.key.clone(), self.at);
        let (file, details) = blocking(move || {
            let wrong = |error: io::Error| wrong(&place, &root, &key, &error);
            let mut file = open(&root, &key).map_err(wrong)?;
            let details = described(&file.metadata().map_err(wrong)?);
            file.seek(SeekFrom::Start(at)).map_err(wrong)?;
            Ok((file, details))
        })
        .await?;
        if details.size != self.listed.size || details.etag != self.listed.etag {
            return Err(self.changed());
        }
        Ok(file)
    }

    pub(crate) async fn details(&mut self) -> Result<Details, Error> {
        let file = self.file().await?;
        let found = file.metadata();
        self.file = Some(file);
        found
            .map(|found| described(&found))
            .map_err(|error| wrong(&self.place, &self.root, &self.listed.key, &error))
    }

    /// The next bytes; `None` at the end of the range. A file that ends before it has changed.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let wanted = PIECE.min(self.end - self.at);
        if wanted == 0 {
            return Ok(None);
        }
        let file = self.file().await?;
        let (root, place) = (self.root.clone(), self.place.clone());
        let key = self.listed.key.clone();
        let (file, bytes) = blocking(move || {
            let mut bytes = Vec::with_capacity(usize::try_from(wanted).unwrap_or(0));
            let mut part = file.take(wanted);
            (part.read_to_end(&mut bytes)).map_err(|error| wrong(&place, &root, &key, &error))?;
            Ok((part.into_inner(), bytes))
        })
        .await?;
        if (bytes.len() as u64) < wanted {
            return Err(self.changed());
        }
        self.file = Some(file);
        self.at += wanted;
        Ok(Some(bytes.into()))
    }
}
