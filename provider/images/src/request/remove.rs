//! Taking copies back: only what a run stored, and only while it is what was stored.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Copy;
use crate::{ContentDigest, Destination, Error, Layout, Places, Repository, registry::descriptors};

/// A manifest that a run stored in a registry; what was there before is not ours.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stored {
    /// Where.
    pub repository: String,
    /// Which.
    pub digest: ContentDigest,
}

/// What a removal came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Manifests of a registry, or images of a layout.
    pub removed: usize,
    /// What could not be removed, and why. Many registries do not let one.
    pub left: Vec<(String, Error)>,
}

/// Removes `stored` manifests from a registry, last ones first, so that nothing is named that is not there; registries clean up
/// blobs by themselves. From a layout it removes `copies`, and every blob that no other image of the layout needs.
///
/// # Errors
/// What prevents removing at all.
pub async fn remove(
    destination: &Destination,
    copies: &[Copy],
    stored: &[Stored],
    places: &Places,
) -> Result<Removed, Error> {
    let mut done = Removed::default();
    match destination {
        Destination::Layout(path) => {
            if path.join("oci-layout").exists() {
                let names: BTreeSet<(&str, &ContentDigest)> = (copies.iter())
                    .map(|copy| (copy.name.as_str(), &copy.digest))
                    .collect();
                done.removed = Layout::open(path)?.remove(&names)?;
            }
        }
        Destination::Registry { registry, .. } => {
            let registry = places.registry(registry)?;
            let own: BTreeSet<&ContentDigest> = stored.iter().map(|one| &one.digest).collect();
            for one in stored.iter().rev() {
                let repository = registry.repository(&one.repository)?;
                if let Err(error) = remove_fallback(&repository, &one.digest, &own).await {
                    let tag = one.digest.fallback_tag();
                    let name = format!("{}/{}:{tag}", registry.name(), one.repository);
                    done.left.push((name, error));
                }
                match repository.delete_manifest(&one.digest).await {
                    Ok(true) => done.removed += 1,
                    Ok(false) => {}
                    Err(error) => {
                        let name = format!("{}/{}@{}", registry.name(), one.repository, one.digest);
                        done.left.push((name, error));
                    }
                }
            }
        }
    }
    Ok(done)
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
