//! The manifest: one JSON line an object, in the order of their names, between a first line that says what was copied where
//! and a last one with the digest of all before it.

use std::{
    fs::File,
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{Entry, Error, hash::Sha256};

pub(crate) const FORMAT: &str = "ovhai-data-manifest/1";

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// `ovhai-data-manifest/1`.
    pub format: String,
    /// Where the objects are from, without credentials.
    pub source: String,
    /// Where they lie.
    pub target: String,
    /// Files have names of lower-case ASCII letters only.
    pub is_narrow: bool,
}

/// The last line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trailer {
    /// Lines between first and last.
    pub objects: u64,
    /// Bytes of these objects.
    pub bytes: u64,
    /// Of every byte before this line: 64 hex digits.
    pub sha256: String,
}

/// A manifest that is read, an [`Entry`] at a time; the end is an error unless it is the end that was written.
pub struct Manifest {
    path: PathBuf,
    header: Header,
    lines: BufReader<File>,
    sum: Option<Sha256>,
    found: (u64, u64),
    trailer: Option<Trailer>,
}

impl std::fmt::Debug for Manifest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Manifest({})", self.path.display())
    }
}

impl Manifest {
    /// Opens a manifest file.
    ///
    /// # Errors
    /// [`Error::Journal`] if it cannot be read or is none.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let file = File::open(path).map_err(|error| Error::journal(path, error))?;
        let mut lines = BufReader::with_capacity(1 << 16, file);
        let mut line = Vec::new();
        (lines.read_until(b'\n', &mut line)).map_err(|error| Error::journal(path, error))?;
        let header: Header =
            serde_json::from_slice(&line).map_err(|error| Error::journal(path, error))?;
        if header.format != FORMAT {
            let problem = format!(
                "its format is {}, this version reads {FORMAT}",
                header.format
            );
            return Err(Error::journal(path, problem));
        }
        let mut sum = Sha256::default();
        sum.update(&line);
        Ok(Self {
            path: path.to_owned(),
            header,
            lines,
            sum: Some(sum),
            found: (0, 0),
            trailer: None,
        })
    }

    /// What was copied where.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The last line, once all before it were read.
    #[must_use]
    pub const fn trailer(&self) -> Option<&Trailer> {
        self.trailer.as_ref()
    }

    fn read(&mut self) -> Result<Option<Entry>, Error> {
        let wrong = |problem: String| Error::journal(&self.path, problem);
        let Some(sum) = &mut self.sum else {
            return Ok(None);
        };
        let mut line = Vec::new();
        (self.lines.read_until(b'\n', &mut line)).map_err(|error| wrong(error.to_string()))?;
        if line.starts_with(b"{\"key\"") {
            let entry: Entry =
                serde_json::from_slice(&line).map_err(|error| wrong(error.to_string()))?;
            sum.update(&line);
            self.found.0 += 1;
            self.found.1 += entry.size;
            return Ok(Some(entry));
        }
        let trailer: Trailer = serde_json::from_slice(&line)
            .map_err(|_| wrong("it has no end: it was cut short or changed".to_owned()))?;
        let sum = self.sum.take().unwrap_or_default().finish();
        if sum != trailer.sha256 || self.found != (trailer.objects, trailer.bytes) {
            return Err(wrong(
                "it was changed: its last line is not the digest of the others".to_owned(),
            ));
        }
        self.trailer = Some(trailer);
        Ok(None)
    }
}

impl Iterator for Manifest {
    type Item = Result<Entry, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// A manifest that is written.
pub(crate) struct Writer {
    path: PathBuf,
    file: BufWriter<File>,
    sum: Sha256,
    trailer: Trailer,
}

impl Writer {
    pub(crate) fn create(path: &Path, header: &Header) -> Result<Self, Error> {
        let file = File::create(path).map_err(|error| Error::journal(path, error))?;
        let mut writer = Self {
            path: path.to_owned(),
            file: BufWriter::with_capacity(1 << 16, file),
            sum: Sha256::default(),
            trailer: Trailer {
                objects: 0,
                bytes: 0,
                sha256: String::new(),
            },
        };
        writer.line(header)?;
        Ok(writer)
    }

    fn line(&mut self, line: &impl Serialize) -> Result<(), Error> {
        let wrong = |error: std::io::Error| Error::journal(&self.path, error);
        let mut bytes = serde_json::to_vec(line).map_err(|error| wrong(error.into()))?;
        bytes.push(b'\n');
        self.sum.update(&bytes);
        self.file.write_all(&bytes).map_err(wrong)
    }

    pub(crate) fn entry(&mut self, entry: &Entry) -> Result<(), Error> {
        self.line(entry)?;
        self.trailer.objects += 1;
        self.trailer.bytes += entry.size;
        Ok(())
    }

    /// Ends it and makes it last.
    pub(crate) fn finish(mut self) -> Result<Trailer, Error> {
        self.trailer.sha256 = self.sum.clone().finish();
        let trailer = self.trailer.clone();
        self.line(&trailer)?;
        let wrong = |error: std::io::Error| Error::journal(&self.path, error);
        self.file.flush().map_err(wrong)?;
        self.file.get_ref().sync_all().map_err(wrong)?;
        Ok(trailer)
    }
}
