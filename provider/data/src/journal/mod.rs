//! What a copy remembers over the end of the process: a folder with the manifest of the last complete run, the log of the
//! present one, and the uploads that were begun.
//!
//! Every object enters the log before it is put in its place (`begun`) and after (`done`), so after a kill it is known of
//! whatever lies in the destination whether it is ours, and its SHA-256 without reading it. The log is in the order of names
//! but for what was in flight together, so it is sorted while it is read, by a window. A run that finds the log of a stopped
//! one first makes `base.jsonl` of it and the manifest.

mod log;
mod mirror;
mod uploads;

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::Write,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

pub(crate) use log::{Past, Pasts};
use log::{Record, Records};
pub(crate) use mirror::Mirror;
pub use mirror::Restored;
pub(crate) use uploads::{Begun, Part, UploadLog};

use crate::{
    Entry, Error, Header, Manifest, Source, Target, Trailer,
    folder::refuse_link,
    manifest::{FORMAT, Writer},
};

/// Objects that may be done while one before them is not.
pub(crate) const WINDOW: u64 = 4096;

/// The memory of one copy. Locked while it is open: two runs of one copy would undo each other.
pub struct Journal {
    folder: PathBuf,
    header: Header,
    log: Mutex<Option<File>>,
    _lock: Option<File>,
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Journal({})", self.folder.display())
    }
}

impl Journal {
    /// Opens the journal of a copy, or makes one. A folder keeps its own; for a bucket, `folder` says where.
    ///
    /// # Errors
    /// [`Error::Journal`] if another run has it open, it is another copy's, or the disk refuses.
    pub fn open(source: &Source, target: &Target, folder: Option<&Path>) -> Result<Self, Error> {
        if source.overlaps(target) {
            return Err(Error::setting(
                format!("the copy to {}", target.place()),
                "it would be part of what it copies; choose prefixes beside each other",
            ));
        }
        let (folder, is_narrow) = match (target, folder) {
            (Target::Folder(own), None) => (own.own(), own.prepare()?),
            (Target::Folder(own), Some(folder)) => (folder.to_owned(), own.prepare()?),
            (_, Some(folder)) => (folder.to_owned(), false),
            (_, None) => {
                return Err(Error::setting(
                    format!("the copy to {}", target.place()),
                    "it needs a folder for its journal",
                ));
            }
        };
        let lock = locked(&folder)?;
        let journal = Self {
            header: header(&source.description(), target, is_narrow),
            folder,
            log: Mutex::new(None),
            _lock: Some(lock),
        };
        journal.check(true)?;
        Ok(journal)
    }

    /// Looks at the journal of a copy without changing anything; `None` if there is none yet. It is good for [`survey`],
    /// [`verify`] and [`remove`] only.
    ///
    /// # Errors
    /// [`Error::Journal`] if it is another copy's or cannot be read.
    ///
    /// [`survey`]: crate::survey
    /// [`verify`]: crate::verify
    /// [`remove`]: crate::remove
    pub fn look(
        source: &Source,
        target: &Target,
        folder: Option<&Path>,
    ) -> Result<Option<Self>, Error> {
        Self::look_for(&source.description(), target, folder)
    }

    /// [`Journal::look`] for the copy of what [`Source::description`] says.
    ///
    /// # Errors
    /// As there.
    pub fn look_for(
        source: &str,
        target: &Target,
        folder: Option<&Path>,
    ) -> Result<Option<Self>, Error> {
        let folder = match (target, folder) {
            (_, Some(folder)) => folder.to_owned(),
            (Target::Folder(own), None) => own.own(),
            (_, None) => return Ok(None),
        };
        refuse_link(&folder)?;
        let path = folder.join("copy.json");
        if !exists(&path)? {
            return Ok(None);
        }
        let mut journal = Self {
            header: header(source, target, false),
            folder,
            log: Mutex::new(None),
            _lock: None,
        };
        journal.header.is_narrow = journal.check(false)?;
        Ok(Some(journal))
    }

    pub(crate) const fn is_narrow(&self) -> bool {
        self.header.is_narrow
    }

