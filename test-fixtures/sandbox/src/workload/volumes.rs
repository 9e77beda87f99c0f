//! What the volumes of a spec read and write, in all three spellings.

use serde_json::{Value, json};

use super::derived;
use crate::store::Objects;

/// `status.volumes`: runtime ids of the volumes of a spec.
pub(crate) fn volume_statuses(id: &str, spec: &Value) -> Value {
    let paths = volumes(spec).map(|volume| &volume["mountPath"]);
    paths
        .enumerate()
        .map(|(at, path)| {
            json!({
                "id": derived(id, &format!("volume/{at}")).to_string(),
                "mountPath": path,
                "userVolumeId": derived(id, &format!("user-volume/{at}")).to_string(),
            })
        })
        .collect::<Vec<_>>()
        .into()
}

/// Aliases of the data stores that volumes are read from.
pub(crate) fn sources(spec: &Value) -> impl Iterator<Item = &str> {
    volumes(spec).flat_map(source)
}

/// Aliases of the data stores that volumes are written to: their target, else where they came from.
pub(crate) fn targets(spec: &Value) -> impl Iterator<Item = &str> {
    volumes(spec)
        .filter(|volume| is_written(volume))
        .filter_map(target)
}

/// Positions of the volumes that are pushed: writable ones on a data store.
pub(crate) fn pushed(spec: &Value) -> Vec<usize> {
    volumes(spec)
        .enumerate()
        .filter(|(_, volume)| is_written(volume) && target(volume).is_some())
        .map(|(at, _)| at)
        .collect()
}

/// The first alias that is no data store of the region.
pub(crate) fn missing<'a>(
    mut aliases: impl Iterator<Item = &'a str>,
    region: &str,
    stores: &Objects,
) -> Option<String> {
    aliases
        .find(|alias| stores.stored(&stores.id_in(region, alias)).is_none())
        .map(str::to_owned)
}

fn volumes(spec: &Value) -> impl Iterator<Item = &Value> {
    spec["volumes"].as_array().into_iter().flatten()
}

fn source(volume: &Value) -> impl Iterator<Item = &str> {
    let oldest = if volume["container"].is_string() {
        &volume["region"]
    } else {
        &Value::Null
    };
    [
        &volume["volumeSource"]["dataStore"]["alias"],
        &volume["dataStore"]["alias"],
        oldest,
    ]
    .into_iter()
    .filter_map(Value::as_str)
}

fn is_written(volume: &Value) -> bool {
    matches!(volume["permission"].as_str(), Some("RW" | "RWD"))
}

fn target(volume: &Value) -> Option<&str> {
    [
        &volume["volumeTarget"]["targetDataStore"]["alias"],
        &volume["targetDataStore"]["alias"],
    ]
    .into_iter()
    .find_map(Value::as_str)
    .or_else(|| source(volume).next())
}
