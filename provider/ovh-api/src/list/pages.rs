//! One page: its objects and what tells them apart.

use std::{fmt::Write, sync::Arc};

use ring::digest;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Key;

/// Begins the keys of objects without id.
const WITHOUT_ID: &str = "without-id-";

/// Is this the key of an object that cannot be asked for by id?
pub(super) fn has_no_id(key: &str) -> bool {
    key.starts_with(WITHOUT_ID)
}

/// The objects of a page, still as text.
pub(super) struct Page<'a>(pub(super) Vec<(Key, &'a str)>);

impl<'a> Page<'a> {
    /// Reads an array of objects.
    pub(super) fn read(body: &'a [u8]) -> Result<Self, serde_json::Error> {
        let items: Vec<&'a RawValue> = serde_json::from_slice(body)?;
        Ok(Self(
            items
                .into_iter()
                .map(|item| {
                    let text = item.get();
                    (key_of(text).unwrap_or_else(|| digest_of(text)), text)
                })
                .collect(),
        ))
    }
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
        let page =
            Page::read(br#"[{"id": "a", "x": 1}, {"id": 7}, {"id": "\u0061"}, 5, null]"#).unwrap();
        let keys: Vec<_> = page.0.iter().map(|(key, _)| key.to_string()).collect();
        assert_eq!(keys[0], "a");
        assert_eq!(keys[2], "a");
        let odd: std::collections::BTreeSet<_> = [&keys[1], &keys[3], &keys[4]].into();
        assert_eq!(odd.len(), 3);
        assert!(odd.iter().all(|key| key.starts_with("without-id-")));
        assert!(Page::read(b"{}").is_err());
    }
}
