//! The sample documents under `test-fixtures/ovh-api`.

#![allow(dead_code, reason = "each test binary uses a part")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use ovhai_platform::documents::{App, Wire};
use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../test-fixtures/ovh-api")
}

/// Groups of the samples of what surrounds the AI products begin so; the folders in them are called by it too, because
/// both sides have, for example, a `registry`.
const AROUND: &str = "around-";

/// The sample `path`, which is `FOLDER/FILE`, or a file beside the groups of folders.
pub fn sample(path: &str) -> Value {
    let path = match path.split_once('/') {
        None => root().join(path),
        Some((folder, file)) => groups()
            .iter()
            .flat_map(|group| folders(group))
            .find(|(name, _)| name == folder)
            .unwrap_or_else(|| panic!("no group has the folder {folder}"))
            .1
            .join(file),
    };
    read(&path)
}

fn read(path: &Path) -> Value {
    let text =
        fs::read(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    serde_json::from_slice(&text).unwrap()
}

/// Names in `path`, in a stable order.
fn names(path: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Groups of folders.
fn groups() -> Vec<String> {
    let mut groups = names(&root());
    groups.retain(|group| root().join(group).is_dir());
    groups
}

/// Folders of `group`, as they are called and where they are.
fn folders(group: &str) -> Vec<(String, PathBuf)> {
    let prefix = if group.starts_with(AROUND) {
        AROUND
    } else {
        ""
    };
    let path = root().join(group);
    names(&path)
        .into_iter()
        .map(|folder| (format!("{prefix}{folder}"), path.join(folder)))
        .collect()
}

/// The app `name`.
pub fn app(name: &str) -> App {
    App::read(sample(&format!("app/{name}.json"))).unwrap()
}

/// Every sample as folder, file name and document, in a stable order.
pub fn all() -> Vec<(String, String, Value)> {
    let mut samples = Vec::new();
    for (folder, path) in groups().iter().flat_map(|group| folders(group)) {
        for file in names(&path) {
            let value = read(&path.join(&file));
            samples.push((folder.clone(), file, value));
        }
    }
    samples
}
