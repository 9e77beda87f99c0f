//! What will lie where: a value, made without asking anybody.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    path::PathBuf,
};

use ovhai_model::ImageReference;
use serde::{Deserialize, Serialize};

use crate::{ContentDigest, Descriptor, Error, Graph, LeftOut, Node, Place, Platform};

/// Where images go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// Repositories of a registry.
    Registry {
        /// `HOST[:PORT]`.
        registry: String,
        /// Under which names.
        naming: Naming,
    },
    /// A layout's folder; its names are the sources' references in full.
    Layout(PathBuf),
}

/// How repositories are called in the destination.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Naming {
    /// Before every name, such as `team/backup`; may be empty.
    pub prefix: String,
    /// Whether the source's host (dots kept, port after a hyphen) is a part of the name, so that equal names of two
    /// registries stay apart.
    pub with_host: bool,
    /// Names, after the prefix, of single source repositories (`HOST/REPOSITORY`).
    pub names: BTreeMap<String, String>,
}

impl Naming {
    fn name(&self, registry: &str, repository: &str) -> String {
        let given = self.names.get(&format!("{registry}/{repository}"));
        let name = match given {
            Some(given) => given.clone(),
            None if self.with_host => {
                let host = registry.replace(['[', ']'], "").replace(':', "-");
                format!("{}/{repository}", host.to_ascii_lowercase())
            }
            None => repository.to_owned(),
        };
        let prefix = self.prefix.trim_matches('/');
        if prefix.is_empty() {
            name
        } else {
            format!("{prefix}/{name}")
        }
    }
}

/// A manifest to be stored.
pub type PlannedManifest = Node;

/// An image to be copied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedImage {
    /// The source in full, with digest.
    pub source: String,
    /// Where it lies.
    pub from: Place,
    /// What the source's reference meant.
    pub source_digest: ContentDigest,
    /// What will be stored; another only where platforms were chosen.
    pub digest: ContentDigest,
    /// The destination in full: by digest, and by tag where it gets one. For a layout its name there.
    pub destination: String,
    /// The destination's repository; for a layout the name.
    pub repository: String,
    /// The tag it gets. Without one in the source it is made of the digest: registries clean up what has no tag.
    pub tag: Option<String>,
    /// Platforms that are copied.
    pub platforms: Vec<Platform>,
    /// Manifests in the order they are stored.
    pub manifests: Vec<PlannedManifest>,
    /// Blobs it needs, by digest.
    pub blobs: Vec<ContentDigest>,
    /// What is not copied.
    pub left_out: Vec<LeftOut>,
}

/// A blob to be copied, for all images that need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedBlob {
    /// Its name everywhere.
    pub digest: ContentDigest,
    /// Bytes.
    pub size: u64,
    /// Where it can be had.
    pub from: BTreeSet<Place>,
    /// Repositories that need it; empty for a layout.
    pub to: BTreeSet<String>,
}

impl PlannedBlob {
    /// A blob that is neither had nor needed anywhere yet.
    pub(crate) fn of(blob: &Descriptor) -> Self {
        Self {
            digest: blob.digest.clone(),
            size: blob.size,
            from: BTreeSet::new(),
            to: BTreeSet::new(),
        }
    }
}

/// All that will be copied to one destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Where to.
    pub destination: Destination,
    /// In the order given, each once.
    pub images: Vec<PlannedImage>,
    /// By digest.
    pub blobs: Vec<PlannedBlob>,
}

impl Plan {
    /// Plans copying `graphs` to `destination`. Equal images under one name become one.
    ///
    /// # Errors
    /// [`Error::Collision`] for different images under one name, [`Error::Configuration`] for a name that none can have,
    /// [`Error::Manifest`] for a blob with two sizes.
    pub fn new(graphs: &[Graph], destination: Destination) -> Result<Self, Error> {
        let mut names: BTreeMap<String, (ContentDigest, String)> = BTreeMap::new();
        let mut blobs: BTreeMap<ContentDigest, PlannedBlob> = BTreeMap::new();
        let mut images: Vec<PlannedImage> = Vec::new();
        for graph in graphs {
            let image = planned(graph, &destination)?;
            let name = match &image.tag {
                Some(tag) => format!("{}:{tag}", image.repository),
                None => image.repository.clone(),
            };
            match names.entry(name) {
                Entry::Vacant(free) => {
                    free.insert((image.digest.clone(), image.source.clone()));
                }
                Entry::Occupied(taken) => {
                    let (digest, source) = taken.get();
                    if *digest != image.digest {
                        return Err(Error::Collision {
                            first: source.clone(),
                            second: image.source,
                            name: taken.key().clone(),
                        });
                    }
                }
            }
            for blob in &graph.blobs {
                let planned = blobs
                    .entry(blob.digest.clone())
                    .or_insert_with(|| PlannedBlob::of(blob));
                if planned.size != blob.size {
                    return Err(Error::Manifest {
                        image: image.source,
                        problem: format!(
                            "{} has {} bytes here and {} bytes in another image",
                            blob.digest, blob.size, planned.size
                        ),
                    });
                }
                planned.from.insert(graph.place.clone());
                if matches!(destination, Destination::Registry { .. }) {
                    planned.to.insert(image.repository.clone());
                }
            }
            if !images.contains(&image) {
                images.push(image);
            }
        }
        Ok(Self {
            destination,
            images,
            blobs: blobs.into_values().collect(),
        })
    }

