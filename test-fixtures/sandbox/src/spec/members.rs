//! Reading a request body member by member, so that every refusal names the member at fault.

use serde_json::{Map, Value};

use crate::errors::ApiError;

/// An object of a request body together with where it stands in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Members<'a> {
    map: &'a Map<String, Value>,
    at: &'a str,
}

impl<'a> Members<'a> {
    /// Reads `value`, which stands at `at` (empty for the body itself), as an object whose members are all among
    /// `known`. With `lenient`, unknown members are ignored.
    ///
    /// # Errors
    /// 400 when it is no object or holds a member that is not described.
    pub(crate) fn read(
        value: &'a Value,
        at: &'a str,
        known: &[&str],
        lenient: bool,
    ) -> Result<Self, ApiError> {
        let Value::Object(map) = value else {
            return Err(wrong_type(at, "an object", value));
        };
        let members = Self { map, at };
        if !lenient && let Some(unknown) = map.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(ApiError::member(
                &members.path(unknown),
                "is not described for this call",
            ));
        }
        Ok(members)
    }

    /// The full name of a member, for messages.
    pub(crate) fn path(&self, name: &str) -> String {
        if self.at.is_empty() {
            name.into()
        } else {
            format!("{}.{name}", self.at)
        }
    }

    /// A refusal of one member.
    pub(crate) fn refuse(&self, name: &str, reason: impl std::fmt::Display) -> ApiError {
        ApiError::member(&self.path(name), reason)
    }

    /// The member unless it is missing or null.
    pub(crate) fn value(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// The member as text.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&'a str>, ApiError> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(wrong_type(&self.path(name), "a string", other)),
        }
    }

    /// The member as text that must be there and not empty.
    pub(crate) fn required_text(&self, name: &str) -> Result<&'a str, ApiError> {
        match self.text(name)? {
            Some(text) if !text.is_empty() => Ok(text),
            Some(_) => Err(self.refuse(name, "must not be empty")),
            None => Err(self.refuse(name, "is required")),
        }
    }

    /// The member as text out of a closed set.
    pub(crate) fn one_of(&self, name: &str, values: &[&str]) -> Result<Option<&'a str>, ApiError> {
        match self.text(name)? {
            Some(text) if !values.contains(&text) => {
                Err(self.refuse(name, format!("must be one of {}", values.join(", "))))
            }
            other => Ok(other),
        }
    }

    /// The member as truth value.
    pub(crate) fn boolean(&self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(*value)),
            Some(other) => Err(wrong_type(&self.path(name), "a boolean", other)),
        }
    }

    /// The member as whole number between `low` and `high`, both included.
    pub(crate) fn integer(&self, name: &str, low: i64, high: i64) -> Result<Option<i64>, ApiError> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        let Some(number) = value.as_i64() else {
            return Err(wrong_type(&self.path(name), "a whole number", value));
        };
        if number < low {
            return Err(self.refuse(name, format!("must be at least {low}")));
        }
        if number > high {
            return Err(self.refuse(name, format!("must be at most {high}")));
        }
        Ok(Some(number))
    }

    /// The member as list.
    pub(crate) fn list(&self, name: &str) -> Result<Option<&'a Vec<Value>>, ApiError> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Array(list)) => Ok(Some(list)),
            Some(other) => Err(wrong_type(&self.path(name), "a list", other)),
        }
    }

    /// The member as list of strings.
    pub(crate) fn texts(&self, name: &str) -> Result<Option<Vec<&'a str>>, ApiError> {
        let Some(list) = self.list(name)? else {
            return Ok(None);
        };
        let mut texts = Vec::with_capacity(list.len());
        for (at, item) in list.iter().enumerate() {
            match item {
                Value::String(text) => texts.push(text.as_str()),
                other => {
                    return Err(wrong_type(
                        &self.path(&format!("{name}[{at}]")),
                        "a string",
                        other,
                    ));
                }
            }
        }
        Ok(Some(texts))
    }

    /// The member as map of strings.
    pub(crate) fn text_map(&self, name: &str) -> Result<Option<Vec<(&'a str, &'a str)>>, ApiError> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Object(map)) => {
                let mut pairs = Vec::with_capacity(map.len());
                for (key, value) in map {
                    match value {
                        Value::String(text) => pairs.push((key.as_str(), text.as_str())),
                        other => {
                            return Err(wrong_type(
                                &self.path(&format!("{name}.{key}")),
                                "a string",
                                other,
                            ));
                        }
                    }
                }
                Ok(Some(pairs))
            }
            Some(other) => Err(wrong_type(&self.path(name), "a map of strings", other)),
        }
    }
}

fn wrong_type(at: &str, expected: &str, value: &Value) -> ApiError {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    let at = if at.is_empty() { "body" } else { at };
    ApiError::member(at, format!("must be {expected}, not {found}"))
}
