//! What a user can choose for an export of images, and what comes of it.

use std::collections::BTreeMap;

use ovhai_images::{
    ContentDigest, Copy, Destination, Limits, Looked, Naming, Origin, Platform, Related, Selection,
};
use ovhai_model::{Digest, ImageReference};
use terraform_plugin::{Diagnostics, Path, Schema, Set, Value};

use crate::transfer_resource::cluster::ClusterRun;

/// The scheme of registries.
const REGISTRY: &str = "oci:";

/// Choices and outcome of an export of images.
#[derive(Clone, Debug, Default, Schema)]
pub struct ImageOptions {
    /// Images to copy, as references. With `source` they are names there: references below its path, or names of the layout.
    /// Default: every image that the selected workloads use; of a layout, all it has.
    #[attr(optional)]
    pub images: Value<Set<String>>,
    /// Where `images` lie, if their names do not say it: `oci:HOST[:PORT][/PATH]` for a registry, `file:` and a folder for an OCI
    /// image layout. With it no image of the estate is copied: this is for the way back, or on to another registry.
    #[attr(optional, validate(text("must be `oci:HOST[:PORT][/PATH]` or `file:` and a folder", |text| place(text).map(drop))))]
    pub source: Value<String>,
    /// Platforms to copy, such as `linux/amd64`. Default: all. With a choice an index of platforms is written anew, so that its digest
    /// changes, and what had signed it stays behind. An image without an index is copied whatever it is for.
    #[attr(optional, validate(each(text("must be OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT", |text| Platform::parse(text).map(drop).ok_or_else(|| "such as linux/amd64".to_owned())))))]
    pub platforms: Value<Set<String>>,
    /// What comes along: `referrers` (default) are signatures, SBOMs and attestations that refer to an image; `referrers_and_tags` are
    /// these and what cosign keeps under tags made of the digest; `none`.
    #[attr(default = "referrers", validate(one_of(&["none", "referrers", "referrers_and_tags"])))]
    pub related: Value<String>,
    /// How repositories are called below the destination: `host_and_path` (default) keeps the host of the source as a part of the name,
    /// so that equal names of two registries stay apart; `path` leaves it out. Layouts keep whole references.
    #[attr(default = "host_and_path", validate(one_of(&["host_and_path", "path"])))]
    pub naming: Value<String>,
    /// Other names below the destination for single repositories, by `HOST/REPOSITORY` of the source.
    #[attr(optional)]
    pub names: Value<BTreeMap<String, String>>,
    /// What to do about images that cannot be found or read: `fail` (default) stops planning; `report` copies the others and names them
    /// in `not_copied`.
    #[attr(default = "fail", validate(one_of(&["fail", "report"])))]
    pub on_missing: Value<String>,
    /// Layers copied at the same time. Each takes up to 16 MiB of memory. Default 4.
    #[attr(optional, validate(between(1..=64)))]
    pub concurrency: Value<i64>,
    /// Bytes of layers a second at most, read from sources. Default: as fast as it goes.
    #[attr(optional, validate(between(1..=1_000_000_000_000)))]
    pub bytes_per_second: Value<i64>,
    /// What copies: `local` this provider, on this machine; `kubernetes` a Job in a cluster, whose pods copy with skopeo, so that no layer
    /// passes this machine. What they copied is verified from here by digest, and what they leave behind comes along.
    #[attr(default = "local", validate(one_of(&["local", "kubernetes"])))]
    pub engine: Value<String>,
    /// How the Job of engine `kubernetes` runs.
    #[attr(optional)]
    pub kubernetes: Value<ImagesOnCluster>,
    /// How far a Job is that nobody waits for: `running: 3 of 16 shards done`, `finished` until the next apply collects it, `failed`, or
    /// `written` where manifests were. Null when nothing is under way.
    #[attr(computed)]
    pub run: Value<String>,
    /// The copies, by the name that the estate or `images` has for the image.
    #[attr(computed)]
    pub copies: Value<BTreeMap<String, CopyModel>>,
    /// For each copied image the reference of its copy by digest, for `profile.registry_rewrites` of `ovhai_workload_export`: the
    /// exported workloads then run the copies. Empty for a layout, which nothing can pull from.
    #[attr(computed)]
    pub rewrites: Value<BTreeMap<String, String>>,
    /// Images that are not copied, each with its reason: by name, or for an image without one by the address of its workload.
    #[attr(computed)]
    pub not_copied: Value<BTreeMap<String, String>>,
    /// Number of distinct images.
    #[attr(computed)]
    pub image_count: Value<i64>,
    /// Number of distinct layers and configurations.
    #[attr(computed)]
    pub blob_count: Value<i64>,
    /// Bytes of all distinct layers and configurations.
    #[attr(computed)]
    pub bytes: Value<i64>,
}

