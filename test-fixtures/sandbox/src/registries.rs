//! Private registries of the project. Passwords are write-only: reads answer null (inferred, platform-facts 17.7).

use indexmap::IndexMap;
use serde_json::{Value, json};

/// Registries by id, in order of creation.
#[derive(Debug, Default)]
pub(crate) struct Registries {
    by_id: IndexMap<String, Value>,
}

impl Registries {
    pub(crate) fn list(&self) -> Value {
        self.by_id.values().cloned().collect::<Vec<_>>().into()
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Value> {
        self.by_id.get(id)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Value> {
        self.by_id.get_mut(id)
    }

    pub(crate) fn insert(&mut self, document: Value) {
        if let Some(id) = document["id"].as_str() {
            self.by_id.insert(id.to_owned(), document);
        }
    }

    pub(crate) fn remove(&mut self, id: &str) -> bool {
        self.by_id.shift_remove(id).is_some()
    }
}

/// A registry document without its password.
pub(crate) fn document(
    id: &str,
    region: &str,
    url: &str,
    username: &str,
    user: &str,
    at: &str,
) -> Value {
    json!({
        "createdAt": at,
        "id": id,
        "password": null,
        "region": region,
        "updatedAt": at,
        "url": url,
        "user": user,
        "username": username,
    })
}
