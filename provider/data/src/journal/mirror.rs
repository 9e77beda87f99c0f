//! The journal's copy in the bucket it is about, for machines whose disks are thrown away after each run.
//!
//! Below `.ovhai-data/` and a name made of source and target lie `head.json`, which says what counts, and in folders by the
//! number of the run the manifest and the logs of runs that did not end, each in pieces. A new head is put after what it names,
//! so at any time one whole journal is there. Nothing locks it: whoever starts runs starts one at a time. Each run has a mark,
//! which lies beside the journal on the disk, too: it tells a disk whose journal is that of the last run from one that was left
//! behind by runs elsewhere.

use std::{
    fs::{self, File},
    io::{Read, Seek, SeekFrom, Write},
    path::Path,
};

use bytes::Bytes;
use ring::rand::SecureRandom;
use serde::{Deserialize, Serialize};

use super::{Journal, exists, header, locked};
use crate::{
    Error, Header, Properties, Target,
    folder::refuse_link,
    hash::{hex, sha256},
    names::OWN,
    store::Store,
};

/// Bytes of one piece.
const PIECE: usize = 8 << 20;
const HEAD: &str = "head.json";
const LOG: &str = "log";
const MANIFEST: &str = "manifest";
/// The file on the disk that says of which run its journal is.
const LAST: &str = "mirrored.json";

/// What was done to have the newest journal on this disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restored {
    /// Nothing: there is none at the destination, or this disk has what is there.
    Nothing,
    /// It was brought to a disk that had none.
    Brought,
    /// It took the place of an older one: a run on another disk came after it.
    Newer,
}

/// A run, as the head and the disk of whoever ran it name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Last {
    run: u64,
    mark: String,
}

/// What of the journal is in the bucket.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Head {
    header: Header,
    /// The last run that was begun.
    run: u64,
    /// Its mark, which no other run has.
    #[serde(default)]
    mark: String,
    /// The last run that ended.
    manifest: Option<u64>,
    /// Runs after it, which did not.
    logs: Vec<u64>,
}

/// Writes the journal of a run into its bucket while it goes on.
pub(crate) struct Mirror<'a> {
    place: Place<'a>,
    head: Head,
    /// Bytes of the log that are there.
    sent: u64,
    pieces: u32,
}

/// Where in a bucket the journal of one copy lies.
struct Place<'a> {
    store: Store<'a>,
    root: String,
}

impl<'a> Place<'a> {
    fn of(store: Store<'a>, header: &Header) -> Self {
        let name = sha256(format!("{}\n{}", header.source, header.target).as_bytes());
        let root = format!("{}{OWN}/{}/", store.prefix(), &name[..16]);
        Self { store, root }
    }

