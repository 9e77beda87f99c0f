//! Where objects are from, and where they go.

use std::{collections::VecDeque, ops::Range};

use http::HeaderMap;

use crate::{
    Bucket, Container, Error, Exclude, Folder, Listed, entry::Details, remote::Reader, s3, swift,
};

/// Where objects are from.
#[derive(Debug)]
#[non_exhaustive]
pub enum Source {
    /// A bucket.
    Bucket(Box<Bucket>),
    /// A container of Swift, its large objects joined.
    Container(Box<Container>),
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
    /// As manifests name it, without credentials: `s3:ENDPOINT/BUCKET/PREFIX` or `swift:ADDRESS/REGION/CONTAINER/PREFIX`.
    #[must_use]
    pub fn description(&self) -> String {
        match self {
            Self::Bucket(bucket) => bucket.description(),
            Self::Container(container) => container.description(),
        }
    }

    /// Whether an error says that there is no such bucket or container.
    #[must_use]
    pub fn is_missing(&self, error: &Error) -> bool {
        matches!(error, Error::NotFound { place, what, .. }
            if place == self.place() && (what == s3::LISTING || what == swift::STATISTICS))
    }

    /// What the names of its objects begin with.
    pub(crate) fn prefix(&self) -> &str {
        match self {
            Self::Bucket(bucket) => &bucket.at.prefix,
            Self::Container(container) => &container.at.prefix,
        }
    }

    pub(crate) fn place(&self) -> &str {
        match self {
            Self::Bucket(bucket) => &bucket.remote.place,
            Self::Container(container) => &container.remote.place,
        }
    }

    pub(crate) const fn pages(&self) -> Pages<'_> {
        match self {
            Self::Bucket(bucket) => Pages::Bucket(bucket.pages()),
            Self::Container(container) => Pages::Container(container.pages()),
        }
    }

    /// The bytes of this version of an object.
    pub(crate) fn reader(&self, listed: &Listed, range: Range<u64>) -> Result<Reader<'_>, Error> {
        match self {
            Self::Bucket(bucket) => {
                let ask = bucket.get(&listed.key, &listed.etag)?;
                Ok(Reader::new(&bucket.remote, ask, range, listed.size))
            }
            Self::Container(container) => {
                let ask = container.get(&listed.key, &listed.etag)?;
                Ok(Reader::new(&container.remote, ask, range, listed.size))
            }
        }
    }

    pub(crate) async fn details(&self, key: &str) -> Result<Details, Error> {
        match self {
            Self::Bucket(bucket) => bucket.details(key).await,
            Self::Container(container) => container.details(key).await,
        }
    }

    /// What the answer to a whole GET says of an object.
    pub(crate) fn details_in(&self, key: &str, headers: &HeaderMap) -> Result<Details, Error> {
        let read = match self {
            Self::Bucket(_) => s3::details(headers),
            Self::Container(_) => swift::details(headers),
        };
        read.map_err(|problem| {
            Error::protocol(self.place(), &format!("the object {key:?}"), problem)
        })
    }

    /// Bytes of the first part of an object stored in parts.
    pub(crate) async fn first_part(&self, key: &str) -> Result<Option<u64>, Error> {
        match self {
            Self::Bucket(bucket) => bucket.first_part(key).await,
            Self::Container(_) => Ok(None),
        }
    }

    /// Sizes of the segments an object is joined from, and the sum of their sums.
    pub(crate) async fn segments(
        &self,
        listed: &Listed,
    ) -> Result<Option<(Vec<u64>, String)>, Error> {
        match self {
            Self::Container(container) if swift::is_joined(&listed.etag) => {
                container.segments(&listed.key).await
            }
            _ => Ok(None),
        }
    }

    /// Whether the version of an object can only be compared before and after reading it.
    pub(crate) fn is_loose(&self, etag: &str) -> bool {
        etag.is_empty() || (matches!(self, Self::Container(_)) && swift::is_joined(etag))
    }

    /// Objects and bytes by the place's own count, where it has one.
    pub(crate) async fn totals(&self) -> Result<Option<(u64, u64)>, Error> {
        match self {
            Self::Container(container) if container.at.prefix.is_empty() => {
                container.totals().await.map(Some)
            }
            _ => Ok(None),
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

/// Pages of either kind.
#[derive(Debug)]
pub(crate) enum Pages<'a> {
    Bucket(s3::Pages<'a>),
    Container(swift::Pages<'a>),
}

impl Pages<'_> {
    async fn next(&mut self) -> Result<Option<VecDeque<Listed>>, Error> {
        match self {
            Self::Bucket(pages) => pages.next().await,
            Self::Container(pages) => pages.next().await,
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

    /// The next object that is not left out.
    pub(crate) async fn next_but(&mut self, exclude: &Exclude) -> Result<Option<Listed>, Error> {
        loop {
            match self.next().await? {
                Some(listed) if exclude.has(&listed.key) => {}
                other => return Ok(other),
            }
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
