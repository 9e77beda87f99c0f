//! Text forms of manifests.

use serde::{Deserialize, Serialize};

/// How manifests are written. Both say the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// One YAML document per object.
    #[default]
    Yaml,
    /// One JSON `List` per file.
    Json,
}

impl Format {
    /// The file extension.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Json => "json",
        }
    }
}
