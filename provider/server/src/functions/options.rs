//! The last argument of a function: an object of options, which may be left out. `null` is as good as leaving out, for the whole
//! and for members, so that a module can hand its variables on.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use terraform_plugin::{Dynamic, FunctionError};

/// The members of an options object, taken one by one.
pub struct Options(Map<String, Value>);

/// Name of the parameter, the same for every function.
const NAME: &str = "options";

impl Options {
    /// The one options object there may be.
    pub fn of(given: &[Option<Dynamic>]) -> Result<Self, FunctionError> {
        if given.len() > 1 {
            let text = "There is at most one object of options.";
            return Err(FunctionError::at_element(NAME, 1, text));
        }
        let Some(Some(first)) = given.first() else {
            return Ok(Self(Map::new()));
        };
        match serde_json::from_str(&first.to_json()) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(Value::Null) => Ok(Self(Map::new())),
            _ => Err(wrong("Options are an object.")),
        }
    }

    /// Takes a member; `null` is as good as left out.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name).filter(|value| !value.is_null())
    }

    /// Takes a text.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, FunctionError> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(wrong(format!("The option `{name}` is a text."))),
        }
    }

    /// Takes an object of texts; numbers and truth values count as what they look like.
    pub fn texts(&mut self, name: &str) -> Result<BTreeMap<String, String>, FunctionError> {
        let members = match self.take(name) {
            None => return Ok(BTreeMap::new()),
            Some(Value::Object(members)) => members,
            Some(_) => return Err(wrong(format!("The option `{name}` is an object of texts."))),
        };
        members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| match value {
                Value::String(text) => Ok((key, text)),
                Value::Number(number) => Ok((key, number.to_string())),
                Value::Bool(truth) => Ok((key, truth.to_string())),
                _ => Err(wrong(format!(
                    "The option `{name}` is an object of texts; `{key}` is none."
                ))),
            })
            .collect()
    }

    /// Complains about members nobody took; `known` are those there are.
    pub fn finish(self, known: &[&str]) -> Result<(), FunctionError> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => Err(wrong(format!(
                "There is no option `{name}`; there are {}.",
                known.join(", ")
            ))),
        }
    }
}

/// `value` without members that are null.
pub fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, member)| !member.is_null())
            .map(|(name, member)| (name, without_nulls(member)))
            .collect(),
        other => other,
    }
}

/// A complaint about the options.
pub fn wrong(text: impl Into<String>) -> FunctionError {
    FunctionError::at(NAME, text)
}
