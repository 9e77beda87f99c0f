//! What is kept.

use serde_json::Value;

use super::{
    pod::quantity,
    problems::{Problems, items, members},
    syntax,
};

/// The spec of a claim.
pub fn claim(spec: &Value, path: &str, problems: &mut Problems) {
    let modes = items(&spec["accessModes"]);
    problems.require(
        !modes.is_empty(),
        &format!("{path}.accessModes"),
        "a claim needs one",
    );
    for mode in modes {
        problems.one_of(
            mode,
            &format!("{path}.accessModes"),
            &[
                "ReadWriteOnce",
                "ReadOnlyMany",
                "ReadWriteMany",
                "ReadWriteOncePod",
            ],
        );
    }
    let storage = format!("{path}.resources.requests.storage");
    match quantity(
        &spec["resources"]["requests"]["storage"],
        &storage,
        problems,
    ) {
        Some(size) => problems.require(!size.is_zero(), &storage, "must be more than 0"),
        None => problems.require(
            !spec["resources"]["requests"]["storage"].is_null(),
            &storage,
            "is required",
        ),
    }
    problems.text(
        &spec["storageClassName"],
        &format!("{path}.storageClassName"),
        |text| {
            // Empty is a choice: no class.
            if text.is_empty() {
                Ok(())
            } else {
                syntax::subdomain(text)
            }
        },
    );
    problems.one_of(
        &spec["volumeMode"],
        &format!("{path}.volumeMode"),
        &["Filesystem", "Block"],
    );
}

/// A ConfigMap or Secret.
pub fn configuration(object: &Value, problems: &mut Problems) {
    const LARGEST: usize = 1024 * 1024;
    let mut size = 0;
    for list in ["data", "binaryData", "stringData"] {
        for (key, value) in members(&object[list]) {
            problems.text(
                &Value::from(key),
                &format!("{list}[{key}]"),
                syntax::config_key,
            );
            size += value.as_str().map_or(0, str::len);
            if list == "binaryData" && !object["data"][key].is_null() {
                problems.add(&format!("{list}[{key}]"), "stands in data too");
            }
        }
    }
    problems.require(size <= LARGEST, "data", "is more than 1 MiB");
}
