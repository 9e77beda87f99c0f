//! What is noted while a line is read: findings, what became of each word, and what is left to a shell.

use ovhai_model::FindingKind;

use super::{
    findings::{EXPRESSION, Noted},
    shell::Written,
};

/// What a word of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The program's name.
    Program,
    /// A word of the command's name.
    Name,
    /// The flag of this name, perhaps with its value; the first one where several are in one word.
    Flag(&'static str),
    /// The value of the flag of this name, which is the word before.
    Value(&'static str),
    /// A positional word of this name.
    Argument(&'static str),
    /// `--`.
    Separator,
    /// A word of the container's command.
    Container,
    /// Not understood; a finding says so.
    Unknown,
    /// Behind something that was not understood.
    Unread,
}

/// A member of the document that is left to a shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved {
    /// JSON pointer of the member. Where the document cannot hold the text, because the member is a number or its form does
    /// not show, the member is not in it.
    pub pointer: String,
    /// The value as it is written.
    pub value: Written,
    /// Index of the word.
    pub word: usize,
}

pub(super) struct Notes {
    pub(super) findings: Vec<Noted>,
    pub(super) roles: Vec<Role>,
    pub(super) unresolved: Vec<Unresolved>,
}

impl Notes {
    pub(super) fn new(words: usize) -> Self {
        let mut roles = vec![Role::Unread; words];
        if let Some(first) = roles.first_mut() {
            *first = Role::Program;
        }
        Self {
            findings: Vec::new(),
            roles,
            unresolved: Vec::new(),
        }
    }

    pub(super) fn add(
        &mut self,
        kind: &'static FindingKind,
        word: impl Into<Option<usize>>,
        detail: impl Into<String>,
    ) {
        self.findings.push(Noted {
            kind,
            word: word.into(),
            detail: detail.into(),
        });
    }

    pub(super) fn role(&mut self, word: usize, role: Role) {
        if let Some(known) = self.roles.get_mut(word) {
            *known = role;
        }
    }

    /// The last word of the command's name.
    pub(super) fn last_name(&self) -> Option<usize> {
        self.roles.iter().rposition(|role| *role == Role::Name)
    }

    /// Notes that `value` is, in part, left to a shell.
    pub(super) fn unresolved(&mut self, pointer: impl Into<String>, value: &Written, word: usize) {
        let pointer = pointer.into();
        let parts: Vec<String> = value
            .holes()
            .iter()
            .filter_map(|hole| value.text().get(hole.clone()))
            .map(|part| ovhai_model::secrecy::redacted("", part).into_owned())
            .collect();
        self.add(
            &EXPRESSION,
            word,
            format!("{pointer} has {}", parts.join(" and ")),
        );
        self.unresolved.push(Unresolved {
            pointer,
            value: value.clone(),
            word,
        });
    }
}
