//! Media types and descriptors of the image specification and of Docker's schema 2.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{ContentDigest, Platform};

/// Everything a manifest may be; sent as `Accept`.
pub(crate) const MANIFESTS: &str = "application/vnd.oci.image.index.v1+json, \
    application/vnd.oci.image.manifest.v1+json, application/vnd.oci.artifact.manifest.v1+json, \
    application/vnd.docker.distribution.manifest.list.v2+json, \
    application/vnd.docker.distribution.manifest.v2+json, \
    application/vnd.docker.distribution.manifest.v1+prettyjws;q=0.1, \
    application/vnd.docker.distribution.manifest.v1+json;q=0.1, */*;q=0.1";
/// The index that holds what refers to a digest.
pub(crate) const INDEX: &str = "application/vnd.oci.image.index.v1+json";
pub(crate) const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// What a media type stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// An index or manifest list: names manifests.
    Index,
    /// A manifest: names a configuration and layers, or blobs.
    Manifest,
    /// Docker's first schema, which is signed by tag and rewritten by every registry: cannot be copied byte for byte.
    Schema1,
    /// A layer that must be had from its own URLs and not from registries.
    Foreign,
    /// Everything else: bytes.
    Other,
}

impl MediaKind {
    /// The kind of `media_type`, parameters ignored.
    #[must_use]
    pub fn of(media_type: &str) -> Self {
        let name = media_type.split(';').next().unwrap_or("").trim();
        match name {
            INDEX | "application/vnd.docker.distribution.manifest.list.v2+json" => Self::Index,
            MANIFEST
            | "application/vnd.docker.distribution.manifest.v2+json"
            | "application/vnd.oci.artifact.manifest.v1+json" => Self::Manifest,
            "application/vnd.docker.distribution.manifest.v1+json"
            | "application/vnd.docker.distribution.manifest.v1+prettyjws" => Self::Schema1,
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
            | "application/vnd.docker.image.rootfs.foreign.diff.tar" => Self::Foreign,
            _ if name.starts_with("application/vnd.oci.image.layer.nondistributable.") => {
                Self::Foreign
            }
            _ => Self::Other,
        }
    }

    /// Whether it is fetched as a manifest.
    #[must_use]
    pub const fn is_manifest(self) -> bool {
        matches!(self, Self::Index | Self::Manifest | Self::Schema1)
    }
}

/// What a manifest says of something it names. Members beyond these stay in the manifest's own bytes, which are copied as
/// they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// As written.
    #[serde(default)]
    pub media_type: String,
    /// Of the content.
    pub digest: ContentDigest,
    /// Bytes.
    pub size: u64,
    /// Where else it can be had.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<String>,
    /// As written.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
    /// Of an index's child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// Of a child that is no image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
}

impl Descriptor {
    /// Its media type's kind.
    #[must_use]
    pub fn kind(&self) -> MediaKind {
        MediaKind::of(&self.media_type)
    }
}

/// The media type of a manifest's bytes: what they say themselves, else what the server said, else by their members.
pub(crate) fn media_type_of(document: &Value, said: Option<&str>) -> String {
    if let Some(own) = document["mediaType"].as_str() {
        return own.to_owned();
    }
    if document["schemaVersion"] == 1 {
        return "application/vnd.docker.distribution.manifest.v1+json".to_owned();
    }
    let said = said.unwrap_or("").split(';').next().unwrap_or("").trim();
    if MediaKind::of(said).is_manifest() {
        return said.to_owned();
    }
    if document["manifests"].is_array() {
        INDEX.to_owned()
    } else if document["layers"].is_array() && document["config"].is_object() {
        MANIFEST.to_owned()
    } else {
        said.to_owned()
    }
}
