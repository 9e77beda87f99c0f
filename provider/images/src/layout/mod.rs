//! OCI image layouts: images as a folder that every container tool can read.

mod index;
mod partial;
mod remove;
mod verify;

use std::{
    fs::{self, File},
    io::{ErrorKind, Read, Write},
    path::{Path, PathBuf},
    sync::Mutex,
};

use bytes::Bytes;
use serde_json::Value;

pub(crate) use index::NAME;
pub(crate) use partial::Partial;
pub use verify::LayoutProblem;

use crate::{ContentDigest, Error, Hasher, Manifest};

const MARKER: &str = "oci-layout";
const INDEX_FILE: &str = "index.json";
/// Files on their way; not part of the layout's content.
const PARTIAL: &str = ".partial";
/// No manifest or index is larger.
const DOCUMENT_LIMIT: u64 = 32 << 20;

/// A layout's folder. One program at a time may write into it.
#[derive(Debug)]
pub struct Layout {
    root: PathBuf,
    index: Mutex<()>,
}

impl Layout {
    /// An existing layout.
    ///
    /// # Errors
    /// [`Error::Configuration`] if `root` is none of version 1.
    pub fn open(root: &Path) -> Result<Self, Error> {
        let marker = root.join(MARKER);
        let wrong = |problem: &str| Error::Configuration {
            what: format!("the image layout {}", root.display()),
            problem: problem.to_owned(),
        };
        let bytes =
            read_file(&marker, 1 << 16)?.ok_or_else(|| wrong("there is no oci-layout in it"))?;
        let document: Value =
            serde_json::from_slice(&bytes).map_err(|_| wrong("its oci-layout is no JSON"))?;
        match document["imageLayoutVersion"].as_str() {
            Some(version) if version.starts_with("1.") => Ok(Self {
                root: root.to_path_buf(),
                index: Mutex::default(),
            }),
            _ => Err(wrong("its version is not 1")),
        }
    }

    /// The layout at `root`, made where there is nothing yet, but for files whose names begin with a dot: notes of programs.
    ///
    /// # Errors
    /// [`Error::Configuration`] if something else is there, [`Error::Disk`].
    pub fn create(root: &Path) -> Result<Self, Error> {
        let disk = |error: std::io::Error| Error::disk(root, &error);
        if root.join(MARKER).exists() {
            let layout = Self::open(root)?;
            if file_size(&root.join(INDEX_FILE))?.is_none() {
                // Stopped between the two.
                layout.write_index(&index::empty())?;
            }
            return Ok(layout);
        }
        fs::create_dir_all(root).map_err(disk)?;
        let is_foreign = fs::read_dir(root).map_err(disk)?.any(|entry| {
            entry.map_or(true, |entry| {
                let name = entry.file_name();
                let is_note = name.as_encoded_bytes().starts_with(b".");
                !is_note && name != "blobs" && name != "oci-layout.new"
            })
        });
        if is_foreign {
            return Err(Error::Configuration {
                what: format!("the image layout {}", root.display()),
                problem: "the folder has other files in it and is no layout".to_owned(),
            });
        }
        let layout = Self {
            root: root.to_path_buf(),
            index: Mutex::default(),
        };
        write_atomic(&root.join(MARKER), b"{\"imageLayoutVersion\":\"1.0.0\"}")?;
        layout.write_index(&index::empty())?;
        Ok(layout)
    }

    /// Its folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The manifest under `reference`: a digest, or a name in `index.json`.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Corrupt`], [`Error::Disk`].
    pub fn manifest(&self, reference: &str) -> Result<Manifest, Error> {
        let (digest, said) = match ContentDigest::parse(reference) {
            Some(digest) => (digest, None),
            None => self.named(reference)?,
        };
        let path = self.blob_path(&digest);
        self.check_folders(&path)?;
        let bytes = read_file(&path, DOCUMENT_LIMIT)?.ok_or_else(|| self.missing(&digest))?;
        Manifest::checked(&self.place(), bytes, Some(&digest), said.as_deref())
    }

    /// The size of a blob; `None` if it is not there.
    ///
    /// # Errors
    /// [`Error::Disk`], also for anything that is no ordinary file.
    pub fn blob_size(&self, digest: &ContentDigest) -> Result<Option<u64>, Error> {
        let path = self.blob_path(digest);
        self.check_folders(&path)?;
        file_size(&path)
    }

    /// Reads a blob; at its end the digest is verified.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Disk`]; [`Error::Corrupt`] if the size is another.
    pub(crate) fn read_blob(
        &self,
        digest: &ContentDigest,
        size: u64,
        offset: u64,
        hasher: Option<Hasher>,
    ) -> Result<FileReader, Error> {
        use std::io::Seek;

        let actual = self
            .blob_size(digest)?
            .ok_or_else(|| self.missing(digest))?;
        if actual != size {
            return Err(self.corrupt(digest, format!("{actual} bytes instead of {size}")));
        }
        let path = self.blob_path(digest);
        let disk = |error: std::io::Error| Error::disk(&path, &error);
        let mut file = File::open(&path).map_err(disk)?;
        file.seek(std::io::SeekFrom::Start(offset)).map_err(disk)?;
        Ok(FileReader {
            file,
            path: path.clone(),
            place: self.place(),
            digest: digest.clone(),
            at: offset,
            left: size.saturating_sub(offset),
            hasher,
        })
    }

