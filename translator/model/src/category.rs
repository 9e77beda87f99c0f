//! The two scales every finding carries.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The three categories of the vendor's reversibility policy (platform-facts section 13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Migration guaranteed: containers, Kubernetes API, registry, API and CLI.
    Core,
    /// The vendor's implementation of a general feature; adaptation needed.
    Implementation,
    /// Exists only at this vendor; migration not guaranteed.
    Specific,
}

impl Category {
    /// All categories, in the policy's order.
    pub const ALL: &'static [Self] = &[Self::Core, Self::Implementation, Self::Specific];

    /// The word used in state, reports and docs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Implementation => "implementation",
            Self::Specific => "specific",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How well something survives the exit, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fidelity {
    /// Same behaviour.
    Exact,
    /// Same purpose, with a named difference.
    Adapted,
    /// A person must supply or decide something.
    Manual,
    /// No counterpart.
    Unsupported,
}

impl Fidelity {
    /// All grades, best first.
    pub const ALL: &'static [Self] = &[Self::Exact, Self::Adapted, Self::Manual, Self::Unsupported];

    /// The word used in state, reports and docs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Adapted => "adapted",
            Self::Manual => "manual",
            Self::Unsupported => "unsupported",
        }
    }
}

impl fmt::Display for Fidelity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
