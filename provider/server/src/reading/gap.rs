//! What could not be read, told once and completely.

use std::collections::BTreeMap;

use ovh_api::{
    Error, Lack,
    calls::{self, Call},
};
use ovhai_model::{Kind, Unread};
use terraform_plugin::Diagnostics;

use super::OnUnreadable;
use crate::{
    failure::report,
    permissions::{self, When},
};

/// Objects of one kind that could not be read.
#[derive(Debug)]
pub struct Gap {
    pub kind: Kind,
    /// A region or an object, when the rest of the kind could be read.
    pub place: Option<String>,
    pub cause: Cause,
}

/// Why they could not.
#[derive(Debug)]
pub enum Cause {
    /// A call failed.
    Call(Error),
    /// What to call is not known; one sentence without secrets.
    NotAsked(String),
}

impl Gap {
    fn unread(&self) -> Unread {
        Unread {
            kind: self.kind,
            place: self.place.clone(),
            reason: self.reason(),
            remedy: match &self.cause {
                Cause::Call(error) => error.missing_right().map(|right| right.advice()),
                Cause::NotAsked(_) => None,
            },
        }
    }

    fn reason(&self) -> String {
        match &self.cause {
            Cause::Call(error) => error.lasting(),
            Cause::NotAsked(reason) => reason.clone(),
        }
    }

    /// What gaps must share to be told in one line: one missing right makes a gap per notebook.
    fn sort(&self) -> (Kind, String) {
        let what = match &self.cause {
            Cause::Call(error) => match (error.missing_right(), error.status()) {
                (Some(right), _) => right.to_string(),
                (None, Some(status)) => status.to_string(),
                (None, None) => "no answer".to_owned(),
            },
            Cause::NotAsked(reason) => reason.clone(),
        };
        (self.kind, what)
    }

    /// The whole reason, for a person who looks into it now.
    fn told(&self) -> String {
        match &self.cause {
            Cause::Call(error) => error.to_string(),
            Cause::NotAsked(reason) => reason.clone(),
        }
    }
}

/// An error that leaves nothing to read.
pub fn fail<T>(error: Error, diagnostics: &mut Diagnostics) -> Option<T> {
    report(Err(error), "The project cannot be read", diagnostics)
}

/// A project that was never authorised has no AI objects, and refuses to list them. Only that refusal is taken for an
/// answer; anything else stays a gap.
pub fn without_authorization(service: &str, gaps: &mut Vec<Gap>, diagnostics: &mut Diagnostics) {
    gaps.retain(|gap| match &gap.cause {
        Cause::Call(error) => !(gap.kind.is_ai() && error.status() == Some(403)),
        Cause::NotAsked(_) => true,
    });
    // Backups are not asked for without notebooks; a refusal of these explains that too.
    if gaps.iter().all(|gap| gap.kind != Kind::Notebook) {
        gaps.retain(|gap| !(gap.kind == Kind::Backup && matches!(gap.cause, Cause::NotAsked(_))));
    }
    diagnostics.warning(
        "The project is not authorised for AI products",
        format!(
            "The project {service} has never used AI Deploy, AI Training or AI Notebooks, so there is nothing of them to read."
        ),
    );
}

/// Every right that reading these kinds takes, where one is missing: whoever adds the named one only would next be told of
/// those behind it.
fn rights(service: &str, gaps: &[Gap]) -> Option<String> {
    let lacking: Vec<(Kind, Lack)> = gaps
        .iter()
        .filter_map(|gap| match &gap.cause {
            Cause::Call(error) => Some((gap.kind, error.missing_right()?.lack)),
            Cause::NotAsked(_) => None,
        })
        .collect();
    let kinds: Vec<Kind> = lacking.iter().map(|(kind, _)| *kind).collect();
    let unit = permissions::Unit::named("ovhai_inventory").filter(|_| !kinds.is_empty())?;
    let calls: Vec<&Call> = unit
        .needs
        .iter()
        .filter(|need| matches!(need.when, When::Kinds(any) if any.iter().any(|kind| kinds.contains(kind))))
        .map(|need| need.call)
        .collect();
    let by_rule = lacking
        .iter()
        .any(|(_, lack)| matches!(lack, Lack::Rule | Lack::RuleOrAction));
    let mut rights: Vec<String> = if by_rule {
        let rules = calls::rules(calls, service);
        rules.iter().map(|rule| format!("`{rule}`")).collect()
    } else {
        let actions = calls::actions(calls);
        actions.iter().map(|action| format!("`{action}`")).collect()
    };
    rights.dedup();
    Some(format!(
        "Altogether, reading these kinds takes {} {}, beside what the credentials may do already. The guide on permissions has \
         all of them, ready to paste.",
        if by_rule {
            "the access rules"
        } else {
            "the IAM actions"
        },
        rights.join(", ")
    ))
}

/// Fails or warns about `gaps`, and returns them as the estate carries them.
pub fn tell(
    service: &str,
    gaps: Vec<Gap>,
    on_unreadable: OnUnreadable,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Unread>> {
    if gaps.is_empty() {
        return Some(Vec::new());
    }
    if gaps
        .iter()
        .any(|gap| matches!(gap.cause, Cause::Call(Error::Cancelled)))
    {
        return fail(Error::Cancelled, diagnostics);
    }
    let mut text = lines(&gaps).join("\n");
    if let Some(rights) = rights(service, &gaps) {
        text.push_str("\n\n");
        text.push_str(&rights);
    }
    match on_unreadable {
        OnUnreadable::Fail => {
            diagnostics.error(
                "A part of the estate cannot be read",
                format!(
                    "{text}\n\nWhat is not read is not exported, so nothing is answered rather than a part. Add the missing rights, try \
                     again, or leave these kinds out with select.kinds. An inventory can also name them and go on, with unreadable = \
                     \"report\"."
                ),
            );
            None
        }
        OnUnreadable::Report => {
            diagnostics.warning(
                "A part of the estate was not read",
                format!("{text}\n\nThese objects are missing from everything that is made from this reading."),
            );
            Some(gaps.iter().map(Gap::unread).collect())
        }
    }
}

/// One line for all gaps of a kind that have the same cause, with how many and the first of their places.
fn lines(gaps: &[Gap]) -> Vec<String> {
    let mut groups: BTreeMap<(Kind, String), Vec<&Gap>> = BTreeMap::new();
    for gap in gaps {
        groups.entry(gap.sort()).or_default().push(gap);
    }
    groups
        .into_values()
        .map(|mut group| {
            group.sort_by(|one, other| one.place.cmp(&other.place));
            let places: Vec<&str> = group
                .iter()
                .filter_map(|gap| gap.place.as_deref())
                .collect();
            let place = match places.as_slice() {
                [] => String::new(),
                few if few.len() <= MOST_PLACES => format!(" of {}", few.join(", ")),
                many => format!(
                    " of {} and {} more",
                    many[..MOST_PLACES].join(", "),
                    many.len() - MOST_PLACES
                ),
            };
            // They differ in the path at most.
            let reason = group.first().map(|gap| gap.told()).unwrap_or_default();
            format!("* {}{place}: {reason}", group[0].kind)
        })
        .collect()
}

/// More places of one line than a person reads.
const MOST_PLACES: usize = 3;
