//! Blobs on their way into a layout: under another name until every byte is there, on disk and right.

use std::{
    fs::{self, File, OpenOptions},
    io::{Read, Write},
    path::PathBuf,
};

use super::{Layout, PARTIAL, file_size, sync_folder};
use crate::{ContentDigest, Error, Hasher};

/// A blob that is being written. What an earlier run left of it counts, after being hashed again. What is written now is hashed by
/// whoever reads it.
#[derive(Debug)]
pub(crate) struct Partial {
    file: File,
    path: PathBuf,
    place: PathBuf,
    digest: ContentDigest,
    hasher: Hasher,
    length: u64,
}

impl Layout {
    /// Begins or goes on with a blob.
    pub(crate) fn partial(&self, digest: &ContentDigest) -> Result<Partial, Error> {
        let name = format!("{}-{}", digest.algorithm(), digest.hex());
        let path = self.root().join(PARTIAL).join(name);
        let place = self.blob_path(digest);
        self.check_folders(&path)?;
        self.check_folders(&place)?;
        for folder in [path.parent(), place.parent()].into_iter().flatten() {
            fs::create_dir_all(folder).map_err(|error| Error::disk(folder, &error))?;
        }
        let disk = |error: std::io::Error| Error::disk(&path, &error);
        let mut options = OpenOptions::new();
        options.read(true).append(true);
        // A link in its place is refused here, and never opened.
        if file_size(&path)?.is_none() {
            options.create_new(true);
        }
        let mut file = options.open(&path).map_err(disk)?;
        let mut hasher = digest.hasher();
        let mut length = 0;
        let mut buffer = vec![0; 256 << 10];
        loop {
            let count = file.read(&mut buffer).map_err(disk)?;
            if count == 0 {
                break;
            }
            hasher.update(&buffer[..count]);
            length += count as u64;
        }
        Ok(Partial {
            file,
            path,
            place,
            digest: digest.clone(),
            hasher,
            length,
        })
    }
}

impl Partial {
    /// Bytes that are there.
    pub(crate) const fn length(&self) -> u64 {
        self.length
    }

    /// A hasher that has taken all of them, as long as nothing was written.
    pub(crate) fn hasher(&self) -> Hasher {
        self.hasher.clone()
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        (self.file.write_all(bytes)).map_err(|error| Error::disk(&self.path, &error))?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Throws away what is there.
    pub(crate) fn restart(&mut self) -> Result<(), Error> {
        (self.file.set_len(0)).map_err(|error| Error::disk(&self.path, &error))?;
        self.hasher = self.digest.hasher();
        self.length = 0;
        Ok(())
    }

    /// Puts the blob, whose digest was verified, in its place.
    pub(crate) fn finish(self) -> Result<(), Error> {
        let disk = |error: std::io::Error| Error::disk(&self.path, &error);
        self.file.sync_all().map_err(disk)?;
        fs::rename(&self.path, &self.place).map_err(disk)?;
        sync_folder(&self.place)
    }
}
