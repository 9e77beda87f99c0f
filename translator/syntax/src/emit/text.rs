//! Strings and code as they are written.

use std::fmt::Write as _;

use crate::scan::{self, TokenKind};

/// `text` in quotes, with everything escaped that the language would read as something else.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + 2);
    result.push('"');
    escape(text, &mut result);
    result.push('"');
    result
}

/// Adds `text` as it is written within quotes.
pub(super) fn escape(text: &str, result: &mut String) {
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '"' => result.push_str("\\\""),
            '\\' => result.push_str("\\\\"),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            '$' | '%' if rest.peek() == Some(&'{') => {
                result.push(character);
                result.push(character);
            }
            c if c.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(result, "\\u{:04x}", u32::from(c));
            }
            c => result.push(c),
        }
    }
}

/// Whether `text` can stand as a name or as a key without quotes.
#[must_use]
pub fn is_word(text: &str) -> bool {
    let mut characters = text.chars();
    characters
        .next()
        .is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

/// `code` with `\n` between its lines, the first at `level`: lines after it are moved so that the last one, which closes
/// what the first opens, stands at `level` too. Text of strings and heredocs stays where it is.
pub(super) fn reindented(code: &str, level: usize) -> String {
    let code = code.replace("\r\n", "\n");
    let breaks: Vec<usize> = scan::tokens(&code)
        .iter()
        .filter(|token| token.kind == TokenKind::NewLine)
        .map(|token| token.span.end)
        .collect();
    let Some(last) = breaks.last() else {
        return code;
    };
    let indentation = |at: usize| code[at..].bytes().take_while(|byte| *byte == b' ').count();
    let (old, new) = (indentation(*last), level * 2);
    let mut result = String::with_capacity(code.len());
    let mut at = 0;
    for start in breaks {
        result.push_str(&code[at..start]);
        let found = indentation(start);
        let is_empty = code[start + found..].starts_with('\n');
        if !is_empty {
            let wanted = (found + new).saturating_sub(old);
            result.extend(std::iter::repeat_n(' ', wanted));
        }
        at = start + found;
    }
    result.push_str(&code[at..]);
    result
}

/// `code` with the space between its tokens as `terraform fmt` has it: none within round and square brackets and before
/// commas, one after commas. Space between other tokens, which may align something, stays.
pub(super) fn spaced(code: &str) -> String {
    let tokens = scan::tokens(code);
    let mut result = String::with_capacity(code.len());
    let mut at = 0;
    for (index, token) in tokens.iter().enumerate() {
        let gap = &code[at..token.span.start];
        let text = token.span.text(code);
        let before = index
            .checked_sub(1)
            .map(|index| tokens[index].span.text(code));
        let is_blank = gap.bytes().all(|byte| byte == b' ' || byte == b'\t');
        let ends_line = token.kind == TokenKind::NewLine || token.kind == TokenKind::Comment;
        let follows_line = before.is_none_or(|before| before.ends_with('\n'));
        let is_tight = before.is_some_and(|before| before == "(" || before == "[")
            || [")", "]", ","].contains(&text);
        let gap = match before {
            _ if !is_blank || ends_line || follows_line => gap,
            _ if is_tight => "",
            Some(",") => " ",
            _ => gap,
        };
        result.push_str(gap);
        result.push_str(text);
        at = token.span.end;
    }
    result.push_str(&code[at..]);
    result
}

/// `code` on one line, as far as its comments and heredocs let it. Items of objects get commas between them.
pub(super) fn on_one_line(code: &str) -> String {
    let tokens = scan::tokens(code);
    let stays =
        |token: &scan::Token| [TokenKind::Comment, TokenKind::HeredocStart].contains(&token.kind);
    if !code.contains('\n') || tokens.iter().any(stays) {
        return code.to_owned();
    }
    let mut result = String::with_capacity(code.len());
    // What each bracket that is open separates items by.
    let mut open: Vec<&str> = Vec::new();
    let mut at = 0;
    for (index, token) in tokens.iter().enumerate() {
        let text = token.span.text(code);
        let next = tokens[index + 1..]
            .iter()
            .find(|token| token.kind != TokenKind::NewLine)
            .map_or("", |token| token.span.text(code));
        result.push_str(&code[at..token.span.start]);
        at = token.span.end;
        match token.kind {
            TokenKind::NewLine => {
                let before = result.trim_end();
                let is_edge = before.ends_with(['(', '[']) || [")", "]"].contains(&next);
                let is_tight = before.ends_with(['{', ',', ':']) || next == "}" || next.is_empty();
                let space = match open.last() {
                    _ if is_edge => "",
                    Some(separator) if !is_tight => separator,
                    _ => " ",
                };
                let kept = before.len();
                result.truncate(kept);
                // A comma behind the last item stood before the end of its line.
                if [")", "]", "}"].contains(&next) && result.ends_with(',') {
                    result.pop();
                }
                result.push_str(space);
                at += code[at..].bytes().take_while(|byte| *byte == b' ').count();
            }
            TokenKind::Open => {
                let is_object = text == "{" && next != "for";
                open.push(if is_object { ", " } else { " " });
                result.push_str(text);
            }
            TokenKind::Close => {
                open.pop();
                result.push_str(text);
            }
            _ => result.push_str(text),
        }
    }
    result.push_str(&code[at..]);
    result
}

/// How many more brackets the first line of `code` opens than it closes.
pub(super) fn opens_on_first_line(code: &str) -> bool {
    let mut net = 0_isize;
    for token in scan::tokens(code) {
        match token.kind {
            TokenKind::NewLine | TokenKind::HeredocStart => break,
            TokenKind::Open => net += 1,
            TokenKind::Close => net -= 1,
            _ => {}
        }
    }
    net != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped() {
        assert_eq!(
            quoted("a\"b\\c\n${x} %{y} $z\u{1}é"),
            "\"a\\\"b\\\\c\\n$${x} %%{y} $z\\u0001é\""
        );
    }

    #[test]
    fn space_within_brackets_goes() {
        for (code, expected) in [
            ("[ a.b ,c ]", "[a.b, c]"),
            ("f( x,  \"( a ,b )\" )[ 0 ]", "f(x, \"( a ,b )\")[0]"),
            ("{ a = [ 1 ] }", "{ a = [1] }"),
            ("[\n  a , # why\n  b\n]", "[\n  a, # why\n  b\n]"),
            ("[for x in [ y ] : x]", "[for x in [y] : x]"),
            ("[ # c\n  a\n]", "[ # c\n  a\n]"),
        ] {
            assert_eq!(spaced(code), expected);
            assert_eq!(spaced(expected), expected);
        }
    }

    #[test]
    fn lines_become_one() {
        for (code, expected) in [
            (
                "[\n  for a, b in c : {\n    d = b\n    e = [\n      a,\n    ]\n  }\n]",
                "[for a, b in c : { d = b, e = [a] }]",
            ),
            ("{\n  for a in b : a => c\n}", "{ for a in b : a => c }"),
            ("f(\n  a,\n  b\n)", "f(a, b)"),
            ("[\n  a, # why\n]", "[\n  a, # why\n]"),
            ("{\n  \"x${y}\" = z\n}", "{ \"x${y}\" = z }"),
        ] {
            assert_eq!(on_one_line(code), expected);
        }
    }

    #[test]
    fn code_moves_and_heredocs_stay() {
        let code = "{\n      a = 1\r\n\n      b = <<E\n x\nE\n    }";
        assert_eq!(
            reindented(code, 1),
            "{\n    a = 1\n\n    b = <<E\n x\nE\n  }"
        );
        assert_eq!(reindented("a", 3), "a");
    }
}
