//! New blocks, as `terraform fmt` would leave them.
//!
//! A [`NewBlock`] is built from [`Part`]s and [`Value`]s and written by [`write()`]. Values that were taken from existing
//! configuration are [`Value::Code`] with an [`Origin`]: their text is kept as it is, only moved to its new indentation,
//! and the result says where each of them stands now.

mod format;
mod fragments;
mod json;
mod text;

use crate::{LineEnding, Span};

pub use format::{value, write};
pub use fragments::{Fragment, Sourced};
pub use json::{Json, json_string};
pub use text::{is_word, quoted};

/// A block that is written anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewBlock {
    /// `resource`
    pub keyword: String,
    /// Without quotes.
    pub labels: Vec<String>,
    /// In order.
    pub parts: Vec<Part>,
}

/// One part of a new block's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A comment as written, sign included; several lines become several comment lines.
    Comment(String, Option<Origin>),
    /// `name = value`
    Attribute(String, Value),
    /// A nested block.
    Block(NewBlock),
    /// An empty line.
    Blank,
}

/// A value that is written anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true`
    Bool(bool),
    /// A number as it is to be written.
    Number(String),
    /// A string; quoted and escaped when written.
    Text(String),
    /// Code of the language, put in unchanged.
    Code(String, Option<Origin>),
    /// A quoted string of text and code.
    Template(Vec<Piece>),
    /// On one line if it fits.
    List(Vec<Value>),
    /// One item per line. Keys that are no words are quoted.
    Object(Vec<(String, Value)>),
    /// `name(arguments)`
    Call(String, Vec<Value>),
    /// `{ for key, value in collection : result_key => result }`, or a list if there is no key.
    For(Box<NewFor>),
    /// A value and the steps that follow it: `f(x)[*].name`.
    After(Box<Value>, String),
    /// `condition ? yes : no`
    Conditional(Box<[Value; 3]>),
    /// `object[key]`
    Element(Box<[Value; 2]>),
}

/// A `for` expression that is written anew. Its variables are called `key` and `value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFor {
    /// What is gone through.
    pub collection: Value,
    /// The key of each item; without one a list is made.
    pub key: Option<Value>,
    /// Each item.
    pub result: Value,
    /// What each item is called: `key, value`, or one name.
    pub names: String,
    /// Only items for which these two are equal.
    pub only: Option<(Value, Value)>,
}

impl NewFor {
    /// Key and value of each item, so called.
    pub const NAMES: &str = "key, value";
}

/// A part of a [`Value::Template`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Plain text; escaped when written.
    Text(String),
    /// `${code}`
    Code(String, Option<Origin>),
}

/// Where code was taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Path of the file.
    pub file: String,
    /// In that file.
    pub span: Span,
    /// What is called otherwise than there.
    pub renamed: Vec<Renamed>,
}

/// A member that has a name of its own where code is put: `each.key`, which a `for` calls `key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// `each`
    pub root: String,
    /// `key`
    pub member: String,
    /// The name it has now.
    pub name: String,
}

/// What [`write()`] made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The text, without a line ending at its end.
    pub text: String,
    /// Where in the text stands what was taken from where, in order.
    pub carried: Vec<(Span, Origin)>,
}

/// How [`write()`] is to write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Between lines.
    pub ending: LineEnding,
    /// How many levels of two spaces the block stands in.
    pub level: usize,
}

impl NewBlock {
    /// An empty block.
    #[must_use]
    pub fn new(keyword: &str, labels: &[&str]) -> Self {
        Self {
            keyword: keyword.to_owned(),
            labels: labels.iter().map(|label| (*label).to_owned()).collect(),
            parts: Vec::new(),
        }
    }

    /// With the attribute `name` at its end.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.parts
            .push(Part::Attribute(name.to_owned(), value.into()));
        self
    }

    /// With the attribute `name` at its end, if there is a value.
    #[must_use]
    pub fn with_some(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// With a nested block at its end, after an empty line if something stands before it.
    #[must_use]
    pub fn with_block(mut self, block: Self) -> Self {
        if !self.parts.is_empty() {
            self.parts.push(Part::Blank);
        }
        self.parts.push(Part::Block(block));
        self
    }

    /// With a comment at its end.
    #[must_use]
    pub fn with_comment(mut self, comment: impl Into<String>) -> Self {
        self.parts.push(Part::Comment(comment.into(), None));
        self
    }
}

impl Value {
    /// Code that was not taken from anywhere.
    #[must_use]
    pub fn code(text: impl Into<String>) -> Self {
        Self::Code(text.into(), None)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Self::Number(value.to_string())
    }
}

impl From<Vec<Self>> for Value {
    fn from(items: Vec<Self>) -> Self {
        Self::List(items)
    }
}
