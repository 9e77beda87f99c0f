//! Objects of buckets and containers, and how a bucket's listing is cut: sorted by key, newest version first.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock::rfc3339;

/// Largest and usual page of an S3 listing (documented: 1000 at most and by default).
pub(crate) const LARGEST_PAGE: usize = 1000;

/// Many objects under one rule: `{n}` in the name counts from 1 with five digits.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) count: u32,
    pub(crate) size: i64,
    #[serde(default)]
    pub(crate) content_type: Option<String>,
    #[serde(default)]
    pub(crate) class: Option<String>,
    /// How many versions each object has; 1 when missing.
    #[serde(default)]
    pub(crate) versions: Option<u32>,
    /// The newest version is a delete marker.
    #[serde(default)]
    pub(crate) deleted: bool,
}

/// One version of an object, or a delete marker.
#[derive(Debug, Clone)]
pub(crate) struct Version {
    id: String,
    size: i64,
    modified_ms: i64,
    class: String,
    marker: bool,
}

/// Objects by key; versions oldest first. They are made when they are first looked at: large estates hold many
/// buckets that nobody opens.
#[derive(Debug, Clone, Default)]
pub(crate) struct Objects {
    groups: Vec<Group>,
    created_ms: i64,
    by_key: OnceLock<BTreeMap<String, Vec<Version>>>,
}

/// What a listing asks for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Listing {
    pub(crate) prefix: String,
    pub(crate) delimiter: Option<String>,
    pub(crate) key_marker: Option<String>,
    pub(crate) version_marker: Option<String>,
    pub(crate) limit: usize,
    pub(crate) versions: bool,
    /// Does the entry named by the marker come again? Not documented.
    pub(crate) marker_repeats: bool,
}

impl Objects {
    /// The objects of `groups`, whose names must not overlap; `created_ms` is when the first was written.
    pub(crate) fn of(groups: Vec<Group>, created_ms: i64) -> Self {
        Self {
            groups,
            created_ms,
            by_key: OnceLock::new(),
        }
    }

    fn by_key(&self) -> &BTreeMap<String, Vec<Version>> {
        self.by_key.get_or_init(|| self.make())
    }

    fn make(&self) -> BTreeMap<String, Vec<Version>> {
        let (groups, created_ms) = (&self.groups, self.created_ms);
        let mut by_key = BTreeMap::new();
        for group in groups {
            for number in 1..=group.count {
                let key = group.name.replace("{n}", &format!("{number:05}"));
                let count = group.versions.unwrap_or(1).max(1);
                let mut versions: Vec<Version> = (1..=count)
                    .map(|version| Version {
                        id: format!("sandboxversion{version:04}"),
                        size: group.size + i64::from(number - 1),
                        modified_ms: created_ms
                            + i64::from(number) * 61_000
                            + i64::from(version) * 86_400_000,
                        class: group.class.clone().unwrap_or_else(|| "STANDARD".into()),
                        marker: false,
                    })
                    .collect();
                if group.deleted
                    && let Some(last) = versions.last().cloned()
                {
                    versions.push(Version {
                        id: format!("sandboxversion{:04}", count + 1),
                        size: 0,
                        modified_ms: last.modified_ms + 86_400_000,
                        marker: true,
                        ..last
                    });
                }
                by_key.insert(key, versions);
            }
        }
        by_key
    }

    /// Objects that are there: the newest version is no delete marker.
    pub(crate) fn current(&self) -> impl Iterator<Item = (&str, &Version)> {
        self.by_key().iter().filter_map(|(key, versions)| {
            let last = versions.last()?;
            (!last.marker).then_some((key.as_str(), last))
        })
    }

    /// Number and bytes of current objects.
    pub(crate) fn totals(&self) -> (usize, i64) {
        let there = self.groups.iter().filter(|group| !group.deleted);
        there.fold((0, 0), |(count, size), group| {
            let objects = i64::from(group.count);
            // The n-th object is n-1 bytes larger than the first.
            let growth = objects * (objects - 1).max(0) / 2;
            (
                count + group.count as usize,
                size + objects * group.size + growth,
            )
        })
    }

