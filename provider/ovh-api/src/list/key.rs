//! What tells the objects of a list apart.

use std::{fmt::Write, sync::Arc};

use ring::digest;
use serde::Deserialize;

/// The id, or for an object without one a digest of its text.
pub(crate) type Key = Arc<str>;

/// Begins the keys of objects without id.
const WITHOUT_ID: &str = "without-id-";

/// Is this the key of an object that cannot be asked for by id?
pub(super) fn has_no_id(key: &str) -> bool {
    key.starts_with(WITHOUT_ID)
}

/// The key of an object in a page.
pub(super) fn key(text: &str) -> Key {
    key_of(text).unwrap_or_else(|| digest_of(text))
}

/// The key of an object; `None` if the text is no JSON.
pub(super) fn key_of(text: &str) -> Option<Key> {
    #[derive(Deserialize)]
    struct HasId<'a> {
        #[serde(borrow)]
        id: std::borrow::Cow<'a, str>,
    }

    match serde_json::from_str::<HasId<'_>>(text) {
        Ok(object) => Some(Arc::from(object.id.as_ref())),
        Err(error) if error.is_data() => Some(digest_of(text)),
        Err(_) => None,
    }
}

/// Stands for an object without id. Two of exactly the same text count as one.
fn digest_of(text: &str) -> Key {
    let mut key = String::from(WITHOUT_ID);
    for byte in &digest::digest(&digest::SHA256, text.as_bytes()).as_ref()[..16] {
        // Writing to a String cannot fail.
        let _ = write!(key, "{byte:02x}");
    }
    key.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_without_id_keep_apart() {
        let keys = [
            r#"{"id": "a", "x": 1}"#,
            r#"{"id": 7}"#,
            r#"{"id": "\u0061"}"#,
            "5",
            "null",
        ]
        .map(|text| key(text).to_string());
        assert_eq!(keys[0], "a");
        assert_eq!(keys[2], "a");
        let odd: std::collections::BTreeSet<_> = [&keys[1], &keys[3], &keys[4]].into();
        assert_eq!(odd.len(), 3);
        assert!(odd.iter().all(|key| key.starts_with("without-id-")));
    }
}