    fn key(&self, run: u64, what: &str, piece: u32) -> String {
        format!("{}{run}/{what}/{piece:06}", self.root)
    }

    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        match self.store.remote().ask(&self.store.get(key, "")?).await {
            Ok((_, body)) => Ok(Some(body)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn put(&self, key: &str, bytes: Vec<u8>) -> Result<(), Error> {
        let properties = Properties {
            content_type: Some("application/json".to_owned()),
            ..Properties::default()
        };
        let put = self.store.put(key, &properties, Bytes::from(bytes));
        put.await.map(drop)
    }

    async fn head(&self) -> Result<Option<Head>, Error> {
        let key = format!("{}{HEAD}", self.root);
        let Some(text) = self.get(&key).await? else {
            return Ok(None);
        };
        serde_json::from_slice(&text).map(Some).map_err(|error| {
            Error::protocol(
                self.store.place(),
                &format!("the journal {key:?}"),
                format!("{error}; remove it to begin anew"),
            )
        })
    }

    async fn put_head(&self, head: &Head) -> Result<(), Error> {
        let key = format!("{}{HEAD}", self.root);
        let text = serde_json::to_vec(head)
            .map_err(|error| Error::setting("the journal", error.to_string()))?;
        self.put(&key, text).await
    }

    /// Writes all pieces into a file.
    async fn fetch(&self, run: u64, what: &str, path: &Path) -> Result<(), Error> {
        refuse_link(path)?;
        let wrong = |error: std::io::Error| Error::journal(path, error);
        let mut file = File::create(path).map_err(wrong)?;
        for piece in 0.. {
            match self.get(&self.key(run, what, piece)).await? {
                Some(bytes) => file.write_all(&bytes).map_err(wrong)?,
                None => break,
            }
        }
        file.sync_all().map_err(wrong)
    }

    async fn remove(&self, run: u64, what: &str) -> Result<(), Error> {
        for piece in 0.. {
            let key = self.key(run, what, piece);
            if self.store.seen(&key).await?.is_none() {
                break;
            }
            self.store.remove(&key, "").await?;
        }
        Ok(())
    }
}

impl Head {
    /// Another run begins. The disk knows of it first: whatever becomes of the head, the disk is not taken for an older one.
    fn next(&mut self, journal: &Journal) -> Result<(), Error> {
        let mut mark = [0; 16];
        (ring::rand::SystemRandom::new().fill(&mut mark))
            .map_err(|_| Error::setting("the journal", "the system has no random numbers"))?;
        self.run += 1;
        self.mark = hex(&mark);
        self.logs.push(self.run);
        self.last().save(journal)
    }

    fn last(&self) -> Last {
        Last {
            run: self.run,
            mark: self.mark.clone(),
        }
    }
}

impl Last {
    fn save(&self, journal: &Journal) -> Result<(), Error> {
        let path = journal.file(LAST)?;
        let text = serde_json::to_vec(self).map_err(|error| Error::journal(&path, error))?;
        fs::write(&path, text).map_err(|error| Error::journal(&path, error))
    }

    /// `None` also for what a killed process did not write to its end: such a disk counts as older.
    fn load(journal: &Journal) -> Result<Option<Self>, Error> {
        let path = journal.file(LAST)?;
        match fs::read(&path) {
            Ok(text) => Ok(serde_json::from_slice(&text).ok()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::journal(&path, error)),
        }
    }
}

impl<'a> Mirror<'a> {
    /// Says in the bucket that a run begins.
    pub(crate) async fn begin(journal: &Journal, store: Store<'a>) -> Result<Self, Error> {
        let place = Place::of(store, &journal.header);
        let mut head = (place.head().await?).unwrap_or_else(|| Head {
            header: journal.header.clone(),
            run: 0,
            mark: String::new(),
            manifest: None,
            logs: Vec::new(),
        });
        head.next(journal)?;
        place.put_head(&head).await?;
        Ok(Self {
            place,
            head,
            sent: 0,
            pieces: 0,
        })
    }

    /// Sends what was written to the log since the last time.
    pub(crate) async fn send(&mut self, journal: &Journal) -> Result<(), Error> {
        loop {
            let lines = journal.log_since(self.sent)?;
            if lines.is_empty() {
                return Ok(());
            }
            let count = lines.len() as u64;
            let key = self.place.key(self.head.run, LOG, self.pieces);
            self.place.put(&key, lines).await?;
            self.sent += count;
            self.pieces += 1;
        }
    }

    /// A log begins anew, with all that is known from before.
    pub(crate) async fn again(&mut self, journal: &Journal) -> Result<(), Error> {
        self.head.next(journal)?;
        (self.sent, self.pieces) = (0, 0);
        self.place.put_head(&self.head).await
    }

    /// The run has ended: its manifest takes the place of everything before.
    pub(crate) async fn end(mut self, journal: &Journal) -> Result<(), Error> {
        let path = journal.manifest();
        let wrong = |error: std::io::Error| Error::journal(&path, error);
        let mut file = File::open(&path).map_err(wrong)?;
        for piece in 0.. {
            let mut bytes = Vec::new();
            let mut part = (&mut file).take(PIECE as u64);
            part.read_to_end(&mut bytes).map_err(wrong)?;
            if bytes.is_empty() {
                break;
            }
            let key = self.place.key(self.head.run, MANIFEST, piece);
            self.place.put(&key, bytes).await?;
        }
        let before = self.head.manifest.replace(self.head.run);
        let logs = std::mem::take(&mut self.head.logs);
        self.place.put_head(&self.head).await?;
        for run in logs {
            self.place.remove(run, LOG).await?;
        }
        match before {
            Some(run) => self.place.remove(run, MANIFEST).await,
            None => Ok(()),
        }
    }
}

impl Journal {
    /// Brings the journal that lies in the target, of the copy of what [`Source::description`](crate::Source::description) says,
    /// into `folder`, unless the one that is there is of the same run or a later one. For machines whose disks are new each time
    /// or that take turns, before [`Journal::open`] or [`Journal::look`].
    ///
    /// # Errors
    /// The target cannot be read, what lies there is no journal, another run uses the folder, or the disk refuses.
    pub async fn restore(source: &str, target: &Target, folder: &Path) -> Result<Restored, Error> {
        let Some(store) = target.store() else {
            return Ok(Restored::Nothing);
        };
        refuse_link(folder)?;
        let own = header(source, target, false);
        let place = Place::of(store, &own);
        let mut journal = Self {
            folder: folder.to_owned(),
            header: own,
            log: std::sync::Mutex::new(None),
            _lock: None,
        };
        let is_there = exists(&folder.join("copy.json"))?;
        if is_there {
            journal.check(false)?;
        }
        let Some(head) = place.head().await? else {
            return Ok(Restored::Nothing);
        };
        if is_there
            && let Some(last) = Last::load(&journal)?
            && (last == head.last() || last.run > head.run)
        {
            return Ok(Restored::Nothing);
        }
        journal._lock = Some(locked(folder)?);
        let wrong = |error: std::io::Error| Error::journal(folder, error);
        // What is older, or of a restoration that did not end. Until the end nothing says that it is of the last run.
        for name in ["base.jsonl", "log.jsonl", "manifest.jsonl"] {
            let path = journal.file(name)?;
            if exists(&path)? {
                fs::remove_file(&path).map_err(wrong)?;
            }
        }
        if let Some(run) = head.manifest {
            (place.fetch(run, MANIFEST, &journal.file("manifest.jsonl")?)).await?;
        }
        for run in &head.logs {
            place.fetch(*run, LOG, &journal.file("log.jsonl")?).await?;
            // Makes one of it and what was before.
            journal.begin()?;
        }
        head.last().save(&journal)?;
        journal.write_identity()?;
        Ok(if is_there {
            Restored::Newer
        } else {
            Restored::Brought
        })
    }

    /// Removes the journal from the target bucket.
    ///
    /// # Errors
    /// The bucket refuses.
    pub async fn forget(source: &str, target: &Target) -> Result<(), Error> {
        let Some(store) = target.store() else {
            return Ok(());
        };
        let place = Place::of(store, &header(source, target, false));
        let Some(head) = place.head().await? else {
            return Ok(());
        };
        for run in head.logs {
            place.remove(run, LOG).await?;
        }
        if let Some(run) = head.manifest {
            place.remove(run, MANIFEST).await?;
        }
        store.remove(&format!("{}{HEAD}", place.root), "").await
    }

    /// Whole lines of the log from a byte on, at most a piece of them.
    fn log_since(&self, from: u64) -> Result<Vec<u8>, Error> {
        let path = self.file("log.jsonl")?;
        let wrong = |error: std::io::Error| Error::journal(&path, error);
        let mut file = File::open(&path).map_err(wrong)?;
        file.seek(SeekFrom::Start(from)).map_err(wrong)?;
        let mut lines = Vec::new();
        (file.take(PIECE as u64).read_to_end(&mut lines)).map_err(wrong)?;
        let end = lines.iter().rposition(|byte| *byte == b'\n');
        lines.truncate(end.map_or(0, |end| end + 1));
        Ok(lines)
    }
}
