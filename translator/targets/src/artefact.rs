//! Produced files.

use ovhai_model::Address;

/// One produced file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artefact {
    /// Relative path with `/`, safe on every file system: see [`Artefact::path_is_safe`].
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
    /// The object it was made from; `None` for files about the whole export.
    pub source: Option<Address>,
}

/// Longest path, so that a destination folder of usual depth stays below the 260 characters some systems allow.
const LONGEST: usize = 200;

/// File names some systems keep for devices, whatever the extension.
pub(crate) const DEVICE_NAMES: &[&str] = &[
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1",
    "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

impl Artefact {
    /// An artefact of the whole export.
    pub(crate) fn shared(path: &str, bytes: Vec<u8>) -> Self {
        Self {
            path: path.to_owned(),
            bytes,
            source: None,
        }
    }

    /// Whether `path` is relative, at most 200 bytes, and every part is non-empty, of `A-Z a-z 0-9 . _ -`, not starting or
    /// ending with a dot, and no device name. All paths of this crate are.
    #[must_use]
    pub fn path_is_safe(path: &str) -> bool {
        path.len() <= LONGEST
            && path.split('/').all(|part| {
                let stem = part.split('.').next().unwrap_or_default();
                !part.is_empty()
                    && !part.starts_with('.')
                    && !part.ends_with('.')
                    && part
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
                    && !DEVICE_NAMES.contains(&stem.to_ascii_lowercase().as_str())
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dangerous_paths_are_told() {
        assert!(Artefact::path_is_safe("apps/text-classifier.yaml"));
        for path in [
            "",
            "/a",
            "a//b",
            "../a",
            "a/..",
            "a/con.yaml",
            "a/NUL",
            "a\0",
            "a\\b",
            "é",
        ] {
            assert!(!Artefact::path_is_safe(path), "{path:?}");
        }
        assert!(!Artefact::path_is_safe(&"a".repeat(201)));
    }
}
