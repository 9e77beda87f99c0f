//! How documents are read from and written to JSON.
//!
//! Not serde derives, for three reasons: a derive's error repeats the offending value, which may be a secret; it cannot
//! tell `null` from an absent member, which matters in patches; and its `flatten` drops the place of an error.

pub(super) mod declare;
mod listed;
mod secret_text;
mod surprise;
pub(super) mod unknown;

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

pub use listed::{Listed, Undecodable};
pub use secret_text::SecretText;
pub use surprise::{Place, Surprise, SurpriseKind};
pub use unknown::Unknown;

use crate::redaction::name_holds_secret;

/// What a document does about members it has no value for, and whether secret texts are in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// Members are `null` where the document it was read from had `null`, else left out.
    AsRead,
    /// Every known member without a value is `null`, as the platform answers (seen in every sample).
    Written,
    /// As read, but every [`SecretText`](super::SecretText) is a marker; for `Debug`.
    Hidden,
}

/// A type with a JSON form.
pub trait Wire: Sized {
    /// Reads `value`.
    ///
    /// # Errors
    /// Names the place and the kinds of value, never the value itself.
    fn read_ref(value: &Value) -> Result<Self, DecodeError>;

    /// Reads `value`.
    ///
    /// # Errors
    /// As [`Wire::read_ref`].
    fn read(value: Value) -> Result<Self, DecodeError> {
        Self::read_ref(&value)
    }

    /// The JSON form.
    fn write(&self, nulls: Nulls) -> Value;

    /// What an absent or `null` member means; `None` if the member is required.
    #[must_use]
    fn missing() -> Option<Self> {
        None
    }

    /// Whether this is what [`Wire::missing`] gives.
    #[must_use]
    fn is_missing(&self) -> bool {
        false
    }

    /// Adds everything in this value that this version does not know; `place` says where the value is.
    fn surprises<'a>(&'a self, _place: Place<'_>, _found: &mut Vec<Surprise<'a>>) {}
}

/// A value that does not have the documented form. Holds no part of the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}`: expected {expected}, found {found}", if .pointer.is_empty() { "/" } else { .pointer.as_str() })]
pub struct DecodeError {
    /// JSON pointer of the offending value; empty for the whole document.
    pub pointer: String,
    /// What the documented form is.
    pub expected: &'static str,
    /// What kind of value was there.
    pub found: &'static str,
}

impl DecodeError {
    /// An error about `found`, which should have been `expected`.
    #[must_use]
    pub fn new(expected: &'static str, found: &Value) -> Self {
        Self {
            pointer: String::new(),
            expected,
            found: kind_of(found),
        }
    }

    /// An error about a required member that is not there.
    #[must_use]
    pub fn absent(member: &str) -> Self {
        Self {
            pointer: String::new(),
            expected: "a value",
            found: "nothing",
        }
        .inside(member)
    }

    /// The same error, seen from the value around `member`.
    #[must_use]
    pub fn inside(mut self, member: &str) -> Self {
        let member = crate::pointer::escaped(member);
        self.pointer.insert_str(0, &member);
        self.pointer.insert(0, '/');
        self
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number of another kind",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

impl<T: Wire> Wire for Option<T> {
    fn read_ref(value: &Value) -> Result<Self, DecodeError> {
        if value.is_null() {
            return Ok(None);
        }
        T::read_ref(value).map(Some)
    }

    fn write(&self, nulls: Nulls) -> Value {
        self.as_ref()
            .map_or(Value::Null, |value| value.write(nulls))
    }

    fn missing() -> Option<Self> {
        Some(None)
    }

    fn is_missing(&self) -> bool {
        self.is_none()
    }

    fn surprises<'a>(&'a self, place: Place<'_>, found: &mut Vec<Surprise<'a>>) {
        if let Some(value) = self {
            value.surprises(place, found);
        }
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn read_ref(value: &Value) -> Result<Self, DecodeError> {
        match value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| {
                    T::read_ref(item).map_err(|error| error.inside(&index.to_string()))
                })
                .collect(),
            other => Err(DecodeError::new("a list", other)),
        }
    }

