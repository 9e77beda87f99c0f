//! The tree.

use std::borrow::Cow;

use serde_json::Value;

/// A mapping, a sequence or a leaf.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Members in the order they are printed.
    Mapping(Mapping),
    /// Items in order.
    Sequence(Vec<Node>),
    /// A value.
    Leaf(Leaf),
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Leaf {
    /// Known here.
    Literal(Literal),
    /// Text of another language, such as `var.image`; its printer writes it untouched, others report it.
    Expression(String),
    /// Known only where the objects run.
    Secret(SecretReference),
}

/// A known value.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// Nothing.
    Null,
    /// Truth.
    Bool(bool),
    /// A number as serde_json keeps it.
    Number(serde_json::Number),
    /// Text.
    Text(Cow<'static, str>),
}

/// One key of a Secret that a person creates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretReference {
    /// Name of the Secret.
    pub name: String,
    /// Its key.
    pub key: String,
}

/// Members in the order they are printed; a name occurs once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapping(Vec<(Cow<'static, str>, Node)>);

impl Mapping {
    /// Without members.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// With one more member; callers give each name once.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Node>) -> Self {
        self.push(name, value);
        self
    }

    /// With one more member if there is a value.
    #[must_use]
    pub fn with_some<N: Into<Node>>(
        self,
        name: impl Into<Cow<'static, str>>,
        value: Option<N>,
    ) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// With one more member if `items` is not empty.
    #[must_use]
    pub fn with_items(self, name: &'static str, items: Vec<Node>) -> Self {
        if items.is_empty() {
            self
        } else {
            self.with(name, Node::Sequence(items))
        }
    }

    /// Adds a member.
    pub fn push(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Node>) {
        let name = name.into();
        debug_assert!(self.get(&name).is_none(), "`{name}` is given twice");
        self.0.push((name, value.into()));
    }

    /// Adds or replaces a member.
    pub fn set(&mut self, name: &str, value: Node) {
        match self.get_mut(name) {
            Some(known) => *known = value,
            None => self.0.push((Cow::Owned(name.to_owned()), value)),
        }
    }

    /// Takes a member out.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    /// The member `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.0
            .iter()
            .find_map(|(known, value)| (known == name).then_some(value))
    }

    /// The member `name`, to change.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        self.0
            .iter_mut()
            .find_map(|(known, value)| (known == name).then_some(value))
    }

    /// Members in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// Members in order, owned.
    pub(super) fn into_members(self) -> impl Iterator<Item = (Cow<'static, str>, Node)> {
        self.0.into_iter()
    }

    /// Whether there is no member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(String, String)> for Mapping {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(members: T) -> Self {
        Self(
            members
                .into_iter()
                .map(|(name, value)| (Cow::Owned(name), value.into()))
                .collect(),
        )
    }
}

impl Node {
    /// A sequence of texts.
    pub fn texts<T: Into<Self>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::Sequence(items.into_iter().map(Into::into).collect())
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Leaf(Leaf::Literal(Literal::Text(text))) => Some(text),
            _ => None,
        }
    }
}

impl From<Mapping> for Node {
    fn from(mapping: Mapping) -> Self {
        Self::Mapping(mapping)
    }
}

impl From<Vec<Self>> for Node {
    fn from(items: Vec<Self>) -> Self {
        Self::Sequence(items)
    }
}

impl From<Vec<Mapping>> for Node {
    fn from(items: Vec<Mapping>) -> Self {
        Self::Sequence(items.into_iter().map(Self::Mapping).collect())
    }
}

impl From<Literal> for Node {
    fn from(literal: Literal) -> Self {
        Self::Leaf(Leaf::Literal(literal))
    }
}

impl From<&'static str> for Node {
    fn from(text: &'static str) -> Self {
        Literal::Text(Cow::Borrowed(text)).into()
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Literal::Text(Cow::Owned(text)).into()
    }
}

impl From<bool> for Node {
    fn from(value: bool) -> Self {
        Literal::Bool(value).into()
    }
}

macro_rules! from_numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for Node {
            fn from(value: $number) -> Self {
                Literal::Number(value.into()).into()
            }
        }
    )*};
}
from_numbers!(i32, i64, u16, u32, u64);

impl From<&Value> for Node {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Literal::Null.into(),
            Value::Bool(value) => (*value).into(),
            Value::Number(number) => Literal::Number(number.clone()).into(),
            Value::String(text) => text.clone().into(),
            Value::Array(items) => Self::Sequence(items.iter().map(Self::from).collect()),
            Value::Object(members) => Self::Mapping(Mapping(
                members
                    .iter()
                    .map(|(name, value)| (Cow::Owned(name.clone()), Self::from(value)))
                    .collect(),
            )),
        }
    }
}
