//! One row.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Whether something is managed or only read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// `resource`
    Resource,
    /// `data`
    Data,
}

/// What becomes of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// No meaning on another platform: the block goes, what was read of it becomes variables.
    Drop,
    /// Rewritten fully, nothing to supply but names and secrets.
    Mechanical,
    /// Rewritten, with variables that a person fills.
    Inputs,
    /// No equivalent: the block stays, with guidance.
    None,
    /// One of the above, decided by the engine of the database.
    ByEngine,
}

impl Treatment {
    /// The word used in the data file and in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Mechanical => "mechanical",
            Self::Inputs => "inputs",
            Self::None => "none",
            Self::ByEngine => "by_engine",
        }
    }
}

/// What is known of one type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// `ovh_cloud_project_kube`
    #[serde(rename = "type")]
    pub of_type: String,
    /// Managed or read.
    pub kind: Kind,
    /// `kubernetes`, `registry`, …; `gone` and `pending` for names that are no longer or not yet there.
    pub section: String,
    /// The type this is another name for. Then nothing else is said here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    /// What becomes of it.
    #[serde(default = "none")]
    pub treatment: Treatment,
    /// What it is elsewhere, in words.
    #[serde(default)]
    pub target: String,
    /// What a person should know or decide.
    #[serde(default)]
    pub notes: String,
    /// First release that documents it.
    #[serde(default)]
    pub since: String,
    /// Last release that documents it.
    #[serde(default)]
    pub until: String,
    /// Every argument any release documents, nested ones with dots.
    #[serde(default)]
    pub arguments: Vec<String>,
    /// Every other attribute any release documents.
    #[serde(default)]
    pub exports: Vec<String>,
    /// The neutral module that takes its place, when this row alone says how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noun: Option<String>,
    /// What becomes of each argument, for a row with a noun.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fates: BTreeMap<String, RowFate>,
    /// The block goes, and a person supplies from now on what was read of it: by path, as in
    /// [`OutputRule`](crate::mappings::OutputRule). Where it was managed, a finding says what to set up instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inputs: Option<BTreeMap<String, RowInput>>,
}

/// A value that a person supplies, as a row says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowInput {
    /// Type constraint for one object.
    #[serde(rename = "type")]
    pub of_type: String,
    /// What a person should give.
    pub description: String,
    /// Whether its value is secret.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
}

/// What becomes of one argument, as a row says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowFate {
    /// Carried over as this argument.
    To(String),
    /// Dropped without a word: it says nothing outside of the platform.
    Implied(String),
    /// Dropped, and reported with this reason.
    Dropped(String),
}

const fn none() -> Treatment {
    Treatment::None
}

impl Row {
    /// `of_type`, which may be another name of it, then what it is elsewhere and what a person should know, in one line.
    #[must_use]
    pub fn guidance(&self, of_type: &str) -> String {
        let parts = [&format!("`{of_type}`"), &self.target, &self.notes];
        let said = parts.into_iter().filter(|part| !part.is_empty());
        said.map(String::as_str).collect::<Vec<_>>().join("; ")
    }

    /// Whether any release documents `path` as an argument or attribute, or something within it.
    #[must_use]
    pub fn knows(&self, path: &str) -> bool {
        let is_it = |known: &String| {
            known == path
                || known
                    .strip_prefix(path)
                    .is_some_and(|rest| rest.starts_with('.'))
        };
        self.arguments.iter().any(is_it) || self.exports.iter().any(is_it)
    }
}
