//! Checks of one value.

use std::ops::RangeInclusive;

use super::{Subject, Validator};
use crate::path::Step;
use crate::value::{Number, Tree};

/// Text with a number of characters in `range`.
#[must_use]
pub fn length(range: RangeInclusive<usize>) -> Validator {
    let description = format!("must have {} to {} characters", range.start(), range.end());
    Validator::verdict(description.clone(), move |value| {
        let count = value.as_str().map_or(0, |text| text.chars().count());
        if range.contains(&count) {
            Ok(())
        } else {
            Err(format!("The value {description}; it has {count}."))
        }
    })
}

/// Text that is more than white space.
#[must_use]
pub fn not_blank() -> Validator {
    Validator::verdict("must not be blank", |value| match value.as_str() {
        Some(text) if text.trim().is_empty() => Err("The value must not be blank.".to_owned()),
        _ => Ok(()),
    })
}

/// One of the given texts.
#[must_use]
pub fn one_of(choices: &[&str]) -> Validator {
    let list = quoted(choices);
    let choices: Vec<String> = choices.iter().map(ToString::to_string).collect();
    Validator::verdict(format!("must be one of {list}"), move |value| {
        match value.as_str() {
            Some(text) if !choices.iter().any(|choice| choice == text) => {
                Err(format!("The value must be one of {list}; it is {text:?}."))
            }
            _ => Ok(()),
        }
    })
}

/// None of the given texts.
#[must_use]
pub fn none_of(choices: &[&str]) -> Validator {
    let list = quoted(choices);
    let choices: Vec<String> = choices.iter().map(ToString::to_string).collect();
    Validator::verdict(
        format!("must not be one of {list}"),
        move |value| match value.as_str() {
            Some(text) if choices.iter().any(|choice| choice == text) => Err(format!(
                "The value must not be one of {list}; it is {text:?}."
            )),
            _ => Ok(()),
        },
    )
}

fn quoted(choices: &[&str]) -> String {
    choices
        .iter()
        .map(|choice| format!("`{choice}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Text that `accepts` accepts; `description` reads on from "The value": `must be …`.
#[must_use]
pub fn text_matches(description: &str, accepts: fn(&str) -> bool) -> Validator {
    let detail = format!("The value {description}.");
    Validator::verdict(description, move |value| match value.as_str() {
        Some(text) if !accepts(text) => Err(detail.clone()),
        _ => Ok(()),
    })
}

/// Text that `judge` accepts; its error is a sentence saying what is wrong and what is allowed.
#[must_use]
pub fn text(description: &str, judge: fn(&str) -> Result<(), String>) -> Validator {
    Validator::verdict(description, move |value| {
        value.as_str().map_or(Ok(()), judge)
    })
}

/// A number in `range`, ends included.
#[must_use]
pub fn between(range: RangeInclusive<i64>) -> Validator {
    bounds(
        Some(*range.start()),
        Some(*range.end()),
        format!("must be from {} to {}", range.start(), range.end()),
    )
}

/// A number that is `least` or more.
#[must_use]
pub fn at_least(least: i64) -> Validator {
    bounds(Some(least), None, format!("must be {least} or more"))
}

/// A number that is `most` or less.
#[must_use]
pub fn at_most(most: i64) -> Validator {
    bounds(None, Some(most), format!("must be {most} or less"))
}

fn bounds(least: Option<i64>, most: Option<i64>, description: String) -> Validator {
    let (least, most) = (least.map(Number::from), most.map(Number::from));
    Validator::verdict(description.clone(), move |value| {
        let Some(number) = value.as_number() else {
            return Ok(());
        };
        let below = least
            .as_ref()
            .is_some_and(|least| number.compare(least).is_lt());
        let above = most
            .as_ref()
            .is_some_and(|most| number.compare(most).is_gt());
        if below || above {
            Err(format!("The value {description}; it is {number}."))
        } else {
            Ok(())
        }
    })
}

/// A collection, or blocks of one name, with a number of elements in `range`.
#[must_use]
pub fn items(range: RangeInclusive<usize>) -> Validator {
    let description = format!("must have {} to {} elements", range.start(), range.end());
    Validator::verdict(description.clone(), move |value| {
        let count = value
            .as_items()
            .map(<[Tree]>::len)
            .or_else(|| value.as_map().map(|members| members.len()));
        match count {
            Some(count) if !range.contains(&count) => {
                Err(format!("The value {description}; it has {count}."))
            }
            _ => Ok(()),
        }
    })
}

/// A list without repeated elements.
#[must_use]
pub fn unique() -> Validator {
    Validator::new("must not repeat an element", |subject, diagnostics| {
        let items = subject.value.as_items().unwrap_or_default();
        for (index, item) in items.iter().enumerate() {
            if item.is_known() && items[..index].contains(item) {
                let path = subject.path.index(index);
                diagnostics.error_at(
                    path,
                    "Repeated element",
                    "The list must not repeat an element.",
                );
            }
        }
    })
}

/// A collection each of whose elements passes `inner`.
#[must_use]
pub fn each(inner: Validator) -> Validator {
    Validator::new(
        format!("must have elements that each {}", inner.description()),
        move |subject, diagnostics| {
            let check = |step: Step, value: &Tree, diagnostics: &mut _| {
                let path = subject.path.with(step);
                inner.check(
                    &Subject {
                        path: &path,
                        value,
                        siblings: subject.siblings,
                    },
                    diagnostics,
                );
            };
            match subject.value.plain() {
                Tree::List(items) => {
                    items
                        .iter()
                        .enumerate()
                        .for_each(|(index, item)| check(Step::Index(index), item, diagnostics));
                }
                Tree::Set(items) => items
                    .iter()
                    .for_each(|item| check(Step::Element, item, diagnostics)),
                Tree::Map(members) => {
                    members
                        .iter()
                        .for_each(|(key, value)| check(Step::Key(key.clone()), value, diagnostics));
                }
                _ => {}
            }
        },
    )
}

/// A map each of whose keys passes `inner`.
#[must_use]
pub fn keys(inner: Validator) -> Validator {
    Validator::new(
        format!("must have keys that each {}", inner.description()),
        move |subject, diagnostics| {
            for key in subject
                .value
                .as_map()
                .into_iter()
                .flat_map(|members| members.keys())
            {
                let path = subject.path.key(key);
                let value = Tree::String(key.clone());
                inner.check(
                    &Subject {
                        path: &path,
                        value: &value,
                        siblings: subject.siblings,
                    },
                    diagnostics,
                );
            }
        },
    )
}
