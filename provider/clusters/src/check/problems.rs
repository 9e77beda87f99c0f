//! What is wrong, and reading trees whose shape is not certain.

use serde_json::Value;

/// Problems of one object, each with the member it is about.
#[derive(Debug, Default)]
pub struct Problems(Vec<String>);

impl Problems {
    /// One more.
    pub fn add(&mut self, path: &str, problem: impl AsRef<str>) {
        self.0.push(format!("{path}: {}", problem.as_ref()));
    }

    /// One more, unless `holds`.
    pub fn require(&mut self, holds: bool, path: &str, problem: &str) {
        if !holds {
            self.add(path, problem);
        }
    }

    /// One more if `value` is a text that `rule` does not accept.
    pub fn text(&mut self, value: &Value, path: &str, rule: fn(&str) -> Result<(), &'static str>) {
        if let Some(text) = value.as_str()
            && let Err(problem) = rule(text)
        {
            self.add(path, format!("{text:?} {problem}"));
        }
    }

    /// One more if `value` is a text other than `allowed`.
    pub fn one_of(&mut self, value: &Value, path: &str, allowed: &[&str]) {
        if let Some(text) = value.as_str()
            && !allowed.contains(&text)
        {
            self.add(
                path,
                format!("{text:?} must be one of {}", allowed.join(", ")),
            );
        }
    }

    /// One more if `value` is a number outside `allowed`.
    pub fn number(&mut self, value: &Value, path: &str, allowed: std::ops::RangeInclusive<i64>) {
        if let Some(number) = value.as_i64()
            && !allowed.contains(&number)
        {
            let text = match (*allowed.start(), *allowed.end()) {
                (start, i64::MAX) => format!("{number} must be at least {start}"),
                (start, end) => format!("{number} must be between {start} and {end}"),
            };
            self.add(path, text);
        }
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them.
    pub fn into_iter(self) -> impl Iterator<Item = String> {
        self.0.into_iter()
    }
}

/// The items of a list; none where there is no list.
pub fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The members of an object; none where there is no object.
pub fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
}

/// How many of `names` are present.
pub fn count_of(value: &Value, names: &[&str]) -> usize {
    names.iter().filter(|name| !value[**name].is_null()).count()
}

/// Names of members that are present.
pub fn present(value: &Value) -> impl Iterator<Item = &str> {
    members(value)
        .filter(|(_, value)| !value.is_null())
        .map(|(name, _)| name)
}
