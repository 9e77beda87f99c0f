//! Which exports the resources of this configuration manage.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Mutex, PoisonError},
};

/// Ids of exports that some resource has in state, as far as this process has seen them, with their folders.
///
/// Without it two resources with one destination would take each other for a forgotten export and adopt it in turns.
#[derive(Debug, Default)]
pub struct LiveExports(Mutex<BTreeMap<String, String>>);

impl LiveExports {
    /// A resource manages the export `id` in `folder`.
    pub fn insert(&self, folder: &Path, id: &str) {
        let folder = folder.display().to_string();
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id.to_owned(), folder);
    }

    /// No resource manages the export `id` any more.
    pub fn remove(&self, id: &str) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id);
    }

    /// Whether some resource manages the export `id`.
    pub fn contains(&self, id: &str) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains_key(id)
    }
}
