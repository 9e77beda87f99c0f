//! The walk from manifest to manifest.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Bounds, LeftOut, Node, Reason};
use crate::{ContentDigest, Descriptor, Error, Manifest, MediaKind, Source};

/// What is known so far of an image.
pub(super) struct Walk<'a> {
    source: &'a Source,
    bounds: &'a Bounds,
    image: String,
    seen: BTreeSet<ContentDigest>,
    manifest_bytes: u64,
    bytes: u64,
    nodes: Vec<Node>,
    blobs: BTreeMap<ContentDigest, Descriptor>,
    left_out: BTreeSet<LeftOut>,
}

enum Step {
    Enter {
        child: Descriptor,
        depth: usize,
        tag: Option<String>,
    },
    Leave(Node),
}

impl<'a> Walk<'a> {
    pub(super) const fn new(source: &'a Source, bounds: &'a Bounds, image: String) -> Self {
        Self {
            source,
            bounds,
            image,
            seen: BTreeSet::new(),
            manifest_bytes: 0,
            bytes: 0,
            nodes: Vec::new(),
            blobs: BTreeMap::new(),
            left_out: BTreeSet::new(),
        }
    }

    pub(super) fn wrong(&self, problem: String) -> Error {
        Error::Manifest {
            image: self.image.clone(),
            problem,
        }
    }

    fn too_much(&self, problem: String) -> Error {
        Error::Bounds {
            image: self.image.clone(),
            problem,
        }
    }

    pub(super) fn leave_out(&mut self, digest: &ContentDigest, reason: Reason) {
        self.left_out.insert(LeftOut {
            digest: digest.clone(),
            reason,
        });
    }

    pub(super) async fn start(&mut self, root: Manifest) -> Result<(), Error> {
        let steps = self.enter(root, 0, None, None)?;
        self.walk(steps).await
    }

    /// From an index that only exists here.
    pub(super) async fn start_made(
        &mut self,
        digest: ContentDigest,
        media_type: String,
        text: String,
    ) -> Result<(), Error> {
        let root = Manifest {
            digest,
            media_type,
            bytes: text.clone().into_bytes(),
        };
        let steps = self.enter(root, 0, None, Some(text))?;
        self.walk(steps).await
    }

    /// Everything that belongs to what was found, and to that, and so on.
    pub(super) async fn related(&mut self, tags: bool, asked: &ContentDigest) -> Result<(), Error> {
        let mut depth = 1;
        let mut fresh: Vec<ContentDigest> = Vec::new();
        for node in &self.nodes {
            if node.made.is_none() {
                fresh.push(node.digest.clone());
            }
        }
        if !self.seen.contains(asked) && !self.source.referrers(asked).await?.is_empty() {
            self.leave_out(asked, Reason::OfWholeIndex);
        }
        while !fresh.is_empty() {
            if depth > self.bounds.depth {
                return Err(self.too_much(format!("referrers of referrers beyond {depth}")));
            }
            let before = self.nodes.len();
            for subject in std::mem::take(&mut fresh) {
                for child in self.source.referrers(&subject).await? {
                    self.walk(vec![Step::Enter {
                        child,
                        depth,
                        tag: None,
                    }])
                    .await?;
                }
                if tags {
                    self.tagged(&subject, depth).await?;
                }
            }
            fresh.extend(self.nodes[before..].iter().map(|node| node.digest.clone()));
            depth += 1;
        }
        Ok(())
    }

    async fn tagged(&mut self, subject: &ContentDigest, depth: usize) -> Result<(), Error> {
        for suffix in ["sig", "att", "sbom"] {
            let tag = format!("{}.{suffix}", subject.fallback_tag());
            let Some(digest) = self.source.tagged(&tag).await? else {
                continue;
            };
            let manifest = self.source.manifest(digest.as_str()).await?;
            if self.seen.contains(&digest) {
                let known = self.nodes.iter_mut().find(|node| node.digest == digest);
                if let Some(known) = known {
                    known.tag = Some(tag);
                }
                continue;
            }
            let steps = self.enter(manifest, depth, Some(tag), None)?;
            self.walk(steps).await?;
        }
        Ok(())
    }

    async fn walk(&mut self, mut steps: Vec<Step>) -> Result<(), Error> {
        while let Some(step) = steps.pop() {
            match step {
                Step::Leave(node) => self.nodes.push(node),
                Step::Enter { child, depth, tag } => {
                    if self.seen.contains(&child.digest) || self.blobs.contains_key(&child.digest) {
                        continue;
                    }
                    // Before it is asked for: what a manifest promises is bounded, too.
                    if child.size > self.bounds.manifest_bytes && child.kind().is_manifest() {
                        return Err(self.too_much(format!(
                            "the manifest {} of {} bytes",
                            child.digest, child.size
                        )));
                    }
                    match self.source.manifest(child.digest.as_str()).await {
                        Ok(manifest) if manifest.bytes.len() as u64 != child.size => {
                            return Err(self.wrong(format!(
                                "{} has {} bytes where its index says {}",
                                child.digest,
                                manifest.bytes.len(),
                                child.size
                            )));
                        }
                        Ok(mut manifest) => {
                            if !manifest.media_type.contains('/') {
                                manifest.media_type.clone_from(&child.media_type);
                            }
                            steps.extend(self.enter(manifest, depth, tag, None)?);
                        }
                        // An index may name plain blobs under media types of its own.
                        Err(Error::NotFound { .. } | Error::Bounds { .. })
                            if !child.kind().is_manifest() =>
                        {
                            self.blob(child)?;
                        }
                        Err(error) => return Err(error),
                    }
                }
            }
        }
        Ok(())
    }

