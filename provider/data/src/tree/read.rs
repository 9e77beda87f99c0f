//! Reading a file that stays as it was listed.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
    path::PathBuf,
};

use bytes::Bytes;

use super::{Tree, blocking, described, open, wrong};
use crate::{Error, Listed, entry::Details};

/// Bytes of one piece.
const PIECE: u64 = 1 << 20;

/// Reads a range of a file that is as it was listed.
#[derive(Debug)]
pub(crate) struct FileReader {
    root: PathBuf,
    place: String,
    listed: Listed,
    file: Option<File>,
    at: u64,
    end: u64,
}

impl FileReader {
    pub(super) fn new(tree: &Tree, listed: &Listed, range: Range<u64>) -> Self {
        Self {
            root: tree.root.clone(),
            place: tree.place.clone(),
            listed: listed.clone(),
            file: None,
            at: range.start,
            end: range.end,
        }
    }

    fn changed(&self) -> Error {
        Error::Changed {
            place: self.place.clone(),
            what: format!("the file {:?}", self.listed.key),
        }
    }

    /// The file, opened and as it was listed.
    async fn file(&mut self) -> Result<File, Error> {
        if let Some(file) = self.file.take() {
            return Ok(file);
        }
        let (root, place) = (self.root.clone(), self.place.clone());
        let (key, at) = (self.listed.key.clone(), self.at);
        let (file, details) = blocking(move || {
            let wrong = |error: io::Error| wrong(&place, &root, &key, &error);
            let mut file = open(&root, &key).map_err(wrong)?;
            let details = described(&file.metadata().map_err(wrong)?);
            file.seek(SeekFrom::Start(at)).map_err(wrong)?;
            Ok((file, details))
        })
        .await?;
        if details.size != self.listed.size || details.etag != self.listed.etag {
            return Err(self.changed());
        }
        Ok(file)
    }

    pub(crate) async fn details(&mut self) -> Result<Details, Error> {
        let file = self.file().await?;
        let found = file.metadata();
        self.file = Some(file);
        found
            .map(|found| described(&found))
            .map_err(|error| wrong(&self.place, &self.root, &self.listed.key, &error))
    }

    /// The next bytes; `None` at the end of the range. A file that ends before it has changed.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let wanted = PIECE.min(self.end - self.at);
        if wanted == 0 {
            return Ok(None);
        }
        let file = self.file().await?;
        let (root, place) = (self.root.clone(), self.place.clone());
        let key = self.listed.key.clone();
        let (file, bytes) = blocking(move || {
            let mut bytes = Vec::with_capacity(usize::try_from(wanted).unwrap_or(0));
            let mut part = file.take(wanted);
            (part.read_to_end(&mut bytes)).map_err(|error| wrong(&place, &root, &key, &error))?;
            Ok((part.into_inner(), bytes))
        })
        .await?;
        if (bytes.len() as u64) < wanted {
            return Err(self.changed());
        }
        self.file = Some(file);
        self.at += wanted;
        Ok(Some(bytes.into()))
    }
}
