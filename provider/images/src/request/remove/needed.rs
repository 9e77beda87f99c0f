//! What of a repository somebody else needs: everything below a tag that is not ours.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt, stream};
use serde_json::Value;

use crate::{
    Bounds, ContentDigest, Error, Manifest, MediaKind, Repository, registry::descriptors,
    request::AT_ONCE,
};

/// Manifests by the tag that needs them.
pub(super) struct Others(BTreeMap<ContentDigest, String>);

impl Others {
    /// Follows all of `tags` but those that mean what `own` says. Of tags and manifests that are about another manifest, such as signatures, those count
    /// whose subject counts; which of `stored` are about what, they say themselves.
    pub(super) async fn find(
        repository: &Repository,
        tags: Vec<String>,
        own: &BTreeSet<(&String, &ContentDigest)>,
        stored: &[&ContentDigest],
    ) -> Result<Self, Error> {
        let mut found = Self(BTreeMap::new());
        if stored.is_empty() {
            return Ok(found);
        }
        let asked: Vec<_> = (tags.iter())
            .map(|tag| async move { (tag, repository.manifest(tag).await) })
            .collect();
        let mut answers = stream::iter(asked).buffered(AT_ONCE);
        let mut about = Vec::new();
        while let Some((tag, manifest)) = answers.next().await {
            let manifest = match manifest {
                // It went meanwhile.
                Err(Error::NotFound { .. }) => continue,
                manifest => manifest?,
            };
            if own.contains(&(tag, &manifest.digest)) {
                continue;
            }
            match subject_of_tag(tag) {
                Some(subject) => about.push((subject, tag.clone(), manifest)),
                None => found.add(repository, tag, manifest).await?,
            }
        }
        for digest in stored {
            match repository.manifest(digest.as_str()).await {
                Err(Error::NotFound { .. }) => {}
                manifest => {
                    let manifest = manifest?;
                    if let Some(subject) = subject(&manifest) {
                        about.push((subject, String::new(), manifest));
                    }
                }
            }
        }
        loop {
            let (now, later): (Vec<_>, Vec<_>) =
                (about.into_iter()).partition(|(subject, ..)| found.0.contains_key(subject));
            if now.is_empty() {
                return Ok(found);
            }
            for (subject, tag, manifest) in now {
                let tag = match found.0.get(&subject) {
                    Some(needs) if tag.is_empty() => needs.clone(),
                    _ => tag,
                };
                found.add(repository, &tag, manifest).await?;
            }
            about = later;
        }
    }

    /// The tag of somebody else that needs a manifest.
    pub(super) fn need(&self, digest: &ContentDigest) -> Option<&str> {
        self.0.get(digest).map(String::as_str)
    }

    /// A manifest and all manifests below it.
    async fn add(
        &mut self,
        repository: &Repository,
        tag: &str,
        root: Manifest,
    ) -> Result<(), Error> {
        let mut next = vec![root];
        while let Some(manifest) = next.pop() {
            let document: Value = serde_json::from_slice(&manifest.bytes).unwrap_or_default();
            self.0.insert(manifest.digest, tag.to_owned());
            if self.0.len() > Bounds::default().manifests * 10 {
                return Err(Error::Bounds {
                    image: format!("{}:{tag}", repository.name()),
                    problem: format!("{} manifests in one repository", self.0.len()),
                });
            }
            for child in descriptors(&document).unwrap_or_default() {
                if self.0.contains_key(&child.digest) {
                    continue;
                }
                if child.kind() == MediaKind::Index {
                    match repository.manifest(child.digest.as_str()).await {
                        Err(Error::NotFound { .. }) => {}
                        manifest => next.push(manifest?),
                    }
                }
                self.0.insert(child.digest, tag.to_owned());
            }
        }
        Ok(())
    }
}

fn subject(manifest: &Manifest) -> Option<ContentDigest> {
    let document: Value = serde_json::from_slice(&manifest.bytes).ok()?;
    ContentDigest::parse(document["subject"]["digest"].as_str()?)
}

/// What a tag like `sha256-…` or `sha256-….sig` is about.
fn subject_of_tag(tag: &str) -> Option<ContentDigest> {
    let (digest, _) = tag.split_once('.').unwrap_or((tag, ""));
    let (algorithm, hex) = digest.split_once('-')?;
    ContentDigest::parse(&format!("{algorithm}:{hex}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_made_of_digests_are_about_them() {
        let digest = ContentDigest::of(b"x");
        let tag = digest.fallback_tag();
        assert_eq!(subject_of_tag(&tag), Some(digest.clone()));
        assert_eq!(subject_of_tag(&format!("{tag}.sig")), Some(digest));
        for other in ["1", "sha256-1", "v1.2-3", "latest"] {
            assert_eq!(subject_of_tag(other), None, "{other}");
        }
    }
}
