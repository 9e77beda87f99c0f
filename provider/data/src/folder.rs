//! A folder objects are written into: under another name first, never through a link, never over what is not ours.

use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use time::OffsetDateTime;

use crate::{
    Error, Seen,
    direct::Direct,
    hash::{Sha256, Tag},
    names::{FILE, OWN},
};

/// The mark of a link or a device.
pub(crate) const FOREIGN: &str = "a link or a device";

/// A folder on this machine.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// Folders that are there and no links.
    known: Mutex<BTreeSet<PathBuf>>,
    is_narrow: OnceLock<bool>,
    placed: Mutex<Placed>,
}

/// What was put in its place since all of it was made to last.
#[derive(Debug, Default)]
struct Placed {
    /// Files whose bytes may not be on the disk yet.
    has_loose: bool,
    /// Folders that have new names in them.
    folders: BTreeSet<PathBuf>,
}

/// Folders that are made to last one by one.
const SINGLE: usize = 100;

impl Folder {
    /// The folder at `root`, which need not be there; nothing is written yet.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            known: Mutex::default(),
            is_narrow: OnceLock::new(),
            placed: Mutex::default(),
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Where the journal and files that are not complete lie.
    pub(crate) fn own(&self) -> PathBuf {
        self.root.join(OWN)
    }

    /// Makes the folder and finds out whether it takes `A` and `a` for one name.
    pub(crate) fn prepare(&self) -> Result<bool, Error> {
        if let Some(is_narrow) = self.is_narrow.get() {
            return Ok(*is_narrow);
        }
        let partial = self.own().join("partial");
        let wrong = |path: &Path| {
            let path = path.to_owned();
            move |error: io::Error| Error::disk(&path, &error)
        };
        fs::create_dir_all(&self.root).map_err(wrong(&self.root))?;
        for folder in [self.own(), partial.clone()] {
            refuse_link(&folder)?;
            if !folder.is_dir() {
                fs::create_dir(&folder).map_err(wrong(&folder))?;
            }
        }
        let probe = partial.join("Case");
        fs::write(&probe, b"").map_err(wrong(&probe))?;
        let is_narrow = partial.join("cASE").exists();
        fs::remove_file(&probe).map_err(wrong(&probe))?;
        Ok(*self.is_narrow.get_or_init(|| is_narrow))
    }

    /// What there is at a path. A link, there or on the way, is nothing of ours, and not followed.
    pub(crate) fn seen(&self, path: &str) -> Result<Option<Seen>, Error> {
        for (at, _) in path.match_indices('/') {
            let inner = PathBuf::from(&path[..at]);
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            if known.contains(&inner) {
                continue;
            }
            drop(known);
            let full = self.root.join(&inner);
            match fs::symlink_metadata(&full) {
                Ok(found) if found.is_dir() => {
                    let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
                    known.insert(inner);
                }
                Ok(found) if found.is_file() => return Ok(None),
                Ok(_) => return Ok(Some(foreign())),
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(Error::disk(&full, &error)),
            }
        }
        let full = self.root.join(path);
        match fs::symlink_metadata(&full) {
            Ok(found) if found.is_file() => Ok(Some(seen(&found))),
            // A folder: another name will be found for it.
            Ok(found) if found.is_dir() => Ok(None),
            Ok(_) => Ok(Some(foreign())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::disk(&full, &error)),
        }
    }

    /// Makes the folders of a path. The answer is the path, other than asked where a file or a folder has its name.
    pub(crate) fn settle(&self, path: &str) -> Result<String, Error> {
        let mut settled = PathBuf::new();
        let mut text = String::new();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
        for part in folders.split('/').filter(|part| !part.is_empty()) {
            let mut name = part.to_owned();
            loop {
                let inner = settled.join(&name);
                if known.contains(&inner) {
                    break;
                }
                let full = self.root.join(&inner);
                match fs::symlink_metadata(&full) {
                    Ok(found) if found.is_dir() => {}
                    Ok(found) if found.is_file() && !name.ends_with("%dir") => {
                        name.push_str("%dir");
                        continue;
                    }
                    Ok(_) => {
                        return Err(Error::InTheWay {
                            path: full.display().to_string(),
                            problem: "a folder is needed there; remove it".to_owned(),
                        });
                    }
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {
                        fs::create_dir(&full).map_err(|error| Error::disk(&full, &error))?;
                    }
                    Err(error) => return Err(Error::disk(&full, &error)),
                }
                known.insert(inner);
                break;
            }
            settled.push(&name);
            text.push_str(&name);
            text.push('/');
        }
        text.push_str(file);
        let full = self.root.join(&text);
        if fs::symlink_metadata(&full).is_ok_and(|found| found.is_dir()) && !file.ends_with(FILE) {
            text.push_str(FILE);
        }
        Ok(text)
    }

