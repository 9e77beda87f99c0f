//! Attached registries, and the managed ones of the project.

use ovhai_model::{
    Address, ContainerRegistry, Digest, Finding, Kind, Registry, Text, canonical_json,
};

use super::{Notes, ObserveOptions, findings, source};
use crate::documents::{
    self, Nulls, Place, Wire,
    around::{self, RegistryStatus},
};

/// Reads an attached registry. The password is write-only in practice (inferred) and no part of the source: a platform
/// that returned it now and then would otherwise cause drift.
#[must_use]
pub fn registry(
    document: &documents::Registry,
    options: &ObserveOptions,
) -> (Registry, Vec<Finding>) {
    let url = document.url.clone().unwrap_or_default();
    let redactor = options.redactor();
    // The type allows a document without id because a request has none; an answer always has one. Two without must not be
    // taken for one.
    let id = document.id.clone().unwrap_or_else(|| {
        let shown = canonical_json(&redactor.redact(&document.write(Nulls::AsRead)));
        format!("without-id-{}", &Digest::of(shown.as_bytes()).hex()[..12])
    });
    let address = Address::new(Kind::Registry, id);
    let mut notes = Notes::new(&address, &redactor);
    if url.is_empty() {
        notes.add(&findings::REGISTRY_WITHOUT_URL, "/url");
    }
    let mut surprises = Vec::new();
    document.surprises(Place::ROOT, &mut surprises);
    notes.surprises(surprises);
    // Access keys serve as user names.
    let username = document.username.as_ref().map(|text| notes.shown(text));
    let region = notes.region(document.region.as_ref());
    let findings = notes.finish();
    let source = source::of_members(
        address.id(),
        &document.write(Nulls::AsRead),
        &["region", "url", "username"],
        &[],
        &document.unknown,
        &redactor,
    );
    let registry = Registry {
        region,
        url: Text::new(url),
        username,
        digest: Digest::of(source.as_bytes()),
        source,
        address,
    };
    (registry, findings)
}

/// Reads a managed private registry of the project.
#[must_use]
pub fn container_registry(
    document: &around::Registry,
    options: &ObserveOptions,
) -> (ContainerRegistry, Vec<Finding>) {
    let address = Address::new(Kind::ContainerRegistry, document.id.as_str());
    let redactor = options.redactor();
    let mut notes = Notes::new(&address, &redactor);
    let mut surprises = Vec::new();
    document.surprises(Place::ROOT, &mut surprises);
    surprises.retain(|surprise| surprise.pointer != "/status");
    notes.surprises(surprises);
    match &document.status {
        Some(status @ (RegistryStatus::Deleting | RegistryStatus::Deleted)) => {
            notes.add(&findings::BEING_DELETED, status.as_str());
        }
        Some(RegistryStatus::Other(name)) => {
            notes.unknown_state(name);
        }
        _ => {}
    }
    let url = document.url.clone().unwrap_or_default();
    // One that is being made has no address yet.
    if url.is_empty() && document.status != Some(RegistryStatus::Installing) {
        notes.add(&findings::REGISTRY_WITHOUT_URL, "/url");
    }
    let name = notes.name(document.name.as_ref());
    let region = notes.region(document.region.as_ref());
    let findings = notes.finish();
    let source = source::of_members(
        &document.id,
        &document.write(Nulls::AsRead),
        &["iamEnabled", "name", "region", "url", "version"],
        &[],
        &document.unknown,
        &redactor,
    );
    let registry = ContainerRegistry {
        name,
        region,
        url: Text::new(url),
        bytes: document.size,
        digest: Digest::of(source.as_bytes()),
        source,
        address,
    };
    (registry, findings)
}