    /// Stores a small blob.
    ///
    /// # Errors
    /// [`Error::Corrupt`] if `bytes` have another digest, [`Error::Disk`].
    pub fn put(&self, digest: &ContentDigest, bytes: &[u8]) -> Result<(), Error> {
        if !digest.is_of(bytes) {
            return Err(self.corrupt(digest, "they are other bytes".to_owned()));
        }
        let mut partial = self.partial(digest)?;
        partial.restart()?;
        partial.write(bytes)?;
        partial.finish()
    }

    fn blob_path(&self, digest: &ContentDigest) -> PathBuf {
        (self.root.join("blobs"))
            .join(digest.algorithm())
            .join(digest.hex())
    }

    /// No folder between the root and `path` may be a link: what lies behind it is not the layout's.
    fn check_folders(&self, path: &Path) -> Result<(), Error> {
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        let mut at = self.root.clone();
        for part in below.parent().into_iter().flat_map(Path::components) {
            at.push(part);
            match fs::symlink_metadata(&at) {
                Ok(found) if found.is_dir() => {}
                Ok(_) => {
                    return Err(Error::Disk {
                        path: at.display().to_string(),
                        problem:
                            "it is a link or a file where a folder must be; it is not followed"
                                .to_owned(),
                    });
                }
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
                Err(error) => return Err(Error::disk(&at, &error)),
            }
        }
        Ok(())
    }

    fn place(&self) -> String {
        self.root.display().to_string()
    }

    fn missing(&self, digest: &ContentDigest) -> Error {
        Error::NotFound {
            place: self.place(),
            what: format!("blob {digest}"),
        }
    }

    fn corrupt(&self, digest: &ContentDigest, problem: String) -> Error {
        Error::Corrupt {
            place: self.place(),
            digest: digest.clone(),
            problem,
        }
    }
}

/// A blob of a layout as a stream.
#[derive(Debug)]
pub(crate) struct FileReader {
    file: File,
    path: PathBuf,
    place: String,
    digest: ContentDigest,
    at: u64,
    left: u64,
    hasher: Option<Hasher>,
}

impl FileReader {
    /// What has taken the bytes that came.
    pub(crate) fn into_hasher(self) -> Option<Hasher> {
        self.hasher
    }

    pub(crate) fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let corrupt = |problem| Error::Corrupt {
            place: self.place.clone(),
            digest: self.digest.clone(),
            problem,
        };
        if self.left == 0 {
            let actual = self.hasher.take().map(Hasher::finish);
            return match actual {
                Some(actual) if actual != self.digest => Err(corrupt(format!("they are {actual}"))),
                _ => Ok(None),
            };
        }
        let mut buffer = vec![0; usize::try_from(self.left.min(256 << 10)).unwrap_or(256 << 10)];
        let count =
            (self.file.read(&mut buffer)).map_err(|error| Error::disk(&self.path, &error))?;
        if count == 0 {
            return Err(corrupt("it became shorter while it was read".to_owned()));
        }
        buffer.truncate(count);
        if let Some(hasher) = &mut self.hasher {
            hasher.update_at(self.at, &buffer);
        }
        self.at += count as u64;
        self.left -= count as u64;
        Ok(Some(buffer.into()))
    }
}

/// The size of an ordinary file; `None` if nothing is there.
fn file_size(path: &Path) -> Result<Option<u64>, Error> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => Ok(Some(found.len())),
        Ok(_) => Err(Error::Disk {
            path: path.display().to_string(),
            problem: "it is no ordinary file; links are not followed".to_owned(),
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::disk(path, &error)),
    }
}

/// A whole file of at most `limit` bytes; `None` if nothing is there.
fn read_file(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, Error> {
    let Some(size) = file_size(path)? else {
        return Ok(None);
    };
    if size > limit {
        return Err(Error::Bounds {
            image: path.display().to_string(),
            problem: format!("{size} bytes, more than {limit}"),
        });
    }
    fs::read(path)
        .map(Some)
        .map_err(|error| Error::disk(path, &error))
}

fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let new = path.with_extension("new");
    let disk = |error: std::io::Error| Error::disk(&new, &error);
    match fs::remove_file(&new) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(disk(error)),
        _ => {}
    }
    let mut file = File::create_new(&new).map_err(disk)?;
    file.write_all(bytes).map_err(disk)?;
    file.sync_all().map_err(disk)?;
    fs::rename(&new, path).map_err(disk)?;
    sync_folder(path)
}

/// Makes a rename last. Only Unix can and has to.
fn sync_folder(path: &Path) -> Result<(), Error> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        (File::open(folder).and_then(|folder| folder.sync_all()))
            .map_err(|error| Error::disk(folder, &error))?;
    }
    let _ = path;
    Ok(())
}
