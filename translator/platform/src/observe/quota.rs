//! Quotas.

use ovhai_model::{Address, Digest, Finding, Kind, Quota};

use super::{Notes, ObserveOptions, source};
use crate::documents::{Nulls, Place, ProjectQuotas, Wire};

/// Reads the quotas of the project `service`.
#[must_use]
pub fn quota(
    service: &str,
    document: &ProjectQuotas,
    options: &ObserveOptions,
) -> (Quota, Vec<Finding>) {
    let address = Address::new(Kind::Quota, service);
    let redactor = options.redactor();
    let mut notes = Notes::new(&address, &redactor);
    let mut surprises = Vec::new();
    document.surprises(Place::ROOT, &mut surprises);
    notes.surprises(surprises);
    let findings = notes.finish();
    let source = source::of_members(
        address.id(),
        &document.write(Nulls::AsRead),
        &["resources", "storage"],
        &[],
        &document.unknown,
        &redactor,
    );
    let quota = Quota {
        resources: document.resources.clone(),
        storage: document.storage,
        digest: Digest::of(source.as_bytes()),
        source,
        address,
    };
    (quota, findings)
}
