//! The file of an export and the index that says how it was left.
//!
//! As for logs, the index is saved before the file takes its place and after it: whatever stops a run, the next one knows the file.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{self, BufReader, BufWriter, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{
    Parts, Samples,
    parts::sorted,
    sorted::{Merged, Sorted, merge},
};
use crate::{
    Error,
    digest::{Sum, sha256},
    partial::{partial, sweep},
};

/// The file in its folder.
pub const FILE: &str = "metrics.om";
/// The index beside it.
pub const INDEX: &str = "metrics.json";
const FORMAT: &str = "ovhai-metric-archive/1";

/// The file as it was left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// Its size.
    pub bytes: u64,
    /// Of its bytes: 64 hex digits.
    pub sha256: String,
    /// Series in it.
    pub series: u64,
    /// Samples in it.
    pub samples: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Index {
    format: String,
    stored: Option<Exported>,
    /// How it will be left by a run that has not said it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<Exported>,
    /// The SHA-256 of the file all of whose samples were taken, by receiver.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    sent: BTreeMap<String, String>,
}

/// An exported file.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    index: Index,
    fresh: Option<Fresh>,
}

/// What a run added.
#[derive(Debug)]
struct Fresh {
    file: File,
    samples: u64,
    /// Receivers that have all of the file of before, and so lack only this.
    lacked_by: BTreeSet<String>,
}

impl Store {
    /// Opens what is in `folder`; nothing is written yet.
    ///
    /// # Errors
    /// [`Error::Disk`]; [`Error::File`] for an index that cannot be read.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(INDEX);
        let wrong = |problem: String| Error::File {
            path: path.display().to_string(),
            line: 1,
            problem,
        };
        let index = match fs::read(&path) {
            Ok(bytes) => {
                serde_json::from_slice::<Index>(&bytes).map_err(|error| wrong(error.to_string()))?
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Index {
                format: FORMAT.to_owned(),
                stored: None,
                next: None,
                sent: BTreeMap::new(),
            },
            Err(error) => return Err(Error::disk(&path, &error)),
        };
        if index.format != FORMAT {
            return Err(wrong(format!(
                "its format is {}, this version reads {FORMAT}",
                index.format
            )));
        }
        Ok(Self {
            folder: folder.to_owned(),
            index,
            fresh: None,
        })
    }

    /// The file as it was left.
    #[must_use]
    pub const fn stored(&self) -> Option<&Exported> {
        self.index.stored.as_ref()
    }

    fn path(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    /// Brings `parts` into the file. What it has stays; the answer is how many samples contradict that or one another, and are left out.
    ///
    /// # Errors
    /// [`Error::Disk`]; [`Error::File`] if the file is not as it was left. It is as it was, then.
    pub fn take(&mut self, parts: Parts) -> Result<u64, Error> {
        sweep(&self.folder, 0)?;
        self.settle()?;
        let path = self.path();
        let place = path.display().to_string();
        let wrong = |error: io::Error| Error::disk(&path, &error);
        let mut contradicting = parts.contradicting;
        let kept = match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(wrong(error)),
            // One without an index says itself whether it is whole.
            Ok(_) if self.index.stored.is_some() && !self.is_same(true)? => {
                return Err(Error::File {
                    path: place,
                    line: 1,
                    problem: "the file was changed after it was written".to_owned(),
                });
            }
            Ok(_) => Some(File::open(&path).map_err(wrong)?),
        };
        let kept_sha =
            (kept.as_ref().and(self.index.stored.as_ref())).map(|stored| stored.sha256.clone());
        let mut files = Vec::new();
        if let Some(kept) = kept {
            let input = BufReader::with_capacity(1 << 16, kept);
            files.push(Sorted::new(input).map_err(|broken| broken.at(&place))?);
        } else {
            files.push(
                Sorted::new(io::Cursor::new(b"# EOF\n")).map_err(|broken| broken.at(&place))?,
            );
        }
        files.extend(sorted(parts.runs).map_err(|broken| broken.at(&place))?);
        let partial = partial(&self.folder).map_err(wrong)?;
        let mut to = Sum::new(BufWriter::with_capacity(1 << 16, partial));
        let mut fresh = BufWriter::new(tempfile::tempfile_in(&self.folder).map_err(wrong)?);
        let merged: Merged =
            merge(files, &mut to, Some(&mut fresh)).map_err(|broken| broken.at(&place))?;
        contradicting += merged.contradicting;
        let fresh = fresh
            .into_inner()
            .map_err(|error| wrong(error.into_error()))?;
        let (partial, bytes, sha256) = to.finish().map_err(wrong)?;
        partial.as_file().sync_all().map_err(wrong)?;
        let next = Exported {
            bytes,
            sha256,
            series: merged.series,
            samples: merged.samples,
        };
        let sent = self.index.sent.iter();
        let lacked_by = sent
            .filter(|(_, sent)| kept_sha.as_ref() == Some(sent))
            .map(|(receiver, _)| receiver.clone())
            .collect();
        self.index.next = Some(next);
        self.save()?;
        partial.persist(&path).map_err(|error| wrong(error.error))?;
        self.index.stored = self.index.next.take();
        self.save()?;
        self.fresh = Some(Fresh {
            file: fresh,
            samples: merged.added,
            lacked_by,
        });
        Ok(contradicting)
    }

