//! A text that is written back but never shown.

use std::fmt;

use ovhai_model::Text;
use serde_json::{Value, json};

use super::{DecodeError, Nulls, Wire};

/// A value of an environment variable or a password: part of a document's JSON, never of its `Debug`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// Wraps `value`.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<&SecretText> for Text {
    fn from(secret: &SecretText) -> Self {
        Self::new(secret.0.clone())
    }
}

impl From<String> for SecretText {
    fn from(value: String) -> Self {
        Self(value)
    }
}

impl From<&str> for SecretText {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(redacted)")
    }
}

impl Wire for SecretText {
    fn read_ref(value: &Value) -> Result<Self, DecodeError> {
        String::read_ref(value).map(Self)
    }

    fn write(&self, nulls: Nulls) -> Value {
        match nulls {
            Nulls::Hidden if !self.0.is_empty() => json!({ "secret": true }),
            _ => Value::String(self.0.clone()),
        }
    }
}

impl serde::Serialize for SecretText {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for SecretText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // By way of a JSON value, because serde's own message would repeat the text's wrong type with its content.
        let value = Value::deserialize(deserializer)?;
        Self::read(value).map_err(serde::de::Error::custom)
    }
}
