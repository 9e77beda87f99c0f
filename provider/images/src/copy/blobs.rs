//! One blob to everywhere it is needed.

use std::collections::BTreeSet;

use futures_util::{StreamExt, stream};

use super::{Event, Run, Session, Target, pump};
use crate::{
    ContentDigest, Error, Layout, Place, PlannedBlob, Registry, Repository, Source, Upload,
};

/// Uploads begun anew for one blob, beyond the tries of single requests.
const RESTARTS: u32 = 3;
/// Questions and mounts of one blob at the same time.
const REQUESTS: usize = 4;

/// What became of an attempt to take a blob over.
enum Begun {
    Mounted,
    Upload(Option<Upload>),
}

impl Run<'_> {
    /// Brings a blob to all its repositories, or into the layout.
    pub(super) async fn blob(&self, blob: &PlannedBlob) -> Result<(), Error> {
        match &self.target {
            Target::Layout(layout) => self.to_layout(layout, blob).await,
            Target::Registry(registry) => self.to_registry(registry, blob).await,
        }
    }

    async fn to_registry(
        &self,
        registry: &std::sync::Arc<Registry>,
        blob: &PlannedBlob,
    ) -> Result<(), Error> {
        let missing = self.missing(registry, blob).await?;
        let Some((first, others)) = missing.0.split_first() else {
            return Ok(());
        };
        // A source in the same registry can be mounted from, too.
        let near = blob.from.iter().find_map(|place| match place {
            Place::Registry {
                registry: host,
                repository,
            } if host == registry.name() => registry.repository(repository).ok(),
            _ => None,
        });
        let holder = missing.1.or(near);
        let begun = self.mounted(first, holder.as_ref(), blob).await?;
        self.sent_to(first, blob, begun).await?;
        // From here on it lies in the registry: the others take it over from there, many at once.
        let mounts: Vec<_> = (others.iter())
            .map(|repository| async move {
                let begun = self.mounted(repository, Some(first), blob).await?;
                Ok::<_, Error>((repository, begun))
            })
            .collect();
        let mounts: Vec<_> = stream::iter(mounts).buffered(REQUESTS).collect().await;
        for mount in mounts {
            let (repository, begun) = mount?;
            self.sent_to(repository, blob, begun).await?;
        }
        Ok(())
    }

    /// The repositories that have not got it, and one that has.
    async fn missing(
        &self,
        registry: &std::sync::Arc<Registry>,
        blob: &PlannedBlob,
    ) -> Result<(Vec<Repository>, Option<Repository>), Error> {
        let asked: Vec<_> = (blob.to.iter())
            .map(|name| async move {
                let repository = registry.repository(name)?;
                let size = repository.blob_size(&blob.digest).await?;
                Ok::<_, Error>((repository, size))
            })
            .collect();
        let answers: Vec<_> = stream::iter(asked).buffered(REQUESTS).collect().await;
        let (mut missing, mut holder) = (Vec::new(), None);
        for answer in answers {
            let (repository, size) = answer?;
            match size {
                Some(size) if size == blob.size => {
                    self.count(|outcome| outcome.skipped += 1);
                    self.observer.event(Event::Skipped {
                        digest: &blob.digest,
                        repository: repository.name(),
                    });
                    holder = Some(repository);
                }
                Some(size) => {
                    return Err(Error::Corrupt {
                        place: format!("{}/{}", registry.name(), repository.name()),
                        digest: blob.digest.clone(),
                        problem: format!("{size} bytes instead of {}", blob.size),
                    });
                }
                None => missing.push(repository),
            }
        }
        Ok((missing, holder))
    }

    /// Takes a blob over from `holder`. What is not yet there then is an upload, one of an earlier run if there is one.
    async fn mounted(
        &self,
        repository: &Repository,
        holder: Option<&Repository>,
        blob: &PlannedBlob,
    ) -> Result<Begun, Error> {
        if let Some(upload) = self.kept(repository, blob).await {
            return Ok(Begun::Upload(Some(upload)));
        }
        let Some(holder) = holder else {
            return Ok(Begun::Upload(None));
        };
        let begun = repository.mount(&blob.digest, holder).await?;
        if begun.is_some() {
            return Ok(Begun::Upload(begun));
        }
        self.count(|outcome| outcome.mounted += 1);
        self.observer.event(Event::Mounted {
            digest: &blob.digest,
            repository: repository.name(),
        });
        Ok(Begun::Mounted)
    }

    async fn sent_to(
        &self,
        repository: &Repository,
        blob: &PlannedBlob,
        begun: Begun,
    ) -> Result<(), Error> {
        let Begun::Upload(upload) = begun else {
            return Ok(());
        };
        self.upload(repository, blob, upload).await?;
        self.count(|outcome| outcome.transferred += 1);
        self.observer.event(Event::Transferred {
            digest: &blob.digest,
            repository: repository.name(),
        });
        Ok(())
    }

    async fn kept(&self, repository: &Repository, blob: &PlannedBlob) -> Option<Upload> {
        let session = self.journal.session(&key(repository, blob))?;
        let Session { location, offset } = session;
        if offset > blob.size {
            return None;
        }
        repository
            .resume_upload(&blob.digest, &location, offset)
            .await
            // Of an upload without bytes many registries say that it has one.
            .filter(|upload| upload.offset() > 1 && upload.offset() <= blob.size)
    }

    /// Uploads from the first source that serves it. What the registry refuses is begun anew, and nothing but this blob with it.
    async fn upload(
        &self,
        repository: &Repository,
        blob: &PlannedBlob,
        mut begun: Option<Upload>,
    ) -> Result<(), Error> {
        let key = &key(repository, blob);
        let mut refusals = 0;
        let mut last = None;
        // Of one that is gone, all repositories are.
        let mut gone = BTreeSet::new();
        for place in &blob.from {
            if gone.contains(&host(place)) {
                continue;
            }
            let source = self.source(place)?;
            loop {
                let upload = match begun.take() {
                    Some(upload) => upload,
                    None => repository.begin_upload(&blob.digest).await?,
                };
                if blob.size > upload.chunk().min(pump::SMALL) {
                    // Kept before the first piece: what is stored while this run ends is not sent again.
                    self.keep(key, &upload)?;
                }
                match self.pumped(key, source, blob, upload, refusals > 0).await {
                    Ok(()) => return self.journal.keep(key, None),
                    Err(pump::Stop::Source(error)) => {
                        if matches!(error, Error::Unreachable { .. }) {
                            gone.insert(host(place));
                        }
                        last = Some(error);
                        break;
                    }
                    // It forgot the upload, is out of step, or has other bytes of an earlier run than the source.
                    Err(pump::Stop::Destination(
                        error @ (Error::NotFound { .. } | Error::Protocol { .. }),
                    )) => {
                        refusals += 1;
                        if refusals > RESTARTS {
                            return Err(error);
                        }
                    }
                    Err(pump::Stop::Destination(error)) => return Err(error),
                }
                self.journal.keep(key, None)?;
            }
            self.journal.keep(key, None)?;
        }
        Err(last.unwrap_or_else(|| no_source(&blob.digest)))
    }

    async fn pumped(
        &self,
        key: &str,
        source: &Source,
        blob: &PlannedBlob,
        upload: Upload,
        was_refused: bool,
    ) -> Result<(), pump::Stop> {
        // Bytes before the offset were sent by an earlier run; then the registry alone verifies the whole at the end.
        let hasher = (upload.offset() == 0).then(|| blob.digest.hasher());
        let bandwidth = self.bandwidth.as_ref();
        let feed = pump::Feed::new(source, blob, bandwidth, upload.offset(), hasher);
        let moved = |count| self.sent(&blob.digest, count);
        let note = |upload: &Upload| self.keep(key, upload);
        // What is slow by choice can as well be safe, and what broke off or is too large for somebody on the way goes in pieces.
        let is_streamed = bandwidth.is_none() && !was_refused && blob.size <= upload.streamed();
        pump::into_upload(feed, upload, is_streamed, moved, note).await
    }

    fn keep(&self, key: &str, upload: &Upload) -> Result<(), Error> {
        let session = Session {
            location: upload.location().to_owned(),
            offset: upload.offset(),
        };
        self.journal.keep(key, Some(&session))
    }

    fn sent(&self, digest: &ContentDigest, count: u64) {
        self.count(|outcome| outcome.bytes += count);
        self.observer.event(Event::Bytes { digest, count });
    }

    async fn to_layout(&self, layout: &Layout, blob: &PlannedBlob) -> Result<(), Error> {
        match layout.blob_size(&blob.digest)? {
            Some(size) if size == blob.size => {
                self.count(|outcome| outcome.skipped += 1);
                self.observer.event(Event::Skipped {
                    digest: &blob.digest,
                    repository: "",
                });
                return Ok(());
            }
            // Cut short by somebody else: replaced.
            Some(_) | None => {}
        }
        let mut last = None;
        let mut gone = BTreeSet::new();
        for place in &blob.from {
            if gone.contains(&host(place)) {
                continue;
            }
            let source = self.source(place)?;
            // Once more, from the beginning, if the rest did not fit what an earlier run had left.
            for _ in 0..2 {
                let mut partial = layout.partial(&blob.digest)?;
                let is_wrong = matches!(last, Some(Error::Corrupt { .. }));
                if partial.length() > blob.size || is_wrong {
                    partial.restart()?;
                }
                let was_resumed = partial.length() > 0;
                let note = |count| self.sent(&blob.digest, count);
                let bandwidth = self.bandwidth.as_ref();
                match pump::into_file(source, bandwidth, blob, partial, note).await {
                    Ok(()) => {
                        self.count(|outcome| outcome.transferred += 1);
                        self.observer.event(Event::Transferred {
                            digest: &blob.digest,
                            repository: "",
                        });
                        return Ok(());
                    }
                    Err(error @ Error::Disk { .. }) => return Err(error),
                    Err(error) => {
                        let is_corrupt = matches!(error, Error::Corrupt { .. });
                        if matches!(error, Error::Unreachable { .. }) {
                            gone.insert(host(place));
                        }
                        last = Some(error);
                        if !(is_corrupt && was_resumed) {
                            break;
                        }
                    }
                }
            }
        }
        Err(last.unwrap_or_else(|| no_source(&blob.digest)))
    }
}

/// What the journal calls an upload.
fn key(repository: &Repository, blob: &PlannedBlob) -> String {
    let registry = repository.registry().name();
    format!("{registry}/{}@{}", repository.name(), blob.digest)
}

fn host(place: &Place) -> Option<&str> {
    match place {
        Place::Registry { registry, .. } => Some(registry),
        Place::Layout(_) => None,
    }
}

fn no_source(digest: &ContentDigest) -> Error {
    Error::Configuration {
        what: "the plan".to_owned(),
        problem: format!("it has no source for {digest}"),
    }
}
