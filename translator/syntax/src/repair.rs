//! Two things Terraform accepts and the parser does not: a key given twice in an object (the last one wins), and a line
//! break in the value of a `for` that makes an object.
//!
//! Both are repaired in a copy that has the same length, so that every span of the copy is one of the original. (Both were
//! found in public repositories: 5 files of 14,946.)

use hcl_edit::parser;

use crate::{
    Problem, Span,
    scan::{self, Token, TokenKind},
};

/// More than any file has; an end to the search all the same.
const MOST: usize = 256;
/// Letters a repeated key is renamed with.
const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// A copy of `text` that the parser accepts, and what was changed; nothing if it stays refused.
pub(crate) fn repair(
    text: &str,
    error: &parser::Error,
) -> Option<(hcl_edit::structure::Body, Vec<Problem>)> {
    let mut copy = text.to_owned();
    let mut repairs = Vec::new();
    let mut error = error.clone();
    for attempt in 0..MOST {
        let at = error.location().offset();
        let message = if error.message().contains("unique object key") {
            copy = rename_key(&copy, at, attempt)?;
            "an object has this key twice; the last one wins"
        } else {
            copy = join_lines(&copy, at)?;
            "a line break in the value of a `for` object"
        };
        repairs.push(Problem {
            at,
            message: message.to_owned(),
        });
        match parser::parse_body(&copy) {
            Ok(body) => {
                repairs.dedup();
                return Some((body, repairs));
            }
            Err(next) => error = next,
        }
    }
    None
}

/// Renames the key at `at` to one of the same length; which one depends on `attempt`.
fn rename_key(text: &str, at: usize, attempt: usize) -> Option<String> {
    let inner = at + usize::from(text.as_bytes().get(at) == Some(&b'"'));
    let length = text[inner..]
        .bytes()
        .take_while(|byte| scan::is_word(*byte) && byte.is_ascii())
        .count();
    let mut bytes = text.as_bytes().to_vec();
    let mut number = attempt;
    // The first letter stays a letter, whatever the number.
    for index in (inner..inner + length).rev() {
        let base = if index == inner { 26 } else { LETTERS.len() };
        bytes[index] = LETTERS[number % base];
        number /= base;
    }
    (length > 0)
        .then(|| String::from_utf8(bytes).ok())
        .flatten()
}

/// Replaces the line breaks around `at` by spaces, if they stand directly in a `for` object.
fn join_lines(text: &str, at: usize) -> Option<String> {
    let tokens = scan::tokens(text);
    let next = tokens.partition_point(|token| token.span.end <= at);
    let breaks: Vec<Span> = around(&tokens, next).collect();
    let first = breaks.first()?;
    let mut depth = 0_usize;
    let opening = tokens
        .iter()
        .rposition(|token| {
            if token.span.start >= first.start {
                return false;
            }
            match token.kind {
                TokenKind::Close => depth += 1,
                TokenKind::Open if depth == 0 => return true,
                TokenKind::Open => depth -= 1,
                _ => {}
            }
            false
        })
        .filter(|index| tokens[*index].span.text(text) == "{")?;
    let word = tokens[opening + 1..]
        .iter()
        .find(|token| !matches!(token.kind, TokenKind::NewLine | TokenKind::Comment))?;
    if word.span.text(text) != "for" {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    for span in breaks {
        bytes[span.start..span.end].fill(b' ');
    }
    String::from_utf8(bytes).ok()
}

/// The line breaks that end or begin at the token `next`, when nothing else is between them.
fn around(tokens: &[Token], next: usize) -> impl Iterator<Item = Span> + '_ {
    let is_break = |token: &&Token| token.kind == TokenKind::NewLine;
    let before = tokens[..next].iter().rev().take_while(is_break).count();
    tokens[next - before..]
        .iter()
        .take_while(is_break)
        .map(|token| token.span)
}
