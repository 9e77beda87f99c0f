//! Are copies still what they were?

use std::{collections::BTreeMap, path::Path};

use futures_util::{StreamExt, stream};

use crate::{
    Bounds, ContentDigest, Destination, Error, Graph, Limits, Place, Places, Plan, PlannedBlob,
    PlannedImage, Problem, Proof, Related, Selection, resolve, verify,
};

/// A copy, as far as it must be known to ask for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Copy {
    /// Repository; in a layout its name there.
    pub name: String,
    /// Tag; none in a layout.
    pub tag: Option<String>,
    /// What was stored.
    pub digest: ContentDigest,
}

/// How much is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// A registry: whether the tag still means the digest; what lies below it is trusted. A layout: every manifest is hashed, every
    /// blob is there in its size.
    Names,
    /// Everything is read and hashed.
    Content,
}

/// Asks the destination for `copies`. Changes nothing.
///
/// # Errors
/// What prevents asking at all. What is missing or wrong is in the answer, in the order of the copies.
pub async fn survey(
    destination: &Destination,
    copies: &[Copy],
    related: Related,
    places: &Places,
    limits: Limits,
    depth: Depth,
) -> Result<Vec<Problem>, Error> {
    match (destination, depth) {
        (Destination::Layout(path), _) if !path.join("oci-layout").exists() => {
            Ok((copies.iter()).map(|copy| gone(copy, path)).collect())
        }
        (Destination::Registry { registry, .. }, Depth::Names) => {
            let registry = places.registry(registry)?;
            let registry = &registry;
            let asked: Vec<_> = (copies.iter())
                .map(|copy| async move {
                    let name = copy.tag.as_deref().unwrap_or(copy.digest.as_str());
                    let repository = registry.repository(&copy.name)?;
                    Ok((copy, repository.has_manifest(name).await?))
                })
                .collect();
            let answers: Vec<Result<_, Error>> =
                stream::iter(asked).buffered(super::AT_ONCE).collect().await;
            let mut problems = Vec::new();
            for answer in answers {
                let (copy, found) = answer?;
                problems.extend(differs(copy, found));
            }
            Ok(problems)
        }
        _ => {
            let proof = match depth {
                Depth::Names => Proof::Present,
                Depth::Content => Proof::Content,
            };
            whole(destination, copies, related, places, limits, proof).await
        }
    }
}

fn gone(copy: &Copy, path: &Path) -> Problem {
    Problem {
        place: copy.name.clone(),
        digest: Some(copy.digest.clone()),
        error: Error::NotFound {
            place: path.display().to_string(),
            what: format!("image {}", copy.name),
        },
    }
}

fn differs(copy: &Copy, found: Option<ContentDigest>) -> Option<Problem> {
    let name = copy.tag.as_deref().unwrap_or(copy.digest.as_str());
    let problem = match found {
        Some(digest) if digest == copy.digest => return None,
        Some(other) => format!("{name} means {other} now"),
        None => format!("there is no {name}"),
    };
    Some(Problem {
        place: copy.name.clone(),
        digest: None,
        error: Error::Manifest {
            image: copy.name.clone(),
            problem,
        },
    })
}

/// Resolves each copy where it lies, and verifies all that this finds.
async fn whole(
    destination: &Destination,
    copies: &[Copy],
    related: Related,
    places: &Places,
    limits: Limits,
    proof: Proof,
) -> Result<Vec<Problem>, Error> {
    let mut problems = Vec::new();
    let mut plan = Plan {
        destination: destination.clone(),
        images: Vec::new(),
        blobs: Vec::new(),
    };
    let mut blobs: BTreeMap<ContentDigest, PlannedBlob> = BTreeMap::new();
    let selection = Selection {
        platforms: Vec::new(),
        related,
    };
    for copy in copies {
        let place = match destination {
            Destination::Layout(path) => Place::Layout(path.clone()),
            Destination::Registry { registry, .. } => Place::Registry {
                registry: registry.clone(),
                repository: copy.name.clone(),
            },
        };
        let source = places.source(&place)?;
        let digest = copy.digest.as_str();
        match resolve(&source, place, digest, &selection, &Bounds::default()).await {
            Ok(graph) => {
                for blob in &graph.blobs {
                    let known = blobs
                        .entry(blob.digest.clone())
                        .or_insert_with(|| PlannedBlob::of(blob));
                    known.to.insert(copy.name.clone());
                }
                plan.images.push(image(copy, graph));
            }
            Err(
                error @ (Error::NotFound { .. } | Error::Corrupt { .. } | Error::Manifest { .. }),
            ) => problems.push(Problem {
                place: copy.name.clone(),
                digest: Some(copy.digest.clone()),
                error,
            }),
            Err(error) => return Err(error),
        }
    }
    plan.blobs = blobs.into_values().collect();
    problems.extend(verify(&plan, places, limits, proof).await?);
    Ok(problems)
}

fn image(copy: &Copy, graph: Graph) -> PlannedImage {
    PlannedImage {
        source: copy.name.clone(),
        from: graph.place,
        source_digest: graph.source_digest,
        digest: graph.digest,
        destination: copy.name.clone(),
        repository: copy.name.clone(),
        tag: copy.tag.clone(),
        platforms: graph.platforms,
        manifests: graph.manifests,
        blobs: graph.blobs.into_iter().map(|blob| blob.digest).collect(),
        left_out: graph.left_out,
    }
}
