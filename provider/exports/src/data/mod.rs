//! Data: which places an estate's volumes are filled from and written back to.

mod findings;

use std::collections::BTreeSet;

use ovhai_model::{
    DataStore, DataStoreRef, Estate, FindingKind, FindingSet, Protocol, Selection, Source, Workload,
};

pub use findings::{
    FINDINGS, FOLDER_MARKERS, GIT, IN_MANIFEST, INTERNAL, LEFT_OUT, NO_CONTAINER, NO_FILES,
    NOT_COUNTED, NOT_PROVEN, PUBLIC, UNKNOWN_STORE,
};

/// A place that objects are copied from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// `REGION/ALIAS` of a data store, or a name of the provider's `object_stores`.
    pub store: String,
    /// Bucket or container.
    pub container: String,
    /// Only objects whose names begin so; may be empty.
    pub prefix: String,
}

impl Place {
    /// Where its objects lie below a destination: `STORE/CONTAINER`, with everything that a path could take for something else
    /// written as `%` and two hex digits. Objects keep their whole names below it.
    #[must_use]
    pub fn path(&self) -> String {
        let store: Vec<String> = self.store.split('/').map(plain).collect();
        format!("{}/{}", store.join("/"), plain(&self.container))
    }

    /// What the export calls it: its path and prefix.
    #[must_use]
    pub fn key(&self) -> String {
        if self.prefix.is_empty() {
            self.path()
        } else {
            format!("{}/{}", self.path(), self.prefix)
        }
    }

    /// Whether all objects of `other` are also here.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self.store == other.store
            && self.container == other.container
            && other.prefix.starts_with(&self.prefix)
    }
}

/// A part of a path.
fn plain(part: &str) -> String {
    if part.is_empty() {
        return "%empty".to_owned();
    }
    let is_dots = part.bytes().all(|byte| byte == b'.');
    let mut plain = String::new();
    for char in part.chars() {
        if char.is_alphanumeric() || "-_".contains(char) || (char == '.' && !is_dots) {
            plain.push(char);
        } else {
            let mut bytes = [0; 4];
            for byte in char.encode_utf8(&mut bytes).bytes() {
                plain.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    plain
}

/// What the selected workloads use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// Places in order; none is part of another.
    pub places: Vec<Place>,
    /// What is used and not among them.
    pub findings: FindingSet,
}

/// Finds what the volumes of selected workloads are filled from, and what they write back to.
#[must_use]
pub fn used(estate: &Estate, selection: &Selection) -> Used {
    let mut used = Used::default();
    let mut places = BTreeSet::new();
    for workload in (estate.workloads.iter()).filter(|workload| selection.includes(workload)) {
        for volume in &workload.volumes {
            let mount = &volume.mount_path;
            match &volume.source {
                Source::DataStore(store) => {
                    used.store(estate, workload, mount, store, &mut places);
                }
                Source::PublicGit { url } => {
                    used.find(&GIT, workload, format!("{mount}: {}", shown(url)));
                }
                Source::PublicSwift { url } => {
                    used.find(&PUBLIC, workload, format!("{mount}: {}", shown(url)));
                }
                Source::Empty { .. } | Source::Unspecified => {}
            }
            if let Some(target) = &volume.target {
                used.store(estate, workload, mount, target, &mut places);
            }
        }
    }
    used.places = distinct(places);
    used
}

/// Without places that are part of others. They come in order, so what covers a place comes before it.
#[must_use]
pub fn distinct(places: BTreeSet<Place>) -> Vec<Place> {
    let mut distinct: Vec<Place> = Vec::new();
    for place in places {
        if !distinct.last().is_some_and(|last| last.covers(&place)) {
            distinct.push(place);
        }
    }
    distinct
}

impl Used {
    fn find(&mut self, kind: &FindingKind, workload: &Workload, detail: String) {
        self.findings.add(kind.at(&workload.address, detail));
    }

    fn store(
        &mut self,
        estate: &Estate,
        workload: &Workload,
        mount: &str,
        of: &DataStoreRef,
        places: &mut BTreeSet<Place>,
    ) {
        if of.internal {
            self.find(&INTERNAL, workload, mount.to_owned());
            return;
        }
        let is_meant =
            |store: &&DataStore| store.region == workload.region && store.alias == of.alias;
        let detail = format!("{mount}: {} of {}", of.container, of.alias);
        match (estate.data_stores.iter().find(is_meant)).map(|store| &store.protocol) {
            Some(Protocol::S3 | Protocol::Swift) => {
                places.insert(Place {
                    store: format!("{}/{}", workload.region, of.alias),
                    container: of.container.clone(),
                    prefix: of.prefix.clone().unwrap_or_default(),
                });
            }
            Some(Protocol::Git) => self.find(&GIT, workload, detail),
            Some(Protocol::Other(_)) | None => self.find(&UNKNOWN_STORE, workload, detail),
        }
    }
}

/// A URL without what may be a credential in it.
fn shown(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let host = rest.split('/').next().unwrap_or(rest);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{scheme}://{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(store: &str, container: &str, prefix: &str) -> Place {
        Place {
            store: store.to_owned(),
            container: container.to_owned(),
            prefix: prefix.to_owned(),
        }
    }

    #[test]
    fn a_place_that_is_part_of_another_is_not_copied_twice() {
        let places = [
            place("GRA/s", "b", "x/"),
            place("GRA/s", "b", ""),
            place("GRA/s", "c", "a/b/"),
            place("GRA/s", "c", "a/"),
            place("GRA/s", "c", "b/"),
            place("SBG/s", "b", "x/"),
        ];
        assert_eq!(
            distinct(places.into()),
            [
                place("GRA/s", "b", ""),
                place("GRA/s", "c", "a/"),
                place("GRA/s", "c", "b/"),
                place("SBG/s", "b", "x/"),
            ]
        );
    }

    #[test]
    fn no_name_of_a_store_or_container_leads_out_of_the_destination() {
        for (store, container, path) in [
            ("GRA/models-s3", "weights", "GRA/models-s3/weights"),
            ("..", "..", "%2E%2E/%2E%2E"),
            ("a//b", "x\u{1}\\y:", "a/%empty/b/x%01%5Cy%3A"),
            ("s", "v1.2 é", "s/v1.2%20é"),
        ] {
            assert_eq!(place(store, container, "").path(), path);
        }
        assert_eq!(place("GRA/s", "b", "x/y").key(), "GRA/s/b/x/y");
    }

    #[test]
    fn a_url_is_shown_without_what_may_be_secret_in_it() {
        let url = "https://me:a-word-nobody-may-see@git.example.com/a/b.git?token=x";
        assert_eq!(shown(url), "https://git.example.com");
    }
}
