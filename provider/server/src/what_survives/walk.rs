//! Where in the documents of cases a model's members are.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    cases::{Case, FILES},
    models::Models,
};

/// A member with a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Occurrence {
    /// Index of the case.
    pub case: usize,
    /// File in the case.
    pub file: &'static str,
    /// JSON pointer in the file.
    pub pointer: String,
    /// The value, never null.
    pub value: Value,
}

/// Every occurrence by model and member.
#[must_use]
pub fn occurrences(models: &Models, cases: &[Case]) -> BTreeMap<(String, String), Vec<Occurrence>> {
    let mut walk = Walk {
        models,
        case: 0,
        file: "",
        found: BTreeMap::new(),
    };
    for (index, case) in cases.iter().enumerate() {
        walk.case = index;
        for (file, model) in FILES {
            walk.file = file;
            if let Some(value) = case.files.get(*file) {
                walk.documents(model, value, String::new());
            }
        }
    }
    walk.found
}

struct Walk<'a> {
    models: &'a Models,
    case: usize,
    file: &'static str,
    found: BTreeMap<(String, String), Vec<Occurrence>>,
}

impl Walk<'_> {
    /// A file holds one document, a list of them, or either by name.
    fn documents(&mut self, model: &str, value: &Value, pointer: String) {
        let is_document = |value: &Value| {
            let known = self.models.models.get(model);
            value.as_object().is_some_and(|members| {
                members
                    .keys()
                    .any(|name| known.is_some_and(|known| known.contains_key(name)))
            })
        };
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.documents(model, item, format!("{pointer}/{index}"));
                }
            }
            Value::Object(members) if !is_document(value) => {
                for (name, member) in members {
                    self.documents(model, member, step(&pointer, name));
                }
            }
            _ => self.object(model, value, &pointer),
        }
    }

    fn object(&mut self, model: &str, value: &Value, pointer: &str) {
        let models = self.models;
        let (Some(known), Some(members)) = (models.models.get(model), value.as_object()) else {
            return;
        };
        for (name, kind) in known {
            let Some(value) = members.get(name).filter(|value| !value.is_null()) else {
                continue;
            };
            let pointer = step(pointer, name);
            self.found
                .entry((model.to_owned(), name.clone()))
                .or_default()
                .push(Occurrence {
                    case: self.case,
                    file: self.file,
                    pointer: pointer.clone(),
                    value: value.clone(),
                });
            match (kind.strip_suffix("[]"), value) {
                (Some(item), Value::Array(items)) => {
                    for (index, value) in items.iter().enumerate() {
                        self.object(item, value, &format!("{pointer}/{index}"));
                    }
                }
                _ => self.object(kind, value, &pointer),
            }
        }
    }
}

fn step(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}
