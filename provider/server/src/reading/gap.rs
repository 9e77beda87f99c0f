//! What could not be read, told once and completely.

use std::fmt::Write;

use ovh_api::Error;
use ovhai_model::{Kind, Unread};
use terraform_plugin::Diagnostics;

use super::OnUnreadable;
use crate::failure::report;

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
            Cause::Call(error) => error.to_string(),
            Cause::NotAsked(reason) => reason.clone(),
        }
    }

    fn line(&self) -> String {
        let place = self
            .place
            .as_ref()
            .map_or_else(String::new, |place| format!(" of {place}"));
        format!("* {}{place}: {}", self.kind, self.reason())
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
        // Follows from such a refusal.
        Cause::NotAsked(_) => !gap.kind.is_ai(),
    });
    diagnostics.warning(
        "The project is not authorised for AI products",
        format!(
            "The project {service} has never used AI Deploy, AI Training or AI Notebooks, so there is nothing of them to read."
        ),
    );
}

/// Fails or warns about `gaps`, and returns them as the estate carries them.
pub fn tell(
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
    let mut lines: Vec<String> = gaps.iter().map(Gap::line).collect();
    lines.sort();
    let shown = lines.len().min(MOST_LINES);
    let mut text = lines[..shown].join("\n");
    if lines.len() > shown {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n* and {} more", lines.len() - shown);
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

/// More lines than a person reads.
const MOST_LINES: usize = 20;
