//! Moving on: space, comments, words, numbers.

use super::Reader;
use crate::{ExpressionKind, Span};

/// Numbers of more digits may be rounded.
const DIGITS: usize = 15;

impl<'a> Reader<'a> {
    /// From `start` to here.
    pub(super) const fn span(&self, start: usize) -> Span {
        Span::new(self.origin + start, self.origin + self.at)
    }

    /// What was read since `start`.
    pub(super) fn since(&self, start: usize) -> &'a str {
        Span::new(start, self.at).text(self.text)
    }

    /// The next byte; 0 at the end, where nothing plain begins with it.
    pub(super) fn peek(&self) -> u8 {
        self.ahead(0)
    }

    /// The byte that many bytes on.
    pub(super) fn ahead(&self, by: usize) -> u8 {
        self.bytes.get(self.at + by).copied().unwrap_or_default()
    }

    pub(super) fn starts_with(&self, text: &[u8]) -> bool {
        self.bytes[self.at..].starts_with(text)
    }

    pub(super) fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek() == byte && self.at < self.bytes.len()).then(|| self.at += 1)
    }

    /// Space and comments that end before the line does.
    pub(super) fn space(&mut self) -> Option<()> {
        loop {
            match self.peek() {
                b' ' | b'\t' => self.at += 1,
                b'/' if self.ahead(1) == b'*' => self.comment()?,
                _ => return Some(()),
            }
        }
    }

    /// Space, comments and line breaks.
    pub(super) fn gap(&mut self) -> Option<()> {
        loop {
            match self.peek() {
                b' ' | b'\t' | b'\n' => self.at += 1,
                b'\r' => self.line_end()?,
                b'#' => self.line_comment()?,
                b'/' if self.ahead(1) == b'/' => self.line_comment()?,
                b'/' if self.ahead(1) == b'*' => self.comment()?,
                _ => return Some(()),
            }
        }
    }

    /// One or the other.
    pub(super) fn gap_if(&mut self, is_over_lines: bool) -> Option<()> {
        if is_over_lines {
            self.gap()
        } else {
            self.space()
        }
    }

    pub(super) fn line_end(&mut self) -> Option<()> {
        match (self.peek(), self.ahead(1)) {
            (b'\n', _) => self.at += 1,
            (b'\r', b'\n') => self.at += 2,
            _ => return None,
        }
        Some(())
    }

    /// A comment up to the end of the line, if there is one.
    pub(super) fn line_comment(&mut self) -> Option<()> {
        if self.peek() != b'#' && !self.starts_with(b"//") {
            return Some(());
        }
        let rest = self.bytes[self.at..].iter();
        let length = rest.take_while(|byte| !matches!(byte, b'\n' | b'\r'));
        self.at += length.count();
        // A return alone ends no line.
        (self.peek() != b'\r' || self.ahead(1) == b'\n').then_some(())
    }

    fn comment(&mut self) -> Option<()> {
        let inside = self.at + 2;
        let end = self.bytes[inside..]
            .windows(2)
            .position(|two| two == b"*/")?;
        self.at = inside + end + 2;
        Some(())
    }

    pub(super) fn word(&mut self) -> Option<&'a str> {
        let start = self.at;
        if !self.peek().is_ascii_alphabetic() && self.peek() != b'_' {
            return None;
        }
        let is_of_word = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        self.at += self.bytes[start..].iter().take_while(is_of_word).count();
        // It may go on with a letter of another alphabet.
        self.peek().is_ascii().then(|| self.since(start))
    }

    /// Exactly this word.
    pub(super) fn keyword(&mut self, word: &str) -> Option<()> {
        (self.word()? == word).then_some(())
    }

    /// A number that begins at `start`, with its sign.
    pub(super) fn number(&mut self, start: usize) -> Option<ExpressionKind> {
        let from = self.at;
        let is_zero = self.peek() == b'0';
        self.digits();
        if is_zero && self.at > from + 1 {
            return None;
        }
        if self.peek() == b'.' && self.ahead(1).is_ascii_digit() {
            self.at += 1;
            self.digits();
        }
        let goes_on =
            self.peek().is_ascii_alphanumeric() || matches!(self.peek(), b'_' | b'.' | 128..);
        (!goes_on && self.at - from <= DIGITS)
            .then(|| ExpressionKind::Number(self.since(start).to_owned()))
    }

    pub(super) fn digits(&mut self) {
        let rest = self.bytes[self.at..].iter();
        self.at += rest.take_while(|byte| byte.is_ascii_digit()).count();
    }
}
