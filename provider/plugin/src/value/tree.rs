//! Values without a Rust type: what travels between Terraform and the typed models.

use std::collections::BTreeMap;

use super::{Number, Type};

/// A value of any type, null and unknown included.
///
/// Objects and maps look alike here, and so do lists and tuples; a schema tells them apart.
/// Secrets are in it in clear text, therefore `Debug` shows only the shape.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tree {
    /// No value.
    #[default]
    Null,
    /// A value that exists only after apply.
    Unknown,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text.
    String(String),
    /// A list or tuple.
    List(Vec<Tree>),
    /// A set; build it with [`Tree::set`], which sorts, so that equal sets are equal values.
    Set(Vec<Tree>),
    /// A map or object.
    Map(BTreeMap<String, Tree>),
    /// The value of a dynamically typed attribute, with its own type.
    Dynamic(Box<(Type, Tree)>),
}

impl Tree {
    /// A set of `items`: sorted, known duplicates once.
    #[must_use]
    pub fn set(mut items: Vec<Self>) -> Self {
        items.sort();
        items.dedup_by(|a, b| a == b && a.is_known());
        Self::Set(items)
    }

    /// An object or map.
    #[must_use]
    pub fn map<K: Into<String>>(members: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Map(
            members
                .into_iter()
                .map(|(key, value)| (key.into(), value))
                .collect(),
        )
    }

    /// The value itself: a dynamic value without its type.
    #[must_use]
    pub fn plain(&self) -> &Self {
        match self {
            Self::Dynamic(typed) => typed.1.plain(),
            other => other,
        }
    }

    /// True for null, typed or not.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.plain(), Self::Null)
    }

    /// True for a value unknown as a whole.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        matches!(self.plain(), Self::Unknown)
    }

    /// True when nothing in it is unknown.
    #[must_use]
    pub fn is_known(&self) -> bool {
        match self {
            Self::Unknown => false,
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => true,
            Self::List(items) | Self::Set(items) => items.iter().all(Self::is_known),
            Self::Map(members) => members.values().all(Self::is_known),
            Self::Dynamic(typed) => typed.1.is_known(),
        }
    }

    /// The text, when it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self.plain() {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean, when it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.plain() {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, when it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number> {
        match self.plain() {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The elements of a list, tuple or set.
    #[must_use]
    pub fn as_items(&self) -> Option<&[Self]> {
        match self.plain() {
            Self::List(items) | Self::Set(items) => Some(items),
            _ => None,
        }
    }

    /// The members of a map or object.
    #[must_use]
    pub fn as_map(&self) -> Option<&BTreeMap<String, Self>> {
        match self.plain() {
            Self::Map(members) => Some(members),
            _ => None,
        }
    }

    /// A member of a map or object; null when there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &Self {
        self.as_map()
            .and_then(|members| members.get(name))
            .unwrap_or(&Self::Null)
    }

    /// An element of a list, tuple or set; null when there is none.
    #[must_use]
    pub fn at(&self, index: usize) -> &Self {
        self.as_items()
            .and_then(|items| items.get(index))
            .unwrap_or(&Self::Null)
    }

    /// The most specific type of a value that came without one, as Terraform would infer it from a
    /// literal: sequences are tuples, members make objects.
    #[must_use]
    pub fn inferred_type(&self) -> Type {
        match self {
            Self::Null | Self::Unknown => Type::Dynamic,
            Self::Bool(_) => Type::Bool,
            Self::Number(_) => Type::Number,
            Self::String(_) => Type::String,
            Self::List(items) | Self::Set(items) => {
                Type::Tuple(items.iter().map(Self::inferred_type).collect())
            }
            Self::Map(members) => Type::Object(
                members
                    .iter()
                    .map(|(name, value)| (name.clone(), value.inferred_type()))
                    .collect(),
            ),
            Self::Dynamic(typed) => typed.0.clone(),
        }
    }

    /// What kind of value it is, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Unknown => "an unknown value",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Set(_) => "a set",
            Self::Map(_) => "an object or map",
            Self::Dynamic(_) => "a dynamic value",
        }
    }
}

impl std::fmt::Debug for Tree {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::List(items) | Self::Set(items) => f.debug_list().entries(items).finish(),
            Self::Map(members) => f.debug_map().entries(members).finish(),
            Self::Dynamic(typed) => typed.1.fmt(f),
            leaf => f.write_str(leaf.kind()),
        }
    }
}

impl From<serde_json::Value> for Tree {
    fn from(json: serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(value) => Self::Bool(value),
            serde_json::Value::Number(number) => Self::Number(
                number
                    .to_string()
                    .parse()
                    .unwrap_or_else(|_| Number::zero()),
            ),
            serde_json::Value::String(text) => Self::String(text),
            serde_json::Value::Array(items) => {
                Self::List(items.into_iter().map(Self::from).collect())
            }
            serde_json::Value::Object(members) => Self::Map(
                members
                    .into_iter()
                    .map(|(key, value)| (key, Self::from(value)))
                    .collect(),
            ),
        }
    }
}

impl From<&str> for Tree {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Tree {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Tree {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Tree {
    fn from(value: i64) -> Self {
        Self::Number(value.into())
    }
}