/// Settings of a Job that copies images.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct ImagesOnCluster {
    #[attr(flatten)]
    pub run: ClusterRun,
    /// Secret of type `kubernetes.io/dockerconfigjson` in the Job's namespace, with the accounts of all registries. This provider neither
    /// reads nor writes it. Without one, pods do not log in.
    #[attr(optional)]
    pub docker_config: Value<String>,
}

/// One copy.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
pub struct CopyModel {
    /// What the name meant when it was planned.
    #[attr(computed)]
    pub source_digest: Value<String>,
    /// What is stored: the same, unless platforms were chosen from an index.
    #[attr(computed)]
    pub digest: Value<String>,
    /// The copy in full, with tag and digest; in a layout its name there.
    #[attr(computed)]
    pub destination: Value<String>,
    /// Bytes, layers that it shares with others included.
    #[attr(computed)]
    pub bytes: Value<i64>,
    /// Platforms of its index; empty for an image without one.
    #[attr(computed)]
    pub platforms: Value<Vec<String>>,
    /// What of it is not copied, by digest, with the reason.
    #[attr(computed)]
    pub left_out: Value<BTreeMap<String, String>>,
}

/// A place as configuration names it.
pub fn place(text: &str) -> Result<Origin, String> {
    if let Some(rest) = text.strip_prefix(REGISTRY) {
        // Any name below it shows whether host and path are ones.
        let parsed =
            ImageReference::parse(&format!("{rest}/x")).map_err(|error| error.to_string())?;
        let prefix = (parsed.repository.strip_suffix('x')).map(|path| path.trim_end_matches('/'));
        let is_place = parsed.tag.is_none() && parsed.digest.is_none();
        // Without a host the parser takes Docker Hub's.
        let has_host = ovhai_model::split_image_host(&format!("{rest}/x"))
            .0
            .is_some();
        return match prefix {
            Some(prefix) if is_place && has_host => Ok(Origin::Registry {
                registry: parsed.registry(),
                prefix: prefix.to_owned(),
            }),
            _ => Err("write oci:HOST/PATH, with the host of the registry first".to_owned()),
        };
    }
    match text.parse::<ovhai_exports::Destination>() {
        Ok(folder) => Ok(Origin::Layout(folder.folder())),
        Err(error) => Err(format!("{error}; or oci:HOST/PATH for a registry")),
    }
}

impl ImageOptions {
    /// Whether both ask for the same copies of the same images.
    pub fn asks_as(&self, other: &Self) -> bool {
        self.images == other.images
            && self.source == other.source
            && self.platforms == other.platforms
            && self.related == other.related
            && self.naming == other.naming
            && self.names == other.names
            && self.engine == other.engine
            && self.kubernetes == other.kubernetes
            && self.copies == other.copies
    }

    /// Where copies go, for a `destination` that validation has read.
    pub fn destination(&self, destination: &str) -> Option<Destination> {
        Some(match place(destination).ok()? {
            Origin::Layout(path) => Destination::Layout(path),
            Origin::Registry { registry, prefix } => Destination::Registry {
                registry,
                naming: Naming {
                    prefix,
                    with_host: self.naming.as_deref().known() != Some("path"),
                    names: self.names.get().cloned().unwrap_or_default(),
                },
            },
        })
    }

    /// Where `images` lie, if that is said.
    pub fn origin(&self) -> Option<Origin> {
        place(self.source.get()?).ok()
    }

    /// How much of each image to take.
    pub fn selection(&self) -> Selection {
        let platforms = self.platforms.get().into_iter().flatten();
        Selection {
            platforms: platforms.filter_map(|text| Platform::parse(text)).collect(),
            related: self.related(),
        }
    }

    /// What comes along.
    pub fn related(&self) -> Related {
        match self.related.as_deref().known() {
            Some("none") => Related::None,
            Some("referrers_and_tags") => Related::ReferrersAndTags,
            _ => Related::Referrers,
        }
    }

    /// How much at once.
    pub fn limits(&self) -> Limits {
        let concurrency = self.concurrency.get();
        let at_once = concurrency.and_then(|count| usize::try_from(*count).ok());
        let rate = self.bytes_per_second.get();
        let usual = Limits::default();
        Limits {
            blobs: at_once.unwrap_or(usual.blobs),
            images: at_once.unwrap_or(usual.images),
            bytes_per_second: rate.and_then(|rate| u64::try_from(*rate).ok()),
        }
    }

