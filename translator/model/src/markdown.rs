//! Text for Markdown reports: foreign names that cannot break them, our own sentences in tables.

/// Longest foreign text in a table cell, in characters.
const CELL: usize = 160;

/// `1 app`, `2 apps`.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

/// One of our own sentences as a Markdown table cell, its first letter large unless its first word has another large one, as
/// gRPC has, and its markup kept.
#[must_use]
pub fn one_line(text: &str) -> String {
    let word = text.split(' ').next().unwrap_or_default();
    let mut out = String::with_capacity(text.len());
    for (index, character) in text.chars().enumerate() {
        match character {
            '|' => out.push_str("\\|"),
            _ if character.is_control() => out.push(' '),
            _ if index == 0 && !word.contains(char::is_uppercase) => {
                out.extend(character.to_uppercase());
            }
            _ => out.push(character),
        }
    }
    out
}

/// Foreign `text` as a Markdown table cell: one line, nothing that is markup, at most 160 characters.
#[must_use]
pub fn cell(text: &str) -> String {
    plain(text, CELL)
}

/// Foreign `text` on one line with nothing that is markup, at most `longest` characters of it.
#[must_use]
pub fn plain(text: &str, longest: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, character) in text.chars().enumerate() {
        if index == longest {
            out.push('…');
            break;
        }
        match character {
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '&' | '!' => {
                out.push('\\');
                out.push(character);
            }
            _ if character.is_control() => out.push(' '),
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_break_a_table() {
        assert_eq!(cell("a|b\n<script>"), "a\\|b \\<script\\>");
        assert_eq!(cell(&"x".repeat(300)).chars().count(), 161);
    }

    #[test]
    fn sentences_begin_large_and_names_stay() {
        assert_eq!(one_line("a URL | changes"), "A URL \\| changes");
        assert_eq!(one_line("gRPC is closed"), "gRPC is closed");
    }
}