    /// What `receiver` does not have yet: of samples that it has, Prometheus would refuse all but the last of a series.
    ///
    /// # Errors
    /// [`Error::Disk`] and [`Error::File`].
    pub fn unsent(&mut self, receiver: &str) -> Result<Samples, Error> {
        let path = self.path();
        let place = path.display().to_string();
        let wrong = |error: io::Error| Error::disk(&path, &error);
        if let Some(fresh) = &self.fresh
            && fresh.lacked_by.contains(receiver)
        {
            let mut file = fresh.file.try_clone().map_err(wrong)?;
            file.seek(SeekFrom::Start(0)).map_err(wrong)?;
            return Samples::new(BufReader::new(file), fresh.samples, &place);
        }
        let file = File::open(&path).map_err(wrong)?;
        let count = self.stored().map_or(0, |stored| stored.samples);
        Samples::new(BufReader::with_capacity(1 << 16, file), count, &place)
    }

    /// Remembers that `receiver` has all of the file.
    ///
    /// # Errors
    /// [`Error::Disk`].
    pub fn sent(&mut self, receiver: &str) -> Result<(), Error> {
        if let Some(stored) = &self.index.stored {
            let sha256 = stored.sha256.clone();
            self.index.sent.insert(receiver.to_owned(), sha256);
            self.save()?;
        }
        Ok(())
    }

    /// Whether the file is as it was left: by its size, or by every byte. `None` if it is not there.
    ///
    /// # Errors
    /// [`Error::Disk`].
    pub fn survey(&self, reads_all: bool) -> Result<Option<bool>, Error> {
        match fs::symlink_metadata(self.path()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::disk(&self.path(), &error)),
            Ok(_) if self.index.next.is_some() => Ok(Some(false)),
            Ok(_) => self.is_same(reads_all).map(Some),
        }
    }

    /// Removes the file, if it is as it was left, and the index; whether nothing stays.
    ///
    /// # Errors
    /// [`Error::Disk`].
    pub fn remove(mut self) -> Result<bool, Error> {
        sweep(&self.folder, 0)?;
        self.settle()?;
        let path = self.path();
        match self.survey(true)? {
            Some(false) => return Ok(false),
            Some(true) => fs::remove_file(&path).map_err(|error| Error::disk(&path, &error))?,
            None => {}
        }
        let path = self.folder.join(INDEX);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Error::disk(&path, &error))
            }
            _ => Ok(true),
        }
    }

    fn is_same(&self, reads_all: bool) -> Result<bool, Error> {
        let path = self.path();
        let metadata = fs::symlink_metadata(&path).map_err(|error| Error::disk(&path, &error))?;
        let Some(stored) = &self.index.stored else {
            return Ok(false);
        };
        Ok(metadata.is_file()
            && metadata.len() == stored.bytes
            && (!reads_all || sha256(&path)? == stored.sha256))
    }

    /// Finds out what came of a run that has not said it was done.
    fn settle(&mut self) -> Result<(), Error> {
        let Some(next) = self.index.next.take() else {
            return Ok(());
        };
        let path = self.path();
        if path.is_file() && sha256(&path)? == next.sha256 {
            self.index.stored = Some(next);
        }
        self.save()
    }

    fn save(&self) -> Result<(), Error> {
        let path = self.folder.join(INDEX);
        let wrong = |error: io::Error| Error::disk(&path, &error);
        let mut partial = partial(&self.folder).map_err(wrong)?;
        serde_json::to_writer_pretty(&mut partial, &self.index)
            .map_err(|error| wrong(error.into()))?;
        partial.write_all(b"\n").map_err(wrong)?;
        partial.as_file().sync_all().map_err(wrong)?;
        partial.persist(&path).map_err(|error| wrong(error.error))?;
        Ok(())
    }
}
