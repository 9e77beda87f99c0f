//! Images made of noise, as layouts that `skopeo` reads.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{process, repository::empty_folder};

/// Media type of an index.
pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// An image layout in the making.
pub struct Made(PathBuf);

impl Made {
    /// An empty one at `path`.
    pub fn new(path: &Path) -> Result<Self> {
        empty_folder(path)?;
        fs::create_dir_all(path.join("blobs/sha256"))?;
        fs::write(
            path.join("oci-layout"),
            "{\"imageLayoutVersion\":\"1.0.0\"}",
        )?;
        Ok(Self(path.to_path_buf()))
    }

    /// A layer of bytes that cannot be compressed.
    pub fn layer(&self, size: u64, seed: u64) -> Result<Value> {
        noise(&self.0.join("new"), size, seed)?;
        self.blob("application/vnd.oci.image.layer.v1.tar")
    }

    /// Adds a document; answers its descriptor.
    pub fn document(&self, document: &Value, media_type: &str) -> Result<Value> {
        fs::write(self.0.join("new"), document.to_string())?;
        self.blob(media_type)
    }

    /// Puts the new file under its digest; answers its descriptor.
    fn blob(&self, media_type: &str) -> Result<Value> {
        let path = self.0.join("new");
        let (digest, size) = (sum("sha256sum", &path)?, fs::metadata(&path)?.len());
        fs::rename(&path, self.0.join("blobs/sha256").join(&digest))?;
        Ok(json!({"mediaType": media_type, "digest": format!("sha256:{digest}"), "size": size}))
    }

    /// Adds an image with these layers; answers its descriptor.
    pub fn manifest(&self, layers: &[Value]) -> Result<Value> {
        let digests: Vec<&Value> = layers.iter().map(|layer| &layer["digest"]).collect();
        let config = json!({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": digests}});
        let config = self.document(&config, "application/vnd.oci.image.config.v1+json")?;
        let manifest =
            json!({"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers});
        self.document(&manifest, MANIFEST)
    }

    /// Makes `descriptor` the layout's only image, named 1.
    pub fn name(&self, descriptor: &Value) -> Result<()> {
        let mut entry = descriptor.clone();
        entry["annotations"] = json!({"org.opencontainers.image.ref.name": "1"});
        let index = json!({"schemaVersion": 2, "manifests": [entry]});
        Ok(fs::write(self.0.join("index.json"), index.to_string())?)
    }
}

/// A file of bytes that cannot be compressed.
pub fn noise(path: &Path, size: u64, seed: u64) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut state = (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    for _ in 0..size / 8 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        file.write_all(&state.to_le_bytes())?;
    }
    Ok(file.flush()?)
}

/// The digits of a file's sum, by a program such as `sha256sum`.
pub fn sum(program: &str, path: &Path) -> Result<String> {
    let line = process::output(Command::new(program).arg(path))?;
    let digest = line.split_whitespace().next();
    let digest = digest.map(str::to_owned);
    digest.with_context(|| format!("{program} says nothing"))
}
