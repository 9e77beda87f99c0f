//! Profiles: what stands behind each noun on a kind of platform, as files that a person can copy and edit.
//!
//! A profile is a folder: `profile.json` and one Terraform module per noun under `modules/`. The modules are written into the
//! repository as they are; their variables are what mappings may set, their outputs what references may read. Versions of
//! charts, operators and providers are pinned in them and nowhere else.

mod kubernetes;
mod template;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use template::{Required, Template, TemplateError};

/// `profile.json`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Its name.
    pub name: String,
    /// One line for lists.
    pub summary: String,
    /// Where the modules are put in the repository.
    #[serde(default = "modules_folder")]
    pub modules_folder: String,
    /// The vendor's regions and what takes their place. A region that is not listed becomes an input.
    #[serde(default)]
    pub regions: BTreeMap<String, String>,
    /// How the providers of the modules are configured, by local name, on one line: an example for a person to fill in.
    #[serde(default)]
    pub providers: BTreeMap<String, String>,
}

fn modules_folder() -> String {
    "modules".to_owned()
}

/// A profile.
#[derive(Clone, Debug)]
pub struct Profile {
    /// `profile.json`
    pub settings: Settings,
    modules: BTreeMap<String, Template>,
}

/// Why a profile cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The settings are missing.
    #[error("the profile has no profile.json")]
    NoSettings,
    /// The settings cannot be read.
    #[error("profile.json cannot be read; see the settings of a built-in profile")]
    Settings(#[source] serde_json::Error),
    /// One of the modules cannot be read.
    #[error("module {noun} of the profile cannot be used")]
    Module {
        /// Its name.
        noun: String,
        /// Why.
        #[source]
        source: TemplateError,
    },
}

impl Profile {
    /// Names of the profiles that are part of the program.
    pub const BUILT_IN: &'static [&'static str] = &["kubernetes"];

    /// The profile of this name that is part of the program.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Result<Self, ProfileError>> {
        (name == "kubernetes").then(|| Self::from_files(kubernetes::FILES.iter().copied()))
    }

    /// The files of a built-in profile, by path, for somebody who wants to edit them.
    #[must_use]
    pub fn files(name: &str) -> Option<&'static [(&'static str, &'static str)]> {
        (name == "kubernetes").then_some(kubernetes::FILES)
    }

    /// The profile in these files, by their paths in its folder.
    ///
    /// # Errors
    ///
    /// [`ProfileError`].
    pub fn from_files<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, ProfileError> {
        let mut settings = None;
        let mut found: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (path, text) in files {
            if path == "profile.json" {
                settings = Some(serde_json::from_str(text).map_err(ProfileError::Settings)?);
            } else if let Some((noun, path)) = path
                .strip_prefix("modules/")
                .and_then(|path| path.split_once('/'))
            {
                found
                    .entry(noun.to_owned())
                    .or_default()
                    .insert(path.to_owned(), text.to_owned());
            }
        }
        let mut modules = BTreeMap::new();
        for (noun, files) in found {
            let template = Template::new(files).map_err(|source| ProfileError::Module {
                noun: noun.clone(),
                source,
            })?;
            modules.insert(noun, template);
        }
        Ok(Self {
            settings: settings.ok_or(ProfileError::NoSettings)?,
            modules,
        })
    }

    /// The module behind `noun`.
    #[must_use]
    pub fn module(&self, noun: &str) -> Option<&Template> {
        self.modules.get(noun)
    }

    /// Every noun it has a module for.
    pub fn nouns(&self) -> impl Iterator<Item = &str> {
        self.modules.keys().map(String::as_str)
    }
}
