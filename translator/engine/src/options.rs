//! What a run is told.

use std::collections::BTreeMap;

use ovhai_model::FindingKind;

use crate::{evidence::Evidence, profile::Profile};

/// Which of the changes a run makes. They are made one after the other, each applied before the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// What is written for the vendor becomes neutral. What the state still needs stays.
    #[default]
    Rewrite,
    /// The state moves away from the platform, and nothing else changes.
    Backend,
    /// The state holds nothing of the vendor's any more: its providers and the blocks about the state go.
    Cleanup,
}

/// How a repository is to be rewritten.
#[derive(Clone, Debug)]
pub struct Options {
    /// The choices.
    pub profile: Profile,
    /// If not empty, only types that one of these matches; `*` at the end matches any rest.
    pub only: Vec<String>,
    /// Types to leave alone, in the same form.
    pub skip: Vec<String>,
    /// Folders of modules in which nothing is rewritten, and why.
    pub frozen: BTreeMap<String, String>,
    /// Those of them whose files say that, with what is told of them: shared by links, not readable.
    pub stays: BTreeMap<String, (&'static FindingKind, String)>,
    /// Which of the changes are made.
    pub phase: Phase,
    /// States and plans.
    pub evidence: Evidence,
}

impl Options {
    /// A rewrite of everything.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            only: Vec::new(),
            skip: Vec::new(),
            frozen: BTreeMap::new(),
            stays: BTreeMap::new(),
            phase: Phase::default(),
            evidence: Evidence::default(),
        }
    }

    /// Whether the type `of_type` is to be translated.
    #[must_use]
    pub fn wants(&self, of_type: &str) -> bool {
        let matches = |patterns: &[String]| {
            patterns
                .iter()
                .any(|pattern| match pattern.strip_suffix('*') {
                    Some(start) => of_type.starts_with(start),
                    None => of_type == pattern,
                })
        };
        (self.only.is_empty() || matches(&self.only)) && !matches(&self.skip)
    }
}
