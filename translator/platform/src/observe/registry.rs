//! Attached registries.

use ovhai_model::{Address, Digest, Finding, Kind, Registry, Text};

use super::{Notes, ObserveOptions, findings, source};
use crate::documents::{self, Place, Wire};

/// Reads an attached registry.
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
    let source = source::of_registry(address.id(), document, &redactor);
    let registry = Registry {
        region: document
            .region
            .as_deref()
            .unwrap_or_default()
            .to_ascii_uppercase(),
        url: Text::new(url),
        username: document.username.clone(),
        digest: Digest::of(source.as_bytes()),
        address,
    };
    (registry, findings)
}