    /// Is there a current object of this name?
    pub(crate) fn has(&self, key: &str) -> bool {
        self.by_key()
            .get(key)
            .and_then(|versions| versions.last())
            .is_some_and(|last| !last.marker)
    }

    /// One page of `cloud.StorageObjectList`.
    pub(crate) fn list(&self, listing: &Listing, versioned: bool) -> Vec<Value> {
        let mut page: Vec<Value> = Vec::new();
        let mut folder: Option<String> = None;
        for (key, versions) in self.by_key().range(listing.prefix.clone()..) {
            if !key.starts_with(&listing.prefix) || page.len() >= listing.limit {
                break;
            }
            let last_is_marker = versions.last().is_none_or(|last| last.marker);
            if !listing.versions && last_is_marker {
                continue;
            }
            if let Some(group) = listing.folder(key) {
                if folder.as_deref() != Some(group.as_str()) {
                    if listing.is_after_marker(&group) {
                        page.push(entry_of_folder(&group));
                    }
                    folder = Some(group);
                }
                continue;
            }
            let newest = versions.len().saturating_sub(1);
            for (at, version) in versions.iter().enumerate().rev() {
                if page.len() >= listing.limit {
                    break;
                }
                if !listing.versions && at != newest {
                    break;
                }
                if !listing.reaches(key, versions, at) {
                    continue;
                }
                let latest = listing.versions.then_some(at == newest);
                page.push(version.entry(key, latest, listing.versions && versioned));
            }
        }
        page
    }
}

impl Listing {
    /// The common prefix that `key` disappears in.
    fn folder(&self, key: &str) -> Option<String> {
        let delimiter = self.delimiter.as_deref().filter(|text| !text.is_empty())?;
        let rest = key.get(self.prefix.len()..)?;
        let at = rest.find(delimiter)?;
        key.get(..self.prefix.len() + at + delimiter.len())
            .map(str::to_owned)
    }

    fn is_after_marker(&self, key: &str) -> bool {
        match self.key_marker.as_deref() {
            None => true,
            Some(marker) if self.marker_repeats => key >= marker,
            Some(marker) => key > marker,
        }
    }

    /// Does the version at `at` come after both markers?
    fn reaches(&self, key: &str, versions: &[Version], at: usize) -> bool {
        let (Some(marker), Some(version)) = (&self.key_marker, &self.version_marker) else {
            return self.is_after_marker(key);
        };
        if key != marker {
            return key > marker.as_str();
        }
        match versions.iter().position(|known| &known.id == version) {
            Some(position) if self.marker_repeats => at <= position,
            Some(position) => at < position,
            None => false,
        }
    }
}

impl Version {
    fn entry(&self, key: &str, latest: Option<bool>, with_id: bool) -> Value {
        let archived = self.class == "DEEP_ARCHIVE" && !self.marker;
        json!({
            "etag": (!self.marker).then(|| format!("\"{}\"", etag(&format!("{key}/{}/{}", self.id, self.size)))),
            "isCommonPrefix": null,
            "isDeleteMarker": latest.is_some().then_some(self.marker),
            "isLatest": latest,
            "key": key,
            "lastModified": rfc3339(self.modified_ms),
            "restoreStatus": archived.then(|| json!({"expireDate": null, "inProgress": false})),
            "size": self.size,
            "storageClass": (!self.marker).then_some(self.class.as_str()),
            "versionId": with_id.then_some(self.id.as_str()),
        })
    }

    /// Bytes.
    pub(crate) fn size(&self) -> i64 {
        self.size
    }

    /// Last change.
    pub(crate) fn modified(&self) -> String {
        rfc3339(self.modified_ms)
    }
}

fn entry_of_folder(key: &str) -> Value {
    json!({
        "etag": null,
        "isCommonPrefix": true,
        "isDeleteMarker": null,
        "isLatest": null,
        "key": key,
        "lastModified": null,
        "restoreStatus": null,
        "size": 0,
        "storageClass": null,
        "versionId": null,
    })
}

