//! Addresses: how findings, artefacts and state name one object of the estate.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// What an object of the estate is. The platform's own words, because its users know them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// A long-running service with replicas and a URL.
    App,
    /// A private image registry attached to the project.
    Registry,
}

impl Kind {
    /// Every kind this version knows, in the order reports list them.
    pub const ALL: &'static [Self] = &[Self::App, Self::Registry];

    /// The word used in addresses, selections and paths.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Registry => "registry",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| AddressError::UnknownKind(text.to_owned()))
    }
}

/// `kind/id`, for example `app/96fb9aef-5adf-5e3f-b977-06b5c996edd8`. Ids are unique per project, names are not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Address {
    kind: Kind,
    id: String,
}

impl Address {
    /// The address of the object `id` of `kind`.
    #[must_use]
    pub fn new(kind: Kind, id: impl Into<String>) -> Self {
        Self {
            kind,
            id: id.into(),
        }
    }

    /// What the object is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The platform's id of the object.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.id)
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('/') {
            Some((kind, id)) if !id.is_empty() => Ok(Self::new(kind.parse()?, id)),
            _ => Err(AddressError::Form(text.to_owned())),
        }
    }
}

/// Why a text is no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not `kind/id`.
    #[error(
        "`{0}` is not an address of the form kind/id, for example app/96fb9aef-5adf-5e3f-b977-06b5c996edd8"
    )]
    Form(String),
    /// The part before the slash is no kind this version knows.
    #[error("`{0}` is no kind of object; known kinds are app and registry")]
    UnknownKind(String),
}
