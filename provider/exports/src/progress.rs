//! How far a transfer is, for whoever looks: Terraform shows nothing of a resource that is at work but that it is.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

use crate::{Error, journal::FOLDER};

/// Names that are told of what is in flight.
const NAMED: usize = 8;

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    /// Moving bytes.
    Running,
    /// Stopped before its end, by a person or a failure; the next apply continues.
    Stopped,
    /// Started where nobody here counts, as in a cluster.
    Elsewhere,
    /// Done.
    Complete,
}

/// How far a transfer is. Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// What is being done.
    pub activity: Activity,
    /// The export kind.
    pub kind: String,
    /// When this run began.
    pub started: u64,
    /// When this was written; a running transfer writes it every second.
    pub updated: u64,
    /// Objects (images, files, logs) done.
    pub objects: u64,
    /// How many there are, once that is known.
    pub objects_total: Option<u64>,
    /// Bytes moved by this run.
    pub bytes: u64,
    /// Bytes there are to move, once that is known.
    pub bytes_total: Option<u64>,
    /// Objects that were there already.
    pub skipped: u64,
    /// Some of what is in flight.
    pub current: Vec<String>,
    /// Why it stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

impl Status {
    /// Where the status of the export whose journal is below `home` is.
    #[must_use]
    pub fn path(home: &Path) -> PathBuf {
        home.join(FOLDER).join("status.json")
    }

    /// Reads it; `None` if no transfer was ever begun there.
    ///
    /// # Errors
    /// The file cannot be read or is none.
    pub fn load(home: &Path) -> Result<Option<Self>, Error> {
        let path = Self::path(home);
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|error| Error::Journal {
                    path,
                    reason: error.to_string(),
                }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io("read", &path)(error)),
        }
    }

    /// Replaces it. Nothing relies on it, so it is not synced.
    ///
    /// # Errors
    /// The file system refused.
    pub fn save(&self, home: &Path) -> Result<(), Error> {
        let path = Self::path(home);
        let fresh = path.with_extension("json.new");
        let mut text = serde_json::to_vec(self).map_err(|error| Error::Journal {
            path: path.clone(),
            reason: error.to_string(),
        })?;
        text.push(b'\n');
        // A link in its place would have what it leads to written over.
        match fs::remove_file(&fresh) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::io("write", &fresh)(error));
            }
            _ => {}
        }
        fs::File::create_new(&fresh)
            .and_then(|mut file| file.write_all(&text))
            .and_then(|()| fs::rename(&fresh, &path))
            .map_err(Error::io("write", &path))
    }
}

/// Counted by whoever moves something.
#[derive(Debug, Default)]
pub struct Progress {
    objects: AtomicU64,
    bytes: AtomicU64,
    skipped: AtomicU64,
    totals: Mutex<(Option<u64>, Option<u64>)>,
    current: Mutex<BTreeMap<String, u64>>,
}

impl Progress {
    /// How much there is to do, as far as known.
    pub fn totals(&self, objects: Option<u64>, bytes: Option<u64>) {
        *lock(&self.totals) = (objects, bytes);
    }

    /// Work on an object begins.
    pub fn begin(&self, name: &str) {
        *lock(&self.current).entry(name.to_owned()).or_default() += 1;
    }

    /// Work on an object ended, well or not.
    pub fn end(&self, name: &str) {
        let mut current = lock(&self.current);
        if let Some(count) = current.get_mut(name) {
            *count -= 1;
            if *count == 0 {
                current.remove(name);
            }
        }
    }

    /// One more object is done.
    pub fn done(&self) {
        self.objects.fetch_add(1, Ordering::Relaxed);
    }

    /// One more object was there already.
    pub fn skip(&self) {
        self.skipped.fetch_add(1, Ordering::Relaxed);
        self.done();
    }

    /// Bytes were moved.
    pub fn moved(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// All of it as it is now.
    #[must_use]
    pub fn status(&self, kind: &str, activity: Activity, started: u64) -> Status {
        let (objects_total, bytes_total) = *lock(&self.totals);
        Status {
            activity,
            kind: kind.to_owned(),
            started,
            updated: now(),
            objects: self.objects.load(Ordering::Relaxed),
            objects_total,
            bytes: self.bytes.load(Ordering::Relaxed),
            bytes_total,
            skipped: self.skipped.load(Ordering::Relaxed),
            current: lock(&self.current).keys().take(NAMED).cloned().collect(),
            problem: None,
        }
    }
}

/// Seconds since 1970.
#[must_use]
pub fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_link_in_its_place_leads_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let mine = folder.path().join("mine");
        fs::write(&mine, "mine").unwrap();
        let path = Status::path(folder.path());
        fs::create_dir(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(&mine, path.with_extension("json.new")).unwrap();
        let status = Progress::default().status("log", Activity::Running, 1);
        status.save(folder.path()).unwrap();
        assert_eq!(fs::read_to_string(&mine).unwrap(), "mine");
        assert_eq!(Status::load(folder.path()).unwrap(), Some(status));
    }
}
