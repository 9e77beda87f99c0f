//! States that older versions of this provider wrote, and still have to be read.
//!
//! `states/resources/VERSION/TYPE.json` holds objects as a state file has them, `identities` beside it what identifies them. A
//! version stays there for ever. Raising one needs an upgrader, or the states of the version before cannot be read, and a
//! file of its own: `UPDATE_GOLDEN=1` writes what is missing, and never touches what is there.

use std::{fs, path::PathBuf};

use ovh_sandbox::EstateChoice;
use serde_json::{Map, Value, json};
use terraform_plugin::testing::{Client, Object};

use crate::{changes, ground};

fn file(folder: &str, version: i64, type_name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/workloads/states")
        .join(format!("{folder}/{version}/{type_name}.json"))
}

fn kept(folder: &str, version: i64, type_name: &str) -> Vec<Value> {
    let path = file(folder, version, type_name);
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; UPDATE_GOLDEN=1 writes it", path.display()));
    serde_json::from_str(&text).unwrap()
}

fn keep(folder: &str, version: i64, type_name: &str, values: Vec<Value>) {
    let path = file(folder, version, type_name);
    if path.exists() || std::env::var_os("UPDATE_GOLDEN").is_none() {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let text = serde_json::to_string_pretty(&values).unwrap();
    fs::write(path, text + "\n").unwrap();
}

/// What this version writes.
async fn of_today(type_name: &str) -> Vec<Object> {
    let folder = tempfile::tempdir().unwrap();
    let is_export = type_name.ends_with("_export");
    let estate = if is_export {
        EstateChoice::Handmade
    } else {
        EstateChoice::Empty
    };
    let sandbox = ground::quick(estate);
    let client = ground::client(&sandbox).await;
    if !is_export {
        return changes::beginnings(&sandbox, &client, type_name).await;
    }
    // What images and objects of stores are copied from is not there: of these, exports that find something to tell but not to copy.
    let select = match type_name {
        "ovhai_data_export" => json!({ "kinds": ["app"], "names": ["fraud-scorer"] }),
        "ovhai_image_export" => json!({ "kinds": ["notebook"] }),
        _ => json!({}),
    };
    let inventory = client
        .data_source("ovhai_inventory", json!({ "select": select }))
        .await
        .ok();
    let config = json!({
        "select": select,
        "destination": format!("file:{}", folder.path().join("exit").display()),
        "revision": inventory.json()["revision"],
    });
    let plan = client.plan(type_name, None, config).await.ok();
    vec![client.apply(&plan).await.ok()]
}

/// The members of `kept` that `read` has lost or changed.
fn lost(kept: &Value, read: &Value, at: &str, found: &mut Vec<String>) {
    match (kept, read) {
        (Value::Object(kept), Value::Object(read)) => {
            for (name, kept) in kept {
                let read = read.get(name).unwrap_or(&Value::Null);
                lost(kept, read, &format!("{at}/{name}"), found);
            }
        }
        (Value::Array(kept), Value::Array(read)) if kept.len() == read.len() => {
            for (index, (kept, read)) in kept.iter().zip(read).enumerate() {
                lost(kept, read, &format!("{at}/{index}"), found);
            }
        }
        _ if kept == read => {}
        _ => found.push(format!("{at}: {kept} is read as {read}")),
    }
}

async fn read(client: &Client, type_name: &str, version: i64, state: &Value) -> Object {
    let text = state.to_string();
    let upgraded = client.upgrade(type_name, version, text).await;
    assert!(
        upgraded.errors().is_empty(),
        "{type_name} of version {version}: {:?}",
        upgraded.errors()
    );
    upgraded.value
}

#[tokio::test]
async fn states_of_every_version_are_read() {
    let sandbox = ground::empty();
    let client = ground::client(&sandbox).await;
    let versions = client.resource_versions();
    assert!(versions.len() > 6, "{versions:?}");
    for (type_name, (version, identity)) in versions {
        let today = of_today(type_name).await;
        assert!(!today.is_empty(), "{type_name} has no table of changes");
        keep(
            "resources",
            version,
            type_name,
            today.iter().map(Object::json).collect(),
        );
        for version_before in 0..=version {
            let mut set = Map::new();
            for state in kept("resources", version_before, type_name) {
                let object = read(&client, type_name, version_before, &state).await;
                let now = object.json();
                if version_before == version {
                    let mut found = Vec::new();
                    lost(&state, &now, "", &mut found);
                    assert!(found.is_empty(), "{type_name}: {found:#?}");
                }
                set.extend(state.as_object().unwrap().clone());
            }
            // What a version could write is in its file: an attribute that is gone or has another type cannot be read.
            for name in set.keys() {
                let attributes = &client.resource_schema(type_name).attributes.0;
                assert!(
                    version_before != version || attributes.contains_key(name),
                    "{type_name} has no {name} any more"
                );
            }
        }
        let Some(identity) = identity else { continue };
        keep(
            "identities",
            identity,
            type_name,
            today.iter().map(Object::identity_json).collect(),
        );
        for version in 0..=identity {
            for kept in kept("identities", version, type_name) {
                let text = kept.to_string();
                let read = client.upgrade_identity(type_name, version, text).await;
                assert!(read.errors().is_empty(), "{type_name}: {:?}", read.errors());
                assert!(!read.value.is_null(), "{type_name}: {kept}");
            }
        }
    }
}
