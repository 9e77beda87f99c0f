//! One blob to everywhere it is needed.

use super::{Event, Run, Session, Target, pump};
use crate::{
    ContentDigest, Error, Layout, Place, PlannedBlob, Registry, Repository, Source, Upload,
};

/// Uploads and downloads begun anew for one blob, beyond the tries of single requests.
const RESTARTS: u32 = 3;

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
        let mut holder: Option<Repository> = None;
        let mut missing = Vec::new();
        for name in &blob.to {
            let repository = registry.repository(name)?;
            match repository.blob_size(&blob.digest).await? {
                Some(size) if size == blob.size => {
                    self.count(|outcome| outcome.skipped += 1);
                    self.observer.event(Event::Skipped {
                        digest: &blob.digest,
                        repository: name,
                    });
                    holder = Some(repository);
                }
                Some(size) => {
                    return Err(Error::Corrupt {
                        place: format!("{}/{name}", registry.name()),
                        digest: blob.digest.clone(),
                        problem: format!("{size} bytes instead of {}", blob.size),
                    });
                }
                None => missing.push(repository),
            }
        }
        // A source in the same registry can be mounted from, too.
        let near = blob.from.iter().find_map(|place| match place {
            Place::Registry {
                registry: host,
                repository,
            } if host == registry.name() => registry.repository(repository).ok(),
            _ => None,
        });
        for repository in missing {
            let key = format!("{}/{}@{}", registry.name(), repository.name(), blob.digest);
            let begun = match (
                self.kept(&key, &repository, blob).await,
                holder.as_ref().or(near.as_ref()),
            ) {
                (Some(upload), _) => Some(upload),
                (None, Some(from)) => match repository.mount(&blob.digest, from).await? {
                    Some(upload) => Some(upload),
                    None => {
                        self.count(|outcome| outcome.mounted += 1);
                        self.observer.event(Event::Mounted {
                            digest: &blob.digest,
                            repository: repository.name(),
                        });
                        holder = Some(repository);
                        continue;
                    }
                },
                (None, None) => None,
            };
            self.upload(&key, &repository, blob, begun).await?;
            self.count(|outcome| outcome.transferred += 1);
            self.observer.event(Event::Transferred {
                digest: &blob.digest,
                repository: repository.name(),
            });
            holder = Some(repository);
        }
        Ok(())
    }

    async fn kept(&self, key: &str, repository: &Repository, blob: &PlannedBlob) -> Option<Upload> {
        let session = self.journal.session(key)?;
        let Session { location, offset } = session;
        if offset >= blob.size {
            return None;
        }
        repository
            .resume_upload(&blob.digest, &location, offset)
            .await
            // Of an upload without bytes many registries say that it has one.
            .filter(|upload| upload.offset() > 1 && upload.offset() < blob.size)
    }

    /// Uploads from the first source that serves it.
    async fn upload(
        &self,
        key: &str,
        repository: &Repository,
        blob: &PlannedBlob,
        mut begun: Option<Upload>,
    ) -> Result<(), Error> {
        let mut last = None;
        for place in &blob.from {
            let source = self.source(place)?;
            for _ in 0..RESTARTS {
                let upload = match begun.take() {
                    Some(upload) => upload,
                    None => repository.begin_upload(&blob.digest).await?,
                };
                let was_resumed = upload.offset() > 0;
                if blob.size > upload.chunk() as u64 {
                    // Kept before the first piece: one that is stored while this run ends is not sent again.
                    self.keep(key, &upload)?;
                }
                match self.pumped(key, source, blob, upload).await {
                    Ok(()) => return self.journal.keep(key, None),
                    Err(pump::Stop::Source(error)) => {
                        last = Some(error);
                        break;
                    }
                    // The registry forgot the upload, or has other bytes of an earlier run than the source.
                    Err(pump::Stop::Destination(error @ Error::NotFound { .. })) => {
                        last = Some(error);
                    }
                    Err(pump::Stop::Destination(error @ Error::Protocol { .. })) if was_resumed => {
                        last = Some(error);
                    }
                    Err(pump::Stop::Destination(error)) => return Err(error),
                }
                self.journal.keep(key, None)?;
            }
        }
        Err(last.unwrap_or_else(|| no_source(&blob.digest)))
    }

    async fn pumped(
        &self,
        key: &str,
        source: &Source,
        blob: &PlannedBlob,
        upload: Upload,
    ) -> Result<(), pump::Stop> {
        // Bytes before the offset were sent by an earlier run; then the registry alone verifies the whole at the end.
        let hasher = (upload.offset() == 0).then(|| blob.digest.hasher());
        let reader = source
            .read_blob(&blob.digest, blob.size, upload.offset(), hasher)
            .map_err(pump::Stop::Source)?
            .within(self.bandwidth.as_ref());
        let note = |upload: &Upload, sent: u64| {
            self.sent(&blob.digest, sent);
            self.keep(key, upload)
        };
        let last = pump::into_upload(reader, upload, blob.size, note).await?;
        self.sent(&blob.digest, last);
        Ok(())
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
        for place in &blob.from {
            let source = self.source(place)?;
            // Once more, from the beginning, if the rest did not fit what an earlier run had left.
            for _ in 0..2 {
                let mut partial = layout.partial(&blob.digest)?;
                if partial.length() > blob.size || last.is_some() {
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

fn no_source(digest: &ContentDigest) -> Error {
    Error::Configuration {
        what: "the plan".to_owned(),
        problem: format!("it has no source for {digest}"),
    }
}
