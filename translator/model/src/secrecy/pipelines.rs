//! Scripts that hand a credential to a program's standard input.

use super::{names::name_is_secret, words::is_flag};

/// Whether a script feeds something written in it to a program that reads a credential: `echo X | docker login
/// --password-stdin`. What is fed from variables or files only is not written in it.
#[must_use]
pub fn feeds_credential(script: &str) -> bool {
    if !script.contains(['|', '<']) {
        return false;
    }
    let script = script.replace("||", ";").replace("&&", ";");
    let mut stages = script.split('|').peekable();
    while let Some(stage) = stages.next() {
        // The end of this stage feeds the beginning of the next.
        let fed = |next: &&str| reads_credential(next.split(';').next().unwrap_or(next));
        let producer = stage.rsplit([';', '(', '`']).next().unwrap_or(stage);
        if stages.peek().is_some_and(fed) && !names_only(producer) {
            return true;
        }
        for command in stage.split(';') {
            // A here-string, or the output of a command as a file.
            let here = command.split_once("<<<").is_some_and(|(reader, text)| {
                reads_credential(reader)
                    && !text.split_whitespace().all(|word| is_reference(bare(word)))
            });
            let output = command.split_once("<(").is_some_and(|(reader, producer)| {
                reads_credential(reader) && !names_only(producer)
            });
            if here || output {
                return true;
            }
        }
    }
    false
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| "\"'`\\()".contains(c))
}

/// Whether a command takes a credential from its standard input.
fn reads_credential(command: &str) -> bool {
    let words: Vec<&str> = command.split_whitespace().map(bare).collect();
    let program = |word: &&str| word.rsplit('/').next().unwrap_or(word).to_owned();
    let first = words.first().map(program).unwrap_or_default();
    let takes = |program: &str| {
        matches!(
            program,
            "passwd" | "chpasswd" | "smbpasswd" | "kinit" | "cryptsetup" | "su"
        )
    };
    match first.as_str() {
        "awk" | "cut" | "echo" | "egrep" | "grep" | "head" | "sed" | "tail" | "tee" | "wc" => {
            return false;
        }
        "sudo" if words.contains(&"-S") => return true,
        "sudo" if words[1..].iter().any(|word| takes(&program(word))) => return true,
        first if takes(first) => return true,
        _ => {}
    }
    words.iter().any(|word| {
        let lower = word.to_ascii_lowercase();
        let ends = ["stdin", "fd", "fd=0"]
            .iter()
            .any(|end| lower.ends_with(end));
        lower == "login"
            || lower == "--with-token"
            || (is_flag(word) && ends && name_is_secret(&lower))
    })
}

/// Whether a command prints nothing but what variables or files hold.
fn names_only(command: &str) -> bool {
    let mut words = command.split_whitespace().map(bare);
    let program = words.find(|word| !matches!(*word, "sh" | "bash" | "-c"));
    let mut words = words.filter(|word| !matches!(*word, "-n" | "-e" | ""));
    match program {
        Some("echo") => words.all(is_reference),
        Some("printf") => words.all(|word| matches!(word, "%s" | "%s\\n") || is_reference(word)),
        Some("cat") => words.all(|word| word.contains('/') || is_reference(word)),
        _ => false,
    }
}

/// `$NAME` or `${NAME}`, and nothing more: a default behind `:-` would be a value.
fn is_reference(word: &str) -> bool {
    word.strip_prefix('$').is_some_and(|name| {
        let name = name
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
            .unwrap_or(name);
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    })
}
