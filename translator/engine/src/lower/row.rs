//! What a row without code says beyond the table, and what any module must have.

use ovhai_syntax::emit::Value;

use super::Lowering;

impl Lowering<'_> {
    /// Arguments that are the same for every block of the type, and what a person should check.
    pub(super) fn by_row(&mut self) {
        let row = self.subject.row;
        for (argument, value) in &row.sets {
            self.set(argument, constant(value));
        }
        if !row.review.is_empty() {
            self.note(&crate::finding::REVIEW, row.review.as_str());
        }
    }

    /// What the module `noun` must have and nothing has given: a name of its own, and inputs as the module describes them.
    pub(super) fn complete(&mut self, noun: &str) {
        let needs = self.profile.module(noun).map(|template| &template.needs);
        for (argument, input) in needs.into_iter().flatten() {
            if self.arguments.iter().any(|known| known.name == *argument) {
                continue;
            }
            let value = if argument == "name" {
                self.default_name()
            } else {
                self.input(input.clone())
            };
            self.set(argument, value);
        }
    }
}

/// A constant of the data file.
fn constant(value: &serde_json::Value) -> Value {
    use serde_json::Value as Json;
    match value {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Number(number.to_string()),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(constant).collect()),
        Json::Object(items) => Value::Object(
            items
                .iter()
                .map(|(key, value)| (key.clone(), constant(value)))
                .collect(),
        ),
    }
}
