//! Reading Rust as far as the rules need it: without comments, without strings, without inline tests.

/// What is blanked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Comments go, strings stay.
    Strings,
    /// Comments and the contents of strings go.
    CodeOnly,
}

/// `text` with comments (and, by choice, the contents of strings) replaced by spaces; lines stay where they are.
pub fn strip(text: &str, keep: Keep) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let (end, is_blanked) = if rest.starts_with(b"//") {
            (at + position(rest, b"\n").unwrap_or(rest.len()), true)
        } else if rest.starts_with(b"/*") {
            (at + block_comment(rest), true)
        } else if let Some((opening, length)) = string(bytes, at) {
            if keep == Keep::CodeOnly {
                blank(&mut out[at + opening..at + length]);
            }
            (at + length, false)
        } else {
            (at + 1, false)
        };
        if is_blanked {
            blank(&mut out[at..end]);
        }
        at = end;
    }
    String::from_utf8(out).unwrap_or_default()
}

fn blank(bytes: &mut [u8]) {
    for byte in bytes {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

fn block_comment(bytes: &[u8]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < bytes.len() {
        if bytes[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if bytes[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    bytes.len()
}

/// Length of the opening and of the whole string or character literal that begins at `at`.
fn string(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let rest = &bytes[at..];
    match rest[0] {
        b'"' => Some((1, escaped(rest, b'"'))),
        // A lifetime has no closing quote right behind one character.
        b'\'' => match rest {
            [_, b'\\', ..] => Some((1, escaped(rest, b'\''))),
            [_, first, ..] => {
                let width = match first {
                    0..=0x7f => 1,
                    0x80..=0xdf => 2,
                    0xe0..=0xef => 3,
                    _ => 4,
                };
                (rest.get(1 + width) == Some(&b'\'')).then_some((1, width + 2))
            }
            _ => None,
        },
        b'r' => {
            let follows_a_word = at > 0 && {
                let before = bytes[at - 1];
                before != b'b'
                    && before != b'c'
                    && (before.is_ascii_alphanumeric() || before == b'_')
            };
            let hashes = rest[1..].iter().take_while(|byte| **byte == b'#').count();
            if follows_a_word || rest.get(1 + hashes) != Some(&b'"') {
                return None;
            }
            let opening = hashes + 2;
            let mut closing = vec![b'"'];
            closing.extend(std::iter::repeat_n(b'#', hashes));
            let length = position(&rest[opening..], &closing)
                .map_or(rest.len(), |end| opening + end + closing.len());
            Some((opening, length))
        }
        _ => None,
    }
}

fn escaped(bytes: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// `text` without its inline test modules; their lines become empty, so that numbers stay.
pub fn production(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let opens_tests = line.starts_with("#[cfg(")
            && line.contains("test")
            && lines
                .peek()
                .is_some_and(|next| next.starts_with("mod ") && next.ends_with('{'));
        if opens_tests {
            out.push('\n');
            for line in lines.by_ref() {
                out.push('\n');
                if line == "}" {
                    break;
                }
            }
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// How many lines of `text` are not inline tests.
pub fn production_length(text: &str) -> usize {
    let tests: usize = {
        let kept = production(text);
        text.lines()
            .zip(kept.lines())
            .filter(|(line, kept)| kept.is_empty() && !line.is_empty())
            .count()
    };
    text.lines().count() - tests
}

/// Whether `word` stands in `line` with no identifier character around it.
pub fn has_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(start, found)| {
        !line[..start].ends_with(is_part) && !line[start + found.len()..].starts_with(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_comments_and_strings_only() {
        let text = "let a = \"// no\"; // yes\nlet b = r#\"/* \"no\" */\"#; /* yes /* nested */ yes */ let c: &'a u8 = b'\"';\nlet d = '\\''; // 'yes\n";
        let code = strip(text, Keep::Strings);
        assert!(!code.contains("yes"), "{code}");
        assert_eq!(code.matches("no").count(), 2);
        assert_eq!(code.lines().count(), 3);
        let bare = strip(text, Keep::CodeOnly);
        assert!(!bare.contains("no"), "{bare}");
        assert!(bare.contains("let c: &'a u8 = b"), "{bare}");
        assert!(bare.contains("let d ="));
    }

    #[test]
    fn inline_tests_are_no_production_code() {
        let text =
            "//! X.\n\nfn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() {\n    }\n}\nfn c() {}\n";
        let kept = production(text);
        assert!(kept.contains("fn a") && kept.contains("fn c") && !kept.contains("fn b"));
        assert_eq!(kept.lines().count(), text.lines().count());
        assert_eq!(production_length(text), 5);
        assert_eq!(
            production("#[cfg(test)]\nmod tests;\n"),
            "#[cfg(test)]\nmod tests;\n"
        );
    }

    #[test]
    fn words_have_edges() {
        assert!(has_word("use tokio::x;", "tokio"));
        assert!(!has_word("use my_tokio;", "tokio"));
        assert!(!has_word("InstantNoodle", "Instant"));
    }
}
