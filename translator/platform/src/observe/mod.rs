//! Documents → estate. Pure: the same documents and options always give the same estate.

mod app;
mod compute;
mod findings;
mod registry;
mod scaling;
mod source;
mod volume;

use std::collections::BTreeSet;

use ovhai_model::{Address, Estate, Finding, FindingKind, FindingSet, Kind, UnknownMember};

pub use app::app;
pub use findings::{
    BEING_DELETED, FINDINGS, REGISTRY_WITHOUT_URL, RESOURCES_FROM_FLAVOR, RESOURCES_UNKNOWN,
    SCALING_AMBIGUOUS, SCALING_DEFAULT, SCALING_INCOMPLETE, UNDECODABLE, UNKNOWN_MEMBER,
    UNKNOWN_STATE, UNKNOWN_VALUE, VOLUME_AMBIGUOUS, VOLUME_INCOMPLETE, VOLUME_PERMISSION_DEFAULT,
    VOLUME_WITHOUT_SOURCE,
};
pub use registry::registry;

use crate::{
    documents::{App, Listed, Registry, Surprise, SurpriseKind, Undecodable},
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
        }
    }
}

/// The estate of the project `service`. Objects that could not be decoded become `platform/undecodable` findings.
#[must_use]
pub fn estate(
    service: &str,
    apps: &[Listed<App>],
    registries: &[Listed<Registry>],
    options: &ObserveOptions,
) -> Estate {
    let mut observer = Observer::new(service, options);
    for app in apps {
        observer.app(app);
    }
    for registry in registries {
        observer.registry(registry);
    }
    observer.finish()
}

/// [`estate`] one document at a time, so that a reader of a large project need not keep the documents.
pub struct Observer<'a> {
    options: &'a ObserveOptions,
    estate: Estate,
    found: FindingSet,
    apps: usize,
    registries: usize,
}

impl<'a> Observer<'a> {
    /// An observer of the project `service`, which has seen nothing yet.
    #[must_use]
    pub fn new(service: &str, options: &'a ObserveOptions) -> Self {
        Self {
            options,
            estate: Estate {
                service: service.to_owned(),
                ..Estate::default()
            },
            found: FindingSet::default(),
            apps: 0,
            registries: 0,
        }
    }

    /// Adds the next app of the list.
    pub fn app(&mut self, listed: &Listed<App>) {
        match listed {
            Listed::Read(document) => {
                let (workload, findings) = app(document, self.options);
                self.estate.workloads.push(workload);
                self.found.extend(findings);
            }
            Listed::Undecodable(object) => {
                self.found.add(undecodable(Kind::App, self.apps, object));
            }
        }
        self.apps += 1;
    }

    /// Adds the next attached registry of the list.
    pub fn registry(&mut self, listed: &Listed<Registry>) {
        match listed {
            Listed::Read(document) => {
                let (attached, findings) = registry(document, self.options);
                self.estate.registries.push(attached);
                self.found.extend(findings);
            }
            Listed::Undecodable(object) => {
                let finding = undecodable(Kind::Registry, self.registries, object);
                self.found.add(finding);
            }
        }
        self.registries += 1;
    }

    /// The estate, sorted by address.
    #[must_use]
    pub fn finish(mut self) -> Estate {
        self.estate
            .workloads
            .sort_by(|one, other| one.address.cmp(&other.address));
        self.estate
            .registries
            .sort_by(|one, other| one.address.cmp(&other.address));
        self.estate.findings = self.found.iter().cloned().collect();
        self.estate
    }
}

/// The finding about an object that could not be decoded; `index` is its place in the list, for one without id.
#[must_use]
pub fn undecodable(kind: Kind, index: usize, object: &Undecodable) -> Finding {
    let id = match object.id.as_deref() {
        Some(id) if !id.is_empty() => id.to_owned(),
        _ => format!("without-id-{index}"),
    };
    UNDECODABLE.at(&Address::new(kind, id), object.error.to_string())
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
