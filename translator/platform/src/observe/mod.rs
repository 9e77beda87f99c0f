//! Documents → estate. Pure: the same documents and options always give the same estate.

mod app;
mod cluster;
mod compute;
mod container;
mod data_store;
mod findings;
mod job;
mod notebook;
mod observer;
mod quota;
mod reachable;
mod registry;
mod scaling;
mod source;
mod token;
mod user;
mod volume;
mod workload;

use std::collections::BTreeSet;

use ovhai_model::{Address, Estate, Finding, FindingKind, FindingSet, RunState, UnknownMember};

pub use app::app;
pub use cluster::cluster;
pub use container::{bucket, swift_container};
pub use data_store::data_store;
pub use findings::{
    BEING_DELETED, DATA_STORE_TYPE_UNKNOWN, DATA_STORE_WITHOUT_ENDPOINT, FINDINGS,
    FLAVOR_AMBIGUOUS, NOTEBOOK_INCOMPLETE, QUANTUM, REGISTRY_WITHOUT_URL, RESOURCES_FROM_FLAVOR,
    RESOURCES_UNKNOWN, SCALING_AMBIGUOUS, SCALING_DEFAULT, SCALING_INCOMPLETE, SSH_KEY_UNREADABLE,
    TOKEN_ROLE_UNKNOWN, TOKEN_SELECTOR_UNREADABLE, UNDECODABLE, UNKNOWN_MEMBER, UNKNOWN_STATE,
    UNKNOWN_VALUE, VOLUME_AMBIGUOUS, VOLUME_INCOMPLETE, VOLUME_PERMISSION_DEFAULT,
    VOLUME_PERMISSION_UNKNOWN, VOLUME_WITHOUT_SOURCE,
};
pub use job::job;
pub use notebook::{backup, notebook};
pub use observer::{ClusterDocuments, Documents, Observer, estate_of, undecodable};
pub use quota::quota;
pub use registry::{container_registry, registry};
pub use token::token;
pub use user::user;

use crate::{
    documents::{App, Listed, Registry, Surprise, SurpriseKind},
    flavor::FlavorTable,
    redaction::{FingerprintKey, Redactor},
};

/// What reading needs beside the documents.
#[derive(Clone, Debug, Default)]
pub struct ObserveOptions {
    /// Key of the fingerprints that stand for secrets in `source`. Without one a changed secret changes neither source nor
    /// digest: an unkeyed hash could be guessed offline.
    pub fingerprint_key: Option<FingerprintKey>,
    /// Names of variables and members that are secret although nothing shows it.
    pub secret_names: BTreeSet<String>,
    /// Used where a document lacks resolved resources. Never part of `source` or digest.
    pub flavors: FlavorTable,
}

impl ObserveOptions {
    fn redactor(&self) -> Redactor<'_> {
        Redactor {
            key: self.fingerprint_key.as_ref(),
            names: Some(&self.secret_names),
            plain: &[],
        }
    }
}

/// The estate of a project that has apps and registries only; [`estate_of`] reads everything.
#[must_use]
pub fn estate(
    service: &str,
    apps: &[Listed<App>],
    registries: &[Listed<Registry>],
    options: &ObserveOptions,
) -> Estate {
    let documents = Documents {
        apps: Some(apps),
        registries: Some(registries),
        ..Documents::default()
    };
    estate_of(service, &documents, options)
}

/// Collects the findings about one object.
struct Notes<'a> {
    address: &'a Address,
    redactor: &'a Redactor<'a>,
    found: FindingSet,
}

impl<'a> Notes<'a> {
    fn new(address: &'a Address, redactor: &'a Redactor<'a>) -> Self {
        Self {
            address,
            redactor,
            found: FindingSet::default(),
        }
    }

    fn add(&mut self, kind: &FindingKind, detail: impl Into<String>) {
        self.found.add(kind.at(self.address, detail));
    }

    /// A name of an enumeration this version does not know, safe to show.
    fn shown(&self, name: &str) -> String {
        self.redactor.shown("", name)
    }

    /// A display name or another text a person gave. One that looks like a secret is replaced, as it is in `source`: names go
    /// wherever objects are told of. Objects are told apart by id, so that nothing depends on it but selections by such a
    /// name, which find nothing.
    fn name(&self, name: Option<&String>) -> String {
        name.map_or_else(String::new, |name| self.shown(name))
    }

    /// A region's code, upper case.
    fn region(&self, region: Option<&String>) -> String {
        self.name(region).to_ascii_uppercase()
    }

    /// Notes a state this version does not know.
    fn unknown_state(&mut self, name: &str) -> RunState {
        let name = self.shown(name);
        self.add(&UNKNOWN_STATE, name.as_str());
        RunState::Other(name)
    }

    /// Notes what this version does not know, and returns the members among it.
    fn surprises(&mut self, surprises: Vec<Surprise<'_>>) -> Vec<UnknownMember> {
        let mut members = Vec::new();
        for surprise in surprises {
            match surprise.kind {
                SurpriseKind::Member { name, value } => {
                    self.add(&UNKNOWN_MEMBER, surprise.pointer.clone());
                    members.push(UnknownMember {
                        pointer: surprise.pointer,
                        value: self.redactor.member(name, value, false),
                    });
                }
                SurpriseKind::Name(text) => {
                    let detail = format!("{} is `{}`", surprise.pointer, self.shown(text));
                    self.add(&UNKNOWN_VALUE, detail);
                }
            }
        }
        members
    }

    fn finish(self) -> Vec<Finding> {
        self.found.iter().cloned().collect()
    }
}
