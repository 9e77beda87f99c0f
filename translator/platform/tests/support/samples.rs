//! The sample documents under `test-fixtures/ovh-api`.

#![allow(dead_code, reason = "each test binary uses a part")]

use std::{fs, path::PathBuf};

use ovhai_platform::documents::{App, Wire};
use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../test-fixtures/ovh-api")
}

/// The sample `path`.
pub fn sample(path: &str) -> Value {
    let path = root().join(path);
    let text =
        fs::read(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    serde_json::from_slice(&text).unwrap()
}

/// The app `name`.
pub fn app(name: &str) -> App {
    App::read(sample(&format!("app/{name}.json"))).unwrap()
}

/// Every sample as folder, file name and document, in a stable order.
pub fn all() -> Vec<(String, String, Value)> {
    let names = |path: &PathBuf| {
        let mut names: Vec<String> = fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    let mut samples = Vec::new();
    for folder in names(&root()) {
        let path = root().join(&folder);
        if !path.is_dir() {
            continue;
        }
        for file in names(&path) {
            let value = sample(&format!("{folder}/{file}"));
            samples.push((folder.clone(), file, value));
        }
    }
    samples
}