    /// Puts what looking found.
    pub fn describe(&mut self, looked: &Looked, not_copied: BTreeMap<String, String>) {
        let mut copies = BTreeMap::new();
        let mut rewrites = BTreeMap::new();
        for (name, at) in &looked.images {
            let image = &looked.plan.images[*at];
            let left_out = (image.left_out.iter())
                .map(|left| (left.digest.to_string(), left.reason.to_string()))
                .collect();
            if let Destination::Registry { registry, .. } = &looked.plan.destination {
                let copy = format!("{registry}/{}@{}", image.repository, image.digest);
                rewrites.insert(name.clone(), copy);
            }
            let copy = CopyModel {
                source_digest: image.source_digest.to_string().into(),
                digest: image.digest.to_string().into(),
                destination: image.destination.clone().into(),
                bytes: number(looked.bytes_of(image)).into(),
                platforms: Value::Known(image.platforms.iter().map(ToString::to_string).collect()),
                left_out: Value::Known(left_out),
            };
            copies.insert(name.clone(), copy);
        }
        self.image_count = number(looked.plan.images.len() as u64).into();
        self.blob_count = number(looked.plan.blobs.len() as u64).into();
        self.bytes = number(looked.plan.bytes()).into();
        self.copies = Value::Known(copies);
        self.rewrites = Value::Known(rewrites);
        self.not_copied = Value::Known(not_copied);
    }

    /// The copies that state knows, each once; those that cannot be read were not written by this provider.
    pub fn known_copies(&self) -> Vec<Copy> {
        let mut copies: Vec<Copy> = (self.copies.get().into_iter().flatten())
            .filter_map(|(_, copy)| copy.known())
            .collect();
        copies.sort();
        copies.dedup();
        copies
    }

    /// Digest over names and digests of all copies.
    pub fn digest(&self) -> Digest {
        let copies = self.copies.get().into_iter().flatten();
        let parts: BTreeMap<&str, Digest> = copies
            .filter_map(|(_, copy)| {
                let digest = copy.digest.get()?;
                Some((
                    copy.destination.get()?.as_str(),
                    Digest::of(digest.as_bytes()),
                ))
            })
            .collect();
        Digest::of_tree(parts.iter().map(|(name, digest)| (*name, digest)))
    }
}

impl CopyModel {
    fn known(&self) -> Option<Copy> {
        let digest = ContentDigest::parse(self.digest.get()?)?;
        let destination = self.destination.get()?;
        // A registry's has both tag and digest; a layout's name is taken as it is.
        let parsed = ImageReference::parse(destination).ok();
        let in_registry = parsed.filter(|parsed| parsed.digest.is_some() && parsed.tag.is_some());
        Some(match in_registry {
            Some(parsed) => Copy {
                name: parsed.repository,
                tag: parsed.tag,
                digest,
            },
            None => Copy {
                name: destination.clone(),
                tag: None,
                digest,
            },
        })
    }
}

/// Tells what is wrong with a destination.
pub fn check_destination(destination: &Value<String>, diagnostics: &mut Diagnostics) {
    if let Some(problem) = destination.get().and_then(|text| place(text).err()) {
        diagnostics.error_at(
            Path::root("destination"),
            "The destination cannot be used",
            format!("It must be oci:HOST[:PORT][/PATH] for a registry, or file: and a folder for an image layout: {problem}."),
        );
    }
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_and_mistakes_named() {
        let registry = |registry: &str, prefix: &str| {
            Ok(Origin::Registry {
                registry: registry.to_owned(),
                prefix: prefix.to_owned(),
            })
        };
        assert_eq!(
            place("oci:registry.example.com/exit/images"),
            registry("registry.example.com", "exit/images")
        );
        assert_eq!(place("oci:127.0.0.1:5000"), registry("127.0.0.1:5000", ""));
        assert_eq!(
            place("file:./images"),
            Ok(Origin::Layout("./images".into()))
        );
        for wrong in [
            "oci:",
            "oci:team/images",
            "oci:registry.example.com/Exit",
            "oci:registry.example.com/a:1",
            "oci:me:word@registry.example.com/a",
            "oci:https://registry.example.com/a",
            "s3:bucket",
            "./images",
        ] {
            let problem = place(wrong).unwrap_err();
            assert!(!problem.contains("word"), "{problem}");
        }
    }

    #[test]
    fn a_copy_is_known_by_its_destination() {
        let digest = format!("sha256:{}", "a".repeat(64));
        let copy = |destination: String| CopyModel {
            digest: digest.clone().into(),
            destination: destination.into(),
            ..CopyModel::default()
        };
        let found = copy(format!("127.0.0.1:5000/exit/app:1@{digest}"))
            .known()
            .unwrap();
        assert_eq!(
            (&*found.name, found.tag.as_deref()),
            ("exit/app", Some("1"))
        );
        for name in [
            "docker.io/team/app:1".to_owned(),
            format!("docker.io/team/app@{digest}"),
        ] {
            let found = copy(name.clone()).known().unwrap();
            assert_eq!((found.name, found.tag), (name, None));
        }
    }
}
