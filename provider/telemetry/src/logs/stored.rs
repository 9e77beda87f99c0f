//! Reading files of lines again, and finding out whether they are as they were left.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use flate2::bufread::MultiGzDecoder;
use ring::digest::{Context, SHA256};

use super::{Compression, Line, Moment, Stored};
use crate::{Error, digest::hex};

/// A longer line is no line of ours.
const LONGEST_LINE: u64 = 64 << 20;

/// Lines of a stored file, with the moment of each: a line without time belongs to the one before it.
///
/// # Errors
/// [`Error::Disk`] if it cannot be opened; the lines are [`Error::File`] where they are none.
pub fn read(
    path: &Path,
    compression: Compression,
) -> Result<impl Iterator<Item = Result<(Moment, Line), Error>> + Send + use<>, Error> {
    let file = File::open(path).map_err(|error| Error::disk(path, &error))?;
    Ok(Lines::new(path, compression, BufReader::new(file)))
}

/// Lines of `input`.
struct Lines {
    path: PathBuf,
    input: Box<dyn BufRead + Send>,
    number: u64,
    moment: Moment,
}

impl Lines {
    fn new(path: &Path, compression: Compression, input: impl BufRead + Send + 'static) -> Self {
        Self {
            path: path.to_owned(),
            input: match compression {
                Compression::None => Box::new(input),
                Compression::Gzip => Box::new(BufReader::with_capacity(
                    1 << 16,
                    MultiGzDecoder::new(input),
                )),
            },
            number: 0,
            moment: Moment::MIN,
        }
    }

    fn wrong(&self, problem: impl ToString) -> Error {
        Error::File {
            path: self.path.display().to_string(),
            line: self.number,
            problem: problem.to_string(),
        }
    }
}

impl Iterator for Lines {
    type Item = Result<(Moment, Line), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut text = Vec::new();
        self.number += 1;
        match (&mut self.input)
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut text)
        {
            Err(error) => return Some(Err(self.wrong(error))),
            Ok(0) => return None,
            Ok(_) if text.last() != Some(&b'\n') => {
                return Some(Err(self.wrong("it is cut off")));
            }
            Ok(_) => {}
        }
        Some(match serde_json::from_slice::<Line>(&text) {
            Err(error) => Err(self.wrong(error)),
            Ok(line) => {
                self.moment = line.moment().unwrap_or(self.moment);
                Ok((self.moment, line))
            }
        })
    }
}

/// Shared, because what sums up lies below what unpacks.
type Summed = Arc<Mutex<Context>>;

/// A file that is read and must turn out to be as it was left.
pub(super) struct Checked {
    lines: Lines,
    read: u64,
    sum: Summed,
    stored: Stored,
    is_over: bool,
}

impl Checked {
    pub(super) fn open(path: &Path, stored: &Stored) -> Result<Self, Error> {
        let file = File::open(path).map_err(|error| Error::disk(path, &error))?;
        let sum = Summed::new(Mutex::new(Context::new(&SHA256)));
        let input = Tee {
            input: file,
            sum: sum.clone(),
        };
        Ok(Self {
            lines: Lines::new(
                path,
                stored.compression,
                BufReader::with_capacity(1 << 16, input),
            ),
            read: 0,
            sum,
            stored: stored.clone(),
            is_over: false,
        })
    }

    /// At the end: whether it was what it should be.
    fn check(&self) -> Result<(), Error> {
        let sum = self.sum.lock().unwrap_or_else(PoisonError::into_inner);
        let found = hex(sum.clone());
        if found == self.stored.sha256 && self.read == self.stored.lines {
            return Ok(());
        }
        Err(self
            .lines
            .wrong("the file was changed after it was written (its SHA-256 is another)"))
    }
}

impl Iterator for Checked {
    type Item = Result<(Moment, Line), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        match self.lines.next() {
            Some(Ok(line)) => {
                self.read += 1;
                Some(Ok(line))
            }
            Some(Err(error)) => {
                self.is_over = true;
                Some(Err(error))
            }
            None => {
                self.is_over = true;
                self.check().err().map(Err)
            }
        }
    }
}

/// Passes bytes on and sums them up.
struct Tee {
    input: File,
    sum: Summed,
}

impl Read for Tee {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        let mut sum = self.sum.lock().unwrap_or_else(PoisonError::into_inner);
        sum.update(&buffer[..count]);
        Ok(count)
    }
}
