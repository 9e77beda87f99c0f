//! Addresses: how findings, artefacts and state name one object of the estate.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Declares the kinds once, so that list, words and parsing cannot disagree.
macro_rules! kinds {
    ($($(#[$meta:meta])* $name:ident = $word:literal,)*) => {
        /// What an object of the estate is. The platform's own words, because its users know them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Kind {
            $($(#[$meta])* $name,)*
        }

        impl Kind {
            /// Every kind this version knows, in the order reports list them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The words of all kinds, in the same order.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The word used in addresses, selections and paths.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

kinds! {
    /// A long-running service with replicas and a URL.
    App = "app",
    /// A run with an end.
    Job = "job",
    /// An interactive workbench with a kept workspace.
    Notebook = "notebook",
    /// A kept copy of a notebook's workspace.
    Backup = "backup",
    /// A place volumes copy from and to: object storage or Git. Its id is `REGION/ALIAS`.
    DataStore = "data_store",
    /// A private image registry attached to the project.
    Registry = "registry",
    /// A token that lets programs reach and manage workloads.
    Token = "token",
    /// A user of the project.
    User = "user",
    /// How much the AI products may take at once. Its id is the project's.
    Quota = "quota",
    /// A container of the project's object storage. Its id is `swift/REGION/NAME` or `s3/REGION/NAME`.
    Container = "container",
    /// A managed private registry of the project.
    ContainerRegistry = "container_registry",
    /// A managed Kubernetes cluster of the project.
    Cluster = "cluster",
}

impl Kind {
    /// The kinds that run containers.
    pub const WORKLOADS: &'static [Self] = &[Self::App, Self::Job, Self::Notebook];

    /// Whether objects of this kind run containers.
    #[must_use]
    pub const fn is_workload(self) -> bool {
        matches!(self, Self::App | Self::Job | Self::Notebook)
    }

    /// Whether objects of this kind belong to the AI products themselves, not to the project around them.
    #[must_use]
    pub const fn is_ai(self) -> bool {
        !matches!(
            self,
            Self::User | Self::Container | Self::ContainerRegistry | Self::Cluster
        )
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
    #[error("`{0}` is no kind of object; known kinds are {kinds}", kinds = Kind::WORDS.join(", "))]
    UnknownKind(String),
}
