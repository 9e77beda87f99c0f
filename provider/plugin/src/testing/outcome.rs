//! What calls give back.

use crate::diagnostics::{Diagnostic, Severity};
use crate::path::Path;
use crate::value::{Tree, json};

/// The result of a call together with its messages.
#[derive(Debug, Clone)]
pub struct Outcome<T> {
    /// The result. Calls that failed half way have one beside their errors.
    pub value: T,
    /// The messages, in order.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Outcome<T> {
    /// The result of a call without errors.
    ///
    /// # Panics
    /// When there are errors: the test fails with their texts.
    #[track_caller]
    pub fn ok(self) -> T {
        assert!(
            self.errors().is_empty(),
            "the call failed:\n{}",
            describe(&self.diagnostics)
        );
        self.value
    }

    /// The errors.
    #[must_use]
    pub fn errors(&self) -> Vec<&Diagnostic> {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .collect()
    }

    /// The warnings.
    #[must_use]
    pub fn warnings(&self) -> Vec<&Diagnostic> {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Warning)
            .collect()
    }

    /// The only error of a call that must fail with exactly one.
    ///
    /// # Panics
    /// When there is none or more than one: the test fails with their texts.
    #[track_caller]
    pub fn error(&self) -> &Diagnostic {
        match self.errors().as_slice() {
            [error] => error,
            _ => panic!(
                "expected exactly one error:\n{}",
                describe(&self.diagnostics)
            ),
        }
    }
}

/// Messages as a person would read them.
pub(super) fn describe(diagnostics: &[Diagnostic]) -> String {
    let lines = diagnostics.iter().map(|diagnostic| {
        let Diagnostic {
            severity,
            summary,
            detail,
            path,
        } = diagnostic;
        format!("  {severity:?} at {path}: {summary}: {detail}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A resource or data source as Terraform stores it.
#[derive(Debug, Clone, PartialEq)]
pub struct Object {
    /// Its type.
    pub type_name: String,
    /// Its values; null when it does not exist.
    pub value: Tree,
    /// Its private data.
    pub private: Vec<u8>,
    /// Its identity; null without one.
    pub identity: Tree,
}

impl Object {
    /// The values as JSON. Unknown values are null, and numbers beyond 64 bits lose digits: look at
    /// [`Object::value`] for those.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        to_json(&self.value)
    }

    /// The identity as JSON.
    #[must_use]
    pub fn identity_json(&self) -> serde_json::Value {
        to_json(&self.identity)
    }

    /// True when it does not exist.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.value.is_null()
    }
}

pub(super) fn to_json(tree: &Tree) -> serde_json::Value {
    serde_json::from_str(&json::to_text(tree)).unwrap_or_default()
}

/// What a plan would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    NoOp,
    /// Create the object.
    Create,
    /// Change the object in place.
    Update,
    /// Destroy the object and create another.
    Replace,
    /// Destroy the object.
    Delete,
}

/// A planned change.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The resource type.
    pub type_name: String,
    /// What it would do.
    pub action: Action,
    /// The state before.
    pub prior: Option<Object>,
    /// The complete configuration; null for a destroy.
    pub config: Tree,
    /// The state after, with unknown values where only apply will tell.
    pub planned: Tree,
    /// The attributes that make it a replacement.
    pub requires_replace: Vec<Path>,
    /// Private data for the apply.
    pub private: Vec<u8>,
    /// The identity after, as far as it is known; null without one.
    pub identity: Tree,
    /// True when the provider said "not now".
    pub deferred: bool,
}

/// An open ephemeral resource.
#[derive(Debug, Clone)]
pub struct Open {
    /// Its type.
    pub type_name: String,
    /// Its arguments and results.
    pub value: Tree,
    /// Its private data after opening, with which it is closed.
    pub private: Option<Vec<u8>>,
    /// Its private data for the next renewal.
    pub renewal: Option<Vec<u8>>,
    /// When it should be renewed.
    pub renew_at: Option<std::time::SystemTime>,
    /// True when the provider said "not now".
    pub deferred: bool,
}

impl Open {
    /// The values as JSON; unknown values are null.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        to_json(&self.value)
    }
}

/// An object that a list resource found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its identity.
    pub identity: Tree,
    /// What a person calls it.
    pub display_name: String,
    /// Its state, when it was asked for.
    pub resource: Option<Object>,
}

/// Why a function failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("argument {argument:?}: {text}")]
pub struct CallFailure {
    /// What is wrong.
    pub text: String,
    /// Position of the argument at fault, counted from zero.
    pub argument: Option<usize>,
}

impl Plan {
    /// The planned state as JSON; unknown values are null.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        to_json(&self.planned)
    }
}
