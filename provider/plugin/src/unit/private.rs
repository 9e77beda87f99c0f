//! Private state.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

type Entries = BTreeMap<String, Box<RawValue>>;

/// Data that Terraform keeps beside the state of a resource without showing it: JSON by key.
///
/// It is stored in clear text in the state file, so it is no place for secrets; that of ephemeral
/// resources is not stored at all. Cloning gives another handle to the same data.
#[derive(Debug, Clone, Default)]
pub struct Private(Arc<Mutex<Contents>>);

#[derive(Debug, Default)]
enum Contents {
    #[default]
    Empty,
    Entries(Entries),
    /// Not written by this framework; passed on as it is until something is set.
    Foreign(Vec<u8>),
}

impl Private {
    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Self {
        let contents = if bytes.is_empty() {
            Contents::Empty
        } else {
            match serde_json::from_slice::<Entries>(&bytes) {
                Ok(entries) => Contents::Entries(entries),
                Err(_) => Contents::Foreign(bytes),
            }
        };
        Self(Arc::new(Mutex::new(contents)))
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        match &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Contents::Empty => Vec::new(),
            Contents::Entries(entries) => serde_json::to_vec(entries).unwrap_or_default(),
            Contents::Foreign(bytes) => bytes.clone(),
        }
    }

    /// The value under `key`; `None` when there is none or it does not fit `T`.
    #[must_use]
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        match &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Contents::Entries(entries) => serde_json::from_str(entries.get(key)?.get()).ok(),
            Contents::Empty | Contents::Foreign(_) => None,
        }
    }

    /// Puts a value under `key`.
    ///
    /// # Errors
    /// When the value cannot be written as JSON.
    pub fn set<T: Serialize>(
        &self,
        key: impl Into<String>,
        value: &T,
    ) -> Result<(), serde_json::Error> {
        let raw = serde_json::value::to_raw_value(value)?;
        self.change(|entries| {
            entries.insert(key.into(), raw);
        });
        Ok(())
    }

    /// Removes the value under `key`.
    pub fn remove(&self, key: &str) {
        self.change(|entries| {
            entries.remove(key);
        });
    }

    fn change(&self, change: impl FnOnce(&mut Entries)) {
        let mut contents = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut entries = match std::mem::take(&mut *contents) {
            Contents::Entries(entries) => entries,
            Contents::Empty | Contents::Foreign(_) => Entries::new(),
        };
        change(&mut entries);
        *contents = if entries.is_empty() {
            Contents::Empty
        } else {
            Contents::Entries(entries)
        };
    }
}
