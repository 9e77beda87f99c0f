//! New text for a reference, as data.

use ovhai_syntax::{Span, emit::Origin};

use crate::input::Input;

/// What takes the place of a reference.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What is replaced: the reference, a part of it from its start, or an expression around it.
    pub span: Span,
    /// By what.
    pub parts: Vec<Part>,
    /// What kind of replacement it is.
    pub kind: PlanKind,
    /// Variables that are needed for it, by their names in the module.
    pub inputs: Vec<(String, Input)>,
    /// Attributes of a whole object that what takes its place does not have.
    pub lacks: Vec<String>,
}

impl Plan {
    /// Nothing takes its place.
    pub(super) const fn dropped(span: Span) -> Self {
        Self {
            span,
            parts: Vec::new(),
            kind: PlanKind::Dropped,
            inputs: Vec::new(),
            lacks: Vec::new(),
        }
    }
}

/// A part of the new text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// New text.
    Text(String),
    /// Text of the file.
    Source(Span),
    /// Text that stands somewhere else, as it stands there.
    Carried(String, Origin),
}

/// What kind of replacement it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanKind {
    /// A known output or input takes the place.
    Known,
    /// A variable that nobody foresaw takes the place.
    BecameInput,
    /// The new module as a whole takes the place.
    WholeObject,
    /// An element of `depends_on` that is no longer needed.
    Dropped,
    /// An element of `replace_triggered_by`, which can name no module.
    Trigger,
}
