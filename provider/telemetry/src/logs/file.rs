//! Files of JSON lines, oldest first: what a log export leaves behind.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use flate2::GzBuilder;
use serde::{Deserialize, Serialize};

use super::{Log, Spool, merge, stored::Checked};
use crate::{Error, digest::Sum, partial::partial};

/// How a file is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compression {
    /// As it is.
    #[default]
    None,
    /// In gzip's format. The same lines give the same bytes.
    Gzip,
}

impl Compression {
    /// What the names of such files end with.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::None => "jsonl",
            Self::Gzip => "jsonl.gz",
        }
    }
}

/// A file as it was left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// How it is stored.
    pub compression: Compression,
    /// Lines in it.
    pub lines: u64,
    /// Its size in bytes, as stored.
    pub bytes: u64,
    /// Of its bytes as stored: 64 hex digits.
    pub sha256: String,
    /// Time of its first line that has one, in the platform's words.
    pub first: Option<String>,
    /// Time of its last line that has one.
    pub last: Option<String>,
}

/// What writing came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The file as it is now.
    pub stored: Stored,
    /// Lines it did not have before.
    pub added: u64,
    /// Lines at its beginning that are as they were.
    pub unchanged: u64,
    /// No line of the log was in the file already and the file was not empty: what the platform wrote between the two runs may be
    /// lost. The times are the last before and the first after.
    pub gap: Option<(String, String)>,
    /// Time of the oldest line that was read, if it has one.
    pub oldest: Option<String>,
}

/// A file that is complete and synced under another name.
#[derive(Debug)]
pub struct Staged {
    partial: tempfile::NamedTempFile,
    path: PathBuf,
    /// What it came to.
    pub written: Written,
}

impl Staged {
    /// Gives it its name.
    ///
    /// # Errors
    /// [`Error::Disk`].
    pub fn commit(self) -> Result<Written, Error> {
        let path = self.path;
        let wrong = |error: io::Error| Error::disk(&path, &error);
        self.partial
            .persist(&path)
            .map_err(|error| wrong(error.error))?;
        if cfg!(unix) {
            File::open(folder_of(&path))
                .and_then(|folder| folder.sync_all())
                .map_err(wrong)?;
        }
        Ok(self.written)
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or_else(|| Path::new("."))
}

/// Writes `log` and what `before` (a file and how it was left) holds to a file that will be at `path`, where `before` may be, too.
///
/// # Errors
/// [`Error::Disk`]; [`Error::File`] if the file of before is not as it was left. Nothing changed at `path`, in any case.
pub fn stage(
    path: &Path,
    compression: Compression,
    before: Option<(&Path, &Stored)>,
    log: Log,
    spool: &Spool,
) -> Result<Staged, Error> {
    let folder = folder_of(path);
    let wrong = |error: io::Error| Error::disk(path, &error);
    fs::create_dir_all(folder).map_err(wrong)?;
    let kept: merge::Ordered = match before {
        None => Box::new(std::iter::empty()),
        Some((path, stored)) => Box::new(Checked::open(path, stored)?),
    };
    let mut read = log.ordered(spool)?.peekable();
    let gap = match (
        before.and_then(|(_, before)| before.last.clone()),
        read.peek(),
    ) {
        (Some(last), Some(Ok((moment, line)))) if super::moment(&last) < Some(*moment) => {
            line.timestamp.clone().map(|first| (last, first))
        }
        _ => None,
    };
    let oldest = match read.peek() {
        Some(Ok((_, line))) => line.timestamp.clone(),
        _ => None,
    };
    let lines = merge::union(kept, read);
    let added;
    let partial = partial(folder).map_err(wrong)?;
    let mut sum = Sum::new(BufWriter::with_capacity(1 << 16, partial));
    let mut stored = Stored {
        compression,
        lines: 0,
        bytes: 0,
        sha256: String::new(),
        first: None,
        last: None,
    };
    match compression {
        Compression::None => added = pour(lines, &mut sum, &mut stored, path)?,
        Compression::Gzip => {
            let mut packed = GzBuilder::new().write(&mut sum, flate2::Compression::default());
            added = pour(lines, &mut packed, &mut stored, path)?;
            packed.finish().map_err(wrong)?;
        }
    }
    let (partial, bytes, sha256) = sum.finish().map_err(wrong)?;
    stored.bytes = bytes;
    stored.sha256 = sha256;
    partial.as_file().sync_all().map_err(wrong)?;
    readable(partial.as_file()).map_err(wrong)?;
    let written = Written {
        added: added.lines,
        unchanged: added.first.unwrap_or(stored.lines),
        stored,
        gap,
        oldest,
    };
    Ok(Staged {
        partial,
        path: path.to_owned(),
        written,
    })
}

/// As other files are: a temporary file is its owner's alone.
fn readable(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(fs::Permissions::from_mode(0o640))?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// What a file did not have before.
#[derive(Default)]
struct Added {
    lines: u64,
    /// Number of the first such line, from 0.
    first: Option<u64>,
}

fn pour(
    lines: merge::Union,
    to: &mut impl Write,
    stored: &mut Stored,
    path: &Path,
) -> Result<Added, Error> {
    let mut added = Added::default();
    for line in lines {
        let (line, is_new) = line?;
        if is_new {
            added.first.get_or_insert(stored.lines);
            added.lines += 1;
        }
        serde_json::to_writer(&mut *to, &line)
            .map_err(io::Error::from)
            .and_then(|()| to.write_all(b"\n"))
            .map_err(|error| Error::disk(path, &error))?;
        stored.lines += 1;
        if line.moment().is_some() {
            if stored.first.is_none() {
                stored.first.clone_from(&line.timestamp);
            }
            stored.last = line.timestamp;
        }
    }
    Ok(added)
}
