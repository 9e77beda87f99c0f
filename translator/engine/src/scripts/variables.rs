//! What variables a script gives a value: only those whose value shows, is the same wherever it is given, and is no secret.
//!
//! Read from assignments of shells (`NAME=value`, `export`), of makefiles (`NAME := value`), of CI files (below `variables:` or
//! `env:`) and of Dockerfiles (`ENV NAME=value`). What another process or a caller decides (`?=`, `read`, `for`, `ARG`, `$1`) has no
//! value here, and stays in the command as it is written.

use std::collections::BTreeMap;

use ovhai_model::secrecy::{secret_text, secret_variable};

/// Words before an assignment that change nothing about it.
const BEFORE: [&str; 7] = [
    "export", "readonly", "local", "declare", "typeset", "ENV", "override",
];
/// Words that take a name and give it a value nobody knows.
const TAKE: [&str; 8] = [
    "for",
    "read",
    "mapfile",
    "readarray",
    "getopts",
    "ARG",
    "unset",
    "while",
];
/// Keys of CI files that hold variables.
const MAPS: [&str; 3] = ["variables:", "env:", "environment:"];
/// Values that refer to each other are followed so far.
const DEEPEST: usize = 8;

/// Names, each with its value if that shows.
type Given<'a> = BTreeMap<&'a str, Option<&'a str>>;

/// Names with their values. A makefile's are there as `(NAME)` too, for `$(NAME)`.
pub(super) fn variables(path: &str, text: &str) -> BTreeMap<String, String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_make = name.to_ascii_lowercase().contains("makefile")
        || name.ends_with(".mk")
        || name.ends_with(".make");
    let is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
    let given = given(text, is_make, is_yaml);
    let mut values = BTreeMap::new();
    for name in given.keys() {
        let Some(value) = filled(name, &given, 0) else {
            continue;
        };
        if secret_variable(name, &value).is_some() || secret_text(&value).is_some() {
            continue;
        }
        if is_make {
            values.insert(format!("({name})"), value.clone());
        }
        values.insert((*name).to_owned(), value);
    }
    values
}

fn given(text: &str, is_make: bool, is_yaml: bool) -> Given<'_> {
    let mut given = Given::new();
    // Indentation of the key whose map holds variables.
    let mut map: Option<usize> = None;
    for line in text.lines() {
        let rest = line.trim();
        let indent = line.len() - line.trim_start().len();
        if map.is_some_and(|above| indent <= above && !rest.is_empty()) {
            map = None;
        }
        let found = match map {
            Some(_) => entry(rest),
            None if is_make && !line.starts_with('\t') => made(rest),
            None => assignment(rest.trim_start_matches("- ")),
        };
        if is_yaml && MAPS.contains(&rest.trim_start_matches("- ")) {
            map = Some(indent);
        }
        let taken = taken(rest).into_iter().map(|name| (name, None));
        for (name, value) in found.into_iter().chain(taken) {
            let known = given.entry(name).or_insert(value);
            if *known != value {
                *known = None;
            }
        }
    }
    given
}

/// The name that `text` begins with, and the rest.
fn name(text: &str) -> Option<(&str, &str)> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = text.find(|c| !is_of_name(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    is_name.then_some((name, rest))
}

fn without_words(mut text: &str) -> &str {
    while let Some((word, rest)) = text.split_once(' ')
        && (BEFORE.contains(&word) || word.starts_with('-'))
    {
        text = rest.trim_start();
    }
    text
}

/// `NAME=value` of a shell or a Dockerfile, if that is all of the command.
fn assignment(text: &str) -> Option<(&str, Option<&str>)> {
    let (name, rest) = name(without_words(text))?;
    if let Some(rest) = rest.strip_prefix("+=") {
        return (!rest.is_empty()).then_some((name, None));
    }
    let rest = rest.strip_prefix('=')?;
    let (value, after) = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => rest[1..].split_once(quote)?,
        _ => {
            let is_end = |c: char| c.is_whitespace() || "\"';&|<>()`".contains(c);
            rest.split_at(rest.find(is_end).unwrap_or(rest.len()))
        }
    };
    let is_literal = rest.starts_with('\'') && value.contains('$');
    let is_known = !value.is_empty() && !value.contains(['\\', '`']) && !is_literal;
    match after.trim_start().chars().next() {
        None | Some(';' | '#' | '&') => Some((name, is_known.then_some(value))),
        // A value that goes on, or only one command's.
        _ if after.starts_with(char::is_whitespace) => None,
        _ => Some((name, None)),
    }
}

