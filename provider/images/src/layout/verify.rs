//! Is a layout whole? Every blob hashed again, every name followed.

use std::{collections::BTreeSet, fs};

use serde_json::Value;

use super::Layout;
use crate::{ContentDigest, Descriptor, Error, MediaKind};

/// Something wrong in a layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutProblem {
    /// The blob, if it is about one.
    pub digest: Option<ContentDigest>,
    /// What is wrong.
    pub problem: String,
}

impl Layout {
    /// Hashes every blob, and follows `index.json` to everything it needs. Foreign layers may be absent.
    ///
    /// # Errors
    /// [`Error::Disk`] and an unreadable `index.json`; what is wrong with blobs is in the answer.
    pub fn verify(&self) -> Result<Vec<LayoutProblem>, Error> {
        let mut problems = Vec::new();
        let mut whole = BTreeSet::new();
        let blobs = self.root.join("blobs");
        for algorithm in ["sha256", "sha512"] {
            let folder = blobs.join(algorithm);
            self.check_folders(&folder.join("x"))?;
            let Ok(entries) = fs::read_dir(&folder) else {
                continue;
            };
            for entry in entries {
                let entry = entry.map_err(|error| Error::disk(&folder, &error))?;
                let name = entry.file_name();
                let digest =
                    ContentDigest::parse(&format!("{algorithm}:{}", name.to_string_lossy()));
                match digest.as_ref().map(|digest| self.check_blob(digest)) {
                    None => problems.push(LayoutProblem {
                        digest: None,
                        problem: format!("{} is no blob", entry.path().display()),
                    }),
                    Some(Ok(())) => whole.extend(digest),
                    Some(Err(error)) => problems.push(LayoutProblem {
                        digest,
                        problem: error.to_string(),
                    }),
                }
            }
        }
        let mut seen = BTreeSet::new();
        let mut next = self.entries()?;
        while let Some(descriptor) = next.pop() {
            if !seen.insert(descriptor.digest.clone()) {
                continue;
            }
            if !whole.contains(&descriptor.digest) {
                let is_named = problems
                    .iter()
                    .any(|problem| problem.digest.as_ref() == Some(&descriptor.digest));
                if !is_named && descriptor.kind() != MediaKind::Foreign {
                    problems.push(LayoutProblem {
                        problem: "it is missing".to_owned(),
                        digest: Some(descriptor.digest),
                    });
                }
                continue;
            }
            if descriptor.kind().is_manifest() {
                let manifest = self.manifest(descriptor.digest.as_str())?;
                next.extend(named_by(&manifest.bytes));
            }
        }
        problems.sort_by(|one, other| {
            (&one.digest, &one.problem).cmp(&(&other.digest, &other.problem))
        });
        Ok(problems)
    }

    fn check_blob(&self, digest: &ContentDigest) -> Result<(), Error> {
        let size = self
            .blob_size(digest)?
            .ok_or_else(|| self.missing(digest))?;
        let mut reader = self.read_blob(digest, size, 0, Some(digest.hasher()))?;
        while reader.next()?.is_some() {}
        Ok(())
    }
}

/// Everything a manifest names, but its subject.
fn named_by(bytes: &[u8]) -> Vec<Descriptor> {
    let document: Value = serde_json::from_slice(bytes).unwrap_or_default();
    let lists = ["manifests", "layers", "blobs"].into_iter();
    let items = lists.flat_map(|list| document[list].as_array().into_iter().flatten());
    (items.chain(document.get("config")))
        .filter_map(|item| serde_json::from_value(item.clone()).ok())
        .collect()
}
