//! HCL text, and nothing above it: what a file is, what it says and where, and how to change it without touching the rest.
//!
//! The way through the crate:
//!
//! 1. [`FileClass::of`] says what a file is, from its name and its bytes.
//! 2. [`parse`] gives a [`Document`]: one tree for native syntax and for JSON, in which everything knows its [`Span`] in
//!    the original bytes. A block that the parser refuses is [isolated](Item::Isolated) and the rest of the file is still
//!    there; parsing never fails and never panics.
//! 3. [`walk`] visits expressions with their ancestors, [`Address`] says what a traversal refers to.
//! 4. [`Edits`] are sorted, disjoint replacements of spans, applied to the original bytes. Nothing is ever printed from
//!    the tree: every printer in this field damages comments, line endings or heredocs.
//! 5. [`emit`] writes new blocks the way `terraform fmt` would, in the file's own line ending.
//!
//! *Not here:* providers, resource types, files on disk. The words of the Terraform language (resource, module, local) are.

mod address;
mod class;
mod convert;
mod edit;
pub mod emit;
pub mod json;
mod lines;
mod parse;
mod plain;
mod repair;
mod scan;
mod span;
mod split;
mod tree;
mod walk;

pub use address::{Address, Named};
pub use class::FileClass;
pub use edit::{Edit, Edits, Error};
pub use lines::{LineEnding, Lines};
pub use parse::{parse, parse_each, parse_expression, parse_some, parse_template};
pub use scan::{Token, TokenKind, comments, tokens};
pub use span::Span;
pub use tree::{
    Attribute, Block, Body, Conditional, Directive, Document, Expression, ExpressionKind, For,
    Isolated, Item, Label, Name, Notation, ObjectItem, Problem, Root, Step, StepKind, Template,
    TemplatePart, Traversal,
};
pub use walk::{Visit, visit, walk};
