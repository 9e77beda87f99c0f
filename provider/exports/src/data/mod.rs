//! Data: which places an estate's volumes are filled from and written back to.

mod findings;

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::{
    DataStore, DataStoreRef, Estate, FindingKind, FindingSet, Protocol, Selection, Source, Task,
    Workload,
};

pub use findings::{
    BACKUPS, FINDINGS, FOLDER_MARKERS, GIT, GIT_POINTERS, IN_MANIFEST, INTERNAL, LEFT_OUT,
    NO_CONTAINER, NO_FILES, NOT_COUNTED, NOT_ENCRYPTED, NOT_PROVEN, PUBLIC, UNKNOWN_STORE,
    WORKSPACE,
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

/// What the store of a repository's place begins with.
const REPOSITORIES: &str = "git/";

/// The place of the repository at `address`: below `git/HOST/PATH`, whatever the protocol. A credential in the address is not
/// part of it.
#[must_use]
pub fn repository(address: &str) -> Place {
    let (_, rest) = address.split_once("://").unwrap_or(("", address));
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let path = path.split(['?', '#']).next().unwrap_or("");
    Place {
        store: format!("{REPOSITORIES}{host}/{}", path.trim_matches('/')),
        container: "bundle".to_owned(),
        prefix: String::new(),
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
    /// Addresses of repositories of Git by their places, which are not among them. They may have credentials in them.
    pub repositories: BTreeMap<Place, String>,
    /// What is used and not among them.
    pub findings: FindingSet,
}

/// Finds what the volumes of selected workloads are filled from, and what they write back to. `is_configured` says whether somebody told
/// how a store, by `REGION/ALIAS`, is reached: then it need not be among the estate's.
#[must_use]
pub fn used(estate: &Estate, selection: &Selection, is_configured: &dyn Fn(&str) -> bool) -> Used {
    let mut used = Used::default();
    let mut places = BTreeSet::new();
    for workload in (estate.workloads.iter()).filter(|workload| selection.includes(workload)) {
        used.workspace(estate, workload, &mut places);
        for volume in &workload.volumes {
            let mount = &volume.mount_path;
            match &volume.source {
                Source::DataStore(store) => {
                    used.store(estate, workload, mount, store, is_configured, &mut places);
                }
                Source::PublicGit { url } => {
                    used.repository(workload, url, format!("{mount}: {}", shown(url)));
                }
                Source::PublicSwift { url } => {
                    used.find(&PUBLIC, workload, format!("{mount}: {}", shown(url)));
                }
                Source::Empty { .. } | Source::Unspecified => {}
            }
            if let Some(target) = &volume.target {
                used.store(estate, workload, mount, target, is_configured, &mut places);
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
    fn repository(&mut self, workload: &Workload, address: &str, detail: String) {
        (self.repositories).insert(repository(address), address.to_owned());
        self.find(&GIT, workload, detail);
    }

    /// What a notebook keeps beside its volumes.
    fn workspace(&mut self, estate: &Estate, workload: &Workload, places: &mut BTreeSet<Place>) {
        let Task::Workbench(bench) = &workload.task else {
            return;
        };
        let kept = (estate.backups.iter())
            .filter(|backup| backup.notebook == workload.address)
            .count();
        if kept > 0 {
            self.find(&BACKUPS, workload, format!("{kept} backups"));
        }
        let place = (bench.workspace_container.as_deref())
            .and_then(|id| id.strip_prefix("swift/")?.split_once('/'));
        let store = place.and_then(|(region, _)| {
            let is_own = |store: &&DataStore| {
                store.protocol == Protocol::Swift
                    && store.region == workload.region
                    && store.own_storage.as_deref() == Some(region)
            };
            estate.data_stores.iter().find(is_own)
        });
        let (Some((_, container)), Some(store)) = (place, store) else {
            self.find(&INTERNAL, workload, "/workspace".to_owned());
            return;
        };
        self.find(&WORKSPACE, workload, container.to_owned());
        places.insert(Place {
            store: format!("{}/{}", store.region, store.alias),
            container: container.to_owned(),
            prefix: String::new(),
        });
    }

    fn find(&mut self, kind: &FindingKind, workload: &Workload, detail: String) {
        self.findings.add(kind.at(&workload.address, detail));
    }

    fn store(
        &mut self,
        estate: &Estate,
        workload: &Workload,
        mount: &str,
        of: &DataStoreRef,
        is_configured: &dyn Fn(&str) -> bool,
        places: &mut BTreeSet<Place>,
    ) {
        if of.internal {
            self.find(&INTERNAL, workload, mount.to_owned());
            return;
        }
        let is_meant =
            |store: &&DataStore| store.region == workload.region && store.alias == of.alias;
        let detail = format!("{mount}: {} of {}", of.container, of.alias);
        let store = estate.data_stores.iter().find(is_meant);
        let name = format!("{}/{}", workload.region, of.alias);
        match store.map(|store| &store.protocol) {
            Some(Protocol::Git) => {
                let address = store.map_or("", |store| store.endpoint.expose());
                self.repository(workload, address, detail);
            }
            Some(Protocol::Other(_)) | None if !is_configured(&name) => {
                self.find(&UNKNOWN_STORE, workload, detail);
            }
            _ => {
                places.insert(Place {
                    store: name,
                    container: of.container.clone(),
                    prefix: of.prefix.clone().unwrap_or_default(),
                });
            }
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
mod tests;
