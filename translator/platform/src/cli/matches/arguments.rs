//! Positional words to arguments.

use super::{Reading, shown};
use crate::cli::{
    findings::{
        CREDENTIAL, MISSING_WORD, OLD_SPELLING, UNEXPECTED_WORD, UNVERIFIED, WORDS_UNKNOWN,
    },
    grammar::{Rest, Subcommand},
    notes::Role,
};

impl Reading<'_> {
    /// Gives positional words their names.
    pub(super) fn arguments(
        &mut self,
        subcommand: &'static Subcommand,
    ) -> Vec<(&'static str, usize)> {
        if subcommand.is_unverified {
            let at = self.notes.last_name();
            let detail = format!("`{}` is known by name only", subcommand.name());
            self.notes.add(&UNVERIFIED, at, detail);
        }
        if let Some(newer) = subcommand.replaced_by {
            let at = self.notes.last_name();
            let detail = format!("`{}` is now `{newer}`", subcommand.name());
            self.notes.add(&OLD_SPELLING, at, detail);
        }
        let slots = subcommand.arguments.len();
        let has_room = subcommand.rest == Rest::Words;
        let mut loose = std::mem::take(&mut self.loose);
        // What cannot be told: first what may belong to an unknown flag, then what a shell may make nothing of.
        while !has_room && loose.len() > slots {
            let flag = loose.iter().position(|loose| loose.follows_unknown_flag);
            let spread = || {
                loose
                    .iter()
                    .position(|loose| self.words[loose.word].spreads())
            };
            let Some(at) = flag.or_else(spread) else {
                break;
            };
            let word = loose.remove(at).word;
            self.notes.role(word, Role::Unknown);
            let (kind, detail) = match flag {
                Some(_) => (
                    &UNEXPECTED_WORD,
                    "perhaps the value of the unknown flag before it".to_owned(),
                ),
                None => (&WORDS_UNKNOWN, shown(self.words[word].value())),
            };
            self.notes.add(kind, word, detail);
        }
        let mut loose = loose.into_iter().map(|loose| loose.word);
        let mut arguments = Vec::new();
        for argument in subcommand.arguments {
            let Some(word) = loose.next() else { break };
            self.notes.role(word, Role::Argument(argument.name));
            if argument.is_secret && self.words[word].value().known().is_some() {
                let detail = format!("{} stands in the line", argument.name);
                self.notes.add(&CREDENTIAL, word, detail);
            }
            arguments.push((argument.name, word));
        }
        for word in loose {
            if has_room {
                self.notes.role(word, Role::Argument("WORD"));
                self.rest.push(word);
            } else {
                self.unexpected(word);
            }
        }
        let copies = self.given.iter().any(|given| given.flag.name == "from");
        let missing = &subcommand.arguments[arguments.len()..];
        for argument in missing.iter().filter(|one| one.is_required && !copies) {
            self.notes
                .add(&MISSING_WORD, None, format!("{} is missing", argument.name));
        }
        arguments
    }
}
