//! What is inferred or unknown about the vendor's API, and what a look at a real account says of it.

use crate::words::Words;

/// Something the vendor does not document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Area and subject; never renamed.
    pub id: &'static str,
    /// What is assumed.
    pub statement: &'static str,
    /// Who relies on it, or where it is written down.
    pub about: &'static str,
    /// How it is looked at.
    pub how: How,
}

/// How a fact is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By calls that only read; one line says which.
    Reading(&'static str),
    /// By the commands' POST calls, which create nothing by the vendor's own words; made only when asked for.
    Commands(&'static str),
    /// Not at all; one line says what it would take.
    Never(&'static str),
}

/// What a look said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As assumed.
    Holds,
    /// Otherwise than assumed.
    DoesNotHold,
    /// Nothing was assumed; what was seen stands beside it.
    Seen,
    /// The account has nothing that would show it.
    NotSeenHere,
    /// The call was refused or failed.
    NotAnswered,
    /// Reading cannot tell.
    NotTestable,
}

impl Verdict {
    /// For people.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::DoesNotHold => "does not hold",
            Self::Seen => "seen",
            Self::NotSeenHere => "not seen here",
            Self::NotAnswered => "not answered",
            Self::NotTestable => "not testable read-only",
        }
    }

    /// [`Verdict::Holds`] or its opposite.
    #[must_use]
    pub const fn of(holds: bool) -> Self {
        if holds {
            Self::Holds
        } else {
            Self::DoesNotHold
        }
    }
}

/// A fact and what was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The fact's id.
    pub id: &'static str,
    /// Whether it holds.
    pub verdict: Verdict,
    /// What was seen.
    pub seen: Words,
}

impl Finding {
    /// A finding.
    #[must_use]
    pub const fn new(id: &'static str, verdict: Verdict, seen: Words) -> Self {
        Self { id, verdict, seen }
    }

    /// Nothing in the account shows it.
    #[must_use]
    pub fn not_seen(id: &'static str, why: &'static str) -> Self {
        Self::new(id, Verdict::NotSeenHere, Words::of(why))
    }
}
