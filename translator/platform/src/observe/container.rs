//! Containers of the project's object storage.

use ovhai_model::{Address, Container, Digest, Finding, Kind, Protocol};
use serde_json::json;

use super::{Notes, ObserveOptions, source};
use crate::documents::{Nulls, Place, Wire, around};

/// Members that sound like credentials and are settings.
const PLAIN: &[&str] = &["encryption"];

/// Reads a Swift container of a list.
#[must_use]
pub fn swift_container(
    document: &around::Container,
    options: &ObserveOptions,
) -> (Container, Vec<Finding>) {
    let region = document
        .region
        .as_deref()
        .unwrap_or_default()
        .to_ascii_uppercase();
    let address = container_address(&Protocol::Swift, &region, &document.name);
    let redactor = options.redactor();
    let mut notes = Notes::new(&address, &redactor);
    let mut surprises = Vec::new();
    document.surprises(Place::ROOT, &mut surprises);
    notes.surprises(surprises);
    let source = source::of_members(
        address.id(),
        &document.write(Nulls::AsRead),
        &["archive", "containerType"],
        &[("region", json!(region)), ("type", json!("swift"))],
        &document.unknown,
        &redactor,
    );
    let findings = notes.finish();
    let container = Container {
        name: document.name.clone(),
        region,
        protocol: Protocol::Swift,
        objects: document.stored_objects,
        bytes: document.stored_bytes,
        digest: Digest::of(source.as_bytes()),
        source,
        address,
    };
    (container, findings)
}

/// Reads an S3 bucket of `region`. Settings are in its source as far as the document has them: lists do not.
#[must_use]
pub fn bucket(
    region: &str,
    document: &around::Bucket,
    options: &ObserveOptions,
) -> (Container, Vec<Finding>) {
    let region = document
        .region
        .as_deref()
        .filter(|region| !region.is_empty())
        .unwrap_or(region)
        .to_ascii_uppercase();
    let address = container_address(&Protocol::S3, &region, &document.name);
    let redactor = options.redactor().with_plain(PLAIN);
    let mut notes = Notes::new(&address, &redactor);
    let mut surprises = Vec::new();
    document.surprises(Place::ROOT, &mut surprises);
    // Contents are no settings.
    surprises.retain(|surprise| !surprise.pointer.starts_with("/objects/"));
    notes.surprises(surprises);
    let settings = around::Bucket {
        objects: Vec::new(),
        ..document.clone()
    };
    let source = source::of_members(
        address.id(),
        &settings.write(Nulls::AsRead),
        &[
            "encryption",
            "lifecycle",
            "objectLock",
            "replication",
            "tags",
            "versioning",
        ],
        &[("region", json!(region)), ("type", json!("s3"))],
        &document.unknown,
        &redactor,
    );
    let findings = notes.finish();
    let container = Container {
        name: document.name.clone(),
        region,
        protocol: Protocol::S3,
        objects: document.objects_count,
        bytes: document.objects_size,
        digest: Digest::of(source.as_bytes()),
        source,
        address,
    };
    (container, findings)
}

fn container_address(protocol: &Protocol, region: &str, name: &str) -> Address {
    Address::new(
        Kind::Container,
        format!("{}/{region}/{name}", protocol.as_str()),
    )
}
