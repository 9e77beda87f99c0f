//! What a run notes beside the export's journal: uploads that another run can go on with, what it stored, and the name under which it claims that.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{BufRead, BufReader, ErrorKind, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use ovhai_images::{Error, Journal, Session, Stored};
use serde::{Deserialize, Serialize};

/// Who claims.
const OWNER: &str = "owner";

/// Notes of one export.
#[derive(Debug)]
pub struct Notes {
    uploads: PathBuf,
    sessions: Mutex<BTreeMap<String, Kept>>,
    stored: PathBuf,
    appended: Mutex<File>,
    owner: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Kept {
    location: String,
    offset: u64,
}

fn beside(home: &Path, name: &str) -> PathBuf {
    ovhai_exports::Journal::path(home).with_file_name(name)
}

/// What runs of the export whose journal is below `home` stored.
pub fn stored(home: &Path) -> std::io::Result<Vec<Stored>> {
    let file = match File::open(beside(home, "stored.jsonl")) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for line in BufReader::new(file).lines() {
        // The last line of a killed run may be cut short; what it was about stays where it is.
        found.extend(serde_json::from_str(&line?).ok());
    }
    Ok(found)
}

/// Under which name runs of the export whose journal is below `home` claim images. An export that takes over an interrupted one has another id, and its
/// notes.
pub fn owner(home: &Path) -> std::io::Result<Option<String>> {
    match fs::read_to_string(beside(home, OWNER)) {
        Ok(owner) => Ok(Some(owner)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

impl Notes {
    /// Opens or begins the notes below `home`, where the journal of the export `id` is.
    ///
    /// Addresses of uploads may be signed: nobody else on the machine may read them.
    pub fn open(home: &Path, id: &str) -> Result<Self, Error> {
        let wrong = |path: &Path, error: &dyn std::fmt::Display| {
            Error::Journal(format!("{}: {error}", path.display()))
        };
        let uploads = beside(home, "uploads.json");
        let sessions = match fs::read(&uploads) {
            // A file that cannot be read costs the uploads it told of, nothing else.
            Ok(text) => serde_json::from_slice(&text).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(wrong(&uploads, &error)),
        };
        let stored = beside(home, "stored.jsonl");
        let mut appended = (OpenOptions::new().create(true).append(true))
            .open(&stored)
            .map_err(|error| wrong(&stored, &error))?;
        // Ends a line that a killed run left open.
        writeln!(appended).map_err(|error| wrong(&stored, &error))?;
        let path = beside(home, OWNER);
        let owner = match owner(home).map_err(|error| wrong(&path, &error))? {
            // Of a run that was killed while it wrote it.
            Some(owner) if !owner.is_empty() => owner,
            Some(_) | None => {
                fs::write(&path, id).map_err(|error| wrong(&path, &error))?;
                id.to_owned()
            }
        };
        Ok(Self {
            owner,
            uploads,
            sessions: Mutex::new(sessions),
            stored,
            appended: Mutex::new(appended),
        })
    }

    /// A manifest was stored, or a name put on one. What cannot be noted is only not removed later.
    pub fn store(&self, stored: &Stored) {
        let line = serde_json::to_string(stored).unwrap_or_default();
        let mut file = self.appended.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = writeln!(file, "{line}") {
            tracing::warn!(path = %self.stored.display(), %error, "what was stored cannot be noted");
        }
    }

    fn save(&self, sessions: &BTreeMap<String, Kept>) -> std::io::Result<()> {
        let fresh = self.uploads.with_extension("json.new");
        let mut options = OpenOptions::new();
        options.create(true).truncate(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&fresh)?;
        file.write_all(&serde_json::to_vec(sessions)?)?;
        fs::rename(&fresh, &self.uploads)
    }
}

impl Journal for Notes {
    fn owner(&self) -> Option<String> {
        Some(self.owner.clone())
    }

    fn session(&self, key: &str) -> Option<Session> {
        let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = sessions.get(key)?;
        Some(Session {
            location: kept.location.clone(),
            offset: kept.offset,
        })
    }

    fn keep(&self, key: &str, session: Option<&Session>) -> Result<(), Error> {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = match session {
            Some(session) => {
                let kept = Kept {
                    location: session.location.clone(),
                    offset: session.offset,
                };
                sessions.insert(key.to_owned(), kept);
                true
            }
            None => sessions.remove(key).is_some(),
        };
        if !changed {
            return Ok(());
        }
        self.save(&sessions)
            .map_err(|error| Error::Journal(format!("{}: {error}", self.uploads.display())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ovhai_images::ContentDigest;

    #[test]
    fn notes_outlive_the_run_and_a_line_cut_short() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir_all(beside(home.path(), "x").parent().unwrap()).unwrap();
        let one = Stored {
            repository: "team/app".to_owned(),
            digest: ContentDigest::of(b"one"),
            tag: None,
        };
        let notes = Notes::open(home.path(), "first").unwrap();
        notes.store(&one);
        let session = Session {
            location: "http://127.0.0.1/upload?state=signed".to_owned(),
            offset: 7,
        };
        notes.keep("a", Some(&session)).unwrap();
        notes.keep("b", Some(&session)).unwrap();
        notes.keep("b", None).unwrap();
        let stored_file = beside(home.path(), "stored.jsonl");
        let mut file = OpenOptions::new().append(true).open(stored_file).unwrap();
        write!(file, "{{\"repository\": \"team").unwrap();
        drop(notes);
        let notes = Notes::open(home.path(), "second").unwrap();
        assert_eq!(notes.owner().as_deref(), Some("first"));
        notes.store(&one);
        assert_eq!(stored(home.path()).unwrap(), [one.clone(), one]);
        assert_eq!(notes.session("a"), Some(session));
        assert_eq!(notes.session("b"), None);
        assert!(!format!("{:?}", notes.session("a")).contains("signed"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let uploads = fs::metadata(beside(home.path(), "uploads.json")).unwrap();
            assert_eq!(uploads.permissions().mode() & 0o077, 0);
        }
    }
}
