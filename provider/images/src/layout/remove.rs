//! Removing images from a layout, without harm to others in it.

use std::{collections::BTreeSet, fs, io::ErrorKind};

use serde_json::Value;

use super::{INDEX_FILE, Layout, MARKER, NAME, PARTIAL};
use crate::{ContentDigest, Error};

impl Layout {
    /// Removes the entries with these names and digests, what refers to them, and each blob that only they needed; of images that had these names
    /// once, the blobs. A layout in which nothing is left goes altogether; files that are none of a layout's stay. Answers how many images went.
    ///
    /// # Errors
    /// [`Error::Disk`], and an unreadable index.
    pub(crate) fn remove(&self, images: &BTreeSet<(&str, &ContentDigest)>) -> Result<usize, Error> {
        let _alone = self
            .index
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut document = self.read_index()?;
        let (mut gone, mut kept) = (Vec::new(), Vec::new());
        for entry in document["manifests"].as_array().into_iter().flatten() {
            let digest = entry["digest"].as_str().and_then(ContentDigest::parse);
            let name = entry["annotations"][NAME].as_str().unwrap_or_default();
            match digest {
                Some(digest) if images.contains(&(name, &digest)) => gone.push(digest),
                digest => kept.push((entry.clone(), digest)),
            }
        }
        let removed = gone.len();
        // Another image took the name since.
        gone.extend(images.iter().map(|(_, digest)| (*digest).clone()));
        let mut ours = BTreeSet::new();
        gone.iter().for_each(|digest| self.reach(digest, &mut ours));
        // Signatures and the like have no name of ours; they go with what they are about.
        loop {
            let before = kept.len();
            kept.retain(|(_, digest)| {
                let Some(digest) = digest else { return true };
                let goes = self
                    .subject(digest)
                    .is_some_and(|subject| ours.contains(&subject));
                if goes {
                    self.reach(digest, &mut ours);
                }
                !goes
            });
            if kept.len() == before {
                break;
            }
        }
        let mut needed = BTreeSet::new();
        for digest in kept.iter().filter_map(|(_, digest)| digest.as_ref()) {
            self.reach(digest, &mut needed);
        }
        document["manifests"] = kept.iter().map(|(entry, _)| entry.clone()).collect();
        // The index first: what it names is there at any moment.
        self.write_index(&document)?;
        for digest in ours.difference(&needed) {
            self.discard(digest)?;
        }
        if kept.is_empty() {
            self.clear()?;
        }
        Ok(removed)
    }

    /// Removes a blob's file, for example one whose bytes are not its digest's any more, so that it can be had again.
    ///
    /// # Errors
    /// [`Error::Disk`]; one that is not there is a success.
    pub fn discard(&self, digest: &ContentDigest) -> Result<(), Error> {
        let path = self.blob_path(digest);
        self.check_folders(&path)?;
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::disk(&path, &error)),
            _ => Ok(()),
        }
    }

    /// Adds `digest` and all that is named below it, as far as it can be read.
    fn reach(&self, digest: &ContentDigest, found: &mut BTreeSet<ContentDigest>) {
        let mut next = vec![digest.clone()];
        while let Some(digest) = next.pop() {
            if !found.insert(digest.clone()) {
                continue;
            }
            let Some(document) = self.document(&digest) else {
                continue;
            };
            let lists = [
                &document["manifests"],
                &document["layers"],
                &document["blobs"],
            ];
            let named = lists
                .into_iter()
                .filter_map(Value::as_array)
                .flatten()
                .chain([&document["config"]]);
            let digests = named.filter_map(|one| ContentDigest::parse(one["digest"].as_str()?));
            next.extend(digests);
        }
    }

    fn subject(&self, digest: &ContentDigest) -> Option<ContentDigest> {
        ContentDigest::parse(self.document(digest)?["subject"]["digest"].as_str()?)
    }

    /// A manifest or index; anything large is a layer.
    fn document(&self, digest: &ContentDigest) -> Option<Value> {
        const MANIFEST_LIMIT: u64 = 4 << 20;
        let size = self.blob_size(digest).ok().flatten()?;
        if size > MANIFEST_LIMIT {
            return None;
        }
        let document: Value =
            serde_json::from_slice(&fs::read(self.blob_path(digest)).ok()?).ok()?;
        document["schemaVersion"].is_number().then_some(document)
    }

    /// Takes an empty layout away; folders with something else in them stay.
    fn clear(&self) -> Result<(), Error> {
        for file in [INDEX_FILE, MARKER] {
            let path = self.root.join(file);
            fs::remove_file(&path).map_err(|error| Error::disk(&path, &error))?;
        }
        for folder in ["blobs/sha256", "blobs/sha512", "blobs", PARTIAL] {
            let path = self.root.join(folder);
            match fs::remove_dir(&path) {
                Err(error)
                    if !matches!(
                        error.kind(),
                        ErrorKind::NotFound | ErrorKind::DirectoryNotEmpty
                    ) =>
                {
                    return Err(Error::disk(&path, &error));
                }
                _ => {}
            }
        }
        Ok(())
    }
}
