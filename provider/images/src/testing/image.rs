//! Images made of bytes, for tests.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::ContentDigest;

/// Manifests and blobs of an image.
#[derive(Clone, Debug)]
pub struct Made {
    /// Of the root.
    pub digest: String,
    /// Digest, media type and bytes, what is named before what names it.
    pub manifests: Vec<(String, String, Bytes)>,
    /// Digest and bytes.
    pub blobs: Vec<(String, Bytes)>,
}

fn of(bytes: &[u8]) -> String {
    ContentDigest::of(bytes).as_str().to_owned()
}

/// An OCI image with these layers.
#[must_use]
pub fn image(layers: &[&[u8]]) -> Made {
    image_with(layers, json!({}))
}

/// An OCI image with these layers, whose manifest has the members of `more`, too.
#[must_use]
pub fn image_with(layers: &[&[u8]], more: Value) -> Made {
    let config = Bytes::from(
        json!({"rootfs": {"type": "layers", "diff_ids": []}, "n": layers.len()}).to_string(),
    );
    let media_type = "application/vnd.oci.image.manifest.v1+json";
    let mut manifest = json!({
        "schemaVersion": 2,
        "mediaType": media_type,
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "digest": of(&config),
            "size": config.len(),
        },
        "layers": layers.iter().map(|layer| json!({
            "mediaType": "application/vnd.oci.image.layer.v1.tar",
            "digest": of(layer),
            "size": layer.len(),
        })).collect::<Vec<_>>(),
    });
    if let (Some(members), Some(more)) = (manifest.as_object_mut(), more.as_object()) {
        members.extend(more.clone());
    }
    let bytes = Bytes::from(manifest.to_string());
    let mut blobs = vec![(of(&config), config)];
    blobs.extend((layers.iter()).map(|layer| (of(layer), Bytes::copy_from_slice(layer))));
    Made {
        digest: of(&bytes),
        manifests: vec![(of(&bytes), media_type.to_owned(), bytes)],
        blobs,
    }
}

/// An index of images for platforms, such as `linux/amd64`.
#[must_use]
pub fn index(children: &[(&str, &Made)]) -> Made {
    let media_type = "application/vnd.oci.image.index.v1+json";
    let mut made = Made {
        digest: String::new(),
        manifests: Vec::new(),
        blobs: Vec::new(),
    };
    let mut entries = Vec::new();
    for (platform, child) in children {
        made.blobs.extend(child.blobs.iter().cloned());
        made.manifests.extend(child.manifests.iter().cloned());
        let root = child
            .manifests
            .iter()
            .find(|(digest, ..)| *digest == child.digest);
        let (os, architecture) = platform.split_once('/').unwrap_or((platform, ""));
        entries.push(json!({
            "mediaType": root.map(|(_, media_type, _)| media_type),
            "digest": child.digest,
            "size": root.map(|(.., bytes)| bytes.len()),
            "platform": {"os": os, "architecture": architecture},
        }));
    }
    let bytes = Bytes::from(
        json!({"schemaVersion": 2, "mediaType": media_type, "manifests": entries}).to_string(),
    );
    made.digest = of(&bytes);
    made.manifests
        .push((made.digest.clone(), media_type.to_owned(), bytes));
    made
}