/// 32 hexadecimal characters that follow from the text.
fn etag(text: &str) -> String {
    uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, text.as_bytes())
        .simple()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str, count: u32, versions: u32, deleted: bool) -> Group {
        Group {
            name: name.into(),
            count,
            size: 10,
            content_type: None,
            class: None,
            versions: Some(versions),
            deleted,
        }
    }

    fn objects() -> Objects {
        Objects::of(
            vec![
                group("a/{n}", 3, 1, false),
                group("b", 1, 3, false),
                group("c/x/{n}", 2, 1, false),
                group("gone", 1, 2, true),
                group("z", 1, 1, false),
            ],
            0,
        )
    }

    fn keys(page: &[Value]) -> Vec<&str> {
        page.iter()
            .filter_map(|entry| entry["key"].as_str())
            .collect()
    }

    fn read_in_pages(listing: &Listing, limit: usize) -> Vec<String> {
        let objects = objects();
        let mut listing = Listing {
            limit,
            ..listing.clone()
        };
        let mut all = Vec::new();
        loop {
            let page = objects.list(&listing, true);
            all.extend(
                page.iter().map(|entry| {
                    format!("{} {}", entry["key"].as_str().unwrap(), entry["versionId"])
                }),
            );
            if page.len() < limit {
                return all;
            }
            let last = page.last().unwrap();
            listing.key_marker = last["key"].as_str().map(str::to_owned);
            listing.version_marker = last["versionId"].as_str().map(str::to_owned);
        }
    }

    #[test]
    fn folders_stand_for_their_objects() {
        let listing = Listing {
            delimiter: Some("/".into()),
            limit: 1000,
            ..Listing::default()
        };
        assert_eq!(
            keys(&objects().list(&listing, false)),
            ["a/", "b", "c/", "z"]
        );
        let below = Listing {
            prefix: "c/".into(),
            ..listing
        };
        assert_eq!(keys(&objects().list(&below, false)), ["c/x/"]);
    }

    #[test]
    fn pages_of_any_size_make_the_same_listing() {
        for versions in [false, true] {
            for delimiter in [None, Some("/".to_owned())] {
                let listing = Listing {
                    versions,
                    delimiter,
                    ..Listing::default()
                };
                let whole = read_in_pages(&listing, 1000);
                assert!(whole.len() >= 4);
                for limit in 1..=whole.len() + 1 {
                    assert_eq!(read_in_pages(&listing, limit), whole, "{limit}");
                }
            }
        }
    }

    #[test]
    fn versions_come_newest_first_and_delete_markers_hide_objects() {
        let all = Listing {
            versions: true,
            limit: 1000,
            ..Listing::default()
        };
        let page = objects().list(&all, true);
        let of_b: Vec<&Value> = page.iter().filter(|entry| entry["key"] == "b").collect();
        assert_eq!(of_b.len(), 3);
        assert_eq!(of_b[0]["isLatest"], true);
        assert_eq!(of_b[0]["versionId"], "sandboxversion0003");
        let gone: Vec<&Value> = page.iter().filter(|entry| entry["key"] == "gone").collect();
        assert_eq!((gone.len(), &gone[0]["isDeleteMarker"]), (3, &json!(true)));
        assert!(!objects().has("gone") && objects().has("b"));
        assert_eq!(objects().totals().0, 7);
    }

    #[test]
    fn totals_are_those_of_the_objects() {
        let objects = objects();
        let counted = objects
            .current()
            .fold((0, 0), |(count, size), (_, version)| {
                (count + 1, size + version.size)
            });
        assert_eq!(objects.totals(), counted);
    }

    #[test]
    fn a_repeated_marker_comes_again() {
        let listing = Listing {
            key_marker: Some("b".into()),
            limit: 1,
            marker_repeats: true,
            ..Listing::default()
        };
        assert_eq!(keys(&objects().list(&listing, false)), ["b"]);
    }
}
