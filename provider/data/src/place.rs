//! Where objects are from, and where they go.

use std::{collections::VecDeque, ops::Range};

use bytes::Bytes;

use crate::{
    Bucket, Container, Error, Exclude, Folder, Listed, Tree,
    entry::Details,
    remote::Reader,
    s3,
    store::Store,
    swift,
    tree::{self, FileReader},
};

/// Where objects are from.
#[derive(Debug)]
#[non_exhaustive]
pub enum Source {
    /// A bucket.
    Bucket(Box<Bucket>),
    /// A container of Swift, its large objects joined.
    Container(Box<Container>),
    /// Files below a folder.
    Folder(Tree),
}

/// Where objects go.
#[derive(Debug)]
#[non_exhaustive]
pub enum Target {
    /// Files below a folder. What no file can hold is in the manifest.
    Folder(Folder),
    /// A bucket.
    Bucket(Box<Bucket>),
    /// A container of Swift.
    Container(Box<Container>),
}

impl Source {
    /// As manifests name it, without credentials: `s3:ENDPOINT/BUCKET/PREFIX`, `swift:ADDRESS/REGION/CONTAINER/PREFIX`
    /// or `file:PATH/PREFIX`.
    #[must_use]
    pub fn description(&self) -> String {
        match self {
            Self::Bucket(bucket) => bucket.description(),
            Self::Container(container) => container.description(),
            Self::Folder(tree) => tree.description(),
        }
    }

    /// Whether an error says that there is no such bucket, container or folder.
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
            Self::Folder(tree) => tree.prefix(),
        }
    }

    pub(crate) fn place(&self) -> &str {
        match self {
            Self::Bucket(bucket) => &bucket.remote.place,
            Self::Container(container) => &container.remote.place,
            Self::Folder(tree) => tree.place(),
        }
    }

    pub(crate) fn pages(&self) -> Pages<'_> {
        match self {
            Self::Bucket(bucket) => Pages::Bucket(bucket.pages()),
            Self::Container(container) => Pages::Container(container.pages()),
            Self::Folder(tree) => Pages::Folder(tree.pages()),
        }
    }

    /// The bytes of this version of an object.
    pub(crate) fn reader(&self, listed: &Listed, range: Range<u64>) -> Result<Reading<'_>, Error> {
        match self {
            Self::Bucket(bucket) => {
                let ask = bucket.get(&listed.key, &listed.etag)?;
                Ok(Reading::Remote(Reader::new(
                    &bucket.remote,
                    ask,
                    range,
                    listed.size,
                )))
            }
            Self::Container(container) => {
                let ask = container.get(&listed.key, &listed.etag)?;
                Ok(Reading::Remote(Reader::new(
                    &container.remote,
                    ask,
                    range,
                    listed.size,
                )))
            }
            Self::Folder(tree) => Ok(Reading::File(tree.reader(listed, range))),
        }
    }

    pub(crate) async fn details(&self, key: &str) -> Result<Details, Error> {
        match self {
            Self::Bucket(bucket) => bucket.details(key).await,
            Self::Container(container) => container.details(key).await,
            Self::Folder(tree) => tree.details(key).await,
        }
    }

    /// What an object says of itself when all of it begins to be read.
    pub(crate) async fn details_in(
        &self,
        key: &str,
        reading: &mut Reading<'_>,
    ) -> Result<Details, Error> {
        let read = match (self, reading) {
            (Self::Bucket(_), Reading::Remote(reader)) => s3::details(reader.headers().await?),
            (_, Reading::Remote(reader)) => swift::details(reader.headers().await?),
            (_, Reading::File(reader)) => return reader.details().await,
        };
        read.map_err(|problem| {
            Error::protocol(self.place(), &format!("the object {key:?}"), problem)
        })
    }

    /// Bytes of the first part of an object stored in parts.
    pub(crate) async fn first_part(&self, key: &str) -> Result<Option<u64>, Error> {
        match self {
            Self::Bucket(bucket) => bucket.first_part(key).await,
            Self::Container(_) | Self::Folder(_) => Ok(None),
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
        match self {
            Self::Bucket(_) => etag.is_empty(),
            Self::Container(_) => etag.is_empty() || swift::is_joined(etag),
            Self::Folder(_) => true,
        }
    }

    /// Names in it that are no objects, such as links, as far as it was listed.
    pub(crate) fn strange(&self) -> tree::Strange {
        match self {
            Self::Folder(tree) => tree.strange(),
            Self::Bucket(_) | Self::Container(_) => tree::Strange::default(),
        }
    }

    /// Whether copying would copy copies.
    pub(crate) fn overlaps(&self, target: &Target) -> bool {
        let nested = |one: &str, other: &str| one.starts_with(other) || other.starts_with(one);
        match (self, target) {
            (Self::Bucket(from), Target::Bucket(to)) => {
                from.at.endpoint.origin() == to.at.endpoint.origin()
                    && from.at.bucket == to.at.bucket
                    && nested(&from.at.prefix, &to.at.prefix)
            }
            (Self::Container(from), Target::Container(to)) => {
                from.is_beside(to) && nested(&from.at.prefix, &to.at.prefix)
            }
            (Self::Folder(from), Target::Folder(to)) => from.overlaps(to.root()),
            _ => false,
        }
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
            Self::Container(container) => container.description(),
        }
    }

    pub(crate) fn place(&self) -> String {
        match self {
            Self::Folder(folder) => format!("the folder {}", folder.root().display()),
            Self::Bucket(bucket) => bucket.remote.place.clone(),
            Self::Container(container) => container.remote.place.clone(),
        }
    }

    /// `None` for a folder.
    pub(crate) const fn store(&self) -> Option<Store<'_>> {
        match self {
            Self::Folder(_) => None,
            Self::Bucket(bucket) => Some(Store::Bucket(bucket)),
            Self::Container(container) => Some(Store::Container(container)),
        }
    }

    /// Whether an error says that there is no such bucket or container. A folder that is not there is an empty one.
    #[must_use]
    pub fn is_missing(&self, error: &Error) -> bool {
        (self.store()).is_some_and(|store| {
            matches!(error, Error::NotFound { place, what, .. }
                if place == store.place() && what == s3::LISTING)
        })
    }
}

/// The bytes of an object, wherever they are from.
#[derive(Debug)]
pub(crate) enum Reading<'a> {
    Remote(Reader<'a>),
    File(FileReader),
}

impl Reading<'_> {
    /// The next bytes; `None` at the end of what was asked for.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        match self {
            Self::Remote(reader) => reader.next().await,
            Self::File(reader) => reader.next().await,
        }
    }
}

/// Pages of any kind.
#[derive(Debug)]
pub(crate) enum Pages<'a> {
    Bucket(s3::Pages<'a>),
    Container(swift::Pages<'a>),
    Folder(tree::Pages<'a>),
}

impl Pages<'_> {
    async fn next(&mut self) -> Result<Option<VecDeque<Listed>>, Error> {
        match self {
            Self::Bucket(pages) => pages.next().await,
            Self::Container(pages) => pages.next().await,
            Self::Folder(pages) => pages.next().await,
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
