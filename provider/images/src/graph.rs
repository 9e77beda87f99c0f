//! From a reference to everything an image consists of. Reads manifests only; every bound is checked before the next
//! request, so that a hostile image costs little.

mod bounds;
mod walk;

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use bounds::Bounds;

use self::walk::Walk;
use crate::{ContentDigest, Descriptor, Error, Place, Source, media::INDEX};

/// Operating system, architecture and variant of an image in an index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Platform {
    /// For example `linux`; `unknown` for attestations.
    #[serde(default)]
    pub os: String,
    /// For example `amd64`.
    #[serde(default)]
    pub architecture: String,
    /// For example `v7`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
}

impl Platform {
    /// Reads `OS/ARCHITECTURE[/VARIANT]`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/').filter(|part| !part.is_empty());
        let found = Self {
            os: parts.next()?.to_owned(),
            architecture: parts.next()?.to_owned(),
            variant: parts.next().map(str::to_owned),
        };
        parts.next().is_none().then_some(found)
    }

    /// Whether `self`, a choice, takes `other`; a choice without variant takes all.
    fn takes(&self, other: &Self) -> bool {
        self.os == other.os
            && self.architecture == other.architecture
            && (self.variant.is_none() || self.variant == other.variant)
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        match &self.variant {
            Some(variant) => write!(f, "/{variant}"),
            None => Ok(()),
        }
    }
}

/// Which of the things that belong to an image come along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Related {
    /// Only the image.
    None,
    /// What refers to it or one of its manifests by `subject`: signatures, SBOMs, attestations.
    #[default]
    Referrers,
    /// These, and what cosign keeps under tags made of the digest (`sha256-….sig`, `.att`, `.sbom`).
    ReferrersAndTags,
}

/// What to take of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these of an index's platforms, and attestations of theirs; empty: all. With a choice the index is written
    /// anew, so its digest is another.
    pub platforms: Vec<Platform>,
    /// What belongs to it.
    pub related: Related,
}

/// A manifest of an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Of its bytes.
    pub digest: ContentDigest,
    /// As it is stored with.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// The bytes, where the source does not have them: an index of chosen platforms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<String>,
    /// What it refers to, for signatures and the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<ContentDigest>,
    /// The tag without which it is not found; of cosign's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}

/// Something of an image that is not copied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LeftOut {
    /// Of the manifest, layer or subject.
    pub digest: ContentDigest,
    /// Why.
    pub reason: Reason,
}

/// Why something is not copied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Another platform was chosen.
    Platform(String),
    /// A layer whose licence forbids registries to pass it on: whoever pulls the image gets it from these addresses.
    Foreign {
        /// As its descriptor says.
        urls: Vec<String>,
    },
    /// Signatures and attestations of an index that was written anew with chosen platforms: they are of other bytes.
    OfWholeIndex,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Platform(platform) => write!(f, "the platform {platform} was not chosen"),
            Self::Foreign { urls } if urls.is_empty() => {
                f.write_str("the layer must not be distributed, and names no address of its own")
            }
            Self::Foreign { urls } => write!(
                f,
                "the layer must not be distributed; it stays at {}",
                urls.join(", ")
            ),
            Self::OfWholeIndex => {
                f.write_str("what refers to the whole index does not fit one with chosen platforms")
            }
        }
    }
}

/// An image, resolved: nothing in it can change any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graph {
    /// Where it was found.
    pub place: Place,
    /// Tag, name or digest it was asked for by.
    pub reference: String,
    /// What the reference meant when it was resolved.
    pub source_digest: ContentDigest,
    /// What will be copied: the same, unless platforms were chosen from an index.
    pub digest: ContentDigest,
    /// Platforms of its index that are copied, as written there; empty for an image without index.
    pub platforms: Vec<Platform>,
    /// Its manifests, what they name before them.
    pub manifests: Vec<Node>,
    /// Its configurations and layers, each once, by digest.
    pub blobs: Vec<Descriptor>,
    /// What is not copied.
    pub left_out: Vec<LeftOut>,
}

