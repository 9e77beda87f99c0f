//! How large an image may be before it is taken for broken or hostile.

/// Bounds of one image with everything that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Indexes within indexes, and referrers of referrers.
    pub depth: usize,
    /// Manifests.
    pub manifests: usize,
    /// Bytes of all manifests.
    pub manifest_bytes: u64,
    /// Configurations and layers.
    pub blobs: usize,
    /// Bytes of all of it.
    pub bytes: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            depth: 8,
            manifests: 2000,
            manifest_bytes: 64 << 20,
            blobs: 20_000,
            bytes: 4 << 40,
        }
    }
}
