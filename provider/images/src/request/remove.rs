//! Taking copies back: only what a run stored, only while it is what was stored, and nothing that somebody else needs.

mod needed;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Copy;
use crate::{
    ContentDigest, Destination, Error, Layout, Places, Repository, copy::manifests::claims,
    registry::descriptors,
};

use self::needed::Others;

/// A manifest that a run stored in a registry, a tag that it put, or an image that it put into a layout; what was there before is not ours.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stored {
    /// Where: a repository, or the name in a layout.
    pub repository: String,
    /// Which.
    pub digest: ContentDigest,
    /// The tag, where it was one that was put.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}

/// What a removal came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Manifests of a registry, or images of a layout.
    pub removed: usize,
    /// What could not be removed, and why. Many registries do not let one.
    pub left: Vec<(String, Error)>,
    /// What was stored and stays, because a tag of somebody else needs it: in full, and the tag.
    pub needed: Vec<(String, String)>,
    /// Copies that are there and of which no note says that they were stored by this export.
    pub unknown: Vec<String>,
}

/// Removes `stored` manifests from a registry, last ones first, so that nothing is named that is not there; registries clean up
/// blobs by themselves. What tags of others need stays, those by which another owner claims an image included; claims of `owner` go. From a
/// layout it removes `copies` and `stored` images, and every blob that no other image of the layout needs.
///
/// # Errors
/// What prevents removing at all.
pub async fn remove(
    destination: &Destination,
    copies: &[Copy],
    stored: &[Stored],
    owner: Option<&str>,
    places: &Places,
) -> Result<Removed, Error> {
    let mut done = Removed::default();
    match destination {
        Destination::Layout(path) => {
            if path.join("oci-layout").exists() {
                let known = copies.iter().map(|copy| (copy.name.as_str(), &copy.digest));
                let noted = (stored.iter()).map(|one| (one.repository.as_str(), &one.digest));
                done.removed = Layout::open(path)?.remove(&known.chain(noted).collect())?;
            }
        }
        Destination::Registry { registry, .. } => {
            let registry = places.registry(registry)?;
            let mut ours: BTreeMap<&str, Ours<'_>> = BTreeMap::new();
            for one in stored {
                let ours = ours.entry(&one.repository).or_default();
                match &one.tag {
                    Some(tag) => drop(ours.tags.insert((tag, &one.digest))),
                    None if ours.manifests.contains(&&one.digest) => {}
                    None => ours.manifests.push(&one.digest),
                }
            }
            for copy in copies {
                ours.entry(&copy.name).or_default().copies.push(copy);
            }
            for (name, ours) in ours {
                let repository = registry.repository(name)?;
                let claims = owner.map(claims);
                if let Err(error) = ours.remove(&repository, claims.as_deref(), &mut done).await {
                    done.left
                        .push((format!("{}/{name}", registry.name()), error));
                }
            }
        }
    }
    Ok(done)
}

/// What is ours in one repository.
#[derive(Default)]
struct Ours<'a> {
    /// In the order they were stored.
    manifests: Vec<&'a ContentDigest>,
    tags: BTreeSet<(&'a String, &'a ContentDigest)>,
    copies: Vec<&'a Copy>,
}

impl Ours<'_> {
    async fn remove(
        &self,
        repository: &Repository,
        claims: Option<&str>,
        done: &mut Removed,
    ) -> Result<(), Error> {
        let tags = match repository.tags().await {
            Err(Error::NotFound { .. }) => Vec::new(),
            tags => tags?,
        };
        let (claimed, tags): (Vec<String>, Vec<String>) = (tags.into_iter())
            .partition(|tag| claims.is_some_and(|claims| tag.starts_with(claims)));
        let others = Others::find(repository, tags, &self.tags, &self.manifests).await?;
        let full = |digest: &ContentDigest| {
            let registry = repository.registry().name();
            format!("{registry}/{}@{digest}", repository.name())
        };
        let (staying, going): (Vec<&ContentDigest>, Vec<&ContentDigest>) =
            (self.manifests.iter()).partition(|digest| others.need(digest).is_some());
        for digest in staying {
            let tag = others.need(digest).unwrap_or_default();
            done.needed.push((full(digest), tag.to_owned()));
        }
        let own: BTreeSet<&ContentDigest> = going.iter().copied().collect();
        for digest in going.into_iter().rev() {
            if let Err(error) = remove_fallback(repository, digest, &own).await {
                let registry = repository.registry().name();
                let tag = digest.fallback_tag();
                let name = format!("{registry}/{}:{tag}", repository.name());
                done.left.push((name, error));
            }
            match repository.delete_manifest(digest).await {
                Ok(true) => done.removed += 1,
                Ok(false) => {}
                Err(error) => done.left.push((full(digest), error)),
            }
        }
        for copy in &self.copies {
            if self.manifests.contains(&&copy.digest) {
                continue;
            }
            let name = copy.tag.as_deref().unwrap_or(copy.digest.as_str());
            if repository.has_manifest(name).await?.as_ref() == Some(&copy.digest) {
                done.unknown.push(full(&copy.digest));
            }
        }
        for tag in claimed {
            // Of what was removed, the claims went with it.
            if repository.has_manifest(&tag).await?.is_some() {
                repository.release_tag(&tag).await?;
            }
        }
        Ok(())
    }
}

/// Where there is no referrers interface, a list under a tag says what refers to `subject`. It goes if all in it is ours.
async fn remove_fallback(
    repository: &Repository,
    subject: &ContentDigest,
    own: &BTreeSet<&ContentDigest>,
) -> Result<(), Error> {
    let tag = subject.fallback_tag();
    if repository.has_manifest(&tag).await?.is_none() {
        return Ok(());
    }
    let list = repository.manifest(&tag).await?;
    // What cannot be read is not ours.
    let Ok(document) = serde_json::from_slice(&list.bytes) else {
        return Ok(());
    };
    let listed = descriptors(&document).unwrap_or_default();
    if !listed.is_empty() && listed.iter().all(|one| own.contains(&one.digest)) {
        repository.delete_manifest(&list.digest).await?;
    }
    Ok(())
}
