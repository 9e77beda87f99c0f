//! Records in the order of names: from the manifest, from a base, or from a log whose order is only nearly that.

use std::{
    cmp::Ordering,
    collections::BinaryHeap,
    fs::File,
    io::{BufRead, BufReader},
    iter::Peekable,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{Entry, Error, Manifest};

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Record {
    /// It is being put in its place.
    Begun(Entry),
    /// It is there.
    Done(Entry),
}

impl Record {
    fn key(&self) -> &str {
        let (Self::Begun(entry) | Self::Done(entry)) = self;
        &entry.key
    }

    pub(super) fn line(&self, path: &Path) -> Result<Vec<u8>, Error> {
        let mut line = serde_json::to_vec(self).map_err(|error| Error::journal(path, error))?;
        line.push(b'\n');
        Ok(line)
    }
}

/// What is known of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Past {
    pub(crate) key: String,
    /// The last complete copy.
    pub(crate) done: Option<Entry>,
    /// A copy after it, of which it is not known whether it is in its place.
    pub(crate) begun: Option<Entry>,
}

impl Past {
    fn take(&mut self, record: Record) {
        match record {
            Record::Begun(entry) => self.begun = Some(entry),
            Record::Done(entry) => {
                self.done = Some(entry);
                self.begun = None;
            }
        }
    }

    pub(super) fn into_records(self) -> impl Iterator<Item = Record> {
        let done = self.done.map(Record::Done);
        done.into_iter().chain(self.begun.map(Record::Begun))
    }
}

/// Records in order.
pub(super) struct Records(Box<dyn Iterator<Item = Result<Record, Error>> + Send>);

impl Default for Records {
    fn default() -> Self {
        Self(Box::new(std::iter::empty()))
    }
}

impl Records {
    pub(super) fn of_manifest(manifest: Manifest) -> Self {
        Self(Box::new(manifest.map(|entry| entry.map(Record::Done))))
    }

    pub(super) fn of_base(path: &Path) -> Result<Self, Error> {
        Ok(Self(Box::new(Lines::open(path)?)))
    }

    /// A log, sorted by holding back `window` objects.
    pub(super) fn of_log(path: &Path, window: u64) -> Result<Self, Error> {
        // Two lines an object, and some for objects that were tried again.
        let held = usize::try_from(window)
            .unwrap_or(usize::MAX)
            .saturating_mul(4);
        Ok(Self(Box::new(Sorted {
            path: path.to_owned(),
            lines: Lines::open(path)?,
            heap: BinaryHeap::new(),
            held,
            number: 0,
            last: None,
        })))
    }
}

struct Lines {
    path: PathBuf,
    lines: BufReader<File>,
}

impl Lines {
    fn open(path: &Path) -> Result<Self, Error> {
        let file = File::open(path).map_err(|error| Error::journal(path, error))?;
        Ok(Self {
            path: path.to_owned(),
            lines: BufReader::with_capacity(1 << 16, file),
        })
    }
}

impl Iterator for Lines {
    type Item = Result<Record, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut line = Vec::new();
        if let Err(error) = self.lines.read_until(b'\n', &mut line) {
            return Some(Err(Error::journal(&self.path, error)));
        }
        // The last line of a killed run may be cut: then what it says did not happen.
        if line.pop() != Some(b'\n') {
            return None;
        }
        Some(serde_json::from_slice(&line).map_err(|error| Error::journal(&self.path, error)))
    }
}

struct Sorted {
    path: PathBuf,
    lines: Lines,
    heap: BinaryHeap<Held>,
    held: usize,
    number: u64,
    last: Option<String>,
}

/// The smallest name first, then the first line of it.
struct Held(Record, u64);

impl Ord for Held {
    fn cmp(&self, other: &Self) -> Ordering {
        (other.0.key(), other.1).cmp(&(self.0.key(), self.1))
    }
}
impl PartialOrd for Held {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Held {}

impl Iterator for Sorted {
    type Item = Result<Record, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.heap.len() <= self.held {
            match self.lines.next() {
                Some(Ok(record)) => {
                    self.heap.push(Held(record, self.number));
                    self.number += 1;
                }
                Some(Err(error)) => return Some(Err(error)),
                None => break,
            }
        }
        let Held(record, _) = self.heap.pop()?;
        if self.last.as_deref().is_some_and(|last| last > record.key()) {
            let problem =
                "its lines are in no order a run writes; remove the journal to begin anew";
            return Some(Err(Error::journal(&self.path, problem)));
        }
        self.last = Some(record.key().to_owned());
        Some(Ok(record))
    }
}

/// Records of before and since, put together by object.
pub(crate) struct Pasts {
    before: Peekable<Records>,
    since: Peekable<Records>,
}

impl Default for Pasts {
    fn default() -> Self {
        Self::new(Records::default(), Records::default())
    }
}

impl Iterator for Records {
    type Item = Result<Record, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}

impl Pasts {
    pub(super) fn new(before: Records, since: Records) -> Self {
        Self {
            before: before.peekable(),
            since: since.peekable(),
        }
    }
}

impl Iterator for Pasts {
    type Item = Result<Past, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let of = |records: &mut Peekable<Records>| match records.peek() {
            Some(Ok(record)) => Ok(Some(record.key().to_owned())),
            Some(Err(error)) => Err(error.clone()),
            None => Ok(None),
        };
        let keys = match (of(&mut self.before), of(&mut self.since)) {
            (Ok(before), Ok(since)) => (before, since),
            (Err(error), _) | (_, Err(error)) => return Some(Err(error)),
        };
        let key = match keys {
            (Some(before), Some(since)) => before.min(since),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => return None,
        };
        let mut past = Past {
            key,
            done: None,
            begun: None,
        };
        for records in [&mut self.before, &mut self.since] {
            while let Some(Ok(record)) = records
                .next_if(|record| record.as_ref().is_ok_and(|record| record.key() == past.key))
            {
                past.take(record);
            }
        }
        Some(Ok(past))
    }
}
