//! What a document holds that this version does not know.

use std::fmt;

use serde_json::Value;

use crate::{pointer::escaped, redaction::name_holds_secret};

/// Where in a document something is: the names leading to it. Costs nothing until it is written.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    name: &'a str,
}

impl<'a> Place<'a> {
    /// The document itself.
    pub const ROOT: Self = Self {
        parent: None,
        name: "",
    };

    /// The place `name` inside this one.
    #[must_use]
    pub const fn step(&'a self, name: &'a str) -> Self {
        Self {
            parent: Some(self),
            name,
        }
    }
}

impl fmt::Display for Place<'_> {
    /// A JSON pointer (RFC 6901), in which a name that looks like a secret is replaced.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(parent) = self.parent else {
            return Ok(());
        };
        let name = if name_holds_secret(self.name) {
            "(secret)"
        } else {
            self.name
        };
        write!(f, "{parent}/{}", escaped(name))
    }
}

/// Something this version does not know.
#[derive(Clone, PartialEq)]
pub struct Surprise<'a> {
    /// JSON pointer inside the document.
    pub pointer: String,
    /// What it is.
    pub kind: SurpriseKind<'a>,
}

/// What a surprise is. Values may be secrets.
#[derive(Clone, PartialEq)]
pub enum SurpriseKind<'a> {
    /// A member the type does not name.
    Member {
        /// Its name.
        name: &'a str,
        /// Its value.
        value: &'a Value,
    },
    /// A name an enumeration does not have.
    Name(&'a str),
}

impl<'a> Surprise<'a> {
    pub(in crate::documents) fn member(place: Place<'_>, name: &'a str, value: &'a Value) -> Self {
        Self {
            pointer: place.to_string(),
            kind: SurpriseKind::Member { name, value },
        }
    }

    pub(in crate::documents) fn name(place: Place<'_>, text: &'a str) -> Self {
        Self {
            pointer: place.to_string(),
            kind: SurpriseKind::Name(text),
        }
    }
}

impl fmt::Debug for Surprise<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Surprise").field(&self.pointer).finish()
    }
}
