//! Manifests: what they name first, then themselves, then the tag.

use serde_json::{Value, json};

use super::{Event, Run, Target};
use crate::{
    ContentDigest, Error, Layout, Manifest, Node, PlannedImage, Repository, layout::NAME,
    media::media_type_of,
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
        let mut root = None;
        for (at, node) in image.manifests.iter().enumerate() {
            let is_root = node.digest == image.digest;
            let is_last = at + 1 == image.manifests.len();
            // The image's own tag comes last: what has it is whole.
            let tag = node.tag.as_ref();
            let tag = tag.or(image.tag.as_ref().filter(|_| is_root && is_last));
            let read = if repository
                .has_manifest(node.digest.as_str())
                .await?
                .is_none()
            {
                Some(self.store(repository, image, node, tag).await?)
            } else {
                self.listed(repository, image, node).await?;
                match tag {
                    Some(tag) => self.tag(repository, image, node, tag, None).await?,
                    None => None,
                }
            };
            if is_root {
                root = Some((node, is_last, read));
            }
        }
        let Some((root, is_tagged, mut read)) = root else {
            return Ok(());
        };
        if let Some(tag) = image.tag.as_ref().filter(|_| !is_tagged) {
            read = self.tag(repository, image, root, tag, read).await?;
        }
        if let Some(owner) = self.journal.owner() {
            let tag = claim(&owner, &root.digest);
            self.tag(repository, image, root, &tag, read).await?;
        }
        Ok(())
    }

    /// Stores a manifest, under its tag if it has one.
    async fn store(
        &self,
        repository: &Repository,
        image: &PlannedImage,
        node: &Node,
        tag: Option<&String>,
    ) -> Result<Manifest, Error> {
        let manifest = self.manifest(image, node).await?;
        // By a tag registries store it under its SHA-256, too.
        let direct = tag.filter(|_| node.digest.algorithm() == "sha256");
        let name = direct.map_or(node.digest.as_str(), String::as_str);
        let is_listed = repository.put_manifest(name, &manifest).await?;
        self.stored(node, &image.repository);
        match (direct, tag) {
            (Some(tag), _) => self.named(node, &image.repository, Some(tag)),
            (None, Some(tag)) => {
                let read = Some(manifest.clone());
                self.tag(repository, image, node, tag, read).await?;
            }
            (None, None) => {}
        }
        if let Some(subject) = &node.subject
            && !is_listed
        {
            // Two images of one run may add to the same index.
            let _alone = self.fallback.lock().await;
            repository
                .add_to_fallback(subject, descriptor(node, &manifest))
                .await?;
        }
        Ok(manifest)
    }

    /// Of a manifest that is there: whether it is also found is another question, after a run that was stopped.
    async fn listed(
        &self,
        repository: &Repository,
        image: &PlannedImage,
        node: &Node,
    ) -> Result<(), Error> {
        let Some(subject) = &node.subject else {
            return Ok(());
        };
        let listed = repository.referrers(subject).await?;
        if listed.iter().any(|one| one.digest == node.digest) {
            return Ok(());
        }
        let read = self.manifest(image, node).await?;
        let _alone = self.fallback.lock().await;
        repository
            .add_to_fallback(subject, descriptor(node, &read))
            .await
    }

    fn stored(&self, node: &Node, repository: &str) {
        self.count(|outcome| outcome.manifests += 1);
        self.observer.event(Event::Stored {
            digest: &node.digest,
            repository,
        });
    }

    fn named(&self, node: &Node, repository: &str, tag: Option<&str>) {
        self.observer.event(Event::Named {
            digest: &node.digest,
            repository,
            tag,
        });
    }

    /// Points a tag at a manifest, unless it does already; answers the manifest as far as it was `read`.
    async fn tag(
        &self,
        repository: &Repository,
        image: &PlannedImage,
        node: &Node,
        tag: &str,
        read: Option<Manifest>,
    ) -> Result<Option<Manifest>, Error> {
        if repository.has_manifest(tag).await? == Some(node.digest.clone()) {
            return Ok(read);
        }
        let manifest = match read {
            Some(manifest) => manifest,
            None => self.manifest(image, node).await?,
        };
        repository.put_manifest(tag, &manifest).await?;
        self.named(node, repository.name(), Some(tag));
        Ok(Some(manifest))
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
        layout.add(&entries)?;
        let root = (image.manifests.iter()).find(|node| node.digest == image.digest);
        if let Some(root) = root {
            self.named(root, &image.repository, None);
        }
        Ok(())
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

/// The tag by which `owner` says that it needs an image.
pub(crate) fn claim(owner: &str, digest: &ContentDigest) -> String {
    format!("{}{}", claims(owner), &digest.hex()[..12])
}

/// What all such tags of `owner` begin with.
pub(crate) fn claims(owner: &str) -> String {
    let owner = ContentDigest::of(owner.as_bytes());
    format!("ovhai-{}-", &owner.hex()[..12])
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
