//! Checking objects without a cluster.

mod custom;
mod definitions;
mod network;
mod pod;
mod problems;
mod quantity;
mod rules;
mod scaling;
mod storage;
mod syntax;
mod typed;
mod workload;

use std::collections::BTreeSet;

use problems::Problems;

use crate::{Object, Outcome, Redact, Verdict, findings, verdict::Reason};

/// Checks objects one by one; remembers only their names, to find one that is there twice.
#[derive(Debug)]
pub struct Checker {
    redact: Redact,
    seen: BTreeSet<[String; 4]>,
}

impl Checker {
    /// Messages go through `redact`.
    #[must_use]
    pub const fn new(redact: Redact) -> Self {
        Self {
            redact,
            seen: BTreeSet::new(),
        }
    }

    /// What can be said of `object` without asking a cluster.
    pub fn check(&mut self, object: &Object) -> Verdict {
        let mut problems = Problems::default();
        let mut doubts = Vec::new();
        rules::check_identity(&object.tree, &mut problems);
        let identity = [
            group(object.api_version()).to_owned(),
            object.kind().to_owned(),
            object.namespace().unwrap_or_default().to_owned(),
            object.name().to_owned(),
        ];
        let is_twice = !self.seen.insert(identity);
        if is_twice {
            problems.add("metadata.name", "the export has this object twice");
        }
        if let Some(known) = typed::find(object.api_version(), object.kind()) {
            rules::check_scope(&object.tree, known.is_namespaced, &mut problems);
            (known.check)(&object.tree, &mut problems);
            // Rules read members that the types have found in place.
            if problems.is_empty() {
                rules::check(object.kind(), &object.tree, &mut problems);
            }
        } else if let Some(known) = custom::find(object.api_version(), object.kind()) {
            rules::check_scope(&object.tree, known.is_namespaced, &mut problems);
            known.check(&object.tree, &mut problems, &mut doubts);
        } else {
            doubts.push(format!(
                "{} of {} is no kind this version knows",
                object.kind(),
                object.api_version()
            ));
        }
        let passes = problems.is_empty();
        let outcome = match (passes, doubts.is_empty()) {
            (false, _) => Outcome::Refused,
            (true, false) => Outcome::NotProven,
            (true, true) => Outcome::Proven,
        };
        let redact = self.redact;
        let reason = |kind| {
            move |detail: String| Reason {
                kind,
                detail: redact(&detail),
            }
        };
        let reasons = problems
            .into_iter()
            .map(reason(&findings::REFUSED))
            .chain(doubts.into_iter().map(reason(&findings::NOT_PROVEN)))
            .collect();
        Verdict {
            is_certain: is_twice,
            ..Verdict::new(object, outcome, reasons)
        }
    }
}

/// The group of an `apiVersion`; empty for the core one.
pub fn group(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

/// Whether an object is of a custom resource this version knows.
pub fn is_custom(object: &Object) -> bool {
    custom::find(object.api_version(), object.kind()).is_some()
}

/// What strict decoding of a built-in kind says.
#[cfg(feature = "testing")]
pub fn violations_of_type(object: &serde_json::Value) -> Vec<String> {
    let text = |member: &str| object[member].as_str().unwrap_or_default();
    let mut problems = Problems::default();
    if let Some(known) = typed::find(text("apiVersion"), text("kind")) {
        (known.check)(object, &mut problems);
    }
    problems.into_iter().collect()
}
