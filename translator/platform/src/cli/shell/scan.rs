//! Where quotes and expressions of shells and templates end.
//!
//! All functions take the byte where a construct begins and give the byte behind it, or `None` if it never ends. They keep a
//! bound on nesting, since the text is anybody's.

/// Deeper nesting counts as never ending.
const DEEPEST: usize = 64;

/// The byte behind `'…'`, which begins at `at` with its quote.
pub(super) fn single(text: &str, at: usize) -> Option<usize> {
    let start = at + 1;
    text.get(start..)?.find('\'').map(|end| start + end + 1)
}

/// The byte behind `"…"`.
pub(super) fn double(text: &str, at: usize) -> Option<usize> {
    double_at(text, at, 0)
}

/// The byte behind the expression whose `$`, backquote, `<(` or `{{` is at `at`; `None` where it never ends.
/// `Some(at)` if nothing there is an expression.
pub(super) fn expression(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    if rest.starts_with('`') {
        return backquoted(text, at);
    }
    if rest.starts_with("{{") {
        // Templates of one line and of moderate length; anything else is literal braces.
        let line = rest.bytes().take(1_024).take_while(|&byte| byte != b'\n');
        let mut before = 0;
        let end = line.enumerate().skip("{{".len()).find_map(|(index, byte)| {
            let is_end = byte == b'}' && before == b'}';
            before = byte;
            is_end.then_some(index)
        });
        return Some(end.map_or(at, |end| at + end + 1));
    }
    if rest.starts_with("<(") || rest.starts_with(">(") {
        return parentheses(text, at + 1, 0);
    }
    let Some(mut behind) = rest.strip_prefix('$') else {
        return Some(at);
    };
    let mut start = at + 1;
    // A makefile doubles the dollar of what is the shell's.
    if let Some(more) = behind.strip_prefix('$') {
        (behind, start) = (more, start + 1);
    }
    match behind.chars().next() {
        Some('{') if behind.starts_with("{{") => {
            behind.find("}}").map(|end| start + end + "}}".len())
        }
        Some('{') => braces(text, start, 0),
        Some('(') => parentheses(text, start, 0),
        Some(c) if c.is_ascii_alphabetic() || c == '_' => {
            let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            Some(start + behind.find(|c| !name(c)).unwrap_or(behind.len()))
        }
        Some('@' | '*' | '#' | '?' | '-' | '!' | '0'..='9') if start == at + 1 => Some(start + 1),
        // `$$` is the shell's own process; a dollar before anything else is a dollar.
        _ if start == at + 2 => Some(start),
        _ => Some(at),
    }
}

/// The byte behind `` `…` ``.
fn backquoted(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = at + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'`' => return Some(at + 1),
            _ => at += 1,
        }
    }
    None
}

fn double_at(text: &str, at: usize, depth: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = at + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return Some(at + 1),
            _ => at = nested(text, at, depth)?,
        }
    }
    None
}

/// The byte behind a nested construct at `at`, or the next byte if there is none.
fn nested(text: &str, at: usize, depth: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    match (bytes[at], bytes.get(at + 1)) {
        (b'`', _) => backquoted(text, at),
        (b'$', Some(b'(')) => parentheses(text, at + 1, depth + 1),
        (b'$', Some(b'{')) => braces(text, at + 1, depth + 1),
        _ => Some(at + 1),
    }
}

/// The byte behind `(…)`, in which a shell's rules hold.
fn parentheses(text: &str, at: usize, depth: usize) -> Option<usize> {
    enclosed(text, at, depth, b'(', b')')
}

/// The byte behind `{…}`.
fn braces(text: &str, at: usize, depth: usize) -> Option<usize> {
    enclosed(text, at, depth, b'{', b'}')
}

fn enclosed(text: &str, at: usize, depth: usize, open: u8, close: u8) -> Option<usize> {
    if depth > DEEPEST {
        return None;
    }
    let bytes = text.as_bytes();
    let mut at = at + 1;
    let mut levels = 1_usize;
    while at < bytes.len() {
        let byte = bytes[at];
        // An apostrophe in a comment opens no quote; in `${#name}` the sign is none.
        let is_comment = byte == b'#' && open == b'(' && bytes[at - 1].is_ascii_whitespace();
        match byte {
            b'\\' => at += 2,
            b'\'' => at = single(text, at)?,
            b'"' => at = double_at(text, at, depth + 1)?,
            _ if is_comment => at += bytes[at..].iter().take_while(|&&b| b != b'\n').count(),
            _ if byte == open => {
                levels += 1;
                at += 1;
            }
            _ if byte == close => {
                levels -= 1;
                at += 1;
                if levels == 0 {
                    return Some(at);
                }
            }
            _ => at = nested(text, at, depth)?,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end_of(text: &str) -> Option<&str> {
        expression(text, 0).map(|end| &text[..end])
    }

    #[test]
    fn expressions_end_where_a_shell_ends_them() {
        for (text, wanted) in [
            ("$TAG-x", "$TAG"),
            ("${TAG:-a}b", "${TAG:-a}"),
            ("${A:-${B:-'}'}}b", "${A:-${B:-'}'}}"),
            ("$(cat 'a)b')c", "$(cat 'a)b')"),
            ("$(echo \"$(date) )\")c", "$(echo \"$(date) )\")"),
            ("$((1 + (2)))c", "$((1 + (2)))"),
            ("$(a # it's a comment)\n)c", "$(a # it's a comment)\n)"),
            ("`id -u`x", "`id -u`"),
            ("$1x", "$1"),
            ("$@", "$@"),
            ("$$", "$$"),
            ("$$TAG-x", "$$TAG"),
            ("$$(id)x", "$$(id)"),
            ("${{ secrets.A }}x", "${{ secrets.A }}"),
            ("{{ image }}:1", "{{ image }}"),
            ("<(ls)x", "<(ls)"),
            ("$ 5", ""),
            ("{{ image", ""),
            ("$", ""),
            ("a", ""),
        ] {
            assert_eq!(end_of(text), Some(wanted), "{text}");
        }
        for open in ["$(a", "${a", "`a", "${{ a }", "$(\"a)", "$(\\"] {
            assert_eq!(end_of(open), None, "{open}");
        }
    }

    #[test]
    fn deep_nesting_ends() {
        assert_eq!(end_of(&"$(".repeat(100_000)), None);
        assert_eq!(
            end_of(&format!("{}{}", "$(".repeat(1_000), ")".repeat(1_000))),
            None
        );
        let fine = format!("{}{}", "$(".repeat(30), ")".repeat(30));
        assert_eq!(end_of(&fine), Some(&*fine));
    }
}
