//! Lines of a log that is longer than memory should be: runs in files without a name, each in order.

use std::{
    fs::File,
    io::{BufRead, BufReader, BufWriter, Seek, SeekFrom, Write},
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{Line, Moment};
use crate::Error;

/// Where runs go. The files have no name: whatever happens, nothing of them stays.
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    runs: Mutex<Vec<File>>,
}

impl Spool {
    /// Runs in `folder`, which must be there.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            runs: Mutex::default(),
        }
    }

    /// Forgets all runs.
    pub(super) fn clear(&self) {
        self.runs().clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.runs().is_empty()
    }

    /// Keeps a run: lines in order, each with its moment.
    pub(super) fn push(&self, lines: &[(Moment, Line)]) -> Result<(), Error> {
        let wrong = |error: std::io::Error| Error::disk(&self.folder, &error);
        let mut file = BufWriter::new(tempfile::tempfile_in(&self.folder).map_err(wrong)?);
        for line in lines {
            serde_json::to_writer(&mut file, line).map_err(|error| wrong(error.into()))?;
            file.write_all(b"\n").map_err(wrong)?;
        }
        let file = file
            .into_inner()
            .map_err(|error| wrong(error.into_error()))?;
        self.runs().push(file);
        Ok(())
    }

    /// Takes all runs, in the order they came.
    pub(super) fn take(&self) -> Result<Vec<Run>, Error> {
        std::mem::take(&mut *self.runs())
            .into_iter()
            .map(|mut file| {
                file.seek(SeekFrom::Start(0))
                    .map_err(|error| Error::disk(&self.folder, &error))?;
                Ok(Run {
                    folder: self.folder.clone(),
                    lines: BufReader::new(file),
                    text: String::new(),
                })
            })
            .collect()
    }

    fn runs(&self) -> MutexGuard<'_, Vec<File>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A run that is read.
#[derive(Debug)]
pub(super) struct Run {
    folder: PathBuf,
    lines: BufReader<File>,
    text: String,
}

impl Iterator for Run {
    type Item = Result<(Moment, Line), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.text.clear();
        match self.lines.read_line(&mut self.text) {
            Ok(0) => None,
            Ok(_) => Some(
                serde_json::from_str(&self.text)
                    .map_err(|error| Error::disk(&self.folder, &error.into())),
            ),
            Err(error) => Some(Err(Error::disk(&self.folder, &error))),
        }
    }
}
