//! Manifests: what they name first, then themselves, then the tag.

use serde_json::{Value, json};

use super::{Event, Run, Target};
use crate::{
    Error, Layout, Manifest, Node, PlannedImage, Repository, layout::NAME, media::media_type_of,
};

impl Run<'_> {
    /// Stores the manifests of an image whose blobs are there.
    pub(super) async fn image(&self, image: &PlannedImage) -> Result<(), Error> {
        match &self.target {
            Target::Registry(registry) => {
                let repository = registry.repository(&image.repository)?;
                self.image_to_registry(&repository, image).await?;
            }
            Target::Layout(layout) => self.image_to_layout(layout, image).await?,
        }
        self.observer.event(Event::Image {
            source: &image.source,
        });
        Ok(())
    }

    async fn image_to_registry(
        &self,
        repository: &Repository,
        image: &PlannedImage,
    ) -> Result<(), Error> {
        for node in &image.manifests {
            let mut manifest = None;
            if repository
                .has_manifest(node.digest.as_str())
                .await?
                .is_none()
            {
                let read = self.manifest(image, node).await?;
                let is_listed = repository.put_manifest(node.digest.as_str(), &read).await?;
                self.stored(node, &image.repository);
                if let Some(subject) = &node.subject
                    && !is_listed
                {
                    // Two images of one run may add to the same index.
                    let _alone = self.fallback.lock().await;
                    repository
                        .add_to_fallback(subject, descriptor(node, &read))
                        .await?;
                }
                manifest = Some(read);
            } else if let Some(subject) = &node.subject {
                // It is there; whether it is also found is another question, after a run that was stopped.
                let listed = repository.referrers(subject).await?;
                if !listed.iter().any(|one| one.digest == node.digest) {
                    let read = self.manifest(image, node).await?;
                    let _alone = self.fallback.lock().await;
                    repository
                        .add_to_fallback(subject, descriptor(node, &read))
                        .await?;
                }
            }
            if let Some(tag) = &node.tag {
                self.tag(repository, image, node, tag, manifest).await?;
            }
        }
        let root = (image.manifests.iter()).find(|node| node.digest == image.digest);
        match (root, &image.tag) {
            (Some(root), Some(tag)) => self.tag(repository, image, root, tag, None).await,
            _ => Ok(()),
        }
    }

    fn stored(&self, node: &Node, repository: &str) {
        self.count(|outcome| outcome.manifests += 1);
        self.observer.event(Event::Stored {
            digest: &node.digest,
            repository,
        });
    }

    /// Points a tag at a manifest, unless it does already.
    async fn tag(
        &self,
        repository: &Repository,
        image: &PlannedImage,
        node: &Node,
        tag: &str,
        manifest: Option<Manifest>,
    ) -> Result<(), Error> {
        if repository.has_manifest(tag).await? == Some(node.digest.clone()) {
            return Ok(());
        }
        let manifest = match manifest {
            Some(manifest) => manifest,
            None => self.manifest(image, node).await?,
        };
        repository.put_manifest(tag, &manifest).await.map(|_| ())
    }

    async fn image_to_layout(&self, layout: &Layout, image: &PlannedImage) -> Result<(), Error> {
        let mut entries = Vec::new();
        for node in &image.manifests {
            let manifest = self.manifest(image, node).await?;
            if layout.blob_size(&node.digest)? != Some(node.size) {
                layout.put(&node.digest, &manifest.bytes)?;
                self.stored(node, "");
            }
            let mut entry = descriptor(node, &manifest);
            if node.digest == image.digest {
                entry["annotations"] = json!({NAME: image.repository});
            } else if let Some(tag) = &node.tag {
                entry["annotations"] = json!({NAME: tag});
            } else if node.subject.is_some() {
                // Without a name: readers find it by its subject.
                entry["annotations"] = Value::Null;
            } else {
                continue;
            }
            if let Some(members) = entry.as_object_mut() {
                members.retain(|_, member| !member.is_null());
            }
            entries.push(entry);
        }
        layout.add(&entries)
    }

    async fn manifest(&self, image: &PlannedImage, node: &Node) -> Result<Manifest, Error> {
        if let Some(text) = &node.made {
            return Ok(Manifest {
                digest: node.digest.clone(),
                media_type: node.media_type.clone(),
                bytes: text.clone().into_bytes(),
            });
        }
        let read = (self.source(&image.from)?)
            .manifest(node.digest.as_str())
            .await?;
        Ok(Manifest {
            media_type: node.media_type.clone(),
            ..read
        })
    }
}

/// A descriptor of a manifest, with what lists of referrers show.
fn descriptor(node: &Node, manifest: &Manifest) -> Value {
    let document: Value = serde_json::from_slice(&manifest.bytes).unwrap_or_default();
    let mut descriptor = json!({
        "mediaType": media_type_of(&document, Some(&node.media_type)),
        "digest": node.digest.as_str(),
        "size": node.size,
    });
    if node.subject.is_some() {
        let own = document["artifactType"].as_str();
        let kind = own.or_else(|| document["config"]["mediaType"].as_str());
        if let Some(kind) = kind {
            descriptor["artifactType"] = kind.into();
        }
        if document["annotations"].is_object() {
            descriptor["annotations"] = document["annotations"].clone();
        }
    }
    descriptor
}
