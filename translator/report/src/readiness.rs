//! The outcome of an assessment.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::{Address, Category, Fidelity, Kind, Unread};

use crate::{Data, Ending, Made, Row};

/// How many objects a text names before it only counts the rest.
pub const MOST_SHOWN: usize = 20;

/// The key of the blocker that stands for a selection without objects.
pub const NOTHING_SELECTED: &str = "selection/empty";

/// What would become of the selected objects if the project left the platform today.
#[derive(Clone, Debug, PartialEq)]
pub struct Readiness {
    /// Public Cloud project id.
    pub service: String,
    /// What it was made from.
    pub made: Made,
    /// Selected objects by kind.
    pub kinds: BTreeMap<Kind, usize>,
    /// Kinds that were looked at, as far as `unread` does not say otherwise.
    pub kinds_read: BTreeSet<Kind>,
    /// Every row of the policy, in its order.
    pub rows: Vec<RowSummary>,
    /// Every selected object, by address.
    pub objects: Vec<ObjectSummary>,
    /// Everything that was found, by slug.
    pub differences: Vec<Difference>,
    /// What stands in the way, in the order of rows; within a row what concerns most objects first.
    pub blockers: Vec<Blocker>,
    /// What has to exist at the target first, by name.
    pub secrets: Vec<SecretToCreate>,
    /// What a person has to decide or supply, by slug.
    pub answers: Vec<WantedAnswer>,
    /// How much has to move.
    pub data: Data,
    /// What could not be read, and why.
    pub unread: Vec<Unread>,
    /// What ends with the platform.
    pub endings: Vec<Ending>,
    /// Selected registries, data stores, tokens, backups and containers that nothing uses, by address. An object is left out as
    /// long as anything that could use it was not read.
    pub unused: Vec<Address>,
    /// What would stand in the way if no person had decided it.
    pub settled: Settled,
}

/// How many findings would stand in the way if no person had decided them for every object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Settled {
    /// Nothing has changed: someone takes them as they are, or says that they are seen to.
    pub accepted: usize,
    /// The missing value was given.
    pub answered: usize,
}

impl Readiness {
    /// Whether nothing stands in the way. A selection that matches nothing is not ready: nothing was judged.
    #[must_use]
    pub const fn is_ready(&self) -> bool {
        self.blockers.is_empty()
    }
}

/// One row of the policy against all selected objects. The five counts add up to their number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowSummary {
    /// The row.
    pub row: Row,
    /// Objects it does not concern.
    pub not_concerned: usize,
    /// Objects that stay as they are.
    pub exact: usize,
    /// Objects that work, with differences that are named or that a person has decided.
    pub adapted: usize,
    /// Objects that wait for a person.
    pub manual: usize,
    /// Objects with something that has no counterpart.
    pub unsupported: usize,
    /// How many of the blockers belong to it.
    pub blockers: usize,
}

impl RowSummary {
    /// Objects it concerns.
    #[must_use]
    pub const fn objects(&self) -> usize {
        self.exact + self.adapted + self.manual + self.unsupported
    }
}

/// One object against every row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectSummary {
    /// Kind and id.
    pub address: Address,
    /// Display name; may be empty.
    pub name: String,
    /// Region code; empty where the kind knows none.
    pub region: String,
    /// The worst of its cells; what a person has decided counts as adapted.
    pub fidelity: Fidelity,
    /// Per row of [`Row::ALL`] how well it survives, or `None` where the row does not concern it.
    pub cells: [Option<Fidelity>; Row::ALL.len()],
    /// How many findings about it stand in the way.
    pub blockers: usize,
    /// Data it holds.
    pub size: Size,
    /// Findings about it: index into [`Readiness::differences`], and whether a person has decided it.
    pub findings: Vec<(u16, bool)>,
}

impl ObjectSummary {
    /// How well it survives in `row`; `None` where the row does not concern it.
    #[must_use]
    pub const fn cell(&self, row: Row) -> Option<Fidelity> {
        self.cells[row.index()]
    }
}

/// Bytes an object holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// It is no place for data.
    None,
    /// Nobody has counted.
    Unknown,
    /// As the platform last counted.
    Known(u64),
}

/// Everything found under one slug.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `area/what-is-wrong`.
    pub slug: String,
    /// Where it belongs in the policy.
    pub row: Row,
    /// The finding's own category; it may differ from the row's where the policy has no row for it.
    pub category: Category,
    /// How well the thing survives.
    pub fidelity: Fidelity,
    /// One line: what differs.
    pub title: String,
    /// What to do.
    pub hint: String,
    /// How many objects have it.
    pub count: usize,
    /// For how many of them a person has decided.
    pub decided: usize,
    /// The first objects nobody has decided about, by address, at most [`MOST_SHOWN`].
    pub open: Vec<Address>,
    /// How many selected objects nobody has decided about, by kind.
    pub open_kinds: BTreeMap<Kind, usize>,
    /// What was decided, and for how many objects; by text.
    pub decisions: Vec<Decision>,
}

impl Difference {
    /// How many objects wait for a decision.
    #[must_use]
    pub const fn undecided(&self) -> usize {
        self.count - self.decided
    }

    /// Whether it stands in the way where nobody has decided it: what needs a person does; what has no counterpart does in rows
    /// whose migration the policy guarantees, and is otherwise a difference to accept.
    #[must_use]
    pub fn blocks(&self) -> bool {
        match self.fidelity {
            Fidelity::Manual => true,
            Fidelity::Unsupported => self.row.category() == Category::Core,
            Fidelity::Exact | Fidelity::Adapted => false,
        }
    }
}

/// A decision and how often it was taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decision {
    /// The answer or the reason, as written.
    pub text: String,
    /// For how many objects.
    pub count: usize,
}

/// Something that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocker {
    /// The finding's slug, `unread/KIND` for what could not be read, or [`NOTHING_SELECTED`]. The latter two cannot be answered.
    pub key: String,
    /// Where it belongs in the policy.
    pub row: Row,
    /// Its category.
    pub category: Category,
    /// One line: what is wrong.
    pub title: String,
    /// Whose turn it is, for people: a role, as this software knows no names.
    pub who: &'static str,
    /// What to do.
    pub hint: String,
    /// How many objects, or places that could not be read.
    pub count: usize,
    /// How many of them are selected objects, by kind.
    pub kinds: BTreeMap<Kind, usize>,
    /// The first of them by address, at most [`MOST_SHOWN`].
    pub objects: Vec<Address>,
}

/// A secret that must exist at the target before the workloads start. Names and purposes, never values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretToCreate {
    /// Its name at the target.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// Keys it must have, with what their values are.
    pub keys: BTreeMap<String, String>,
    /// Workloads that need it.
    pub used_by: BTreeSet<Address>,
}

/// A decision that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedAnswer {
    /// The finding to answer.
    pub slug: String,
    /// What differs.
    pub title: String,
    /// What to do.
    pub hint: String,
    /// What the answer must be, for example `an image reference`; `None` if any text will do.
    pub form: Option<String>,
    /// How many objects wait for it.
    pub count: usize,
    /// The first of them by address, at most [`MOST_SHOWN`].
    pub objects: Vec<Address>,
}
