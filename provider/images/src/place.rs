//! Where images lie: repositories of registries, and layouts.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use ovhai_http::{Bandwidth, SystemClock};
use serde::{Deserialize, Serialize};

use crate::{
    BlobReader, ContentDigest, Credentials, Descriptor, Error, Hasher, Layout, Manifest, Options,
    Registry, Repository, layout::FileReader,
};

/// The name of a place; part of a plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A repository of a registry.
    Registry {
        /// `HOST[:PORT]`.
        registry: String,
        /// Path below it.
        repository: String,
    },
    /// A layout's folder.
    Layout(PathBuf),
}

/// Every place a copy touches: one client per registry, made when it is needed.
#[derive(Debug)]
pub struct Places {
    credentials: Arc<Credentials>,
    options: Options,
    special: BTreeMap<String, Options>,
    registries: Mutex<BTreeMap<String, Arc<Registry>>>,
}

impl Places {
    /// Places reached with `options`.
    #[must_use]
    pub fn new(credentials: Credentials, options: Options) -> Self {
        Self {
            credentials: Arc::new(credentials),
            options,
            special: BTreeMap::new(),
            registries: Mutex::default(),
        }
    }

    /// Other options for the registry `HOST[:PORT]`.
    #[must_use]
    pub fn with_registry(mut self, name: &str, options: Options) -> Self {
        self.special.insert(name.to_owned(), options);
        self
    }

    /// The client of a registry.
    ///
    /// # Errors
    /// As for [`Registry::new`].
    pub fn registry(&self, name: &str) -> Result<Arc<Registry>, Error> {
        let mut known = self
            .registries
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(registry) = known.get(name) {
            return Ok(Arc::clone(registry));
        }
        let options = self.special.get(name).unwrap_or(&self.options).clone();
        let registry = Registry::new(name, Arc::clone(&self.credentials), options)?;
        known.insert(name.to_owned(), Arc::clone(&registry));
        Ok(registry)
    }

    /// A place to read from.
    ///
    /// # Errors
    /// [`Error::Configuration`] if there can be none.
    pub fn source(&self, place: &Place) -> Result<Source, Error> {
        Ok(match place {
            Place::Registry {
                registry,
                repository,
            } => Source::Registry(self.registry(registry)?.repository(repository)?),
            Place::Layout(path) => Source::Layout(Arc::new(Layout::open(path)?)),
        })
    }
}

/// A place that is read.
#[derive(Clone, Debug)]
pub enum Source {
    /// A repository.
    Registry(Repository),
    /// A layout.
    Layout(Arc<Layout>),
}

impl Source {
    /// The manifest under a tag, name or digest.
    ///
    /// # Errors
    /// As the place's.
    pub async fn manifest(&self, reference: &str) -> Result<Manifest, Error> {
        match self {
            Self::Registry(repository) => repository.manifest(reference).await,
            Self::Layout(layout) => layout.manifest(reference),
        }
    }

    /// The manifest under a tag that may not exist.
    pub(crate) async fn tagged(&self, tag: &str) -> Result<Option<ContentDigest>, Error> {
        match self {
            Self::Registry(repository) => repository.has_manifest(tag).await,
            Self::Layout(layout) => match layout.manifest(tag) {
                Ok(manifest) => Ok(Some(manifest.digest)),
                Err(Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(error),
            },
        }
    }

    pub(crate) async fn referrers(&self, digest: &ContentDigest) -> Result<Vec<Descriptor>, Error> {
        match self {
            Self::Registry(repository) => repository.referrers(digest).await,
            Self::Layout(layout) => layout.referrers(digest),
        }
    }

    pub(crate) async fn blob_size(&self, digest: &ContentDigest) -> Result<Option<u64>, Error> {
        match self {
            Self::Registry(repository) => repository.blob_size(digest).await,
            Self::Layout(layout) => layout.blob_size(digest),
        }
    }

    pub(crate) fn read_blob(
        &self,
        digest: &ContentDigest,
        size: u64,
        offset: u64,
        hasher: Option<Hasher>,
    ) -> Result<Stream, Error> {
        let reader = match self {
            Self::Registry(repository) => Reader::Remote(Box::new(
                repository.read_blob(digest, size, offset, hasher)?,
            )),
            Self::Layout(layout) => {
                Reader::Local(Box::new(layout.read_blob(digest, size, offset, hasher)?))
            }
        };
        Ok(Stream {
            reader,
            bandwidth: None,
        })
    }
}

/// The bytes of a blob, no faster than is allowed.
#[derive(Debug)]
pub(crate) struct Stream {
    reader: Reader,
    bandwidth: Option<Bandwidth>,
}

#[derive(Debug)]
enum Reader {
    Remote(Box<BlobReader>),
    Local(Box<FileReader>),
}

impl Stream {
    pub(crate) fn within(mut self, bandwidth: Option<&Bandwidth>) -> Self {
        self.bandwidth = bandwidth.cloned();
        self
    }

    /// What has taken the bytes that came, for a stream that goes on from an earlier offset.
    pub(crate) fn into_hasher(self) -> Option<Hasher> {
        match self.reader {
            Reader::Remote(reader) => reader.into_hasher(),
            Reader::Local(reader) => reader.into_hasher(),
        }
    }

    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let bytes = match &mut self.reader {
            Reader::Remote(reader) => reader.next().await?,
            Reader::Local(reader) => reader.next()?,
        };
        if let (Some(bytes), Some(bandwidth)) = (&bytes, &self.bandwidth) {
            bandwidth.passed(bytes.len() as u64, &SystemClock).await;
        }
        Ok(bytes)
    }
}
