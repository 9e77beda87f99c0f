//! Metrics on their way into a file, in runs that are sorted.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Seek, SeekFrom},
    path::PathBuf,
};

use super::{
    Exposed, Metrics, Stamp,
    exposition::parse_pieces,
    openmetrics::write,
    sorted::{Broken, Sorted, merge},
};
use crate::Error;

/// Samples of one scrape in memory.
const PIECE: u64 = 50_000;
/// So many runs become one: a process may have no more than a few hundred files open.
const MERGED: usize = 16;

/// Metrics on their way into the file: sorted, in files without a name. Whatever happens, nothing of them stays.
#[derive(Debug)]
pub struct Parts {
    folder: PathBuf,
    /// Each with how often it was merged.
    pub(super) runs: Vec<(u32, File)>,
    pub(super) contradicting: u64,
}

impl Parts {
    /// In `folder`, which must be there.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            runs: Vec::new(),
            contradicting: 0,
        }
    }

    /// Adds what an application exposes. The answer says what of it could not be read.
    ///
    /// # Errors
    /// [`Error::Disk`].
    pub fn expose(&mut self, exposed: &Exposed, stamp: &Stamp) -> Result<Vec<String>, Error> {
        parse_pieces(&exposed.text, exposed.is_open, stamp, PIECE, |piece| {
            self.add(&piece)
        })
    }

    /// Adds metrics.
    ///
    /// # Errors
    /// [`Error::Disk`].
    pub fn add(&mut self, metrics: &Metrics) -> Result<(), Error> {
        let mut file = self.file()?;
        write(metrics, &mut file).map_err(|error| self.wrong(&error))?;
        self.push(0, file)?;
        while let Some(level) = self.runs.last().map(|(level, _)| *level)
            && self
                .runs
                .iter()
                .rev()
                .take_while(|run| run.0 == level)
                .count()
                >= MERGED
        {
            let runs = self.runs.split_off(self.runs.len() - MERGED);
            let mut file = self.file()?;
            let merged = merge(
                sorted(runs).map_err(|broken| self.broken(broken))?,
                &mut file,
                None,
            )
            .map_err(|broken| self.broken(broken))?;
            self.contradicting += merged.contradicting;
            self.push(level + 1, file)?;
        }
        Ok(())
    }

    fn push(&mut self, level: u32, file: BufWriter<File>) -> Result<(), Error> {
        let file = file
            .into_inner()
            .map_err(|error| self.wrong(error.error()))?;
        self.runs.push((level, file));
        Ok(())
    }

    fn file(&self) -> Result<BufWriter<File>, Error> {
        let file = tempfile::tempfile_in(&self.folder).map_err(|error| self.wrong(&error))?;
        Ok(BufWriter::with_capacity(1 << 16, file))
    }

    fn wrong(&self, error: &io::Error) -> Error {
        Error::disk(&self.folder, error)
    }

    fn broken(&self, broken: Broken) -> Error {
        broken.at(&self.folder.display().to_string())
    }
}

pub(super) fn sorted(runs: Vec<(u32, File)>) -> Result<Vec<Sorted>, Broken> {
    runs.into_iter()
        .map(|(_, mut file)| {
            file.seek(SeekFrom::Start(0))?;
            Sorted::new(BufReader::with_capacity(1 << 16, file))
        })
        .collect()
}
