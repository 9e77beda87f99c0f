//! What is written to by HTTP, whichever protocol it speaks: a bucket of S3, or a container of Swift.

use bytes::Bytes;

use crate::{
    Bucket, Container, Error, Properties, Seen,
    place::Pages,
    remote::{Ask, Remote},
    s3::Stored,
    swift,
};

/// A destination that is no folder.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Store<'a> {
    Bucket(&'a Bucket),
    Container(&'a Container),
}

impl<'a> Store<'a> {
    pub(crate) fn remote(self) -> &'a Remote {
        match self {
            Self::Bucket(bucket) => &bucket.remote,
            Self::Container(container) => &container.remote,
        }
    }

    pub(crate) fn place(self) -> &'a str {
        &self.remote().place
    }

    /// What the names of its objects begin with.
    pub(crate) fn prefix(self) -> &'a str {
        match self {
            Self::Bucket(bucket) => &bucket.at.prefix,
            Self::Container(container) => &container.at.prefix,
        }
    }

    pub(crate) fn pages(self) -> Pages<'a> {
        match self {
            Self::Bucket(bucket) => Pages::Bucket(bucket.pages()),
            Self::Container(container) => Pages::Container(container.pages()),
        }
    }

    /// Whether a listing may not have yet what was just stored.
    pub(crate) const fn lists_late(self) -> bool {
        matches!(self, Self::Container(_))
    }

    pub(crate) fn get(self, key: &str, etag: &str) -> Result<Ask, Error> {
        match self {
            Self::Bucket(bucket) => bucket.get(key, etag),
            Self::Container(container) => container.get(key, etag),
        }
    }

    pub(crate) async fn seen(self, key: &str) -> Result<Option<Seen>, Error> {
        match self {
            Self::Bucket(bucket) => bucket.seen(key).await,
            Self::Container(container) => container.seen(key).await,
        }
    }

    /// Takes away what an object cannot say of itself there, and names it.
    pub(crate) fn fit(self, properties: &mut Properties) -> Vec<String> {
        match self {
            Self::Bucket(_) => Vec::new(),
            Self::Container(_) => swift::fit(properties),
        }
    }

    pub(crate) async fn put(
        self,
        key: &str,
        properties: &Properties,
        bytes: Bytes,
    ) -> Result<Stored, Error> {
        match self {
            Self::Bucket(bucket) => bucket.put(key, properties, bytes).await,
            Self::Container(container) => container.put(key, properties, bytes).await,
        }
    }

    /// Removes an object that looks like `mark`, and what it is joined from; one that is not there is removed.
    pub(crate) async fn remove(self, key: &str, mark: &str) -> Result<(), Error> {
        match self {
            Self::Bucket(bucket) => bucket.remove(key).await,
            Self::Container(container) => container.remove(key, mark).await,
        }
    }

    /// Begins an upload in parts; the answer is its name.
    pub(crate) async fn begin_upload(
        self,
        key: &str,
        properties: &Properties,
    ) -> Result<String, Error> {
        match self {
            Self::Bucket(bucket) => bucket.begin_upload(key, properties).await,
            Self::Container(container) => container.begin_upload().await,
        }
    }

    /// Stores part `number` (from 1), whose MD5 is `sum`.
    pub(crate) async fn put_part(
        self,
        key: &str,
        upload: &str,
        number: u32,
        bytes: Bytes,
        sum: [u8; 16],
    ) -> Result<Stored, Error> {
        match self {
            Self::Bucket(bucket) => bucket.put_part(key, upload, number, bytes, sum).await,
            Self::Container(container) => container.put_part(key, upload, number, bytes, sum).await,
        }
    }

    /// The parts of an upload: number, ETag and size; `None` if there is no such upload (any more).
    pub(crate) async fn parts(
        self,
        key: &str,
        upload: &str,
    ) -> Result<Option<Vec<(u32, String, u64)>>, Error> {
        match self {
            Self::Bucket(bucket) => bucket.parts(key, upload).await,
            Self::Container(container) => container.parts(upload).await,
        }
    }

    /// Makes an object of parts, given as ETag and MD5.
    pub(crate) async fn finish_upload(
        self,
        key: &str,
        upload: &str,
        parts: &[(String, [u8; 16])],
        properties: &Properties,
    ) -> Result<Stored, Error> {
        match self {
            Self::Bucket(bucket) => bucket.finish_upload(key, upload, parts).await,
            Self::Container(container) => {
                let sums: Vec<[u8; 16]> = parts.iter().map(|(_, sum)| *sum).collect();
                (container.finish_upload(key, upload, &sums, properties)).await
            }
        }
    }

    /// Gives an upload up, and its parts with it, unless an object came of it.
    pub(crate) async fn abort_upload(self, key: &str, upload: &str) -> Result<(), Error> {
        match self {
            Self::Bucket(bucket) => bucket.abort_upload(key, upload).await,
            Self::Container(container) => container.abort_upload(key, upload).await,
        }
    }

    /// The upload whose parts an object keeps using, so that they go when another takes its place.
    pub(crate) async fn upload_of(self, key: &str, mark: &str) -> Result<Option<String>, Error> {
        match self {
            Self::Container(container) if swift::is_joined(mark) => container.upload_of(key).await,
            _ => Ok(None),
        }
    }

    /// What an object of parts with these MD5s will look like.
    pub(crate) fn mark_of(self, parts: &[[u8; 16]]) -> String {
        match self {
            Self::Bucket(_) => crate::hash::tag_of(parts),
            Self::Container(_) => swift::mark_of(parts),
        }
    }

    /// Everything of this copy is removed: so is what it kept elsewhere.
    pub(crate) async fn leave(self) -> Result<(), Error> {
        match self {
            Self::Bucket(_) => Ok(()),
            Self::Container(container) => container.drop_segments().await,
        }
    }
}
