//! From names, as people and platforms write them, to a plan; and what is asked of copies afterwards.
//!
//! [`look`] finds what each name means and plans the copies. [`survey`] asks a destination for copies that were made before, by
//! what is known of them alone: it needs neither sources nor the plan. [`remove`] takes back what a run stored.

mod remove;
mod survey;

use std::{collections::BTreeMap, path::PathBuf};

use futures_util::{StreamExt, stream};
use ovhai_model::ImageReference;

pub use remove::{Removed, Stored, remove};
pub use survey::{Copy, Depth, survey};

use crate::{
    Bounds, Destination, Error, Graph, Layout, Place, Places, Plan, PlannedImage, Selection,
    layout::NAME, plan::planned, resolve,
};

/// Names that are resolved at the same time.
const AT_ONCE: usize = 8;

/// Where names lie that do not say it themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Below this path (may be empty) of a registry.
    Registry {
        /// `HOST[:PORT]`.
        registry: String,
        /// Path before each name.
        prefix: String,
    },
    /// Names of a layout's index.
    Layout(PathBuf),
}

/// What somebody wants to be copied.
#[derive(Clone, Debug)]
pub struct Request {
    /// References, or names in `origin`.
    pub names: Vec<String>,
    /// Where they are; without it each reference says so itself.
    pub origin: Option<Origin>,
    /// Where to.
    pub destination: Destination,
    /// How much of each.
    pub selection: Selection,
    /// How large an image may be.
    pub bounds: Bounds,
}

/// What names mean now, and what copying them would be.
#[derive(Clone, Debug)]
pub struct Looked {
    /// What would be copied.
    pub plan: Plan,
    /// For each name that means something, its image's place in [`Plan::images`].
    pub images: BTreeMap<String, usize>,
    /// For each other one, why.
    pub missing: BTreeMap<String, Error>,
}

impl Looked {
    /// Bytes that an image's manifests and blobs have, shared ones included.
    #[must_use]
    pub fn bytes_of(&self, image: &PlannedImage) -> u64 {
        let sizes: BTreeMap<_, u64> = (self.plan.blobs.iter())
            .map(|blob| (&blob.digest, blob.size))
            .collect();
        let blobs = image.blobs.iter().filter_map(|blob| sizes.get(blob));
        let manifests = image.manifests.iter().map(|node| &node.size);
        blobs
            .chain(manifests)
            .fold(0, |sum, size| sum.saturating_add(*size))
    }
}

/// The names of a layout's index, each once. Entries without a name belong to others.
///
/// # Errors
/// As for [`Layout::entries`].
pub fn names_in(layout: &Layout) -> Result<Vec<String>, Error> {
    let mut names: Vec<String> = (layout.entries()?.into_iter())
        .filter_map(|entry| entry.annotations.get(NAME).cloned())
        .collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// Finds out what the names mean, and plans. Changes nothing.
///
/// # Errors
/// What concerns all: a source that cannot be used, two images for one name in the destination. What concerns one name is in
/// [`Looked::missing`].
pub async fn look(request: &Request, places: &Places) -> Result<Looked, Error> {
    let tasks: Vec<_> = (request.names.iter())
        .map(|name| async move { (name, resolved(request, places, name).await) })
        .collect();
    let found: Vec<(&String, Result<Graph, Error>)> =
        stream::iter(tasks).buffered(AT_ONCE).collect().await;
    let mut graphs = Vec::new();
    let mut named = Vec::new();
    let mut missing = BTreeMap::new();
    for (name, result) in found {
        match result {
            Ok(graph) => {
                named.push((name, planned(&graph, &request.destination)?));
                graphs.push(graph);
            }
            Err(error) => {
                missing.insert(name.clone(), error);
            }
        }
    }
    let plan = Plan::new(&graphs, request.destination.clone())?;
    let images = (named.into_iter())
        .filter_map(|(name, image)| {
            let at = plan.images.iter().position(|one| *one == image)?;
            Some((name.clone(), at))
        })
        .collect();
    Ok(Looked {
        plan,
        images,
        missing,
    })
}

async fn resolved(request: &Request, places: &Places, name: &str) -> Result<Graph, Error> {
    let (place, reference) = place_of(name, request.origin.as_ref())?;
    let source = places.source(&place)?;
    resolve(
        &source,
        place,
        &reference,
        &request.selection,
        &request.bounds,
    )
    .await
}

/// Where a name lies, and by which tag, digest or layout's name it is asked for there.
fn place_of(name: &str, origin: Option<&Origin>) -> Result<(Place, String), Error> {
    let reference = match origin {
        Some(Origin::Layout(path)) => return Ok((Place::Layout(path.clone()), name.to_owned())),
        Some(Origin::Registry { registry, prefix }) if prefix.is_empty() => {
            format!("{registry}/{name}")
        }
        Some(Origin::Registry { registry, prefix }) => format!("{registry}/{prefix}/{name}"),
        None => name.to_owned(),
    };
    // The parser's words do not repeat the text, which may hold a credential somebody pasted.
    let parsed = ImageReference::parse(&reference).map_err(|error| Error::Configuration {
        what: "the reference of an image".to_owned(),
        problem: error.to_string(),
    })?;
    let place = Place::Registry {
        registry: parsed.registry(),
        repository: parsed.repository,
    };
    let asked = match (parsed.digest, parsed.tag) {
        (Some(digest), _) => format!("{}:{}", digest.algorithm, digest.hex),
        (None, Some(tag)) => tag,
        (None, None) => "latest".to_owned(),
    };
    Ok((place, asked))
}
