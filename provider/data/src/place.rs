//! Where objects are from, and where they go.

use std::{collections::VecDeque, ops::Range};

use http::HeaderMap;

use crate::{
    Bucket, Error, Folder, Listed,
    entry::Details,
    remote::Reader,
    s3::{self, Pages},
};

/// Where objects are from.
#[derive(Debug)]
#[non_exhaustive]
pub enum Source {
    /// A bucket.
    Bucket(Box<Bucket>),
}

/// Where objects go.
#[derive(Debug)]
#[non_exhaustive]
pub enum Target {
    /// Files below a folder. What no file can hold is in the manifest.
    Folder(Folder),
    /// A bucket.
    Bucket(Box<Bucket>),
}

impl Source {
    pub(crate) fn description(&self) -> String {
        match self {
            Self::Bucket(bucket) => bucket.description(),
        }
    }

    /// What the names of its objects begin with.
    pub(crate) fn prefix(&self) -> &str {
        match self {
            Self::Bucket(bucket) => &bucket.at.prefix,
        }
    }

    pub(crate) fn place(&self) -> &str {
        match self {
            Self::Bucket(bucket) => &bucket.remote.place,
        }
    }

    pub(crate) const fn pages(&self) -> Pages<'_> {
        match self {
            Self::Bucket(bucket) => bucket.pages(),
        }
    }

    /// The bytes of this version of an object.
    pub(crate) fn reader(&self, listed: &Listed, range: Range<u64>) -> Result<Reader<'_>, Error> {
        match self {
            Self::Bucket(bucket) => {
                let ask = bucket.get(&listed.key, &listed.etag)?;
                Ok(Reader::new(&bucket.remote, ask, range, listed.size))
            }
        }
    }

    pub(crate) async fn details(&self, key: &str) -> Result<Details, Error> {
        match self {
            Self::Bucket(bucket) => bucket.details(key).await,
        }
    }

    /// What the answer to a whole GET says of an object.
    pub(crate) fn details_in(&self, key: &str, headers: &HeaderMap) -> Result<Details, Error> {
        let read = match self {
            Self::Bucket(_) => s3::details(headers),
        };
        read.map_err(|problem| {
            Error::protocol(self.place(), &format!("the object {key:?}"), problem)
        })
    }

    /// Bytes of the first part of an object stored in parts.
    pub(crate) async fn first_part(&self, key: &str) -> Result<Option<u64>, Error> {
        match self {
            Self::Bucket(bucket) => bucket.first_part(key).await,
        }
    }
}

impl Target {
    pub(crate) fn description(&self) -> String {
        match self {
            // Where the folder lies does not matter to what is in it.
            Self::Folder(_) => "folder".to_owned(),
            Self::Bucket(bucket) => bucket.description(),
        }
    }

    pub(crate) fn place(&self) -> String {
        match self {
            Self::Folder(folder) => format!("the folder {}", folder.root().display()),
            Self::Bucket(bucket) => bucket.remote.place.clone(),
        }
    }
}

/// Objects of a place in the order of their names, whatever pages they come in.
#[derive(Debug)]
pub(crate) struct Listing<'a> {
    pages: Pages<'a>,
    place: &'a str,
    ready: VecDeque<Listed>,
    last: Option<String>,
    /// Read all, then sort: for places whose listings are in another order.
    is_collected: bool,
}

impl<'a> Listing<'a> {
    pub(crate) const fn new(pages: Pages<'a>, place: &'a str, is_collected: bool) -> Self {
        Self {
            pages,
            place,
            ready: VecDeque::new(),
            last: None,
            is_collected,
        }
    }

    /// The next object. A name that comes twice, as when a listing shifts between two pages, counts once.
    pub(crate) async fn next(&mut self) -> Result<Option<Listed>, Error> {
        if self.is_collected {
            self.is_collected = false;
            let mut all = Vec::new();
            while let Some(page) = self.pages.next().await? {
                all.extend(page);
            }
            all.sort_by(|one: &Listed, other| one.key.cmp(&other.key));
            self.ready = all.into();
        }
        loop {
            while let Some(listed) = self.ready.pop_front() {
                match &self.last {
                    Some(last) if *last == listed.key => continue,
                    Some(last) if *last > listed.key => {
                        return Err(Error::Unordered {
                            place: self.place.to_owned(),
                            after: last.clone(),
                            key: listed.key,
                        });
                    }
                    _ => {}
                }
                self.last = Some(listed.key.clone());
                return Ok(Some(listed));
            }
            match self.pages.next().await? {
                Some(page) => self.ready = page,
                None => return Ok(None),
            }
        }
    }
}