    /// Nobody else's memory: the destination would be taken for something it is not.
    fn check(&self, is_writing: bool) -> Result<bool, Error> {
        let path = self.file("copy.json")?;
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if is_writing && error.kind() == std::io::ErrorKind::NotFound => {
                self.write_identity()?;
                return Ok(self.header.is_narrow);
            }
            Err(error) => return Err(Error::journal(&path, error)),
        };
        let own: Header =
            serde_json::from_slice(&text).map_err(|error| Error::journal(&path, error))?;
        let is_same = own.format == self.header.format
            && own.source == self.header.source
            && own.target == self.header.target
            && (own.is_narrow == self.header.is_narrow || !is_writing);
        if !is_same {
            let problem = format!(
                "it belongs to the copy from {} to {}; choose another destination, or remove the journal to begin anew",
                own.source, own.target
            );
            return Err(Error::journal(&self.folder, problem));
        }
        Ok(own.is_narrow)
    }

    fn write_identity(&self) -> Result<(), Error> {
        let path = self.file("copy.json")?;
        let fresh = self.file("copy.json.new")?;
        let text =
            serde_json::to_vec(&self.header).map_err(|error| Error::journal(&path, error))?;
        fs::write(&fresh, text).map_err(|error| Error::journal(&fresh, error))?;
        fs::rename(&fresh, &path).map_err(|error| Error::journal(&path, error))
    }

    /// Where the manifest of the last complete run is.
    #[must_use]
    pub fn manifest(&self) -> PathBuf {
        self.folder.join("manifest.jsonl")
    }

    fn file(&self, name: &str) -> Result<PathBuf, Error> {
        let path = self.folder.join(name);
        refuse_link(&path)?;
        Ok(path)
    }

    /// Whether nothing of any object is known: no run of this copy has come as far as the first.
    ///
    /// # Errors
    /// [`Error::Journal`] if it cannot be read.
    pub fn knows_nothing(&self) -> Result<bool, Error> {
        Ok(self.past()?.next().transpose()?.is_none())
    }

    /// What is known from before, in the order of names.
    pub(crate) fn past(&self) -> Result<Pasts, Error> {
        let base = self.file("base.jsonl")?;
        let manifest = self.file("manifest.jsonl")?;
        let before = if exists(&base)? {
            Records::of_base(&base)?
        } else if exists(&manifest)? {
            Records::of_manifest(Manifest::open(&manifest)?)
        } else {
            Records::default()
        };
        let log = self.file("log.jsonl")?;
        let since = if exists(&log)? {
            Records::of_log(&log, WINDOW)?
        } else {
            Records::default()
        };
        Ok(Pasts::new(before, since))
    }

    /// Makes one base of all that is known, and begins a log.
    pub(crate) fn begin(&self) -> Result<(), Error> {
        let log = self.file("log.jsonl")?;
        if exists(&log)? {
            let fresh = self.file("base.jsonl.new")?;
            let wrong = |error: std::io::Error| Error::journal(&fresh, error);
            let mut file = std::io::BufWriter::new(File::create(&fresh).map_err(wrong)?);
            for past in self.past()? {
                for record in past?.into_records() {
                    file.write_all(&record.line(&fresh)?).map_err(wrong)?;
                }
            }
            file.flush().map_err(wrong)?;
            file.get_ref().sync_all().map_err(wrong)?;
            fs::rename(&fresh, self.file("base.jsonl")?).map_err(wrong)?;
        }
        let file = File::create(&log).map_err(|error| Error::journal(&log, error))?;
        *self.log.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
        Ok(())
    }

    /// Whether a run was begun and never came to its end.
    pub(crate) fn is_unfinished(&self) -> Result<bool, Error> {
        Ok(exists(&self.file("log.jsonl")?)? || exists(&self.file("base.jsonl")?)?)
    }

    /// An object is about to be put in its place.
    pub(crate) fn begun(&self, entry: &Entry) -> Result<(), Error> {
        self.write(&Record::Begun(entry.clone()))
    }

    /// An object is in its place.
    pub(crate) fn done(&self, entry: &Entry) -> Result<(), Error> {
        self.write(&Record::Done(entry.clone()))
    }

    fn write(&self, record: &Record) -> Result<(), Error> {
        let line = record.line(&self.folder)?;
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        match log.as_mut() {
            Some(file) => {
                (file.write_all(&line)).map_err(|error| Error::journal(&self.folder, error))
            }
            None => Err(Error::journal(&self.folder, "no run has begun")),
        }
    }

    /// What the present run found to be gone from the source.
    pub(crate) fn gone(&self) -> Result<impl Iterator<Item = Result<Entry, Error>>, Error> {
        let log = self.file("log.jsonl")?;
        let pasts = Pasts::new(Records::default(), Records::of_log(&log, WINDOW)?);
        Ok(pasts.filter_map(|past| match past {
            Ok(past) => past.done.filter(|entry| entry.is_gone).map(Ok),
            Err(error) => Some(Err(error)),
        }))
    }

    /// Everything is done: the log becomes the manifest, without what is gone if that was removed.
    pub(crate) fn finish(&self, is_removed: bool) -> Result<Trailer, Error> {
        let log = self.file("log.jsonl")?;
        let fresh = self.file("manifest.jsonl.new")?;
        let mut writer = Writer::create(&fresh, &self.header)?;
        for past in Pasts::new(Records::default(), Records::of_log(&log, WINDOW)?) {
            if let Some(entry) = past?.done
                && !(entry.is_gone && is_removed)
            {
                writer.entry(&entry)?;
            }
        }
        let trailer = writer.finish()?;
        let wrong = |error: std::io::Error| Error::journal(&self.folder, error);
        fs::rename(&fresh, self.file("manifest.jsonl")?).map_err(wrong)?;
        for name in ["base.jsonl", "log.jsonl"] {
            let path = self.file(name)?;
            if exists(&path)? {
                fs::remove_file(&path).map_err(wrong)?;
            }
        }
        if cfg!(unix) {
            File::open(&self.folder)
                .and_then(|folder| folder.sync_all())
                .map_err(wrong)?;
        }
        Ok(trailer)
    }
}

/// Makes the folder, and holds it for one run.
fn locked(folder: &Path) -> Result<File, Error> {
    let wrong = |error: std::io::Error| Error::journal(folder, error);
    fs::create_dir_all(folder).map_err(wrong)?;
    refuse_link(folder)?;
    let lock = folder.join("lock");
    refuse_link(&lock)?;
    let lock = (OpenOptions::new().create(true).truncate(false).write(true))
        .open(&lock)
        .map_err(wrong)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Error::journal(
            folder,
            "another run is using it; wait for it",
        )),
        Err(TryLockError::Error(error)) => Err(wrong(error)),
    }
}

fn header(source: &str, target: &Target, is_narrow: bool) -> Header {
    Header {
        format: FORMAT.to_owned(),
        source: source.to_owned(),
        target: target.description(),
        is_narrow,
    }
}

fn exists(path: &Path) -> Result<bool, Error> {
    path.try_exists()
        .map_err(|error| Error::journal(path, error))
}
