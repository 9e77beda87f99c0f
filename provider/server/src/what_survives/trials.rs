//! Changing every member wherever a fixture has it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    cases::{Case, Render},
    changes::{changed, changes},
    difference::{Difference, Landing},
    models::Models,
    walk::{Occurrence, occurrences},
};

/// What depends on one member, over all fixtures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observed {
    /// The furthest place.
    pub lands: Landing,
    /// Kinds of objects.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub kinds: BTreeSet<String>,
    /// Findings that come, go or say something else with it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub findings: BTreeSet<String>,
    /// Where it shows best; `None` if no fixture has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<Example>,
}

/// One member of one fixture, and what to make of it to see what depends on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Example {
    /// Name of the case.
    pub case: String,
    /// File in the case.
    pub file: String,
    /// JSON pointer in the file.
    pub pointer: String,
    /// The other value; absent to take the member away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<Value>,
}

/// Values of other fixtures that are tried, of scalars and of everything larger.
const SCALARS: usize = 3;
const LARGER: usize = 1;

/// Places each value of a member is changed in, since what depends on it may depend on its neighbours and on the profile; and
/// places of all its values.
const PLACES: usize = 3;
const MOST: usize = 48;

/// Cases of what nobody would write; good for findings, bad as examples.
const ODD: &[&str] = &[
    "targets/kubernetes/contradictions",
    "targets/kubernetes/environment",
    "targets/kubernetes/json-format",
    "targets/kubernetes/odd-names",
    "targets/kubernetes/relaxed-names",
    "targets/kubernetes/secrets",
];

impl Example {
    /// The narrowed case, and its renders before and after; `None` if the fixtures have it no more.
    #[must_use]
    pub fn replay(&self, cases: &[Case]) -> Option<(Render, Render, Value)> {
        let case = cases.iter().find(|case| case.name == self.case)?;
        let value = case.files.get(&self.file)?.pointer(&self.pointer)?.clone();
        let narrowed = case.narrowed(&self.file, &self.pointer);
        let before = narrowed.render()?;
        let other = replaced(&narrowed, &self.file, &self.pointer, self.instead.as_ref())?;
        Some((before, other.render()?, value))
    }
}

/// `case`, already narrowed to the document at `pointer`, with another value there.
fn replaced(case: &Case, file: &str, pointer: &str, value: Option<&Value>) -> Option<Case> {
    let own = case.own_pointer(file, pointer);
    let document = changed(case.files.get(file)?, &own, value)?;
    let mut case = case.clone();
    case.files.insert(file.to_owned(), document);
    Some(case)
}

/// What depends on every member of the models, by `model.member`. Members that no fixture has depend on nothing.
#[must_use]
pub fn observed(models: &Models, cases: &[Case]) -> BTreeMap<String, Observed> {
    let found = occurrences(models, cases);
    let work: Vec<(&str, &str, &str)> = models
        .models
        .iter()
        .flat_map(|(model, members)| {
            members
                .iter()
                .map(move |(member, kind)| (model.as_str(), member.as_str(), kind.as_str()))
        })
        .collect();
    let next = AtomicUsize::new(0);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let handles: Vec<_> = (0..workers)
            .map(|_| {
                scope.spawn(|| {
                    let mut own = BTreeMap::new();
                    while let Some((model, member, kind)) =
                        work.get(next.fetch_add(1, Ordering::Relaxed))
                    {
                        let key = ((*model).to_owned(), (*member).to_owned());
                        let places = found.get(&key).map_or(&[][..], Vec::as_slice);
                        let one = one(models, cases, kind, places);
                        own.insert(format!("{model}.{member}"), one);
                    }
                    own
                })
            })
            .collect();
        handles
            .into_iter()
            .filter_map(|handle| handle.join().ok())
            .flatten()
            .collect()
    })
}

fn one(models: &Models, cases: &[Case], kind: &str, places: &[Occurrence]) -> Observed {
    let mut seen: Vec<Value> = Vec::new();
    for place in places {
        if !seen.contains(&place.value) {
            seen.push(place.value.clone());
        }
    }
    let is_larger = |value: &Value| value.is_object() || value.is_array();
    let limit = if seen.iter().any(is_larger) {
        LARGER
    } else {
        SCALARS
    };
    let (mut observed, mut best) = (
        Observed {
            lands: Landing::Nothing,
            kinds: BTreeSet::new(),
            findings: BTreeSet::new(),
            example: None,
        },
        None,
    );
    let mut done: Vec<(usize, &Value)> = Vec::new();
    // Documents inside documents have rows of their own for their members.
    let most = if models.models.contains_key(kind.trim_end_matches("[]")) {
        PLACES
    } else {
        MOST
    };
    for place in places {
        if done.len() == most {
            break;
        }
        let before = done.iter().filter(|(_, value)| *value == &place.value);
        if before.clone().count() == PLACES || before.clone().any(|(case, _)| *case == place.case) {
            continue;
        }
        done.push((place.case, &place.value));
        let case = &cases[place.case];
        let narrowed = case.narrowed(place.file, &place.pointer);
        let (Some(estate), Some(before)) = (narrowed.estate(), narrowed.render()) else {
            continue;
        };
        let pool = &seen[..seen.len().min(limit)];
        for instead in changes(models, kind, &place.value, pool) {
            let Some(other) = replaced(&narrowed, place.file, &place.pointer, instead.as_ref())
            else {
                continue;
            };
            // What is not read cannot change anything, and most members are not.
            let difference = match other.estate() {
                None => continue,
                Some(other) if other == estate => Difference::between(&before, &before),
                Some(_) => match other.render() {
                    None => continue,
                    Some(after) => Difference::between(&before, &after),
                },
            };
            // Shows: the furthest place, not an odd case, something to show, as little as possible.
            let shown = match difference.lands {
                Landing::Objects => difference.leaves,
                Landing::Report => difference.told.len(),
                _ => 1,
            };
            let score = (
                difference.lands,
                !ODD.contains(&case.name.as_str()),
                shown > 0,
                std::cmp::Reverse(shown),
            );
            observed.lands = observed.lands.max(difference.lands);
            observed.kinds.extend(difference.kinds);
            observed.findings.extend(difference.toggled);
            let told = difference.told.into_iter().map(|(slug, _)| slug);
            observed.findings.extend(told);
            if best.as_ref().is_none_or(|best| score > *best) {
                best = Some(score);
                observed.example = Some(Example {
                    case: case.name.clone(),
                    file: place.file.to_owned(),
                    pointer: place.pointer.clone(),
                    instead,
                });
            }
        }
    }
    observed
}
