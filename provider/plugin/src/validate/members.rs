//! Checks of one attribute against the others of the same object.

use super::{Subject, Validator};
use crate::value::Tree;

fn list(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

fn sibling<'a>(subject: &Subject<'a>, name: &str) -> &'a Tree {
    subject.siblings.get(name).unwrap_or(&Tree::Null)
}

/// Absent blocks are an empty list rather than null.
fn absent(value: &Tree) -> bool {
    value.is_null() || value.as_items().is_some_and(<[Tree]>::is_empty)
}

/// Must not be set together with any of `names`.
#[must_use]
pub fn conflicts_with(names: &[&str]) -> Validator {
    let description = format!("must not be set together with {}", list(names));
    let names = owned(names);
    Validator::new(description, move |subject, diagnostics| {
        for name in &names {
            let other = sibling(subject, name);
            if !absent(other) && !other.is_unknown() && !absent(subject.value) {
                diagnostics.error_at(
                    subject.path.clone(),
                    "Conflicting attributes",
                    format!(
                        "`{}` and `{name}` exclude each other: remove one.",
                        subject.path
                    ),
                );
            }
        }
    })
}

/// When set, all of `names` must be set too.
#[must_use]
pub fn also_requires(names: &[&str]) -> Validator {
    let description = format!("must be set together with {}", list(names));
    let names = owned(names);
    Validator::new(description, move |subject, diagnostics| {
        for name in names
            .iter()
            .filter(|name| absent(sibling(subject, name)) && !absent(subject.value))
        {
            diagnostics.error_at(
                subject.path.clone(),
                "Incomplete attributes",
                format!("`{}` needs `{name}`: set both or neither.", subject.path),
            );
        }
    })
}

/// Of this attribute and `names`, exactly one must be set. Put it on one of them only.
#[must_use]
pub fn exactly_one_of(names: &[&str]) -> Validator {
    counted(names, "exactly one of them must be set", |count, open| {
        count > 1 || (count == 0 && !open)
    })
}

/// Of this attribute and `names`, one or more must be set. Put it on one of them only.
#[must_use]
pub fn at_least_one_of(names: &[&str]) -> Validator {
    counted(names, "at least one of them must be set", |count, open| {
        count == 0 && !open
    })
}

/// `wrong` gets the number of values set and whether an unknown one may yet be set.
fn counted(names: &[&str], rule: &'static str, wrong: fn(usize, bool) -> bool) -> Validator {
    let all = list(names);
    let names = owned(names);
    Validator::new(
        format!("together with {all}: {rule}"),
        move |subject, diagnostics| {
            let values = || {
                names
                    .iter()
                    .map(|name| sibling(subject, name))
                    .chain([subject.value])
            };
            let count = values()
                .filter(|value| !absent(value) && !value.is_unknown())
                .count();
            let open = values().any(Tree::is_unknown);
            if wrong(count, open) {
                diagnostics.error_at(
                    subject.path.clone(),
                    "Wrong combination of attributes",
                    format!("Of `{}` and {all}, {rule}; {count} are.", subject.path),
                );
            }
        },
    )
    .including_null()
}