    /// Goes on with the file an earlier run left under this name, or begins it. What is there is put into the sums.
    pub(crate) fn incoming(
        &self,
        id: &str,
        size: u64,
        sum: &mut Sha256,
        mut tag: Option<&mut Tag>,
    ) -> Result<Incoming, Error> {
        let path = self.own().join("partial").join(id);
        refuse_link(&path)?;
        let wrong = |error: io::Error| Error::disk(&path, &error);
        let mut file = (OpenOptions::new().read(true).append(true).create(true))
            .open(&path)
            .map_err(wrong)?;
        let mut length = file.metadata().map_err(wrong)?.len();
        if length > size {
            file.set_len(0).map_err(wrong)?;
            length = 0;
        }
        if length > 0 {
            let mut buffer = vec![0; 256 << 10];
            loop {
                let count = file.read(&mut buffer).map_err(wrong)?;
                if count == 0 {
                    break;
                }
                sum.update(&buffer[..count]);
                if let Some(tag) = tag.as_deref_mut() {
                    tag.update(&buffer[..count]);
                }
            }
        }
        Ok(Incoming {
            file,
            path,
            length,
            is_lasting: false,
            direct: Direct::default(),
        })
    }

    /// Removes a file of ours and the folders that become empty by it.
    pub(crate) fn remove(&self, path: &str) -> Result<(), Error> {
        let full = self.root.join(path);
        fs::remove_file(&full).map_err(|error| Error::disk(&full, &error))?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for (at, _) in path.rmatch_indices('/') {
            let inner = PathBuf::from(&path[..at]);
            if fs::remove_dir(self.root.join(&inner)).is_err() {
                break;
            }
            known.remove(&inner);
        }
        Ok(())
    }

    /// Throws away files that were not completed.
    pub(crate) fn clear(&self) -> Result<(), Error> {
        let partial = self.own().join("partial");
        let wrong = |error: io::Error| Error::disk(&partial, &error);
        for item in fs::read_dir(&partial).map_err(wrong)? {
            fs::remove_file(item.map_err(wrong)?.path()).map_err(wrong)?;
        }
        Ok(())
    }

    /// Removes what is kept beside the files, and the folder if it is empty then.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn leave(&self) -> Result<(), Error> {
        let own = self.own();
        refuse_link(&own)?;
        if own.is_dir() {
            fs::remove_dir_all(&own).map_err(|error| Error::disk(&own, &error))?;
        }
        // Whatever else is in it stays.
        fs::remove_dir(&self.root).ok();
        Ok(())
    }

    /// How many files, links and devices are in it, what is kept beside them not counted.
    pub(crate) fn files(&self) -> Result<u64, Error> {
        let mut folders = vec![self.root.clone()];
        let mut count = 0;
        while let Some(folder) = folders.pop() {
            let wrong = |error: io::Error| Error::disk(&folder, &error);
            let items = match fs::read_dir(&folder) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                other => other.map_err(wrong)?,
            };
            for item in items {
                let item = item.map_err(wrong)?;
                if !item.file_type().map_err(wrong)?.is_dir() {
                    count += 1;
                } else if item.file_name() != OWN {
                    folders.push(item.path());
                }
            }
        }
        Ok(count)
    }

    /// Files of a run that did not come to its end may not be on the disk yet.
    pub(crate) fn has_loose(&self) {
        (self.placed.lock().unwrap_or_else(PoisonError::into_inner)).has_loose = true;
    }

    /// Makes all that was written last. Of many small files that is the work of a whole file system, as far as there is one for that; large
    /// ones were [made to last](Incoming::sync) already.
    pub(crate) fn sync(&self) -> Result<(), Error> {
        let wrong = |error: io::Error| Error::disk(&self.root, &error);
        let placed =
            std::mem::take(&mut *self.placed.lock().unwrap_or_else(PoisonError::into_inner));
        #[cfg(unix)]
        if !placed.has_loose {
            for folder in &placed.folders {
                let full = self.root.join(folder);
                (File::open(&full).and_then(|folder| folder.sync_all()))
                    .map_err(|error| Error::disk(&full, &error))?;
            }
            return Ok(());
        }
        #[cfg(target_os = "linux")]
        rustix::fs::syncfs(File::open(&self.root).map_err(wrong)?)
            .map_err(|error| wrong(error.into()))?;
        #[cfg(all(unix, not(target_os = "linux")))]
        File::open(&self.root)
            .and_then(|folder| folder.sync_all())
            .map_err(wrong)?;
        let _ = wrong;
        Ok(())
    }
}

