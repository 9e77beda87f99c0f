//! Checks of configured values: `#[attr(validate(…))]`.
//!
//! The functions here make the usual ones; [`Validator::new`] makes any other.

mod members;
mod rules;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

pub use members::{also_requires, at_least_one_of, conflicts_with, exactly_one_of};
pub use rules::{
    at_least, at_most, between, each, items, keys, length, none_of, not_blank, one_of, text,
    text_matches, unique,
};

use crate::diagnostics::Diagnostics;
use crate::path::Path;
use crate::value::Tree;

/// What a check looks at.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Where the value is.
    pub path: &'a Path,
    /// The configured value; known, unless the check asked for all.
    pub value: &'a Tree,
    /// The members of the object that the attribute belongs to.
    pub siblings: &'a BTreeMap<String, Tree>,
}

type Run = dyn Fn(&Subject<'_>, &mut Diagnostics) + Send + Sync;

/// A check of the configured value of an attribute or of all blocks of one name.
#[derive(Clone)]
pub struct Validator {
    description: String,
    of_null: bool,
    run: Arc<Run>,
}

impl fmt::Debug for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Validator({})", self.description)
    }
}

impl Validator {
    /// A check of values that are there; null and unknown values are not shown to it.
    ///
    /// `description` goes into the documentation and reads on from "The value": `must be …`.
    pub fn new(
        description: impl Into<String>,
        run: impl Fn(&Subject<'_>, &mut Diagnostics) + Send + Sync + 'static,
    ) -> Self {
        Self {
            description: description.into(),
            of_null: false,
            run: Arc::new(run),
        }
    }

    /// The same check, run for null values as well.
    #[must_use]
    pub fn including_null(mut self) -> Self {
        self.of_null = true;
        self
    }

    /// What the value must be, reading on from "The value".
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Runs the check unless the value is unknown, or null and not asked for.
    pub fn check(&self, subject: &Subject<'_>, diagnostics: &mut Diagnostics) {
        if subject.value.is_unknown() || (subject.value.is_null() && !self.of_null) {
            return;
        }
        (self.run)(subject, diagnostics);
    }

    /// A check with one verdict: `Err` is a sentence saying what is wrong.
    pub(crate) fn verdict(
        description: impl Into<String>,
        judge: impl Fn(&Tree) -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        Self::new(description, move |subject, diagnostics| {
            if let Err(detail) = judge(subject.value) {
                diagnostics.error_at(subject.path.clone(), "Invalid attribute value", detail);
            }
        })
    }
}
