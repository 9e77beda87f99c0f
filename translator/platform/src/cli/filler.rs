//! Values of flags into members of documents.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    findings::{INCOMPLETE_PAIR, INVALID_VALUE, REPEATED, RESERVED_LABEL, UNKNOWN_NAME},
    matches::{Given, Matches, shown},
    notes::Notes,
    shell::{Word, Written},
    volume,
};
use crate::documents::{EnvVar, SecretText, Volume};

/// What is read, and where findings go.
pub(super) struct Filler<'a> {
    pub(super) words: &'a [Word],
    pub(super) matches: &'a Matches,
    pub(super) notes: &'a mut Notes,
}

impl<'a> Filler<'a> {
    /// Every use of the flag `name`.
    pub(super) fn all(&self, name: &str) -> Vec<&'a Given> {
        let matches = self.matches;
        matches
            .given
            .iter()
            .filter(|given| given.flag.name == name)
            .collect()
    }

    /// The flag `name`, which is given once; of several the last counts.
    pub(super) fn one(&mut self, name: &str) -> Option<&'a Given> {
        let all = self.all(name);
        let (last, others) = all.split_last()?;
        if !last.flag.repeats && !others.is_empty() {
            let detail = format!("--{name} stands there {} times", all.len());
            self.notes.add(&REPEATED, last.word, detail);
        }
        Some(*last)
    }

    /// Whether the switch `name` is on.
    pub(super) fn is_on(&mut self, name: &str) -> bool {
        self.one(name).is_some()
    }

    /// The text of the flag `name`, for the member at `pointer`.
    pub(super) fn text(&mut self, name: &str, pointer: &str) -> Option<String> {
        let given = self.one(name)?;
        let value = given.value.as_ref()?;
        Some(self.held(value, pointer, given.word))
    }

    /// A text the document holds as it is written.
    pub(super) fn held(&mut self, value: &Written, pointer: &str, word: usize) -> String {
        if !value.holes().is_empty() {
            self.notes.unresolved(pointer, value, word);
        }
        value.text().to_owned()
    }

    /// A positional word, for the member at `pointer`.
    pub(super) fn argument(&mut self, name: &str, pointer: &str) -> Option<String> {
        let word = self.matches.argument(name)?;
        let value = self.words.get(word)?.value();
        Some(self.held(value, pointer, word))
    }

    /// What `read` makes of the flag's value; a finding, with `form` saying what is wanted, where it makes nothing.
    pub(super) fn parsed<T>(
        &mut self,
        name: &str,
        pointer: &str,
        form: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let given = self.one(name)?;
        let value = given.value.as_ref()?;
        let Some(text) = value.known() else {
            self.notes.unresolved(pointer, value, given.word);
            return None;
        };
        let parsed = read(text);
        if parsed.is_none() {
            let detail = format!("--{name} wants {form}, not `{}`", shown(value));
            self.notes.add(&INVALID_VALUE, given.word, detail);
        }
        parsed
    }

    /// A whole number of at least `least`.
    pub(super) fn number(&mut self, name: &str, pointer: &str, least: i64) -> Option<i64> {
        let form = format!("a whole number, at least {least}");
        self.parsed(name, pointer, &form, |text| {
            let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
            is_plain
                .then(|| text.parse().ok())
                .flatten()
                .filter(|number| *number >= least)
        })
    }

    /// A port of a container.
    pub(super) fn port(&mut self, name: &str, pointer: &str) -> Option<i64> {
        self.parsed(name, pointer, "a port from 1 to 65535", |text| {
            let port: u16 = text.parse().ok().filter(|port| *port > 0)?;
            (!text.starts_with('+')).then(|| port.into())
        })
    }

    /// One of the API's names, in whatever case.
    pub(super) fn name<T: From<String>>(
        &mut self,
        flag: &str,
        pointer: &str,
        known: &[&str],
    ) -> Option<T> {
        let given = self.one(flag)?;
        let value = given.value.as_ref()?;
        let Some(text) = value.known() else {
            self.notes.unresolved(pointer, value, given.word);
            return None;
        };
        let text = text.to_ascii_uppercase();
        if !known.contains(&text.as_str()) {
            let detail = format!(
                "--{flag} is `{}`; known are {}",
                shown(value),
                known.join(", ")
            );
            self.notes.add(&UNKNOWN_NAME, given.word, detail);
        }
        Some(T::from(text))
    }

    /// `NAME=VALUE` pairs in order; a part without equals sign has no value.
    fn pairs(&mut self, flag: &str) -> Vec<(usize, Written, Option<Written>)> {
        let mut pairs = Vec::new();
        for given in self.all(flag) {
            let Some(value) = &given.value else { continue };
            match value.split_once('=') {
                Some((name, value)) if !name.text().is_empty() => {
                    pairs.push((given.word, name, Some(value)));
                }
                Some(_) => {
                    let detail = format!("--{flag} wants NAME=VALUE; the name is missing");
                    self.notes.add(&INVALID_VALUE, given.word, detail);
                }
                None => {
                    if value.holes().is_empty() {
                        let detail = format!("--{flag} {}", shown(value));
                        self.notes.add(&INCOMPLETE_PAIR, given.word, detail);
                    }
                    pairs.push((given.word, value.clone(), None));
                }
            }
        }
        pairs
    }

    /// Environment variables.
    pub(super) fn variables(&mut self, flag: &str) -> Vec<EnvVar> {
        let mut variables: Vec<EnvVar> = Vec::new();
        let mut names = BTreeSet::new();
        for (word, name, value) in self.pairs(flag) {
            let at = variables.len();
            if value.is_none() && !name.holes().is_empty() {
                // All of `$PAIR` is left to a shell, its name too.
                self.notes.unresolved("/envVars", &name, word);
                continue;
            }
            let name = self.held(&name, &format!("/envVars/{at}/name"), word);
            if !names.insert(name.clone()) {
                let shown = ovhai_model::secrecy::redacted("", &name).into_owned();
                self.notes
                    .add(&REPEATED, word, format!("the variable {shown}"));
            }
            let value = value.map(|value| {
                SecretText::new(self.held(&value, &format!("/envVars/{at}/value"), word))
            });
            variables.push(EnvVar {
                name,
                value,
                ..EnvVar::default()
            });
        }
        variables
    }

    /// Labels.
    pub(super) fn labels(&mut self) -> BTreeMap<String, String> {
        let mut labels = BTreeMap::new();
        for (word, name, value) in self.pairs("label") {
            if !name.holes().is_empty() {
                self.notes.unresolved("/labels", &name, word);
                continue;
            }
            let key = name.text().to_owned();
            let shown = shown(&name);
            if key.starts_with("ovh/") {
                self.notes
                    .add(&RESERVED_LABEL, word, format!("the label {shown}"));
            }
            let pointer = format!("/labels/{}", crate::pointer::escaped(&key));
            let value = value.map(|value| self.held(&value, &pointer, word));
            if labels.insert(key, value.unwrap_or_default()).is_some() {
                self.notes
                    .add(&REPEATED, word, format!("the label {shown}"));
            }
        }
        labels
    }

    /// Volumes.
    pub(super) fn volumes(&mut self) -> Vec<Volume> {
        let mut volumes: Vec<Volume> = Vec::new();
        for given in self.all("volume") {
            let Some(value) = &given.value else { continue };
            let read = volume::read(value, given.word, volumes.len(), self.notes);
            volumes.extend(read);
        }
        volumes
    }

    /// The container's command.
    pub(super) fn command(&mut self) -> Vec<String> {
        let words = self.words;
        let rest = self.matches.rest.iter().enumerate();
        rest.filter_map(|(at, &word)| {
            let value = words.get(word)?.value();
            Some(self.held_in(value, at, word))
        })
        .collect()
    }

    fn held_in(&mut self, value: &Written, at: usize, word: usize) -> String {
        self.held(value, &format!("/command/{at}"), word)
    }
}

impl Matches {
    /// The word of the argument `name`.
    pub(super) fn argument(&self, name: &str) -> Option<usize> {
        let mut arguments = self.arguments.iter();
        arguments.find_map(|(known, word)| (*known == name).then_some(*word))
    }
}
