//! Lines of a log that is longer than memory should be: runs in files without a name, each in order.

use std::{
    fs::File,
    io::{BufRead, BufReader, BufWriter, Seek, SeekFrom, Write},
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{Line, Moment, merge};
use crate::Error;

/// So many runs of one size become one of the next: a process may have no more than a few hundred files open.
const MERGED: usize = 16;

/// Where runs go. The files have no name: whatever happens, nothing of them stays.
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    /// In the order they came, each with how often it was merged.
    runs: Mutex<Vec<(u32, File)>>,
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

    /// Keeps a run: lines in order, each with its moment. Where pages go back, runs that come later are older.
    pub(super) fn push(&self, lines: &[(Moment, Line)], is_backward: bool) -> Result<(), Error> {
        let mut file = self.file()?;
        for line in lines {
            self.put(&mut file, line)?;
        }
        let file = self.done(file)?;
        let mut runs = self.runs();
        runs.push((0, file));
        while let Some(level) = runs.last().map(|(level, _)| *level)
            && runs.iter().rev().take_while(|run| run.0 == level).count() >= MERGED
        {
            let mut merged: Vec<merge::Ordered> = Vec::with_capacity(MERGED);
            let from = runs.len() - MERGED;
            for (_, file) in runs.drain(from..) {
                merged.push(Box::new(self.run(file)?));
            }
            if is_backward {
                merged.reverse();
            }
            let mut file = self.file()?;
            for line in merge::all(merged)? {
                self.put(&mut file, &line?)?;
            }
            runs.push((level + 1, self.done(file)?));
        }
        Ok(())
    }

    /// Takes all runs, in the order they came.
    pub(super) fn take(&self) -> Result<Vec<Run>, Error> {
        std::mem::take(&mut *self.runs())
            .into_iter()
            .map(|(_, file)| self.run(file))
            .collect()
    }

    fn wrong(&self, error: &std::io::Error) -> Error {
        Error::disk(&self.folder, error)
    }

    fn file(&self) -> Result<BufWriter<File>, Error> {
        let file = tempfile::tempfile_in(&self.folder).map_err(|error| self.wrong(&error))?;
        Ok(BufWriter::new(file))
    }

    fn put(&self, file: &mut BufWriter<File>, line: &(Moment, Line)) -> Result<(), Error> {
        serde_json::to_writer(&mut *file, line)
            .map_err(std::io::Error::from)
            .and_then(|()| file.write_all(b"\n"))
            .map_err(|error| self.wrong(&error))
    }

    fn done(&self, file: BufWriter<File>) -> Result<File, Error> {
        file.into_inner()
            .map_err(|error| self.wrong(&error.into_error()))
    }

    fn run(&self, mut file: File) -> Result<Run, Error> {
        file.seek(SeekFrom::Start(0))
            .map_err(|error| self.wrong(&error))?;
        Ok(Run {
            folder: self.folder.clone(),
            lines: BufReader::new(file),
            text: String::new(),
        })
    }

    fn runs(&self) -> MutexGuard<'_, Vec<(u32, File)>> {
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
