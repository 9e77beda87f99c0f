//! Taking a JSON array apart while it arrives, so that a list of any length needs the memory of one object.

use std::collections::BTreeSet;

use super::key::{Key, key_of};
use crate::{Error, answer::Context, error::Problem, exchange::Sink};

/// How much of an answer that is no array is kept for the error.
const KEPT: usize = 64 << 10;

/// Cuts the top-level array of a text into the texts of its items.
#[derive(Default)]
pub(super) struct Splitter {
    state: State,
    depth: usize,
    in_string: bool,
    escaped: bool,
    item: Vec<u8>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Before,
    Inside,
    After,
    /// The text is not an array.
    Other,
}

impl Splitter {
    /// Takes a piece of the text and gives every item that it completes.
    pub(super) fn push(&mut self, chunk: &[u8], mut each: impl FnMut(&[u8])) {
        for &byte in chunk {
            match self.state {
                State::Before if byte.is_ascii_whitespace() => {}
                State::Before if byte == b'[' => self.state = State::Inside,
                State::After if byte.is_ascii_whitespace() => {}
                State::Inside => self.inside(byte, &mut each),
                State::Before | State::After | State::Other => self.state = State::Other,
            }
        }
    }

    fn inside(&mut self, byte: u8, each: &mut impl FnMut(&[u8])) {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
        } else {
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b',' | b']' if self.depth == 0 => {
                    if !self.item.trim_ascii().is_empty() {
                        each(self.item.trim_ascii());
                    }
                    self.item.clear();
                    if byte == b']' {
                        self.state = State::After;
                    }
                    return;
                }
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        self.item.push(byte);
    }

    /// Whether the array was there and closed.
    pub(super) fn is_whole(&self) -> bool {
        self.state == State::After
    }
}

/// Keeps the keys of a list's objects and nothing else.
#[derive(Default)]
pub(super) struct IdSink {
    splitter: Splitter,
    keys: BTreeSet<Key>,
    /// An item that is no JSON.
    broken: bool,
    start: Vec<u8>,
}

impl Sink for IdSink {
    type Output = BTreeSet<Key>;

    fn push(&mut self, chunk: &[u8]) {
        let room = KEPT.saturating_sub(self.start.len()).min(chunk.len());
        self.start.extend_from_slice(&chunk[..room]);
        let (keys, broken) = (&mut self.keys, &mut self.broken);
        self.splitter.push(chunk, |item| {
            match std::str::from_utf8(item).ok().and_then(key_of) {
                Some(key) => {
                    keys.insert(key);
                }
                None => *broken = true,
            }
        });
    }

    fn finish(self, context: &Context<'_>) -> Result<BTreeSet<Key>, Error> {
        if self.splitter.is_whole() && !self.broken {
            return Ok(self.keys);
        }
        // The decoder's own words for a short text; of a long one only the beginning is left.
        match context.document::<Vec<serde::de::IgnoredAny>>(&self.start) {
            Err(error) => Err(error),
            Ok(_) => Err(context.undecodable(Problem::Truncated, &self.start)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn split(text: &str, size: usize) -> Option<Vec<Value>> {
        let mut splitter = Splitter::default();
        let mut items = Vec::new();
        for chunk in text.as_bytes().chunks(size) {
            splitter.push(chunk, |item| {
                items.push(serde_json::from_slice(item).unwrap())
            });
        }
        splitter.is_whole().then_some(items)
    }

    #[test]
    fn brackets_in_strings_are_text() {
        let items = json!([{"a": "]},[\\\""}, "x,y", 1, null, [[]], {}]);
        for text in [
            items.to_string(),
            serde_json::to_string_pretty(&items).unwrap(),
        ] {
            for size in [1, 2, 7, 1000] {
                assert_eq!(split(&text, size).unwrap(), *items.as_array().unwrap());
            }
        }
        assert_eq!(split(" [ ] ", 1), Some(vec![]));
    }

    #[test]
    fn what_is_not_one_whole_array() {
        for text in ["", "{}", "[1", "[\"]", "[1] [2]", "<html>", "null"] {
            assert_eq!(split(text, 3), None, "{text}");
        }
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<i32>().prop_map(Value::from),
            "\\PC{0,12}|[\\[\\]{},:\"\\\\]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 20, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-z\"\\\\]{0,4}", inner, 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_array_comes_apart_as_it_was(items in prop::collection::vec(value(), 0..8), size in 1_usize..20) {
            let text = Value::from(items.clone()).to_string();
            prop_assert_eq!(split(&text, size), Some(items));
        }
    }
}
