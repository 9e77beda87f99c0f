//! Lists in which one odd object does not hide the others.

use std::fmt;

use serde_json::Value;

use super::{DecodeError, Nulls, Wire};

/// An object of a list: read, or kept as it came.
#[derive(Clone, Debug, PartialEq)]
pub enum Listed<T> {
    /// An object of the documented form.
    Read(T),
    /// An object of another form. It belongs in a report: leaving it out would make an estate look smaller than it is.
    Undecodable(Undecodable),
}

impl<T> Listed<T> {
    /// The object of this JSON text. A text that cannot even be held as JSON, such as one nested beyond 128 levels, is an
    /// undecodable object without content.
    #[must_use]
    pub fn of_text(text: &str) -> Self
    where
        T: Wire,
    {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Id {
            Text(String),
            Number(i64),
        }
        #[derive(serde::Deserialize)]
        struct HasId {
            id: Id,
        }
        serde_json::from_str(text).unwrap_or_else(|_| {
            Self::Undecodable(Undecodable {
                id: serde_json::from_str(text)
                    .ok()
                    .map(|HasId { id }| match id {
                        Id::Text(id) => id,
                        Id::Number(id) => id.to_string(),
                    }),
                error: DecodeError {
                    pointer: String::new(),
                    expected: "an object of the documented form",
                    found: "a text that cannot be read",
                },
                raw: Value::Null,
            })
        })
    }

    /// The object, if it could be read.
    #[must_use]
    pub const fn as_read(&self) -> Option<&T> {
        match self {
            Self::Read(object) => Some(object),
            Self::Undecodable(_) => None,
        }
    }

    /// The object or the reason why it could not be read.
    ///
    /// # Errors
    /// The object as it came.
    pub fn into_result(self) -> Result<T, Undecodable> {
        match self {
            Self::Read(object) => Ok(object),
            Self::Undecodable(undecodable) => Err(undecodable),
        }
    }
}

/// An object that does not have the documented form.
#[derive(Clone, PartialEq)]
pub struct Undecodable {
    /// Its `id`, if it has one.
    pub id: Option<String>,
    /// What is wrong with it.
    pub error: DecodeError,
    /// The object as it came; may hold secrets.
    pub raw: Value,
}

impl fmt::Debug for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Undecodable")
            .field("id", &self.id)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

impl<T: Wire> Wire for Listed<T> {
    fn read_ref(value: &Value) -> Result<Self, DecodeError> {
        Ok(match T::read_ref(value) {
            Ok(object) => Self::Read(object),
            Err(error) => Self::Undecodable(Undecodable {
                id: match value.get("id") {
                    Some(Value::String(id)) => Some(id.clone()),
                    // Users are numbered.
                    Some(Value::Number(id)) => id.as_i64().map(|id| id.to_string()),
                    _ => None,
                },
                error,
                raw: value.clone(),
            }),
        })
    }

    fn write(&self, nulls: Nulls) -> Value {
        match self {
            Self::Read(object) => object.write(nulls),
            Self::Undecodable(undecodable) => undecodable.raw.clone(),
        }
    }
}

impl<T: Wire> serde::Serialize for Listed<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.write(Nulls::AsRead).serialize(serializer)
    }
}

impl<'de, T: Wire> serde::Deserialize<'de> for Listed<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::read(value).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::{App, around::User};

    #[test]
    fn a_text_nobody_can_hold_keeps_its_id() {
        let text = format!(
            r#"{{"id": "deep", "spec": {}1{}}}"#,
            "[".repeat(500),
            "]".repeat(500)
        );
        match Listed::<App>::of_text(&text) {
            Listed::Undecodable(odd) => assert_eq!(odd.id.as_deref(), Some("deep")),
            Listed::Read(_) => panic!("500 levels were read"),
        }
        let numbered = text.replace(r#""deep""#, "100001");
        match Listed::<User>::of_text(&numbered) {
            Listed::Undecodable(odd) => assert_eq!(odd.id.as_deref(), Some("100001")),
            Listed::Read(_) => panic!("500 levels were read"),
        }
    }
}
