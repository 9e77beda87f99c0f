//! Secrets that must not appear in logs and diagnostics.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{PoisonError, RwLock};

use crate::value::Tree;

/// What a secret is replaced with.
const MASK: &str = "***";
/// Shorter texts are not masked: hiding every "a" or "no" would hide nothing and garble everything.
const SHORTEST: usize = 4;

/// Secrets by their first bytes, longest last within a group.
type Known = BTreeMap<[u8; SHORTEST], BTreeSet<(usize, String)>>;

static SECRETS: RwLock<Known> = RwLock::new(BTreeMap::new());

/// Masks every text and number in `tree` from now on.
pub(crate) fn register(tree: &Tree) {
    match tree {
        Tree::Null | Tree::Unknown | Tree::Bool(_) => {}
        Tree::String(text) => register_text(text),
        Tree::Number(number) => register_text(&number.to_string()),
        Tree::List(items) | Tree::Set(items) => items.iter().for_each(register),
        Tree::Map(members) => members.values().for_each(register),
        Tree::Dynamic(typed) => register(&typed.1),
    }
}

fn register_text(secret: &str) {
    let Some(start) = secret.as_bytes().first_chunk::<SHORTEST>() else {
        return;
    };
    let entry = (secret.len(), secret.to_owned());
    let known = |secrets: &Known| {
        secrets
            .get(start)
            .is_some_and(|group| group.contains(&entry))
    };
    if known(&SECRETS.read().unwrap_or_else(PoisonError::into_inner)) {
        return;
    }
    SECRETS
        .write()
        .unwrap_or_else(PoisonError::into_inner)
        .entry(*start)
        .or_default()
        .insert(entry);
}

/// `text` with all secrets replaced.
pub(crate) fn apply(text: &str) -> String {
    let secrets = SECRETS.read().unwrap_or_else(PoisonError::into_inner);
    if secrets.is_empty() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let found = rest
            .as_bytes()
            .first_chunk::<SHORTEST>()
            .and_then(|start| secrets.get(start))
            .and_then(|group| {
                // The longest first, so that no tail of it is left.
                group
                    .iter()
                    .rev()
                    .find(|(_, secret)| rest.starts_with(secret.as_str()))
            });
        match found {
            Some((length, _)) => {
                out.push_str(MASK);
                rest = &rest[*length..];
            }
            None => {
                out.push(character);
                rest = &rest[character.len_utf8()..];
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_secret_wins_and_short_ones_stay() {
        register_text("mask-test-secret");
        register_text("mask-test-secret-longer");
        register_text("abc");
        assert_eq!(
            apply("x mask-test-secret-longer y mask-test-secret. abc"),
            "x *** y ***. abc"
        );
    }

    #[test]
    fn numbers_and_nested_texts_are_masked() {
        register(&Tree::map([
            ("pin", Tree::from(918_273_645)),
            ("list", Tree::List(vec!["nested-mask-é".into()])),
        ]));
        assert_eq!(apply("pin 918273645, nested-mask-é!"), "pin ***, ***!");
    }
}
