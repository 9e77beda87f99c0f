//! Documents within a script that are fed to another shell, or written into another script.

use std::borrow::Cow;

use super::Excerpt;

/// Programs that run what they are fed.
const SHELLS: [&str; 8] = [
    "bash", "sh", "zsh", "ksh", "ssh", "dash", "docker", "kubectl",
];

/// Their bodies.
pub(super) fn bodies(text: &str) -> Vec<Excerpt<'_>> {
    let mut found = Vec::new();
    // The marker, whether a shell reads the body, and where it begins.
    let mut open: Option<(&str, bool, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        match open {
            Some((marker, is_run, from)) => {
                if line.trim() != marker {
                    continue;
                }
                if is_run {
                    found.push(Excerpt {
                        text: Cow::Borrowed(&text[from..start]),
                        start: from,
                        is_in_place: true,
                    });
                }
                open = None;
            }
            None => {
                let Some((before, rest)) = line.split_once("<<") else {
                    continue;
                };
                let rest = rest.trim_start_matches('-').trim_start();
                let rest = rest.trim_start_matches(['"', '\'', '\\']);
                let is_of_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
                let end = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
                let (marker, after) = rest.split_at(end);
                if !marker.is_empty() && !before.trim_start().starts_with('#') {
                    open = Some((marker, is_run(before) || is_run(after), at));
                }
            }
        }
    }
    found
}

/// Whether a shell is called, or a script is written.
fn is_run(command: &str) -> bool {
    command
        .split(|c: char| c.is_whitespace() || "|;&()\"'".contains(c))
        .any(|word| {
            let name = word.rsplit('/').next().unwrap_or(word);
            SHELLS.contains(&name) || name.ends_with(".sh")
        })
}
