//! What to read, and what to do about what cannot be read.

use std::collections::BTreeSet;

use ovhai_model::{Kind, Selection};

/// What to read.
#[derive(Clone, Debug)]
pub struct Scope {
    kinds: BTreeSet<Kind>,
    /// What to do about what cannot be read.
    pub on_unreadable: OnUnreadable,
}

/// What to do about kinds of objects that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnUnreadable {
    /// Fail, naming all of them.
    Fail,
    /// Go on, and name them in the estate and in a warning.
    Report,
}

impl Scope {
    /// Everything of the kinds `selection` names, and what workloads depend on.
    pub fn inventory(selection: &Selection, on_unreadable: OnUnreadable) -> Self {
        let kinds = Kind::ALL.iter().copied();
        Self {
            kinds: kinds
                .filter(|kind| selection.includes_kind(*kind) || selection.needs(*kind))
                .collect(),
            on_unreadable,
        }
    }

    /// What an export of `selection` is made from; nothing else is asked for, so that fewer rights suffice.
    pub fn export(selection: &Selection) -> Self {
        let kinds = Kind::ALL.iter().copied();
        Self {
            kinds: kinds.filter(|kind| selection.needs(*kind)).collect(),
            on_unreadable: OnUnreadable::Fail,
        }
    }

    /// The kinds to read, in order.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> {
        self.kinds.iter().copied()
    }

    /// Whether to read objects of `kind`.
    pub fn has(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }
}
