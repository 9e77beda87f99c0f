//! The table people write: what becomes of every member.

use std::{collections::BTreeMap, io, path::Path};

use ovhai_model::Fidelity;
use serde::Deserialize;

use super::models::read;

/// Every model with its members, in the order of the guide.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The models.
    pub models: Vec<Model>,
}

/// One model.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The vendor's name of it.
    pub model: String,
    /// Part of the guide.
    pub group: String,
    /// What it is; empty for requests.
    #[serde(default)]
    pub about: String,
    /// Models of answers whose members this request repeats.
    #[serde(default)]
    pub request_of: Vec<String>,
    /// Why nothing becomes of any member.
    #[serde(default)]
    pub nothing: Option<String>,
    /// Data sources that show its members.
    #[serde(default)]
    pub shown: Vec<String>,
    members: Members,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Members {
    /// All alike.
    Names(Vec<String>),
    Rows(BTreeMap<String, Row>),
}

/// What becomes of one member.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Fields of the neutral model, `Type.field`.
    #[serde(default)]
    pub becomes: Vec<String>,
    /// What it is in Kubernetes.
    #[serde(default)]
    pub target: String,
    /// How well it survives; absent where only the source document keeps it.
    #[serde(default)]
    pub fidelity: Option<Fidelity>,
    /// What else there is to know.
    #[serde(default)]
    pub note: String,
    /// Its members have rows of their own, in this model.
    #[serde(default)]
    pub parts: Option<String>,
    /// Why nothing becomes of it.
    #[serde(default)]
    pub nothing: Option<String>,
}

/// The three things that can become of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate<'a> {
    /// See the rows of another model.
    Parts(&'a str),
    /// Nothing, for this reason.
    Nothing(&'a str),
    /// This.
    Something(&'a Row),
}

impl Table {
    /// The checked-in table.
    ///
    /// # Errors
    /// It cannot be read or has unknown members.
    pub fn read(fixtures: &Path) -> io::Result<Self> {
        read(&fixtures.join("coverage/members.json"))
    }

    /// The model called `name`.
    #[must_use]
    pub fn model(&self, name: &str) -> Option<&Model> {
        self.models.iter().find(|model| model.model == name)
    }
}

impl Model {
    /// Names of the members, sorted.
    #[must_use]
    pub fn members(&self) -> Vec<&str> {
        match &self.members {
            Members::Names(names) => names.iter().map(String::as_str).collect(),
            Members::Rows(rows) => rows.keys().map(String::as_str).collect(),
        }
    }

    /// What becomes of `member`; `None` for requests, and for members it has not.
    #[must_use]
    pub fn fate(&self, member: &str) -> Option<Fate<'_>> {
        match &self.members {
            Members::Names(names) => {
                let reason = self.nothing.as_deref()?;
                names
                    .iter()
                    .any(|name| name == member)
                    .then_some(Fate::Nothing(reason))
            }
            Members::Rows(rows) => {
                let row = rows.get(member)?;
                Some(match (&row.parts, &row.nothing) {
                    (Some(model), _) => Fate::Parts(model),
                    (None, Some(reason)) => Fate::Nothing(reason),
                    (None, None) => Fate::Something(row),
                })
            }
        }
    }
}