/// A file that is not complete.
#[derive(Debug)]
pub(crate) struct Incoming {
    file: File,
    path: PathBuf,
    pub(crate) length: u64,
    is_lasting: bool,
    direct: Direct,
}

impl Incoming {
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let wrong = |error: io::Error| Error::disk(&self.path, &error);
        (self.direct)
            .write(&mut self.file, self.length, bytes)
            .map_err(wrong)?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Makes its bytes last, which may take long.
    pub(crate) fn sync(mut self) -> Result<Self, Error> {
        (self.file.sync_data()).map_err(|error| Error::disk(&self.path, &error))?;
        self.is_lasting = true;
        Ok(self)
    }

    /// Throws it away.
    pub(crate) fn discard(self) -> Result<(), Error> {
        fs::remove_file(&self.path).map_err(|error| Error::disk(&self.path, &error))
    }

    /// Gives it the source's time; what it will look like in its place.
    pub(crate) fn stamp(&self, modified: OffsetDateTime) -> Result<Seen, Error> {
        let wrong = |error: io::Error| Error::disk(&self.path, &error);
        self.file
            .set_modified(system_time(modified))
            .map_err(wrong)?;
        Ok(seen(&self.file.metadata().map_err(wrong)?))
    }

    /// Puts it in its place, which [`Folder::settle`] answered.
    pub(crate) fn place(self, folder: &Folder, path: &str) -> Result<(), Error> {
        let full = folder.root.join(path);
        fs::rename(&self.path, &full).map_err(|error| Error::disk(&full, &error))?;
        let mut placed = (folder.placed.lock()).unwrap_or_else(PoisonError::into_inner);
        placed.has_loose |= !self.is_lasting;
        if !placed.has_loose {
            let above = Path::new(path).ancestors().skip(1).map(Path::to_owned);
            placed.folders.extend(above);
            placed.has_loose = placed.folders.len() > SINGLE;
        }
        Ok(())
    }
}

fn system_time(time: OffsetDateTime) -> SystemTime {
    let nanos = time.unix_timestamp_nanos();
    let distance = Duration::from_nanos(u64::try_from(nanos.unsigned_abs()).unwrap_or(0));
    if nanos < 0 {
        UNIX_EPOCH - distance
    } else {
        UNIX_EPOCH + distance
    }
}

/// What no file of ours looks like.
fn foreign() -> Seen {
    Seen {
        size: 0,
        mark: FOREIGN.to_owned(),
    }
}

fn seen(found: &fs::Metadata) -> Seen {
    let nanos = found
        .modified()
        .map_or(0, |time| match time.duration_since(UNIX_EPOCH) {
            Ok(since) => i128::try_from(since.as_nanos()).unwrap_or(0),
            Err(before) => -i128::try_from(before.duration().as_nanos()).unwrap_or(0),
        });
    Seen {
        size: found.len(),
        mark: nanos.to_string(),
    }
}

/// Refuses a link where something of ours is or will be.
pub(crate) fn refuse_link(path: &Path) -> Result<(), Error> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => Err(Error::InTheWay {
            path: path.display().to_string(),
            problem: "it is a link, which is not followed; remove it".to_owned(),
        }),
        _ => Ok(()),
    }
}
