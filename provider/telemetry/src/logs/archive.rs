//! A folder of log files and the index that says what they are and how they were left.
//!
//! The index is saved before a file takes its place and after it, so that whatever stops a run, the next one knows each file: it is as it
//! was before, or as it was to be, or somebody else changed it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{Compression, Log, Spool, Stored, Written, file::stage, moment};
use crate::{
    Error,
    digest::sha256,
    partial::{partial, sweep},
};

const INDEX: &str = "logs.json";
const FORMAT: &str = "ovhai-log-archive/1";
/// Folders below an archive's that hold files: of kinds, and of the replicas of an app.
const DEPTH: usize = 2;

/// A file of the archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// How it was left; nothing while it is written for the first time.
    pub stored: Option<Stored>,
    /// How it will be left by a run that has not said it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Stored>,
    /// Lines at the beginning of `next` that are as they are in `stored`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_unchanged: Option<u64>,
    /// The platform gave its log to the end at the last run, as far as can be known.
    pub is_complete: bool,
    /// Times between which lines may be lost: the last of one run and the first of the next.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub gaps: BTreeSet<(String, String)>,
    /// Lines from the beginning that were taken, by receiver.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pushed: BTreeMap<String, u64>,
}

impl Entry {
    /// The platform has given all it has, beginning with `oldest`: gaps end there.
    fn close_gaps(&mut self, oldest: &str) {
        let Some(first) = moment(oldest) else { return };
        let is_before = |time: &str| moment(time).is_some_and(|time| time < first);
        self.gaps = std::mem::take(&mut self.gaps)
            .into_iter()
            .filter(|(after, _)| is_before(after))
            .map(|(after, before)| {
                let before = if is_before(&before) {
                    before
                } else {
                    oldest.to_owned()
                };
                (after, before)
            })
            .collect();
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Index {
    format: String,
    files: BTreeMap<String, Entry>,
}

/// What is at the place of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// What was left there.
    Same,
    /// Nothing.
    Missing,
    /// Something else.
    Changed,
}

/// An archive.
#[derive(Debug)]
pub struct Archive {
    folder: PathBuf,
    index: Index,
}

impl Archive {
    /// Opens the archive in `folder`, or one without files if there is none. Nothing is written yet.
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
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Index {
                format: FORMAT.to_owned(),
                files: BTreeMap::new(),
            },
            Err(error) => return Err(Error::disk(&path, &error)),
        };
        // A folder may come from a shared disk: what its index names must lie inside it.
        if let Some(name) = index.files.keys().find(|name| !is_inside(name)) {
            return Err(wrong(format!(
                "it names {name:?}, which is no path inside the folder"
            )));
        }
        if index.format != FORMAT {
            let problem = format!(
                "its format is {}, this version reads {FORMAT}",
                index.format
            );
            return Err(wrong(problem));
        }
        Ok(Self {
            folder: folder.to_owned(),
            index,
        })
    }

    /// Files by name: the path in the folder without what says how it is stored.
    #[must_use]
    pub const fn files(&self) -> &BTreeMap<String, Entry> {
        &self.index.files
    }

    /// Where a file lies.
    #[must_use]
    pub fn path(&self, name: &str, compression: Compression) -> PathBuf {
        self.folder
            .join(format!("{name}.{}", compression.extension()))
    }

    /// Brings `log` into the file `name`.
    ///
    /// # Errors
    /// As [`stage`]. The file then is as it was.
    pub fn take(
        &mut self,
        name: &str,
        compression: Compression,
        log: Log,
        spool: &Spool,
    ) -> Result<Written, Error> {
        self.refuse_links(name)?;
        self.settle(name)?;
        let (is_complete, is_whole) = (log.is_complete, !log.is_broken);
        let before = match self
            .files()
            .get(name)
            .and_then(|entry| entry.stored.clone())
        {
            // Moved away: begun anew, with what the platform still has.
            Some(stored) if self.look(name, &stored, false)? == Found::Missing => None,
            other => other,
        };
        let old = before
            .as_ref()
            .map(|stored| (self.path(name, stored.compression), stored));
        let path = self.path(name, compression);
        let is_own = old.as_ref().is_some_and(|(old, _)| *old == path);
        if !is_own && fs::symlink_metadata(&path).is_ok() {
            return Err(Error::File {
                path: path.display().to_string(),
                line: 1,
                problem: "there is something already that this export did not write".to_owned(),
            });
        }
        let staged = stage(
            &path,
            compression,
            old.as_ref().map(|(path, stored)| (path.as_path(), *stored)),
            log,
            spool,
        )?;
        let entry = self.entry(name);
        entry.next = Some(staged.written.stored.clone());
        entry.next_unchanged = Some(staged.written.unchanged);
        entry.is_complete = false;
        if let (true, Some(oldest)) = (is_whole, &staged.written.oldest) {
            entry.close_gaps(oldest);
        }
        // Before the file shows it: what may be missing must be said whatever stops this run.
        entry.gaps.extend(staged.written.gap.clone());
        self.save()?;
        let written = staged.commit()?;
        if let Some((old, _)) = old.filter(|(old, _)| *old != path) {
            fs::remove_file(&old).map_err(|error| Error::disk(&old, &error))?;
        }
        let entry = self.entry(name);
        entry.stored = entry.next.take();
        entry.next_unchanged = None;
        entry.is_complete = is_complete;
        for pushed in entry.pushed.values_mut() {
            *pushed = (*pushed).min(written.unchanged);
        }
        self.save()?;
        Ok(written)
    }

    /// Remembers how many lines of a file a receiver has.
    ///
    /// # Errors
    /// [`Error::Disk`].
    pub fn pushed(&mut self, name: &str, receiver: &str, through: u64) -> Result<(), Error> {
        let entry = self.entry(name);
        entry.pushed.insert(receiver.to_owned(), through);
        self.save()
    }

    /// What is at the place of each file: by size, or by every byte.
    ///
    /// # Errors
    /// [`Error::Disk`] for what cannot be read.
    pub fn survey(&self, reads_all: bool) -> Result<BTreeMap<String, Found>, Error> {
        self.files()
            .iter()
            .map(|(name, entry)| {
                if self.refuse_links(name).is_err() {
                    return Ok((name.clone(), Found::Changed));
                }
                let found = match (&entry.stored, &entry.next) {
                    (_, Some(_)) => Found::Changed,
                    (None, None) => Found::Missing,
                    (Some(stored), None) => self.look(name, stored, reads_all)?,
                };
                Ok((name.clone(), found))
            })
            .collect()
    }

    /// Removes the files that are as they were left, and the index when none stays; the names of what stays.
    ///
    /// # Errors
    /// [`Error::Disk`].
    pub fn remove(mut self) -> Result<Vec<String>, Error> {
        self.sweep()?;
        for (name, found) in self.survey(true)? {
            if found == Found::Changed {
                continue;
            }
            if let Some(stored) = self
                .files()
                .get(&name)
                .and_then(|entry| entry.stored.as_ref())
            {
                let path = self.path(&name, stored.compression);
                if found == Found::Same {
                    fs::remove_file(&path).map_err(|error| Error::disk(&path, &error))?;
                }
                // What a folder still holds is not ours.
                let folders = path.ancestors().skip(1);
                for folder in folders.take_while(|folder| **folder != *self.folder) {
                    if fs::remove_dir(folder).is_err() {
                        break;
                    }
                }
            }
            self.index.files.remove(&name);
        }
        let left: Vec<String> = self.index.files.keys().cloned().collect();
        if left.is_empty() {
            let path = self.folder.join(INDEX);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Error::disk(&path, &error));
                }
                _ => {}
            }
        } else {
            self.save()?;
        }
        Ok(left)
    }

    /// Finds out how far a run came that did not say it was done.
    fn settle(&mut self, name: &str) -> Result<(), Error> {
        let Some(entry) = self.files().get(name) else {
            return Ok(());
        };
        let Some(next) = entry.next.clone() else {
            return Ok(());
        };
        let is_there = self.look(name, &next, true)? == Found::Same;
        let former = entry
            .stored
            .clone()
            .filter(|former| former.compression != next.compression);
        if let (true, Some(former)) = (is_there, former)
            && self.look(name, &former, true)? == Found::Same
        {
            let path = self.path(name, former.compression);
            fs::remove_file(&path).map_err(|error| Error::disk(&path, &error))?;
        }
        let entry = self.entry(name);
        entry.next = None;
        let unchanged = entry.next_unchanged.take().unwrap_or(0);
        if is_there {
            entry.stored = Some(next);
            for pushed in entry.pushed.values_mut() {
                *pushed = (*pushed).min(unchanged);
            }
        }
        self.save()
    }

    /// A folder that leads elsewhere would have lines written, and files removed, where nobody said so.
    fn refuse_links(&self, name: &str) -> Result<(), Error> {
        let path = self.folder.join(name);
        let folders = path.ancestors().skip(1);
        for folder in folders.take_while(|folder| **folder != *self.folder) {
            if fs::symlink_metadata(folder).is_ok_and(|found| found.is_symlink()) {
                return Err(Error::Disk {
                    path: folder.display().to_string(),
                    problem: "it is a link; put a folder in its place".to_owned(),
                });
            }
        }
        Ok(())
    }

    /// Removes what runs that were killed left behind of files they were about to write.
    ///
    /// # Errors
    /// [`Error::Disk`].
    pub fn sweep(&self) -> Result<(), Error> {
        sweep(&self.folder, DEPTH)
    }

    fn look(&self, name: &str, stored: &Stored, reads_all: bool) -> Result<Found, Error> {
        let path = self.path(name, stored.compression);
        let metadata = match fs::symlink_metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Found::Missing);
            }
            Err(error) => return Err(Error::disk(&path, &error)),
        };
        let is_same = metadata.is_file()
            && metadata.len() == stored.bytes
            && (!reads_all || sha256(&path)? == stored.sha256);
        Ok(if is_same { Found::Same } else { Found::Changed })
    }

    fn entry(&mut self, name: &str) -> &mut Entry {
        self.index.files.entry(name.to_owned()).or_default()
    }

    fn save(&self) -> Result<(), Error> {
        let path = self.folder.join(INDEX);
        let wrong = |error: std::io::Error| Error::disk(&path, &error);
        fs::create_dir_all(&self.folder).map_err(wrong)?;
        let mut partial = partial(&self.folder).map_err(wrong)?;
        serde_json::to_writer_pretty(&mut partial, &self.index)
            .map_err(|error| wrong(error.into()))?;
        partial.write_all(b"\n").map_err(wrong)?;
        partial.as_file().sync_all().map_err(wrong)?;
        partial.persist(&path).map_err(|error| wrong(error.error))?;
        Ok(())
    }
}

fn is_inside(name: &str) -> bool {
    !name.contains(['\\', ':', '\0'])
        && (name.split('/')).all(|part| !part.is_empty() && part != "." && part != "..")
}
