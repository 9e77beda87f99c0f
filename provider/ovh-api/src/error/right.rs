//! Rights that are missing, and what to do about it.

use std::fmt;

use crate::{AccessRule, calls::Call};

/// A right that the credentials in use lack for a call. Shown as what has to be added: `access rule …` or
/// `IAM action …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingRight {
    /// The call that was refused.
    pub call: &'static Call,
    /// The IAM actions to allow: those that the API named, else the one that the call needs; empty if nobody knows.
    pub iam: Vec<String>,
    /// The access rule that a consumer key needs for the call.
    pub rule: AccessRule,
    /// Which of both is missing.
    pub lack: Lack,
}

/// What is missing, as far as the answer and the kind of credentials tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Lack {
    /// An access rule of the consumer key. Rules of a key cannot be changed, so it takes a new one.
    Rule,
    /// An action in an IAM policy.
    Action,
    /// The credential is a consumer key, and the answer does not say which.
    RuleOrAction,
    /// The bearer token covers less than its owner may do.
    Token,
}

impl MissingRight {
    /// One sentence for a person.
    #[must_use]
    pub fn advice(&self) -> String {
        let rule = &self.rule;
        let actions = match self.iam.as_slice() {
            [] => format!("the right to `{}`", self.call),
            several => several.join(", "),
        };
        match self.lack {
            Lack::Rule => format!(
                "the consumer key does not allow this call; make a new one with the access rule `{rule}`"
            ),
            Lack::Action => format!(
                "allow {actions} to this identity by an IAM policy on the Public Cloud project"
            ),
            Lack::RuleOrAction => format!(
                "either the consumer key does not allow this call: make a new one with the access rule `{rule}`; or its \
                 owner may not make it: allow {actions} to the owner by an IAM policy"
            ),
            Lack::Token => format!("the token does not cover {actions}; make a new one"),
        }
    }
}

impl fmt::Display for MissingRight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let action = |f: &mut fmt::Formatter<'_>| match self.iam.as_slice() {
            [] => write!(f, "the right to `{}`", self.call),
            [one] => write!(f, "IAM action `{one}`"),
            several => write!(f, "IAM actions `{}`", several.join("`, `")),
        };
        match self.lack {
            Lack::Rule => write!(f, "access rule `{}`", self.rule),
            Lack::Action | Lack::Token => action(f),
            Lack::RuleOrAction => {
                write!(f, "access rule `{}`, or ", self.rule)?;
                action(f)
            }
        }
    }
}
