//! Attached registries, and the managed ones of the project.

use ovhai_model::{Address, ContainerRegistry, Digest, Finding, Kind, Registry, Text};

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
    // The type allows a document without id because a request has none; an answer always has one.
    let id = document.id.as_deref().unwrap_or("without-id");
    let address = Address::new(Kind::Registry, id);
    let redactor = options.redactor();
    let mut notes = Notes::new(&address, &redactor);
    if url.is_empty() {
        notes.add(&findings::REGISTRY_WITHOUT_URL, "/url");
    }
    let mut surprises = Vec::new();
    document.surprises(Place::ROOT, &mut surprises);
    notes.surprises(surprises);
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
        region: document
            .region
            .as_deref()
            .unwrap_or_default()
            .to_ascii_uppercase(),
        url: Text::new(url),
        username: document.username.clone(),
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
        name: document.name.clone().unwrap_or_default(),
        region: document
            .region
            .as_deref()
            .unwrap_or_default()
            .to_ascii_uppercase(),
        url: Text::new(url),
        bytes: document.size,
        digest: Digest::of(source.as_bytes()),
        source,
        address,
    };
    (registry, findings)
}
