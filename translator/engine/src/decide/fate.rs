//! What becomes of one subject.

use ovhai_model::FindingKind;

use crate::{
    lower::{Lowered, split::Split},
    mappings::Target,
};

/// What becomes of a subject.
#[derive(Clone, Debug)]
pub enum Fate {
    /// It leaves: something takes its place, or nothing has to.
    Leaves(Box<Lowered>),
    /// Understood, and stays by decision.
    Kept {
        /// Why.
        kind: &'static FindingKind,
        /// What it is about.
        detail: String,
    },
    /// Its instances part ways: several blocks of its type take its place, and each may leave when that was applied.
    Parted {
        /// The blocks.
        split: Box<Split>,
        /// Which instance goes where.
        detail: String,
    },
    /// Not understood.
    Refused {
        /// Why.
        kind: &'static FindingKind,
        /// What it is about.
        detail: String,
    },
}

impl Fate {
    pub(super) fn kept(kind: &'static FindingKind, detail: impl Into<String>) -> Self {
        Self::Kept {
            kind,
            detail: detail.into(),
        }
    }

    pub(super) fn refused(kind: &'static FindingKind, detail: impl Into<String>) -> Self {
        Self::Refused {
            kind,
            detail: detail.into(),
        }
    }

    /// The translation, if it leaves.
    #[must_use]
    pub fn lowered(&self) -> Option<&Lowered> {
        match self {
            Self::Leaves(lowered) => Some(lowered),
            _ => None,
        }
    }

    /// Whether the block stays where it is.
    #[must_use]
    pub const fn stays(&self) -> bool {
        !matches!(self, Self::Leaves(_))
    }

    /// The noun of the module that takes its place.
    #[must_use]
    pub fn noun(&self) -> Option<&str> {
        match &self.lowered()?.target {
            Target::Module(noun) => Some(noun),
            Target::Inputs | Target::Member(_) => None,
        }
    }
}
