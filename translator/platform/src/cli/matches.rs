//! Words to the command, its flags and its arguments. Knows the form of the line and nothing of what flags mean.

mod arguments;

use ovhai_model::secrecy;

use super::{
    findings::{
        CREDENTIAL, MISSING_VALUE, OLD_SPELLING, UNCLOSED, UNEXPECTED_WORD, UNKNOWN_COMMAND,
        UNKNOWN_FLAG, VALUE_FORM, WORDS_UNKNOWN,
    },
    grammar::{Flag, GLOBAL, NEVER, Rest, SUBCOMMANDS, Subcommand, Takes, usual},
    notes::{Notes, Role},
    shell::{Word, Written},
};

/// A flag that was given.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) flag: &'static Flag,
    /// Absent where a value is missing, and for switches.
    pub(super) value: Option<Written>,
    /// The word that holds the value, or the flag.
    pub(super) word: usize,
}

/// A line in parts.
#[derive(Debug)]
pub(super) struct Matches {
    pub(super) subcommand: &'static Subcommand,
    pub(super) given: Vec<Given>,
    /// Name and word of each argument.
    pub(super) arguments: Vec<(&'static str, usize)>,
    /// Words behind the arguments, or behind `--`.
    pub(super) rest: Vec<usize>,
}

/// A positional word before it is known which.
struct Loose {
    word: usize,
    /// It may as well be the value of the unknown flag before it.
    follows_unknown_flag: bool,
}

/// Reads `words`, of which the first is the program's name. Without a known command only flags of all commands are given.
pub(super) fn matches(words: &[Word], notes: &mut Notes) -> (Option<Matches>, Vec<Given>) {
    for (at, word) in words.iter().enumerate() {
        if word.is_unclosed() {
            notes.add(&UNCLOSED, at, "it runs to the end of the text");
        }
    }
    let mut reading = Reading {
        words,
        notes,
        own: &[],
        given: Vec::new(),
        loose: Vec::new(),
        rest: Vec::new(),
        after_unknown_flag: false,
    };
    let Some((subcommand, names)) = reading.subcommand() else {
        return (None, reading.given);
    };
    for at in &names {
        reading.notes.role(*at, Role::Name);
    }
    reading.own = subcommand.flags;
    let behind = names.last().map_or(1, |last| last + 1);
    reading.flags(behind, subcommand);
    let arguments = reading.arguments(subcommand);
    let global = |given: &Given| GLOBAL.iter().any(|flag| std::ptr::eq(flag, given.flag));
    let (everywhere, own) = reading.given.into_iter().partition(global);
    let matches = Matches {
        subcommand,
        given: own,
        arguments,
        rest: reading.rest,
    };
    (Some(matches), everywhere)
}

struct Reading<'a> {
    words: &'a [Word],
    notes: &'a mut Notes,
    own: &'static [&'static [Flag]],
    given: Vec<Given>,
    loose: Vec<Loose>,
    rest: Vec<usize>,
    after_unknown_flag: bool,
}

