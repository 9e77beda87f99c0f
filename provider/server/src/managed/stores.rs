//! Which data stores the resources of this configuration manage.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

/// Data stores that some resource has in state, as far as this process has seen them.
///
/// A replacement is planned as something new while the old one is still there; without this its alias would count as taken.
#[derive(Debug, Default)]
pub struct ManagedStores(Mutex<BTreeSet<String>>);

impl ManagedStores {
    /// A resource manages the data store `key`.
    pub fn insert(&self, key: &str) {
        self.lock().insert(key.to_owned());
    }

    /// No resource manages it any more.
    pub fn remove(&self, key: &str) {
        self.lock().remove(key);
    }

    /// Whether some resource manages it.
    pub fn contains(&self, key: &str) -> bool {
        self.lock().contains(key)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
