//! Uploads in parts that another run can go on with: one file each.

use std::{
    fs::{self, File, OpenOptions},
    io::{BufRead, BufReader, Write},
    path::PathBuf,
};

use serde::{Deserialize, Serialize};

use super::Journal;
use crate::{Error, Listed, folder::refuse_link, hash::sha256, seal::SealNote};

/// What an upload is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Begun {
    /// The object's name in the destination.
    pub(crate) path: String,
    /// The destination's name for the upload.
    pub(crate) id: String,
    /// Bytes of the object in each part but the last.
    pub(crate) part: u64,
    /// The file that the parts make, if it is encrypted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) seal: Option<SealNote>,
}

/// A part the destination has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// From 1.
    pub(crate) number: u32,
    /// As the destination answered, without quotes.
    pub(crate) etag: String,
    /// MD5 of its bytes in hex digits.
    pub(crate) md5: String,
    /// State of the SHA-256 of what is stored after this part; after the last the sum.
    pub(crate) state: String,
    /// The same of the bytes before they were encrypted, if they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) plain: Option<String>,
}

/// An upload of an earlier run, with the parts that were noted in any order.
pub(crate) type Noted = (Begun, Vec<Part>);

/// The file of one upload.
#[derive(Debug)]
pub(crate) struct UploadLog {
    path: PathBuf,
    file: Option<File>,
}

impl Journal {
    /// The upload of just this version of an object, with the parts that were noted in any order.
    pub(crate) fn upload(&self, listed: &Listed) -> Result<(UploadLog, Option<Noted>), Error> {
        let folder = self.file("uploads")?;
        fs::create_dir_all(&folder).map_err(|error| Error::journal(&folder, error))?;
        let version = format!(
            "{}\n{}\n{}\n{}",
            listed.key, listed.etag, listed.size, listed.modified
        );
        let path = folder.join(format!("{}.jsonl", sha256(version.as_bytes())));
        refuse_link(&path)?;
        let log = UploadLog { path, file: None };
        let found = log.read()?;
        Ok((log, found))
    }

    /// The parts of an upload are to go once nothing uses them.
    pub(crate) fn leave(&self, path: &str, id: &str) -> Result<(), Error> {
        let folder = self.file("uploads")?;
        fs::create_dir_all(&folder).map_err(|error| Error::journal(&folder, error))?;
        let name = sha256(format!("{path}\n{id}").as_bytes());
        let path_of_log = folder.join(format!("{name}.jsonl"));
        refuse_link(&path_of_log)?;
        let mut log = UploadLog {
            path: path_of_log,
            file: None,
        };
        let begun = Begun {
            path: path.to_owned(),
            id: id.to_owned(),
            part: 0,
            seal: None,
        };
        log.begin(&begun, &[])
    }

    /// Uploads nothing came of. Each is forgotten when it was given to `end`.
    pub(crate) fn leftovers(&self) -> Result<Vec<(UploadLog, Begun)>, Error> {
        let folder = self.file("uploads")?;
        let mut found = Vec::new();
        let listing = match fs::read_dir(&folder) {
            Ok(listing) => listing,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found),
            Err(error) => return Err(Error::journal(&folder, error)),
        };
        for item in listing {
            let path = item.map_err(|error| Error::journal(&folder, error))?.path();
            refuse_link(&path)?;
            let log = UploadLog { path, file: None };
            match log.read()? {
                Some((begun, _)) => found.push((log, begun)),
                None => log.remove()?,
            }
        }
        Ok(found)
    }
}

impl UploadLog {
    fn read(&self) -> Result<Option<Noted>, Error> {
        let wrong = |error: std::io::Error| Error::journal(&self.path, error);
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(wrong(error)),
        };
        let mut lines = BufReader::new(file);
        let mut next = || -> Result<Option<Vec<u8>>, Error> {
            let mut line = Vec::new();
            lines.read_until(b'\n', &mut line).map_err(wrong)?;
            Ok((line.pop() == Some(b'\n')).then_some(line))
        };
        let Some(first) = next()? else {
            return Ok(None);
        };
        let begun =
            serde_json::from_slice(&first).map_err(|error| Error::journal(&self.path, error))?;
        let mut parts = Vec::new();
        while let Some(line) = next()? {
            parts.push(
                serde_json::from_slice(&line).map_err(|error| Error::journal(&self.path, error))?,
            );
        }
        Ok(Some((begun, parts)))
    }

    /// Begins anew, with parts that are known to be there.
    pub(crate) fn begin(&mut self, begun: &Begun, parts: &[Part]) -> Result<(), Error> {
        let file = File::create(&self.path).map_err(|error| Error::journal(&self.path, error))?;
        self.file = Some(file);
        self.line(begun)?;
        parts.iter().try_for_each(|part| self.line(part))
    }

    /// A part is there.
    pub(crate) fn part(&mut self, part: &Part) -> Result<(), Error> {
        self.line(part)
    }

    fn line(&mut self, line: &impl Serialize) -> Result<(), Error> {
        let wrong = |error: std::io::Error| Error::journal(&self.path, error);
        let mut bytes = serde_json::to_vec(line).map_err(|error| wrong(error.into()))?;
        bytes.push(b'\n');
        if self.file.is_none() {
            let opened = OpenOptions::new().append(true).open(&self.path);
            self.file = Some(opened.map_err(wrong)?);
        }
        match self.file.as_mut() {
            Some(file) => file.write_all(&bytes).map_err(wrong),
            None => Ok(()),
        }
    }

    /// It is over.
    pub(crate) fn remove(self) -> Result<(), Error> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::journal(&self.path, error))
            }
            _ => Ok(()),
        }
    }
}
