//! Addresses as states and plans write them.

use std::fmt;

use super::Object;

/// Which of several instances.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// Of `count`.
    Number(u64),
    /// Of `for_each`.
    Text(String),
}

/// One call on the way to a module.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Which of several.
    pub key: Option<Key>,
}

impl Key {
    /// The key that `value` of a document is; nothing for null.
    pub(super) fn of(value: &serde_json::Value) -> Option<Self> {
        match value {
            serde_json::Value::Number(number) => number.as_u64().map(Self::Number),
            serde_json::Value::String(text) => Some(Self::Text(text.clone())),
            _ => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "[{number}]"),
            Self::Text(text) => write!(f, "[{}]", ovhai_syntax::emit::quoted(text)),
        }
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.module {
            write!(f, "module.{}", step.name)?;
            if let Some(key) = &step.key {
                key.fmt(f)?;
            }
            f.write_str(".")?;
        }
        if !self.is_managed {
            f.write_str("data.")?;
        }
        write!(f, "{}.{}", self.of_type, self.name)?;
        self.key.as_ref().map_or(Ok(()), |key| key.fmt(f))
    }
}

/// The calls that `module.a["x"].module.b[0]` names; nothing if it is no such address.
pub(super) fn module(address: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = address;
    while !rest.is_empty() {
        rest = rest.strip_prefix("module.")?;
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let key = match rest.strip_prefix('[') {
            None => None,
            Some(inside) => {
                let length = closing(inside)?;
                let key: serde_json::Value = serde_json::from_str(&inside[..length]).ok()?;
                rest = &inside[length + 1..];
                Some(Key::of(&key)?)
            }
        };
        steps.push(Step { name, key });
        rest = match rest.strip_prefix('.') {
            Some(more) if !more.is_empty() => more,
            Some(_) => return None,
            None if rest.is_empty() => rest,
            None => return None,
        };
    }
    Some(steps)
}

/// Where the bracket closes that was opened before `text`.
fn closing(text: &str) -> Option<usize> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            ']' if !is_quoted => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_read_with_their_keys() {
        let step = |name: &str, key| Step {
            name: name.to_owned(),
            key,
        };
        assert_eq!(module("").unwrap(), []);
        assert_eq!(
            module("module.a[\"x].module.y \\\"\"].module.b[3].module.c").unwrap(),
            [
                step("a", Some(Key::Text("x].module.y \"".to_owned()))),
                step("b", Some(Key::Number(3))),
                step("c", None),
            ]
        );
        for wrong in [
            "x",
            "module.a.",
            "module.a[",
            "module.a[true]",
            "module.a[0]x",
        ] {
            assert_eq!(module(wrong), None, "{wrong}");
        }
    }
}
