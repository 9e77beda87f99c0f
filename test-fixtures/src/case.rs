//! Cases: one folder each.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::de::DeserializeOwned;

/// The folder `test-fixtures`.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// One case of an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Name of the folder.
    pub name: String,
    /// The folder.
    pub path: PathBuf,
}

/// The cases of `area`, for example `targets/kubernetes`: its folders, sorted by name.
///
/// # Panics
/// If the area is missing or empty: a test that walks no case would pass whatever the code does.
#[must_use]
pub fn cases(area: &str) -> Vec<Case> {
    let folder = root().join(area);
    let entries = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("no fixtures in {}: {error}", folder.display()));
    let mut cases: Vec<Case> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| Case {
            name: entry.file_name().to_string_lossy().into_owned(),
            path: entry.path(),
        })
        .collect();
    cases.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    assert!(!cases.is_empty(), "no cases in {}", folder.display());
    cases
}

impl Case {
    /// The JSON of the case's `file`.
    ///
    /// # Panics
    /// If it is missing or of another form.
    #[must_use]
    pub fn json<T: DeserializeOwned>(&self, file: &str) -> T {
        let path = self.path.join(file);
        assert!(path.is_file(), "{} is missing", path.display());
        read(&path)
    }

    /// The JSON of the case's `file`, if it has one.
    ///
    /// # Panics
    /// If it is of another form.
    #[must_use]
    pub fn json_if_any<T: DeserializeOwned>(&self, file: &str) -> Option<T> {
        let path = self.path.join(file);
        path.is_file().then(|| read(&path))
    }

    /// The folder `name` of the case.
    #[must_use]
    pub fn folder(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> T {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
