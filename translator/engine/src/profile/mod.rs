//! Profiles: what stands behind each noun on a kind of platform, as files that a person can copy and edit.
//!
//! A profile is a folder: `profile.json` and one Terraform module per noun under `modules/`. The modules are written into the
//! repository as they are; their variables are what mappings may set, their outputs what references may read. Versions of
//! charts, operators and providers are pinned in them and nowhere else.
//!
//! Modules of one shape share files: a folder under `parts/` is a part of every module that `profile.json` lists for it.
//! Terraform reads all files of a folder as one, so that a module with a part is nothing special once it is written.

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
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub regions: BTreeMap<String, String>,
    /// Folders under `parts/`, and the nouns whose modules have their files.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, Vec<String>>,
    /// How the providers of the modules are configured, by local name, on one line: an example for a person to fill in.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
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
    /// A part is for a module that is not there, or has a file that the module has too.
    #[error("part {part} does not fit module {noun}: {why}")]
    Part {
        /// The part.
        part: String,
        /// The module.
        noun: String,
        /// What is wrong.
        why: String,
    },
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

/// By path in a module's folder.
type Files = BTreeMap<String, String>;

/// Adds the files of `part` to those of the module `noun`.
fn add(
    parts: &BTreeMap<String, Files>,
    part: &str,
    modules: &mut BTreeMap<String, Files>,
    noun: &str,
) -> Result<(), String> {
    let files = parts.get(part).ok_or("there is no such part")?;
    let module = modules.get_mut(noun).ok_or("there is no such module")?;
    for (path, text) in files {
        if module.insert(path.clone(), text.clone()).is_some() {
            return Err(format!("both have {path}"));
        }
    }
    Ok(())
}

impl Profile {
    /// Names of the profiles that are part of the program.
    pub const BUILT_IN: &'static [&'static str] = &["kubernetes"];

    /// The profile of this name that is part of the program.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Result<Self, ProfileError>> {
        (name == "kubernetes").then(|| Self::from_files(kubernetes::FILES.iter().copied()))
    }

    /// The files of a built-in profile, by path, as they lie in the program.
    #[must_use]
    pub fn sources(name: &str) -> Option<&'static [(&'static str, &'static str)]> {
        (name == "kubernetes").then_some(kubernetes::FILES)
    }

    /// Its files, by path, for somebody who wants to edit them: every module whole, so that no part is needed.
    ///
    /// # Panics
    ///
    /// Never: settings are text and tables of text.
    #[must_use]
    pub fn files(&self) -> BTreeMap<String, String> {
        let settings = Settings {
            parts: BTreeMap::new(),
            ..self.settings.clone()
        };
        let json = serde_json::to_string_pretty(&settings)
            .expect("settings are text and tables of text, which JSON can hold");
        let mut files = Files::from([("profile.json".to_owned(), json + "\n")]);
        for (noun, template) in &self.modules {
            for (path, text) in &template.files {
                files.insert(format!("modules/{noun}/{path}"), text.clone());
            }
        }
        files
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
        let mut found: BTreeMap<String, Files> = BTreeMap::new();
        let mut parts: BTreeMap<String, Files> = BTreeMap::new();
        for (path, text) in files {
            let mut segments = path.splitn(3, '/');
            let folders = match (segments.next(), segments.next(), segments.next()) {
                (Some("profile.json"), None, None) => {
                    settings = Some(serde_json::from_str(text).map_err(ProfileError::Settings)?);
                    continue;
                }
                (Some("modules"), Some(name), Some(path)) => (&mut found, name, path),
                (Some("parts"), Some(name), Some(path)) => (&mut parts, name, path),
                _ => continue,
            };
            let (folders, name, path) = folders;
            folders
                .entry(name.to_owned())
                .or_default()
                .insert(path.to_owned(), text.to_owned());
        }
        let settings: Settings = settings.ok_or(ProfileError::NoSettings)?;
        for (part, nouns) in &settings.parts {
            for noun in nouns {
                add(&parts, part, &mut found, noun).map_err(|why| ProfileError::Part {
                    part: part.clone(),
                    noun: noun.clone(),
                    why,
                })?;
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
        Ok(Self { settings, modules })
    }

    /// The module behind `noun`, with its parts.
    #[must_use]
    pub fn module(&self, noun: &str) -> Option<&Template> {
        self.modules.get(noun)
    }

    /// Every noun it has a module for.
    pub fn nouns(&self) -> impl Iterator<Item = &str> {
        self.modules.keys().map(String::as_str)
    }
}
