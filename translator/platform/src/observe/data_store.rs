//! Data stores.

use ovhai_model::{Address, DataStore, Digest, Finding, Kind, Protocol, Text};
use serde_json::json;

use super::{Notes, ObserveOptions, findings, source};
use crate::{
    documents::{self, DataStoreOwner, DataStoreType, Nulls, Place, Wire},
    urls,
};

/// Reads a data store of `region`. Credentials are never part of it.
#[must_use]
pub fn data_store(
    region: &str,
    document: &documents::DataStore,
    options: &ObserveOptions,
) -> (DataStore, Vec<Finding>) {
    let region = region.to_ascii_uppercase();
    let address = Address::new(Kind::DataStore, format!("{region}/{}", document.alias));
    let redactor = options.redactor();
    let mut notes = Notes::new(&address, &redactor);
    let mut surprises = Vec::new();
    document.surprises(Place::ROOT, &mut surprises);
    // It has a finding of its own.
    surprises.retain(|surprise| surprise.pointer != "/type");
    notes.surprises(surprises);

    let protocol = match &document.kind {
        Some(DataStoreType::S3) => Protocol::S3,
        Some(DataStoreType::Swift) => Protocol::Swift,
        Some(DataStoreType::Git) => Protocol::Git,
        Some(DataStoreType::Other(name)) => {
            let name = notes.shown(name);
            notes.add(
                &findings::DATA_STORE_TYPE_UNKNOWN,
                format!("/type is `{name}`"),
            );
            Protocol::Other(name)
        }
        None => {
            notes.add(&findings::DATA_STORE_TYPE_UNKNOWN, "/type is not given");
            Protocol::Other(String::new())
        }
    };
    let built_in = document.owner == Some(DataStoreOwner::Ovhcloud);
    let endpoint = document.endpoint.as_deref().unwrap_or_default();
    if endpoint.is_empty() && !built_in {
        notes.add(&findings::DATA_STORE_WITHOUT_ENDPOINT, "/endpoint");
    }
    let own_storage = match &protocol {
        // The alias of a built-in store is the region whose containers it holds (seen in samples).
        Protocol::Swift if built_in => Some(document.alias.to_ascii_uppercase()),
        // Whose keys were given is not told; that the bucket is this project's is inferred.
        Protocol::S3 => urls::s3_endpoint_region(endpoint),
        _ => None,
    };
    let source = source::of_members(
        address.id(),
        &document.write(Nulls::AsRead),
        &["alias", "endpoint", "owner", "type"],
        &[("region", json!(region))],
        &document.unknown,
        &redactor,
    );
    let findings = notes.finish();
    let store = DataStore {
        alias: document.alias.clone(),
        region,
        protocol,
        built_in,
        endpoint: Text::new(endpoint),
        own_storage,
        digest: Digest::of(source.as_bytes()),
        source,
        address,
    };
    (store, findings)
}
