//! Commands in strings and lists: `subprocess.run(["ovhai", "app", "run", image])`, `os.system("ovhai …")`, `CMD ["ovhai", …]`,
//! `- "ovhai …"`.
//!
//! What is no string in a list is left to the program, the way a variable is left to a shell: `${image}`.

use std::borrow::Cow;

use super::Excerpt;

/// How strings are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// With prefixes, three quotes and comments; strings count where they are handed to a shell.
    Python,
    /// Lists and strings of YAML and Dockerfiles.
    Lists,
}

/// Functions that hand a string to a shell, or split it as one does.
const CALLS: [&str; 13] = [
    "system",
    "popen",
    "Popen",
    "run",
    "call",
    "check_call",
    "check_output",
    "getoutput",
    "getstatusoutput",
    "create_subprocess_shell",
    "split",
    "sh",
    "shell",
];
const PROGRAM: &str = "ovhai";

/// A string.
struct Quoted {
    start: usize,
    end: usize,
    /// With `${…}` for what a program puts in.
    text: String,
}

/// Every command in a string or a list, as a shell would be given it.
pub(super) fn commands(text: &str, language: Language) -> Vec<Excerpt<'_>> {
    let strings = strings(text, language);
    let mut found = Vec::new();
    for (number, string) in strings.iter().enumerate() {
        let command = if string.text == PROGRAM {
            list(text, &strings[number..])
        } else if string.text.trim_start().starts_with("ovhai ") && is_run(text, string, language) {
            Some(string.text.clone())
        } else {
            None
        };
        if let Some(command) = command {
            let within = text[string.start..string.end].find(PROGRAM).unwrap_or(0);
            found.push(Excerpt {
                text: Cow::Owned(command),
                start: string.start + within,
                is_in_place: false,
            });
        }
    }
    found
}

/// Whether the string is handed to a shell.
fn is_run(text: &str, string: &Quoted, language: Language) -> bool {
    let before = text[..string.start].trim_end();
    match language {
        Language::Lists => before.ends_with(['-', ':']),
        Language::Python => {
            let before = before.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let is_handed = before.trim_end().strip_suffix('(').is_some_and(|before| {
                CALLS.iter().any(|name| {
                    let rest = before.strip_suffix(name);
                    rest.is_some_and(|rest| {
                        !rest.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
                    })
                })
            });
            is_handed || text[string.end..].starts_with(".split(")
        }
    }
}

/// The list that begins with the program's name, as a command line; nothing if it is none.
fn list(text: &str, strings: &[Quoted]) -> Option<String> {
    let first = strings.first()?;
    if !text[..first.start].trim_end().ends_with(['[', '(']) {
        return None;
    }
    let mut words = vec![PROGRAM.to_owned()];
    let mut rest = strings[1..].iter().peekable();
    let mut at = first.end;
    let mut word: Option<String> = None;
    let mut other = String::new();
    let mut depth = 0_usize;
    loop {
        if let Some(string) = rest.next_if(|string| string.start == at) {
            if depth == 0 && other.trim().is_empty() {
                word.get_or_insert_default().push_str(&string.text);
            } else {
                other.push('x');
            }
            at = string.end;
            continue;
        }
        let next = text[at..].chars().next()?;
        at += next.len_utf8();
        match next {
            ',' | ']' | ')' if depth == 0 => {
                let value = other.trim();
                let is_name = value
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
                match (word.take(), value) {
                    (None, "") => {}
                    (Some(word), "") => words.push(quote(&word)),
                    // One or several words, nobody knows.
                    (None, value) if value.starts_with('*') => words.push("$@".to_owned()),
                    (None, value) if is_name => {
                        words.push(format!("\"${{{}}}\"", value.replace('.', "_")));
                    }
                    _ => words.push("\"${value}\"".to_owned()),
                }
                other.clear();
                if next != ',' {
                    break;
                }
            }
            '[' | '(' | '{' => {
                depth += 1;
                other.push('x');
            }
            ']' | ')' | '}' => depth = depth.saturating_sub(1),
            '#' => at += text[at..].find('\n').unwrap_or(text.len() - at),
            '\n' | '\r' => {}
            _ => other.push(next),
        }
    }
    (words.len() > 2).then(|| words.join(" "))
}

/// A word for a shell, with what is put in left to it.
fn quote(word: &str) -> String {
    let mut quoted = String::from("\"");
    let mut rest = word;
    while let Some((before, after)) = rest.split_once("${") {
        quoted.push_str(&escaped(before));
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        quoted.push_str(&format!("${{{name}}}"));
        rest = after;
    }
    quoted.push_str(&escaped(rest));
    quoted.push('"');
    quoted
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if "\"\\$`".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Every string of `text`, in order.
fn strings(text: &str, language: Language) -> Vec<Quoted> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'#' => at += text[at..].find('\n').unwrap_or(text.len() - at),
            quote @ (b'"' | b'\'') => {
                let is_python = language == Language::Python;
                let marks = match &bytes[at..] {
                    [a, b, c, ..] if is_python && a == b && b == c => 3,
                    _ => 1,
                };
                let letters = text[..at]
                    .bytes()
                    .rev()
                    .take(2)
                    .take_while(|byte| is_python && b"rRbBfFuU".contains(byte));
                let is_formatted = letters.clone().any(|byte| byte == b'f' || byte == b'F');
                let start = at - letters.count();
                let Some((inner, end)) = inside(text, at + marks, quote, marks) else {
                    at += marks;
                    continue;
                };
                found.push(Quoted {
                    start,
                    end,
                    text: decoded(inner, is_formatted),
                });
                at = end;
            }
            _ => at += 1,
        }
    }
    found
}

/// What stands between the quotes, and where the string ends.
fn inside(text: &str, start: usize, quote: u8, marks: usize) -> Option<(&str, usize)> {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'\n' if marks == 1 => return None,
            byte if byte == quote && bytes[at..].iter().take(marks).all(|b| *b == quote) => {
                return (at + marks <= bytes.len())
                    .then(|| Some((text.get(start..at)?, at + marks)))
                    .flatten();
            }
            _ => at += 1,
        }
    }
    None
}

/// Escapes decoded, `{name}` of a formatted string as `${name}`.
fn decoded(inner: &str, is_formatted: bool) -> String {
    let mut text = String::new();
    let mut rest = inner.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some('\n') | None => {}
                Some(other) => text.push(other),
            },
            '{' | '}' if is_formatted && rest.next_if_eq(&c).is_some() => text.push(c),
            '{' if is_formatted => {
                let name: String = rest.by_ref().take_while(|c| *c != '}').collect();
                let is_of_name = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
                let name: String = name.chars().take_while(is_of_name).collect();
                let name = if name.is_empty() { "value" } else { &name };
                text.push_str(&format!("${{{name}}}"));
            }
            _ => text.push(c),
        }
    }
    text
}
