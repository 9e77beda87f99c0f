//! The vendor's models: members with their types, names of enumerations.

use std::{collections::BTreeMap, fs, io, path::Path};

use serde::Deserialize;

/// Collected facts about the API, from `test-fixtures/ovh-api`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Models {
    /// Members and their types by model.
    pub models: BTreeMap<String, BTreeMap<String, String>>,
    /// Names by enumeration.
    pub enums: BTreeMap<String, Vec<String>>,
}

/// Models of what surrounds the AI products that an exit concerns: users, whose roles allow what tokens do.
const AROUND: &[&str] = &["cloud.user.User", "cloud.role.Role"];

impl Models {
    /// Every model of the AI products, and users.
    ///
    /// # Errors
    /// A file cannot be read or is of another form.
    pub fn read(fixtures: &Path) -> io::Result<Self> {
        let mut models: Self = read(&fixtures.join("ovh-api/models.json"))?;
        let around: Self = read(&fixtures.join("ovh-api/models-around.json"))?;
        let chosen = around
            .models
            .into_iter()
            .filter(|(name, _)| AROUND.contains(&name.as_str()));
        models.models.extend(chosen);
        models.enums.extend(around.enums);
        Ok(models)
    }
}

/// The JSON of a file.
///
/// # Errors
/// The file cannot be read or is of another form.
pub fn read<T: serde::de::DeserializeOwned>(path: &Path) -> io::Result<T> {
    let named = |error: &dyn std::fmt::Display| {
        io::Error::new(
            io::ErrorKind::InvalidData,
            format!("{}: {error}", path.display()),
        )
    };
    let bytes = fs::read(path).map_err(|error| named(&error))?;
    serde_json::from_slice(&bytes).map_err(|error| named(&error))
}
