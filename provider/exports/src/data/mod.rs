//! Data: which places an estate's volumes are filled from and written back to.

mod findings;

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::{
    DataStore, DataStoreRef, Estate, FindingKind, FindingSet, Protocol, Selection, Source, Task,
    Workload,
};

pub use findings::{
    BACKUPS, FINDINGS, FOLDER_MARKERS, GIT, GIT_POINTERS, IN_MANIFEST, INTERNAL, LEFT_OUT,
    NO_CONTAINER, NO_FILES, NOT_COUNTED, NOT_ENCRYPTED, NOT_PROVEN, PUBLIC, UNKNOWN_STORE, WORKSPACE,
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

/// Finds what the volumes of selected workloads are filled from, and what they write back to.
#[must_use]
pub fn used(estate: &Estate, selection: &Selection) -> Used {
    let mut used = Used::default();
    let mut places = BTreeSet::new();
    for workload in (estate.workloads.iter()).filter(|workload| selection.includes(workload)) {
        used.workspace(estate, workload, &mut places);
        for volume in &workload.volumes {
            let mount = &volume.mount_path;
            match &volume.source {
                Source::DataStore(store) => {
                    used.store(estate, workload, mount, store, &mut places);
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
        match store.map(|store| &store.protocol) {
            Some(Protocol::S3 | Protocol::Swift) => {
                places.insert(Place {
                    store: format!("{}/{}", workload.region, of.alias),
                    container: of.container.clone(),
                    prefix: of.prefix.clone().unwrap_or_default(),
                });
            }
            Some(Protocol::Git) => {
                let address = store.map_or("", |store| store.endpoint.expose());
                self.repository(workload, address, detail);
            }
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
    use ovhai_model::{
        Address, Backup, Compute, Digest, Image, Kind, RunState, Scaling, Text, Workbench,
    };

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
    fn a_repository_has_a_place_that_no_credential_is_part_of() {
        for address in [
            "https://git.example.com/team/a.git",
            "https://me:a-word-nobody-may-see@git.example.com/team/a.git?token=a-word-nobody-may-see",
            "ssh://git@git.example.com/team/a.git/",
        ] {
            assert_eq!(
                repository(address).path(),
                "git/git.example.com/team/a.git/bundle"
            );
        }
        let short = repository("git@git.example.com:team/../a.git").path();
        assert_eq!(short, "git/git.example.com%3Ateam/%2E%2E/a.git/bundle");
    }

    /// A notebook, with its region's own storage and a backup as asked.
    fn estate(has_storage: bool, has_backup: bool) -> Estate {
        let address = Address::new(Kind::Notebook, "n");
        let notebook = Workload {
            address: address.clone(),
            name: "n".to_owned(),
            region: "GRA".to_owned(),
            task: Task::Workbench(Workbench {
                framework: None,
                framework_version: None,
                editor: None,
                quantum_flavor: None,
                ssh_public_keys: Vec::new(),
                restarts_at_timeout: None,
                shutdown: None,
                workspace_used: None,
                workspace_container: Some("swift/GRA/notebooks_workspace".to_owned()),
                retention: None,
            }),
            run: RunState::Running,
            image: Image {
                reference: "conda".to_owned(),
                partner: None,
            },
            command: Vec::new(),
            environment: Vec::new(),
            labels: [].into(),
            platform_labels: [].into(),
            http_port: None,
            grpc_port: None,
            is_public: false,
            readiness: None,
            liveness: None,
            rollout: None,
            scaling: Scaling::Fixed { replicas: 1 },
            compute: Compute::default(),
            volumes: Vec::new(),
            url: None,
            grpc_address: None,
            unknown: Vec::new(),
            source: String::new(),
            digest: Digest::of(b"n"),
        };
        let store = DataStore {
            address: Address::new(Kind::DataStore, "GRA/GRA"),
            region: "GRA".to_owned(),
            alias: "GRA".to_owned(),
            protocol: Protocol::Swift,
            built_in: true,
            endpoint: Text::new("https://storage.example.com"),
            own_storage: Some("GRA".to_owned()),
            source: String::new(),
            digest: Digest::of(b"s"),
        };
        let backup = Backup {
            address: Address::new(Kind::Backup, "b"),
            notebook: address,
            created_at: None,
            evicted_at: None,
            source: String::new(),
            digest: Digest::of(b"b"),
        };
        Estate {
            workloads: vec![notebook],
            data_stores: has_storage.then_some(store).into_iter().collect(),
            backups: has_backup.then_some(backup).into_iter().collect(),
            ..Estate::default()
        }
    }

    #[test]
    fn the_workspace_of_a_notebook_is_a_place_and_what_cannot_be_had_is_named() {
        for (has_storage, has_backup, places, slugs) in [
            (
                true,
                false,
                &["GRA/GRA/notebooks_workspace"][..],
                &[&WORKSPACE][..],
            ),
            (
                true,
                true,
                &["GRA/GRA/notebooks_workspace"],
                &[&BACKUPS, &WORKSPACE],
            ),
            (false, true, &[], &[&BACKUPS, &INTERNAL]),
        ] {
            let used = used(&estate(has_storage, has_backup), &Selection::default());
            let found: Vec<String> = used.places.iter().map(Place::path).collect();
            assert_eq!(found, places);
            let found: BTreeSet<&str> = used.findings.iter().map(|f| f.slug.as_str()).collect();
            assert_eq!(found, slugs.iter().map(|kind| kind.slug).collect());
        }
    }

    #[test]
    fn a_url_is_shown_without_what_may_be_secret_in_it() {
        let url = "https://me:a-word-nobody-may-see@git.example.com/a/b.git?token=x";
        assert_eq!(shown(url), "https://git.example.com");
    }
}
