//! Words of a command line: text as it was written, with the parts only a shell could tell.

use std::{collections::BTreeMap, fmt, ops::Range};

/// A text with holes: parts that a shell or a template fills in when it runs (`$TAG`, `$(cat id)`, `${{ secrets.TOKEN }}`).
/// They stay in the text as they were written, and are known to be no literal text. May hold a secret, so that `Debug` shows
/// nothing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Written {
    text: String,
    holes: Vec<Range<usize>>,
}

impl Written {
    /// A text without holes.
    #[must_use]
    pub fn literal(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            holes: Vec::new(),
        }
    }

    /// The text, holes as they were written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text if nothing in it is left to a shell.
    #[must_use]
    pub fn known(&self) -> Option<&str> {
        self.holes.is_empty().then_some(&*self.text)
    }

    /// The holes, as bytes of [`Written::text`], in order.
    #[must_use]
    pub fn holes(&self) -> &[Range<usize>] {
        &self.holes
    }

    pub(super) fn push(&mut self, literal: &str) {
        self.text.push_str(literal);
    }

    pub(super) fn push_hole(&mut self, expression: &str) {
        let start = self.text.len();
        self.text.push_str(expression);
        self.holes.push(start..self.text.len());
    }

    fn is_in_hole(&self, at: usize) -> bool {
        self.holes.iter().any(|hole| hole.contains(&at))
    }

    /// Both sides of the first `separator` that is literal text.
    pub(in crate::cli) fn split_once(&self, separator: char) -> Option<(Self, Self)> {
        let (at, _) = self
            .text
            .match_indices(separator)
            .find(|(at, _)| !self.is_in_hole(*at))?;
        Some((
            self.slice(0..at),
            self.slice(at + separator.len_utf8()..self.text.len()),
        ))
    }

    /// Both sides of the last `separator` that is literal text.
    pub(in crate::cli) fn rsplit_once(&self, separator: char) -> Option<(Self, Self)> {
        let (at, _) = self
            .text
            .rmatch_indices(separator)
            .find(|(at, _)| !self.is_in_hole(*at))?;
        Some((
            self.slice(0..at),
            self.slice(at + separator.len_utf8()..self.text.len()),
        ))
    }

    /// What follows the literal `prefix`.
    pub(in crate::cli) fn strip_prefix(&self, prefix: &str) -> Option<Self> {
        let is_literal = self
            .holes
            .first()
            .is_none_or(|hole| hole.start >= prefix.len());
        (is_literal && self.text.starts_with(prefix))
            .then(|| self.slice(prefix.len()..self.text.len()))
    }

    /// The literal characters before the first hole.
    pub(in crate::cli) fn head(&self) -> &str {
        let end = self
            .holes
            .first()
            .map_or(self.text.len(), |hole| hole.start);
        self.text.get(..end).unwrap_or_default()
    }

    /// The same with every `$NAME` and `${NAME}` of `values` filled in. A value that a shell would split into words, or into
    /// none, is not filled in where it would.
    fn filled(&self, values: &BTreeMap<String, String>, is_split: bool) -> Self {
        let mut filled = Self::default();
        let mut end = 0;
        for hole in &self.holes {
            filled.push(self.text.get(end..hole.start).unwrap_or_default());
            end = hole.end;
            let expression = self.text.get(hole.clone()).unwrap_or_default();
            let value = variable(expression).and_then(|name| values.get(name));
            let is_one_word = |value: &&String| {
                !is_split || !(value.is_empty() || value.contains(char::is_whitespace))
            };
            match value.filter(is_one_word) {
                Some(value) => filled.push(value),
                None => filled.push_hole(expression),
            }
        }
        filled.push(self.text.get(end..).unwrap_or_default());
        filled
    }

    /// A part that cuts through no hole.
    fn slice(&self, range: Range<usize>) -> Self {
        let holes = self.holes.iter();
        Self {
            text: self.text.get(range.clone()).unwrap_or_default().to_owned(),
            holes: holes
                .filter(|hole| hole.start >= range.start && hole.end <= range.end)
                .map(|hole| hole.start - range.start..hole.end - range.start)
                .collect(),
        }
    }
}

/// `NAME` of `$NAME`, `${NAME}` and a makefile's `$$NAME`; `(NAME)` of a makefile's `$(NAME)`, which is a command to a shell.
fn variable(expression: &str) -> Option<&str> {
    let rest = expression.strip_prefix('$')?;
    let rest = rest.strip_prefix('$').unwrap_or(rest);
    let inside = rest
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    let command = rest
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    let name = inside.or(command).unwrap_or(rest);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    is_name.then_some(if command.is_some() { rest } else { name })
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Written(redacted)")
    }
}

/// One word of a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub(super) value: Written,
    pub(super) span: Range<usize>,
    pub(super) spreads: bool,
    pub(super) is_unclosed: bool,
}

impl Word {
    /// A word that some shell has split and filled in already.
    #[must_use]
    pub fn literal(text: impl Into<String>) -> Self {
        Self {
            value: Written::literal(text),
            span: 0..0,
            spreads: false,
            is_unclosed: false,
        }
    }

    /// The same with variables filled in.
    pub(in crate::cli) fn filled(&self, values: &BTreeMap<String, String>) -> Self {
        let value = self.value.filled(values, self.spreads);
        Self {
            spreads: self.spreads && !value.holes.is_empty(),
            value,
            ..self.clone()
        }
    }

    /// What it says, without quotes.
    #[must_use]
    pub const fn value(&self) -> &Written {
        &self.value
    }

    /// Bytes of the text it was read from, quotes included; empty for a word that came by itself.
    #[must_use]
    pub const fn span(&self) -> &Range<usize> {
        &self.span
    }

    /// Whether a shell may make several words, or none, of it (`$OPTIONS` without quotes, `"$@"`).
    #[must_use]
    pub const fn spreads(&self) -> bool {
        self.spreads
    }

    /// Whether a quote or an expression in it never ends, so that it runs to the end of the text.
    #[must_use]
    pub const fn is_unclosed(&self) -> bool {
        self.is_unclosed
    }
}
