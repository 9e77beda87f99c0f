//! Choices and decisions from the options of the function.

use std::collections::BTreeMap;

use ovhai_targets::{Decisions, Profile};
use serde_json::Value;
use terraform_plugin::FunctionError;

use super::complaint;
use crate::functions::options::{Options, without_nulls, wrong};

/// What the options say of the target.
pub struct Choices {
    pub profile: Profile,
    pub decisions: Decisions,
}

/// Takes `profile`, `answers`, `overrides` and `secret_names`.
pub fn take(options: &mut Options) -> Result<Choices, FunctionError> {
    let choices = options
        .take("profile")
        .map(without_nulls)
        .unwrap_or_default();
    let mut profile = Profile::read(&choices).map_err(complaint)?;
    profile
        .secret_environment
        .extend(names(options.take("secret_names"))?);
    let decisions = Decisions {
        answers: options.texts("answers")?,
        overrides: overrides(options.take("overrides"))?,
    };
    Ok(Choices { profile, decisions })
}

fn names(given: Option<Value>) -> Result<Vec<String>, FunctionError> {
    let problem = || wrong("The option `secret_names` is a list of texts.");
    match given {
        None => Ok(Vec::new()),
        Some(Value::Array(items)) => items
            .into_iter()
            .filter(|item| !item.is_null())
            .map(|item| item.as_str().map(str::to_owned).ok_or_else(problem))
            .collect(),
        Some(_) => Err(problem()),
    }
}

/// Patches as objects, or as JSON texts, as the export resource takes them.
fn overrides(given: Option<Value>) -> Result<BTreeMap<String, Value>, FunctionError> {
    let members = match given {
        None => return Ok(BTreeMap::new()),
        Some(Value::Object(members)) => members,
        Some(_) => return Err(wrong("The option `overrides` is an object of patches.")),
    };
    members
        .into_iter()
        .filter(|(_, patch)| !patch.is_null())
        .map(|(object, patch)| match patch {
            Value::String(text) => match serde_json::from_str(&text) {
                Ok(patch) => Ok((object, patch)),
                Err(error) => Err(wrong(format!(
                    "The override of `{object}` is a text that is no JSON: {error}."
                ))),
            },
            patch => Ok((object, patch)),
        })
        .collect()
}
