//! `index.json`: what a layout holds, under which names.

use serde_json::{Value, json};

use super::{DOCUMENT_LIMIT, INDEX_FILE, Layout, read_file, write_atomic};
use crate::{ContentDigest, Descriptor, Error, media::INDEX};

/// The annotation that holds a name.
pub(crate) const NAME: &str = "org.opencontainers.image.ref.name";

pub(super) fn empty() -> Value {
    json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": []})
}

impl Layout {
    /// The entries of `index.json`.
    ///
    /// # Errors
    /// [`Error::Protocol`] if it is no index, [`Error::Disk`].
    pub fn entries(&self) -> Result<Vec<Descriptor>, Error> {
        let entries = self.read_index()?;
        let children = entries["manifests"].as_array().into_iter().flatten();
        children
            .map(|child| {
                serde_json::from_value(child.clone())
                    .map_err(|_| self.no_index("an entry is no descriptor"))
            })
            .collect()
    }

    /// Adds `entries` (descriptors), each in place of what had its name. Entries of others stay as they are.
    ///
    /// # Errors
    /// As for [`Self::entries`].
    pub(crate) fn add(&self, entries: &[Value]) -> Result<(), Error> {
        let _alone = self
            .index
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut document = self.read_index()?;
        let name = |entry: &Value| {
            let name = entry["annotations"][NAME].as_str();
            name.unwrap_or("").to_owned()
        };
        let before = document.clone();
        let Some(known) = document["manifests"].as_array_mut() else {
            return Err(self.no_index("it has no manifests"));
        };
        for entry in entries {
            let new = name(entry);
            known.retain(|old| {
                let old_name = name(old);
                old_name != new || (new.is_empty() && old["digest"] != entry["digest"])
            });
            known.push(entry.clone());
        }
        known.sort_by_key(|entry| (name(entry), entry["digest"].to_string()));
        if document == before {
            return Ok(());
        }
        self.write_index(&document)
    }

    pub(super) fn write_index(&self, document: &Value) -> Result<(), Error> {
        let mut text = format!("{document:#}");
        text.push('\n');
        write_atomic(&self.root.join(INDEX_FILE), text.as_bytes())
    }

    /// Digest and media type of the entry named `name`.
    pub(super) fn named(&self, name: &str) -> Result<(ContentDigest, Option<String>), Error> {
        let mut found = (self.entries()?.into_iter())
            .filter(|entry| entry.annotations.get(NAME).is_some_and(|own| own == name));
        match (found.next(), found.next()) {
            (Some(one), None) => Ok((one.digest, Some(one.media_type))),
            (Some(one), Some(other)) if one.digest != other.digest => Err(Error::Manifest {
                image: format!("{name} of {}", self.root.display()),
                problem: "index.json has it twice; ask by digest".to_owned(),
            }),
            (Some(one), Some(_)) => Ok((one.digest, Some(one.media_type))),
            (None, _) => Err(Error::NotFound {
                place: self.root.display().to_string(),
                what: format!("image {name}"),
            }),
        }
    }

    /// What says that it belongs to `digest`, among the entries of `index.json` and under the fallback name.
    pub(crate) fn referrers(&self, digest: &ContentDigest) -> Result<Vec<Descriptor>, Error> {
        let mut found = Vec::new();
        for entry in self.entries()? {
            let manifest = self.manifest(entry.digest.as_str())?;
            let document: Value = serde_json::from_slice(&manifest.bytes).unwrap_or_default();
            let is_fallback = entry.annotations.get(NAME) == Some(&digest.fallback_tag());
            if document["subject"]["digest"] == digest.as_str() {
                found.push(Descriptor {
                    annotations: std::collections::BTreeMap::new(),
                    ..entry
                });
            } else if is_fallback {
                found.extend(crate::registry::descriptors(&document).unwrap_or_default());
            }
        }
        found.sort_by(|one, other| one.digest.cmp(&other.digest));
        found.dedup_by(|one, other| one.digest == other.digest);
        Ok(found)
    }

    pub(super) fn read_index(&self) -> Result<Value, Error> {
        let path = self.root.join(INDEX_FILE);
        let bytes =
            read_file(&path, DOCUMENT_LIMIT)?.ok_or_else(|| self.no_index("it is missing"))?;
        let document: Value =
            serde_json::from_slice(&bytes).map_err(|_| self.no_index("it is no JSON"))?;
        if document["manifests"].is_array() {
            Ok(document)
        } else {
            Err(self.no_index("it has no manifests"))
        }
    }

    fn no_index(&self, problem: &str) -> Error {
        Error::protocol(&self.root.display().to_string(), INDEX_FILE, problem)
    }
}
