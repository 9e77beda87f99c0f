//! Values: the three-state [`Value`], the types it may hold, and their codecs.

mod dynamic;
mod element;
pub mod json;
pub mod msgpack;
mod number;
mod scalars;
mod secret;
mod set;
mod text;
mod tree;
mod types;

pub use dynamic::Dynamic;
pub use element::{Check, DecodeError, Element, Field, Hooks, Leaf, Reason, Shape};
pub use msgpack::CodecError;
pub use number::{NotANumber, Number};
pub(crate) use scalars::present;
pub use secret::Secret;
pub use set::Set;
pub use text::{DurationText, Json, Text};
pub use tree::Tree;
pub use types::Type;

/// A value of a configuration, plan or state: absent, not known before apply, or there.
///
/// A model that forgets one of the three does not compile, which is the point.
///
/// ```
/// use terraform_plugin::Value;
/// let name: Value<String> = "a".into();
/// assert_eq!(name.as_deref().known(), Some("a"));
/// assert_eq!(Value::<i64>::Unknown.known(), None);
/// assert_eq!(Value::<bool>::from(None), Value::Null);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value<T> {
    /// Not set.
    #[default]
    Null,
    /// Set to something that only apply will tell.
    Unknown,
    /// Set.
    Known(T),
}

impl<T> Value<T> {
    /// The value, when it is there.
    #[must_use]
    pub fn known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Null | Self::Unknown => None,
        }
    }

    /// A reference to what is inside.
    #[must_use]
    pub const fn as_ref(&self) -> Value<&T> {
        match self {
            Self::Null => Value::Null,
            Self::Unknown => Value::Unknown,
            Self::Known(value) => Value::Known(value),
        }
    }

    /// A mutable reference to what is inside.
    #[must_use]
    pub const fn as_mut(&mut self) -> Value<&mut T> {
        match self {
            Self::Null => Value::Null,
            Self::Unknown => Value::Unknown,
            Self::Known(value) => Value::Known(value),
        }
    }

    /// The target of what is inside, such as `&str` of a `String`.
    #[must_use]
    pub fn as_deref(&self) -> Value<&T::Target>
    where
        T: std::ops::Deref,
    {
        self.as_ref().map(|value| &**value)
    }

    /// A reference to the value, when it is there.
    #[must_use]
    pub const fn get(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Null | Self::Unknown => None,
        }
    }

    /// Changes what is inside.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Value<U> {
        match self {
            Self::Null => Value::Null,
            Self::Unknown => Value::Unknown,
            Self::Known(value) => Value::Known(change(value)),
        }
    }

    /// The value, or `fallback` for null and unknown.
    #[must_use]
    pub fn unwrap_or(self, fallback: T) -> T {
        self.known().unwrap_or(fallback)
    }

    /// The value, or the type's default for null and unknown.
    #[must_use]
    pub fn unwrap_or_default(self) -> T
    where
        T: Default,
    {
        self.known().unwrap_or_default()
    }

    /// True for null.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// True for unknown.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// True when the value is there.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        matches!(self, Self::Known(_))
    }

    /// Sets the value.
    pub fn set(&mut self, value: impl Into<T>) {
        *self = Self::Known(value.into());
    }
}

impl<T> From<T> for Value<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl<T> From<Option<T>> for Value<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Known)
    }
}

impl From<&str> for Value<String> {
    fn from(value: &str) -> Self {
        Self::Known(value.to_owned())
    }
}

impl<T> FromIterator<T> for Value<Vec<T>> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::Known(items.into_iter().collect())
    }
}