/// `NAME = value` of a makefile.
fn made(text: &str) -> Option<(&str, Option<&str>)> {
    let (name, rest) = name(without_words(text))?;
    let rest = rest.trim_start();
    let value = [":::=", "::=", ":=", "="]
        .iter()
        .find_map(|sign| rest.strip_prefix(sign));
    let Some(value) = value else {
        let is_open = ["?=", "+=", "!="].iter().any(|sign| rest.starts_with(sign));
        return is_open.then_some((name, None));
    };
    let value = value.split_once(" #").map_or(value, |(value, _)| value);
    let value = value.trim();
    let is_known = !value.is_empty() && !value.contains(['\\', '`']);
    Some((name, is_known.then_some(value)))
}

/// `NAME: value` of a CI file.
fn entry(text: &str) -> Option<(&str, Option<&str>)> {
    let (name, rest) = name(text)?;
    let value = rest.strip_prefix(':')?.trim_start();
    let value = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).map(|(value, _)| value),
        Some('|' | '>' | '{' | '[' | '&' | '*' | '!') | None => None,
        _ => Some(value.split_once(" #").map_or(value, |(value, _)| value)),
    };
    let value = value.map(str::trim).filter(|value| !value.is_empty());
    Some((name, value.filter(|value| !value.contains(['\\', '`']))))
}

/// Names that get a value from elsewhere.
fn taken(text: &str) -> Vec<&str> {
    let mut words = text.split([' ', '\t', ';', '=']);
    let is_taking = words.next().is_some_and(|word| TAKE.contains(&word));
    if !is_taking {
        return Vec::new();
    }
    words
        .take_while(|word| !["in", "do", "<<<", "<"].contains(word))
        .filter(|word| name(word).is_some_and(|(_, rest)| rest.is_empty()))
        .collect()
}

/// The value of `name` with those it refers to.
fn filled(wanted: &str, given: &Given<'_>, depth: usize) -> Option<String> {
    let mut rest = (*given.get(wanted)?)?;
    let mut value = String::new();
    while let Some((before, after)) = rest.split_once('$') {
        value.push_str(before);
        let (inner, after) = match after.chars().next()? {
            '{' => after[1..].split_once('}')?,
            '(' => after[1..].split_once(')')?,
            _ => name(after)?,
        };
        if depth == DEEPEST {
            return None;
        }
        value.push_str(&filled(inner, given, depth + 1)?);
        rest = after;
    }
    value.push_str(rest);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> String {
        let values = variables(path, text);
        let values = values.iter().map(|(name, value)| format!("{name}={value}"));
        values.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn values_that_show_are_known() {
        let text = "A=1\nexport B='two' # b\nC=\"$A-${B}\"; D=${C}x\nE=$(date)\nF=${F:-f}\nG=1 run\nH=a\\ b\n";
        assert_eq!(found("run.sh", text), "A=1 B=two C=1-two");
        let text =
            "export A := 1\nB = $(A)-${A} # b\nC ?= 3\nD := $(shell pwd)\nrun:\n\tE=5; echo\n";
        assert_eq!(found("Makefile", text), "(A)=1 (B)=1-1 (E)=5 A=1 B=1-1 E=5");
        let text =
            "variables:\n  A: \"1\"\n  B: b # b\n  C: |\n    c\njob:\n  D: d\n  env:\n    E: $A\n";
        assert_eq!(found(".gitlab-ci.yml", text), "A=1 B=b E=1");
        assert_eq!(found("Dockerfile", "ARG A=1\nENV B=2\n"), "B=2");
    }

    #[test]
    fn what_changes_or_is_secret_has_no_value() {
        let text = "A=1\nA=2\nB=1\nB=1\nfor C in 1 2; do\nC=3\nread -r D\nD=4\nE=5\nE+=6\nDB_PASSWORD=hunter2\nX=$X\n";
        assert_eq!(found("run.sh", text), "B=1");
    }
}