    /// Bytes of all blobs, each counted once.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        (self.blobs.iter().map(|blob| blob.size)).fold(0, u64::saturating_add)
    }
}

/// What becomes of one image.
pub(crate) fn planned(graph: &Graph, destination: &Destination) -> Result<PlannedImage, Error> {
    let is_tag = ContentDigest::parse(&graph.reference).is_none();
    let (registry, repository) = match &graph.place {
        Place::Registry {
            registry,
            repository,
        } => (registry.clone(), repository.clone()),
        Place::Layout(path) => origin_in_layout(&graph.reference, path)?,
    };
    let tag = match &graph.place {
        _ if !is_tag => format!("copy-{}", &graph.digest.hex()[..16]),
        Place::Registry { .. } => graph.reference.clone(),
        // Names in layouts are whole references, or just tags.
        Place::Layout(_) => match ImageReference::parse(&graph.reference) {
            Ok(parsed) if graph.reference.contains(['/', ':']) => {
                parsed.tag.unwrap_or_else(|| "latest".to_owned())
            }
            _ => graph.reference.clone(),
        },
    };
    let source = match &graph.place {
        Place::Registry { .. } if is_tag => {
            format!(
                "{registry}/{repository}:{}@{}",
                graph.reference, graph.source_digest
            )
        }
        Place::Registry { .. } => format!("{registry}/{repository}@{}", graph.source_digest),
        Place::Layout(path) => {
            format!(
                "{}:{}@{}",
                path.display(),
                graph.reference,
                graph.source_digest
            )
        }
    };
    let (name, tag, shown) = match destination {
        Destination::Registry {
            registry: to,
            naming,
        } => {
            let name = naming.name(&registry, &repository);
            let shown = format!("{to}/{name}:{tag}@{}", graph.digest);
            ImageReference::parse(&shown).map_err(|error| Error::Configuration {
                what: format!("the name {to}/{name}:{tag} for {source}"),
                problem: error.to_string(),
            })?;
            (name, Some(tag), shown)
        }
        Destination::Layout(_) => {
            let name = if is_tag {
                format!("{registry}/{repository}:{tag}")
            } else {
                format!("{registry}/{repository}@{}", graph.digest)
            };
            (name.clone(), None, name)
        }
    };
    Ok(PlannedImage {
        source,
        from: graph.place.clone(),
        source_digest: graph.source_digest.clone(),
        digest: graph.digest.clone(),
        destination: shown,
        repository: name,
        tag,
        platforms: graph.platforms.clone(),
        manifests: graph.manifests.clone(),
        blobs: graph.blobs.iter().map(|blob| blob.digest.clone()).collect(),
        left_out: graph.left_out.clone(),
    })
}

/// Registry and repository that a layout's name stands for. A name that is just a tag, as `skopeo` and `buildah` write
/// it, belongs to a repository called after the folder.
fn origin_in_layout(reference: &str, path: &std::path::Path) -> Result<(String, String), Error> {
    if reference.contains('/')
        && let Ok(parsed) = ImageReference::parse(reference)
    {
        return Ok((parsed.registry(), parsed.repository));
    }
    let folder = path.file_name().unwrap_or_default().to_string_lossy();
    let name = folder.to_ascii_lowercase();
    match ImageReference::parse(&format!("layout.invalid/{name}")) {
        Ok(_) => Ok(("layout".to_owned(), name)),
        Err(_) => Err(Error::Configuration {
            what: format!("the image {reference} of {}", path.display()),
            problem: "neither its name nor the folder's is the name of a repository".to_owned(),
        }),
    }
}
