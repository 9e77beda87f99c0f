//! Blocks of code in a Markdown document, and code within its lines.

use std::borrow::Cow;

use super::Excerpt;

/// What blocks for a shell say they are.
const LANGUAGES: [&str; 9] = [
    "",
    "sh",
    "bash",
    "zsh",
    "shell",
    "console",
    "shell-session",
    "shellsession",
    "text",
];

/// Fenced blocks that a shell may read, without prompts, and code in lines that calls the tool.
pub(super) fn blocks(text: &str) -> Vec<Excerpt<'_>> {
    let mut found = Vec::new();
    // The fence, whether the block is a shell's, and where it begins.
    let mut open: Option<(&str, bool, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let trimmed = line.trim();
        let fence = ["```", "~~~"]
            .into_iter()
            .find(|fence| trimmed.starts_with(fence));
        match (fence, open) {
            (Some(fence), None) => {
                let language = trimmed.trim_start_matches(['`', '~']);
                let language = language.split([' ', '{', ',']).next().unwrap_or_default();
                let is_shell = LANGUAGES.contains(&language.to_ascii_lowercase().as_str());
                open = Some((fence, is_shell, at));
            }
            (Some(fence), Some((known, is_shell, from))) if fence == known => {
                if is_shell {
                    found.push(Excerpt {
                        text: without_prompts(&text[from..start]),
                        start: from,
                        is_in_place: true,
                    });
                }
                open = None;
            }
            (None, None) => found.extend(in_line(line, start)),
            _ => {}
        }
    }
    found
}

/// `$ ` at the beginning of lines, as spaces.
fn without_prompts(code: &str) -> Cow<'_, str> {
    let is_prompt = |line: &str| line.trim_start().starts_with("$ ");
    if !code.lines().any(is_prompt) {
        return Cow::Borrowed(code);
    }
    let lines = code
        .split_inclusive('\n')
        .map(|line| match is_prompt(line) {
            true => line.replacen('$', " ", 1),
            false => line.to_owned(),
        });
    Cow::Owned(lines.collect())
}

/// Code between backquotes that begins with the tool's name.
fn in_line(line: &str, start: usize) -> Vec<Excerpt<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    for (number, part) in line.split('`').enumerate() {
        if number % 2 == 1 && part.starts_with("ovhai ") {
            found.push(Excerpt {
                text: Cow::Borrowed(part),
                start: start + at,
                is_in_place: true,
            });
        }
        at += part.len() + 1;
    }
    found
}