impl Graph {
    /// Bytes of all manifests and blobs.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let manifests = self.manifests.iter().map(|node| node.size);
        let blobs = self.blobs.iter().map(|blob| blob.size);
        manifests.chain(blobs).fold(0, u64::saturating_add)
    }
}

/// Finds out what the image under `reference` of `place` consists of. Changes nothing.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Bounds`], [`Error::Manifest`] (schema 1, nonsense), and those of the place.
pub async fn resolve(
    source: &Source,
    place: Place,
    reference: &str,
    selection: &Selection,
    bounds: &Bounds,
) -> Result<Graph, Error> {
    let root = source.manifest(reference).await?;
    let source_digest = root.digest.clone();
    let mut walk = Walk::new(source, bounds, format!("{reference} ({source_digest})"));
    let mut digest = source_digest.clone();
    let mut made = None;
    let mut platforms = Vec::new();
    let document: Value = serde_json::from_slice(&root.bytes).unwrap_or_default();
    if document["manifests"].is_array() {
        let chosen = chosen(&document, selection, &mut walk)?;
        platforms = chosen.platforms;
        if let Some(bytes) = chosen.rewritten {
            digest = ContentDigest::of(bytes.as_bytes());
            made = Some(bytes);
        }
    }
    match made {
        None => walk.start(root).await?,
        Some(text) => {
            let media_type = (document["mediaType"].as_str())
                .map_or(INDEX, |own| own)
                .to_owned();
            walk.start_made(digest.clone(), media_type, text).await?;
        }
    }
    if selection.related != Related::None {
        walk.related(
            selection.related == Related::ReferrersAndTags,
            &source_digest,
        )
        .await?;
    }
    let (manifests, blobs, left_out) = walk.end();
    Ok(Graph {
        place,
        reference: reference.to_owned(),
        source_digest,
        digest,
        platforms,
        manifests,
        blobs,
        left_out,
    })
}

struct Chosen {
    platforms: Vec<Platform>,
    rewritten: Option<String>,
}

/// The children of an index that `selection` takes; the index written anew if it does not take all.
fn chosen(document: &Value, selection: &Selection, walk: &mut Walk<'_>) -> Result<Chosen, Error> {
    let children = walk.children(document, "manifests")?;
    // BuildKit's attestations are children for no platform that name the image they are about.
    let about = |child: &Descriptor| {
        let digest = child.annotations.get("vnd.docker.reference.digest")?;
        ContentDigest::parse(digest)
    };
    let by_platform = |child: &Descriptor| {
        selection.platforms.is_empty()
            || (child.platform.as_ref())
                .is_some_and(|own| selection.platforms.iter().any(|one| one.takes(own)))
    };
    let direct: BTreeMap<&ContentDigest, bool> = children
        .iter()
        .map(|child| (&child.digest, by_platform(child)))
        .collect();
    let takes = |child: &Descriptor| {
        direct.get(&child.digest) == Some(&true)
            || about(child).is_some_and(|about| direct.get(&about) == Some(&true))
    };
    let kept: Vec<bool> = children.iter().map(takes).collect();
    let platforms: Vec<Platform> = (children.iter().zip(&kept))
        .filter(|(child, kept)| **kept && about(child).is_none())
        .filter_map(|(child, _)| child.platform.clone())
        .collect();
    if let Some(missing) =
        (selection.platforms.iter()).find(|wanted| !platforms.iter().any(|own| wanted.takes(own)))
    {
        return Err(walk.wrong(format!("its index has no image for {missing}")));
    }
    if kept.iter().all(|kept| *kept) {
        return Ok(Chosen {
            platforms,
            rewritten: None,
        });
    }
    for (child, _) in children.iter().zip(&kept).filter(|(_, kept)| !**kept) {
        let platform = child
            .platform
            .as_ref()
            .map_or("unknown".to_owned(), Platform::to_string);
        walk.leave_out(&child.digest, Reason::Platform(platform));
    }
    let mut rewritten = document.clone();
    if let Some(list) = rewritten["manifests"].as_array_mut() {
        let mut each = kept.iter();
        list.retain(|_| each.next().copied().unwrap_or(false));
    }
    Ok(Chosen {
        platforms,
        rewritten: Some(rewritten.to_string()),
    })
}