    /// The steps from a manifest: itself, after everything it names.
    fn enter(
        &mut self,
        manifest: Manifest,
        depth: usize,
        tag: Option<String>,
        made: Option<String>,
    ) -> Result<Vec<Step>, Error> {
        let bounds = self.bounds;
        self.seen.insert(manifest.digest.clone());
        self.manifest_bytes += manifest.bytes.len() as u64;
        if depth > bounds.depth {
            return Err(self.too_much(format!("indexes nested deeper than {}", bounds.depth)));
        }
        if self.seen.len() > bounds.manifests {
            return Err(self.too_much(format!("more than {} manifests", bounds.manifests)));
        }
        if self.manifest_bytes > bounds.manifest_bytes {
            return Err(self.too_much(format!(
                "manifests of more than {} bytes",
                bounds.manifest_bytes
            )));
        }
        let document: Value = serde_json::from_slice(&manifest.bytes)
            .map_err(|_| self.wrong(format!("{} is no JSON", manifest.digest)))?;
        if MediaKind::of(&manifest.media_type) == MediaKind::Schema1
            || document["schemaVersion"] == 1
        {
            return Err(self.wrong(
                "it has a manifest of Docker's schema 1, which registries rewrite and sign by tag; push it again with a \
                 current client"
                    .to_owned(),
            ));
        }
        let subject = document["subject"]["digest"].as_str().map(|text| {
            ContentDigest::parse(text).ok_or_else(|| {
                self.wrong(format!("the subject of {} is no digest", manifest.digest))
            })
        });
        let mut steps = vec![Step::Leave(Node {
            size: manifest.bytes.len() as u64,
            digest: manifest.digest,
            media_type: manifest.media_type,
            made,
            subject: subject.transpose()?,
            tag,
        })];
        // By its members, whatever its media type: unknown ones are carried along.
        let children = self.children(&document, "manifests")?;
        if self.seen.len() + children.len() > bounds.manifests + bounds.blobs {
            return Err(self.too_much(format!("an index of {} entries", children.len())));
        }
        steps.extend(children.into_iter().rev().map(|child| Step::Enter {
            child,
            depth: depth + 1,
            tag: None,
        }));
        if document["config"].is_object() {
            let config = self.descriptor(&document["config"])?;
            self.blob(config)?;
        }
        for list in ["layers", "blobs"] {
            for blob in self.children(&document, list)? {
                self.blob(blob)?;
            }
        }
        Ok(steps)
    }

    fn blob(&mut self, blob: Descriptor) -> Result<(), Error> {
        if blob.kind() == MediaKind::Foreign {
            let urls = blob.urls.clone();
            self.leave_out(&blob.digest, Reason::Foreign { urls });
            return Ok(());
        }
        if let Some(known) = self.blobs.get(&blob.digest) {
            if known.size == blob.size {
                return Ok(());
            }
            return Err(self.wrong(format!(
                "{} is said to have {} bytes and {} bytes",
                blob.digest, known.size, blob.size
            )));
        }
        self.bytes = self.bytes.saturating_add(blob.size);
        if self.bytes > self.bounds.bytes {
            return Err(self.too_much(format!("more than {} bytes", self.bounds.bytes)));
        }
        if self.blobs.len() >= self.bounds.blobs {
            return Err(self.too_much(format!("more than {} layers", self.bounds.blobs)));
        }
        self.blobs.insert(blob.digest.clone(), blob);
        Ok(())
    }

    /// The descriptors in the list `name` of a manifest; none if it has no such list.
    pub(super) fn children(&self, document: &Value, name: &str) -> Result<Vec<Descriptor>, Error> {
        (document[name].as_array().into_iter().flatten())
            .map(|item| self.descriptor(item))
            .collect()
    }

    fn descriptor(&self, item: &Value) -> Result<Descriptor, Error> {
        serde_json::from_value(item.clone())
            .map_err(|_| self.wrong("an entry has no digest and size that can be used".to_owned()))
    }

    pub(super) fn end(self) -> (Vec<Node>, Vec<Descriptor>, Vec<LeftOut>) {
        (
            self.nodes,
            self.blobs.into_values().collect(),
            self.left_out.into_iter().collect(),
        )
    }
}
