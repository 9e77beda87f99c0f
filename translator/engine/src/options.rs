//! What a run is told.

use std::collections::BTreeSet;

use crate::profile::Profile;

/// How a repository is to be rewritten.
#[derive(Clone, Debug)]
pub struct Options {
    /// The choices.
    pub profile: Profile,
    /// If not empty, only types that one of these matches; `*` at the end matches any rest.
    pub only: Vec<String>,
    /// Types to leave alone, in the same form.
    pub skip: Vec<String>,
    /// Folders of modules in which nothing is rewritten.
    pub frozen: BTreeSet<String>,
}

impl Options {
    /// A rewrite of everything.
    #[must_use]
    pub const fn new(profile: Profile) -> Self {
        Self {
            profile,
            only: Vec::new(),
            skip: Vec::new(),
            frozen: BTreeSet::new(),
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
