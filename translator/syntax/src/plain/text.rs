//! Strings and heredocs.

use super::Reader;
use crate::{ExpressionKind, Span, Template, TemplatePart};

impl Reader<'_> {
    /// A string in quotes, with interpolations or without.
    pub(super) fn quoted(&mut self) -> Option<ExpressionKind> {
        self.take(b'"')?;
        let start = self.at;
        let rest = self.bytes[start..].iter();
        let is_plain = |byte: &&u8| !matches!(byte, b'"' | b'\\' | b'$' | b'%' | b'\n' | b'\r');
        self.at += rest.take_while(is_plain).count();
        if self.peek() == b'"' {
            let text = self.since(start).to_owned();
            self.at += 1;
            return Some(ExpressionKind::String(text));
        }
        let mut decoded = self.since(start).to_owned();
        let mut parts = Vec::new();
        let mut literal = start;
        loop {
            let from = self.at;
            match self.peek() {
                b'"' => break,
                b'\\' => {
                    decoded.push(match self.ahead(1) {
                        b'n' => '\n',
                        b'r' => '\r',
                        b't' => '\t',
                        b'\\' => '\\',
                        b'"' => '"',
                        _ => return None,
                    });
                    self.at += 2;
                }
                b'$' | b'%' if self.is_escaped() => {
                    self.at += 3;
                    decoded.push_str(Span::new(from + 1, self.at).text(self.text));
                }
                b'$' if self.ahead(1) == b'{' => {
                    self.literal(literal, &mut parts);
                    parts.push(self.interpolation()?);
                    literal = self.at;
                }
                b'%' if self.ahead(1) == b'{' => return None,
                b'\n' | b'\r' => return None,
                _ if from == self.bytes.len() => return None,
                _ => {
                    self.at += 1;
                    let rest = self.bytes[self.at..].iter();
                    self.at += rest.take_while(is_plain).count();
                    decoded.push_str(self.since(from));
                }
            }
        }
        if parts.is_empty() {
            self.at += 1;
            return Some(ExpressionKind::String(decoded));
        }
        self.literal(literal, &mut parts);
        self.at += 1;
        Some(ExpressionKind::Template(Template { parts }))
    }

    /// What was read since `start` as a part of its own, if it is something.
    fn literal(&self, start: usize, parts: &mut Vec<TemplatePart>) {
        if start < self.at {
            parts.push(TemplatePart::Literal(self.span(start)));
        }
    }

    /// `$${` or `%%{`
    fn is_escaped(&self) -> bool {
        self.ahead(1) == self.peek() && self.ahead(2) == b'{'
    }

    fn interpolation(&mut self) -> Option<TemplatePart> {
        let start = self.at;
        self.at += 2;
        if self.peek() == b'~' {
            self.at += 1;
        }
        self.gap()?;
        let expression = self.nested(true)?;
        self.gap()?;
        if self.peek() == b'~' {
            self.at += 1;
        }
        self.take(b'}')?;
        let span = self.span(start);
        Some(TemplatePart::Interpolation { span, expression })
    }

    pub(super) fn heredoc(&mut self) -> Option<ExpressionKind> {
        self.take(b'<')?;
        self.take(b'<')?;
        if self.peek() == b'-' {
            self.at += 1;
        }
        let marker = self.word()?;
        self.line_end()?;
        // One without a line is read further by the parser, if the marker comes again.
        if self.end_of_heredoc(marker).is_some() {
            return None;
        }
        let mut parts = Vec::new();
        let mut literal = self.at;
        while self.at < self.bytes.len() {
            match self.peek() {
                b'\n' => {
                    self.at += 1;
                    if let Some(end) = self.end_of_heredoc(marker) {
                        self.literal(literal, &mut parts);
                        self.at = end;
                        // The marker may go on with a letter of another alphabet.
                        return self
                            .peek()
                            .is_ascii()
                            .then_some(ExpressionKind::Heredoc(Template { parts }));
                    }
                }
                b'$' | b'%' if self.is_escaped() => self.at += 3,
                b'$' if self.ahead(1) == b'{' => {
                    self.literal(literal, &mut parts);
                    parts.push(self.interpolation()?);
                    literal = self.at;
                }
                b'%' if self.ahead(1) == b'{' => return None,
                _ => self.at += 1,
            }
        }
        None
    }

    /// Where the marker ends, if this line is the last of the heredoc.
    fn end_of_heredoc(&self, marker: &str) -> Option<usize> {
        let rest = &self.bytes[self.at..];
        let lead = rest
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        let after = rest[lead..].strip_prefix(marker.as_bytes())?;
        let goes_on = after
            .first()
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        (!goes_on).then(|| self.bytes.len() - after.len())
    }
}