impl Reading<'_> {
    /// The command and the places of its words.
    fn subcommand(&mut self) -> Option<(&'static Subcommand, Vec<usize>)> {
        let mut names = Vec::new();
        let mut candidates: Vec<&'static Subcommand> = SUBCOMMANDS.iter().collect();
        let mut at = 1;
        while at < self.words.len() {
            let value = self.words[at].value();
            if is_flag(value) {
                at += self.flag(at);
                continue;
            }
            let depth = names.len();
            let word = value.known().unwrap_or_default();
            let choices = choices(&candidates, depth);
            candidates.retain(|subcommand| {
                let known = subcommand.path.get(depth);
                known.is_some_and(|known| known.split('|').any(|one| one == word))
            });
            names.push(at);
            let Some(first) = candidates.first() else {
                let text = shown(value);
                let path = self.path(&names);
                let instead = NEVER.iter().find(|(never, _)| *never == path);
                let advice = match instead {
                    Some((_, advice)) => (*advice).to_owned(),
                    None => format!("expected one of {}", choices.join(", ")),
                };
                self.notes
                    .add(&UNKNOWN_COMMAND, at, format!("`{text}`: {advice}"));
                self.notes.role(at, Role::Unknown);
                return None;
            };
            if first.path.len() == names.len() {
                return Some((first, names));
            }
            self.notes.role(at, Role::Name);
            at += 1;
        }
        let asks = |name: &str| self.given.iter().any(|given| given.flag.name == name);
        if !asks("help") && !asks("version") {
            let choices = choices(&candidates, names.len()).join(", ");
            self.notes.add(
                &UNKNOWN_COMMAND,
                None,
                format!("the line ends before one of {choices}"),
            );
        }
        None
    }

    fn path(&self, names: &[usize]) -> String {
        let words = names.iter().map(|at| self.words[*at].value().text());
        words.collect::<Vec<_>>().join(" ")
    }

    /// Everything behind the command's name.
    fn flags(&mut self, start: usize, subcommand: &Subcommand) {
        let mut at = start;
        while at < self.words.len() {
            let value = self.words[at].value();
            if value.known() == Some("--") {
                self.notes.role(at, Role::Separator);
                self.behind(at + 1, subcommand);
                return;
            }
            if is_flag(value) {
                at += self.flag(at);
                continue;
            }
            self.loose.push(Loose {
                word: at,
                follows_unknown_flag: std::mem::take(&mut self.after_unknown_flag),
            });
            at += 1;
        }
    }

    /// What stands behind `--`.
    fn behind(&mut self, start: usize, subcommand: &Subcommand) {
        for at in start..self.words.len() {
            if subcommand.rest == Rest::Command || subcommand.is_unverified {
                self.notes.role(at, Role::Container);
                self.rest.push(at);
                if self.words[at].spreads() {
                    let detail = shown(self.words[at].value());
                    self.notes.add(&WORDS_UNKNOWN, at, detail);
                }
            } else {
                self.unexpected(at);
            }
        }
    }

    /// One word of flags, and the value behind it; gives how many words that is.
    fn flag(&mut self, at: usize) -> usize {
        let value = self.words[at].value().clone();
        self.after_unknown_flag = false;
        match value.strip_prefix("--") {
            Some(name) => self.long(at, &name),
            None => self.cluster(at, &value),
        }
    }

    fn long(&mut self, at: usize, written: &Written) -> usize {
        let (written_name, attached) = match written.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (written.clone(), None),
        };
        let Some((name, flag)) = written_name
            .known()
            .and_then(|name| Some((name, self.find(|flag| has_name(flag, name))?)))
        else {
            self.unknown_flag(at, &format!("--{}", shown(&written_name)));
            self.after_unknown_flag = attached.is_none();
            return 1;
        };
        self.notes.role(at, Role::Flag(flag.name));
        if flag.old.contains(&name) {
            let detail = format!("--{name} is now --{}", flag.name);
            self.notes.add(&OLD_SPELLING, at, detail);
        }
        self.take(at, flag, attached)
    }

    /// `-it`, `-g2`, `-o=json`: letters without value, then perhaps one with.
    fn cluster(&mut self, at: usize, value: &Written) -> usize {
        let Some(mut rest) = value.strip_prefix("-") else {
            self.unknown_flag(at, "-");
            return 1;
        };
        let mut is_first = true;
        loop {
            let Some(letter) = rest.head().chars().next() else {
                // Nothing left, or something a shell would fill in.
                if !rest.text().is_empty() || is_first {
                    self.unknown_flag(at, &format!("-{}", shown(&rest)));
                }
                return 1;
            };
            let Some(flag) = self.find(|flag| flag.short == Some(letter)) else {
                self.unknown_flag(at, &format!("-{letter}"));
                return 1;
            };
            if is_first {
                self.notes.role(at, Role::Flag(flag.name));
            }
            is_first = false;
            let mut buffer = [0; 4];
            rest = rest
                .strip_prefix(letter.encode_utf8(&mut buffer))
                .unwrap_or_default();
            if flag.takes != Takes::Nothing {
                let attached = (!rest.text().is_empty())
                    .then(|| rest.strip_prefix("=").unwrap_or_else(|| rest.clone()));
                return self.take(at, flag, attached);
            }
            if let Some(attached) = rest.strip_prefix("=") {
                return self.take(at, flag, Some(attached));
            }
            self.take(at, flag, None);
            if rest.text().is_empty() {
                return 1;
            }
        }
    }

    /// Gives `flag` its value; gives how many words both are.
    fn take(&mut self, at: usize, flag: &'static Flag, attached: Option<Written>) -> usize {
        let name = flag.name;
        let (value, word, used) = match (flag.takes, attached) {
            (Takes::Nothing, None) => (None, at, 1),
            (Takes::Nothing, Some(value)) => {
                self.notes
                    .add(&VALUE_FORM, at, format!("--{name} takes no value"));
                if value.known() == Some("false") {
                    return 1;
                }
                (None, at, 1)
            }
            (_, Some(value)) => (Some(value), at, 1),
            (Takes::Attached, None) => {
                let detail = format!("--{name} wants its value behind an equals sign");
                self.notes.add(&MISSING_VALUE, at, detail);
                (None, at, 1)
            }
            (Takes::Value, None) => match self.words.get(at + 1) {
                Some(next) if !is_flag(next.value()) && next.value().known() != Some("--") => {
                    self.notes.role(at + 1, Role::Value(name));
                    (Some(next.value().clone()), at + 1, 2)
                }
                _ => {
                    self.notes
                        .add(&MISSING_VALUE, at, format!("--{name} wants a value"));
                    (None, at, 1)
                }
            },
        };
        if flag.is_secret && value.as_ref().is_some_and(|value| value.known().is_some()) {
            let detail = format!("the value of --{name} stands in the line");
            self.notes.add(&CREDENTIAL, word, detail);
        }
        self.given.push(Given { flag, value, word });
        used
    }

    fn find(&self, is_it: impl Fn(&Flag) -> bool) -> Option<&'static Flag> {
        let own = self.own.iter().flat_map(|flags| flags.iter());
        own.chain(GLOBAL).find(|flag| is_it(flag))
    }

    fn unknown_flag(&mut self, at: usize, shown: &str) {
        let advice = NEVER.iter().find(|(never, _)| *never == shown);
        let advice = advice.map_or_else(String::new, |(_, advice)| format!("; {advice}"));
        self.notes
            .add(&UNKNOWN_FLAG, at, format!("`{shown}`{advice}"));
        self.notes.role(at, Role::Unknown);
    }

    fn unexpected(&mut self, at: usize) {
        let detail = format!("`{}`", shown(self.words[at].value()));
        self.notes.add(&UNEXPECTED_WORD, at, detail);
        self.notes.role(at, Role::Unknown);
    }
}

fn has_name(flag: &Flag, name: &str) -> bool {
    flag.name == name || flag.aliases.contains(&name) || flag.old.contains(&name)
}

/// A hyphen and more; `-` and negative numbers are values.
fn is_flag(value: &Written) -> bool {
    let head = value.head();
    let Some(rest) = head.strip_prefix('-') else {
        return false;
    };
    if value.known() == Some("--") {
        return false;
    }
    let is_number = rest.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    value.text().len() > 1 && !is_number
}

/// A word for a finding: nothing of it where it looks like a secret.
pub(super) fn shown(value: &Written) -> String {
    secrecy::redacted("", value.text()).into_owned()
}

fn choices(candidates: &[&'static Subcommand], depth: usize) -> Vec<&'static str> {
    let mut words: Vec<&'static str> = candidates
        .iter()
        .filter_map(|subcommand| subcommand.path.get(depth).copied().map(usual))
        .collect();
    words.dedup();
    words
}
