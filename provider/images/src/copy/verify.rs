//! Asking the destination again, trusting neither the run nor its journal.

use std::sync::Arc;

use futures_util::{StreamExt, stream};

use super::{Limits, Target};
use crate::{ContentDigest, Destination, Error, Layout, Places, Plan, PlannedImage, Source};

/// How much is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Every manifest is read and hashed, every tag followed, every blob asked for its size.
    Present,
    /// Every blob is read and hashed, too.
    Content,
}

/// Something missing or wrong in a destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Repository, or name in a layout.
    pub place: String,
    /// What it is about; `None` for a tag.
    pub digest: Option<ContentDigest>,
    /// What is wrong.
    pub error: Error,
}

/// Compares the destination of `plan` with it. Changes nothing.
///
/// # Errors
/// What prevents asking at all; everything else is in the answer, in the plan's order.
pub async fn verify(
    plan: &Plan,
    places: &Places,
    limits: Limits,
    proof: Proof,
) -> Result<Vec<Problem>, Error> {
    let target = match &plan.destination {
        Destination::Registry { registry, .. } => Target::Registry(places.registry(registry)?),
        Destination::Layout(path) => Target::Layout(Arc::new(Layout::open(path)?)),
    };
    let source = |repository: &str| -> Result<Source, Error> {
        Ok(match &target {
            Target::Registry(registry) => Source::Registry(registry.repository(repository)?),
            Target::Layout(layout) => Source::Layout(Arc::clone(layout)),
        })
    };
    let images: Vec<_> = (plan.images.iter())
        .map(|image| {
            let at = source(&image.repository);
            async move { Ok::<_, Error>(of_image(image, &at?).await) }
        })
        .collect();
    let images: Vec<_> = stream::iter(images)
        .buffered(limits.images.max(1))
        .collect()
        .await;
    let mut problems = Vec::new();
    for found in images {
        problems.extend(found?);
    }
    let pairs = plan.blobs.iter().flat_map(|blob| {
        let names: Vec<&str> = match &plan.destination {
            Destination::Layout(_) => vec![""],
            Destination::Registry { .. } => blob.to.iter().map(String::as_str).collect(),
        };
        // Repositories of one registry share a blob's bytes: one of them is read.
        names
            .into_iter()
            .enumerate()
            .map(move |(at, name)| (blob, name, at == 0))
    });
    let checks: Vec<_> = pairs
        .map(|(blob, name, is_first)| {
            let at = source(name);
            async move {
                let result = async {
                    let at = at?;
                    let missing = || Error::NotFound {
                        place: name.to_owned(),
                        what: format!("blob {}", blob.digest),
                    };
                    let size = at.blob_size(&blob.digest).await?.ok_or_else(missing)?;
                    if size != blob.size {
                        return Err(Error::Corrupt {
                            place: name.to_owned(),
                            digest: blob.digest.clone(),
                            problem: format!("{size} bytes instead of {}", blob.size),
                        });
                    }
                    if proof == Proof::Content && is_first {
                        let hasher = Some(blob.digest.hasher());
                        let mut reader = at.read_blob(&blob.digest, blob.size, 0, hasher)?;
                        while reader.next().await?.is_some() {}
                    }
                    Ok(())
                };
                result.await.err().map(|error: Error| Problem {
                    place: name.to_owned(),
                    digest: Some(blob.digest.clone()),
                    error,
                })
            }
        })
        .collect();
    let at_once = match proof {
        Proof::Content => limits.blobs.max(1),
        Proof::Present => limits.images.max(1),
    };
    let checked: Vec<Option<Problem>> = stream::iter(checks).buffered(at_once).collect().await;
    problems.extend(checked.into_iter().flatten());
    Ok(problems)
}

/// What is wrong with an image's manifests and its name.
async fn of_image(image: &PlannedImage, at: &Source) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut found = |digest: Option<&ContentDigest>, error: Error| {
        problems.push(Problem {
            place: image.repository.clone(),
            digest: digest.cloned(),
            error,
        });
    };
    for node in &image.manifests {
        if let Err(error) = at.manifest(node.digest.as_str()).await {
            found(Some(&node.digest), error);
        }
    }
    let name = image.tag.as_deref().unwrap_or(&image.repository);
    match at.tagged(name).await {
        Ok(Some(digest)) if digest == image.digest => {}
        Ok(actual) => found(
            None,
            Error::Manifest {
                image: image.destination.clone(),
                problem: match actual {
                    Some(actual) => format!("{name} means {actual} now"),
                    None => format!("there is no {name}"),
                },
            },
        ),
        Err(error) => found(None, error),
    }
    problems
}
