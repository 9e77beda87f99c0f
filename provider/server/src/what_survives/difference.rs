//! What two renders differ in.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::cases::Render;

/// The furthest a change gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Landing {
    /// Nothing that is written depends on it.
    Nothing,
    /// The source document, and so the revision.
    Source,
    /// Findings, the table of URLs or the list of required Secrets.
    Report,
    /// Objects.
    Objects,
}

/// What two renders differ in, seen from the first.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The furthest place.
    pub lands: Landing,
    /// Kinds of objects that differ.
    pub kinds: BTreeSet<String>,
    /// Slugs that one of both has and the other has not.
    pub toggled: BTreeSet<String>,
    /// Objects of the first with nothing but what differs in them.
    pub objects: Vec<Value>,
    /// Scalars in `objects`.
    pub leaves: usize,
    /// Findings of the first that the second lacks or words differently: slug and detail.
    pub told: Vec<(String, String)>,
    /// Other files that differ.
    pub files: BTreeSet<String>,
}

impl Difference {
    /// Between `first` and `second`.
    #[must_use]
    pub fn between(first: &Render, second: &Render) -> Self {
        let (mut kinds, mut objects, mut leaves) = (BTreeSet::new(), Vec::new(), 0);
        for (one, other) in pairs(&first.objects, &second.objects) {
            if one == other {
                continue;
            }
            let kind = one.or(other).map_or("", |object| kind(object));
            kinds.insert(kind.to_owned());
            let part = one.and_then(|one| differing(one, other, &mut leaves));
            if let (Some(one), Some(part)) = (one, part) {
                objects.push(titled(one, part));
            }
        }
        let slugs = |render: &Render| -> BTreeSet<String> {
            render
                .findings
                .keys()
                .map(|(slug, _)| slug.clone())
                .collect()
        };
        // Whatever they are about: another id is another address of the same findings.
        let said = |render: &Render| -> BTreeSet<(String, String)> {
            let said = render.findings.iter();
            said.map(|((slug, _), detail)| (slug.clone(), detail.clone()))
                .collect()
        };
        let told = said(first).difference(&said(second)).cloned().collect();
        let files: BTreeSet<String> = first
            .others
            .keys()
            .chain(second.others.keys())
            .filter(|path| first.others.get(*path) != second.others.get(*path))
            .cloned()
            .collect();
        let lands = if !kinds.is_empty() {
            Landing::Objects
        } else if first.findings != second.findings || !files.is_empty() {
            Landing::Report
        } else if first.sources != second.sources {
            Landing::Source
        } else {
            Landing::Nothing
        };
        Self {
            lands,
            kinds,
            toggled: slugs(first)
                .symmetric_difference(&slugs(second))
                .cloned()
                .collect(),
            objects,
            leaves,
            told,
            files,
        }
    }
}

fn kind(object: &Value) -> &str {
    object["kind"].as_str().unwrap_or_default()
}

/// Objects of the same name; what is left, because names differ, in order within a kind.
fn pairs<'a>(
    first: &'a BTreeMap<String, Value>,
    second: &'a BTreeMap<String, Value>,
) -> Vec<(Option<&'a Value>, Option<&'a Value>)> {
    let mut pairs = Vec::new();
    let mut left: BTreeMap<&str, (Vec<&Value>, Vec<&Value>)> = BTreeMap::new();
    for (key, object) in first {
        match second.get(key) {
            Some(other) => pairs.push((Some(object), Some(other))),
            None => left.entry(kind(object)).or_default().0.push(object),
        }
    }
    for (key, object) in second {
        if !first.contains_key(key) {
            left.entry(kind(object)).or_default().1.push(object);
        }
    }
    for (ones, others) in left.values() {
        for index in 0..ones.len().max(others.len()) {
            pairs.push((ones.get(index).copied(), others.get(index).copied()));
        }
    }
    pairs
}

/// The part of `one` that `other` has not, with the names of list items on the way; counts its scalars.
fn differing(one: &Value, other: Option<&Value>, leaves: &mut usize) -> Option<Value> {
    if other == Some(one) {
        return None;
    }
    match (one, other) {
        (Value::Object(members), Some(Value::Object(others))) => {
            let mut part: Map<String, Value> = members
                .iter()
                .filter_map(|(name, member)| {
                    Some((name.clone(), differing(member, others.get(name), leaves)?))
                })
                .collect();
            if part.is_empty() {
                return None;
            }
            if let Some(name) = members.get("name").filter(|name| name.is_string()) {
                part.insert("name".to_owned(), name.clone());
            }
            Some(Value::Object(part))
        }
        (Value::Array(items), Some(Value::Array(others))) => {
            let part: Vec<Value> = items
                .iter()
                .enumerate()
                .filter_map(|(index, item)| {
                    let other = match named(item) {
                        Some(name) => others.iter().find(|other| named(other) == Some(name)),
                        None if items.len() == others.len() => others.get(index),
                        None => others.iter().find(|other| *other == item),
                    };
                    differing(item, other, leaves)
                })
                .collect();
            (!part.is_empty()).then_some(Value::Array(part))
        }
        _ => {
            *leaves += scalars(one);
            Some(one.clone())
        }
    }
}

fn named(item: &Value) -> Option<&str> {
    item.get("name")?.as_str()
}

fn scalars(value: &Value) -> usize {
    match value {
        Value::Object(members) => members.values().map(scalars).sum::<usize>().max(1),
        Value::Array(items) => items.iter().map(scalars).sum::<usize>().max(1),
        _ => 1,
    }
}

/// `part` of `object` with what says which object it is.
fn titled(object: &Value, mut part: Value) -> Value {
    part["kind"] = object["kind"].clone();
    if !part["metadata"].is_object() {
        part["metadata"] = Value::Object(Map::new());
    }
    part["metadata"]["name"] = object["metadata"]["name"].clone();
    part
}