    fn write(&self, nulls: Nulls) -> Value {
        self.iter().map(|item| item.write(nulls)).collect()
    }

    fn missing() -> Option<Self> {
        Some(Self::new())
    }

    fn is_missing(&self) -> bool {
        self.is_empty()
    }

    fn surprises<'a>(&'a self, place: Place<'_>, found: &mut Vec<Surprise<'a>>) {
        for (index, item) in self.iter().enumerate() {
            item.surprises(place.step(&index.to_string()), found);
        }
    }
}

impl<T: Wire> Wire for BTreeMap<String, T> {
    fn read_ref(value: &Value) -> Result<Self, DecodeError> {
        match value {
            Value::Object(members) => members
                .iter()
                .map(|(name, member)| match T::read_ref(member) {
                    Ok(value) => Ok((name.clone(), value)),
                    // Such names are a person's own, unlike those of the API's members.
                    Err(error) if name_holds_secret(name) => Err(error.inside("(secret)")),
                    Err(error) => Err(error.inside(name)),
                })
                .collect(),
            other => Err(DecodeError::new("an object", other)),
        }
    }

    fn write(&self, nulls: Nulls) -> Value {
        self.iter()
            .map(|(name, value)| (name.clone(), value.write(nulls)))
            .collect()
    }

    fn missing() -> Option<Self> {
        Some(Self::new())
    }

    fn is_missing(&self) -> bool {
        self.is_empty()
    }

    fn surprises<'a>(&'a self, place: Place<'_>, found: &mut Vec<Surprise<'a>>) {
        for (name, value) in self {
            value.surprises(place.step(name), found);
        }
    }
}

impl Wire for String {
    fn read_ref(value: &Value) -> Result<Self, DecodeError> {
        match value {
            Value::String(text) => Ok(text.clone()),
            other => Err(DecodeError::new("a text", other)),
        }
    }

    fn write(&self, _: Nulls) -> Value {
        Value::String(self.clone())
    }
}

impl Wire for bool {
    fn read_ref(value: &Value) -> Result<Self, DecodeError> {
        value
            .as_bool()
            .ok_or_else(|| DecodeError::new("a boolean", value))
    }

    fn write(&self, _: Nulls) -> Value {
        Value::Bool(*self)
    }
}

impl Wire for i64 {
    fn read_ref(value: &Value) -> Result<Self, DecodeError> {
        // Some JSON writers print whole numbers as `2.0`; up to 2^53 that loses nothing.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        value
            .as_i64()
            .or_else(|| {
                let number = value.as_f64()?;
                (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as Self)
            })
            .ok_or_else(|| DecodeError::new("a whole number of 64 bits", value))
    }

    fn write(&self, _: Nulls) -> Value {
        Value::from(*self)
    }
}

impl Wire for Number {
    fn read_ref(value: &Value) -> Result<Self, DecodeError> {
        match value {
            Value::Number(number) => Ok(number.clone()),
            other => Err(DecodeError::new("a number", other)),
        }
    }

    fn write(&self, _: Nulls) -> Value {
        Value::Number(self.clone())
    }
}

impl Wire for Value {
    fn read_ref(value: &Value) -> Result<Self, DecodeError> {
        Ok(value.clone())
    }

    fn write(&self, _: Nulls) -> Value {
        self.clone()
    }
}

impl Wire for Map<String, Value> {
    fn read_ref(value: &Value) -> Result<Self, DecodeError> {
        match value {
            Value::Object(members) => Ok(members.clone()),
            other => Err(DecodeError::new("an object", other)),
        }
    }

    fn write(&self, _: Nulls) -> Value {
        Value::Object(self.clone())
    }
}
