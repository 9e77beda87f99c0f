//! A scanner for native syntax that never gives up: comments, strings, heredocs and brackets, nothing more.
//!
//! It serves where the parser does not: to split a file the parser refuses, to list the comments, to look for names in an
//! isolated block. On invalid text its tokens are a guess, but they always cover what they say and never overlap.

use crate::Span;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A word: letters, digits, `_`, `-`.
    Word,
    /// A number.
    Number,
    /// `(`, `[`, `{`, `${` or `%{`.
    Open,
    /// `)`, `]` or `}`.
    Close,
    /// `"` at the start or the end of a string.
    Quote,
    /// Text of a string or heredoc between interpolations.
    Text,
    /// `<<EOT` with its line ending.
    HeredocStart,
    /// The marker that ends a heredoc.
    HeredocEnd,
    /// `# …`, `// …` without the line ending, or `/* … */`.
    Comment,
    /// The end of a line in code.
    NewLine,
    /// Any other character.
    Sign,
}

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands in the text that was scanned.
    pub span: Span,
}

/// Every comment of a file in native syntax, in order.
#[must_use]
pub fn comments(text: &str) -> Vec<Span> {
    // Of a large file the other tokens would be many times its size.
    let found = scanned(text, |kind| kind == TokenKind::Comment);
    found.into_iter().map(|token| token.span).collect()
}

/// Every token of `text`, in order, without space.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    scanned(text, |_| true)
}

/// The tokens that are `wanted`.
fn scanned(text: &str, wanted: fn(TokenKind) -> bool) -> Vec<Token> {
    let mut scanner = Scanner {
        bytes: text.as_bytes(),
        at: 0,
        modes: vec![Mode::Code { depth: 0 }],
        tokens: Vec::new(),
        wanted,
    };
    scanner.run();
    scanner.tokens
}

enum Mode {
    /// Code, with the number of brackets open since it began.
    Code {
        depth: usize,
    },
    Quoted,
    /// With its marker.
    Heredoc(Span),
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    modes: Vec<Mode>,
    tokens: Vec<Token>,
    wanted: fn(TokenKind) -> bool,
}

impl Scanner<'_> {
    fn run(&mut self) {
        while self.at < self.bytes.len() {
            match self.modes.last() {
                Some(Mode::Quoted) => self.quoted(),
                Some(Mode::Heredoc(marker)) => {
                    let marker = *marker;
                    self.heredoc(marker);
                }
                _ => self.code(),
            }
        }
    }

    fn push(&mut self, kind: TokenKind, end: usize) {
        if (self.wanted)(kind) {
            self.tokens.push(Token {
                kind,
                span: Span::new(self.at, end),
            });
        }
        self.at = end;
    }

    fn starts_with(&self, at: usize, text: &[u8]) -> bool {
        self.bytes[at..].starts_with(text)
    }

    fn end_of(&self, mut at: usize, belongs: impl Fn(u8) -> bool) -> usize {
        while self.bytes.get(at).is_some_and(|byte| belongs(*byte)) {
            at += 1;
        }
        at
    }

    fn code(&mut self) {
        let byte = self.bytes[self.at];
        match byte {
            b'\n' => self.push(TokenKind::NewLine, self.at + 1),
            b'\r' if self.starts_with(self.at, b"\r\n") => {
                self.push(TokenKind::NewLine, self.at + 2);
            }
            b' ' | b'\t' | b'\r' => self.at += 1,
            b'#' => self.line_comment(),
            b'/' if self.starts_with(self.at, b"//") => self.line_comment(),
            b'/' if self.starts_with(self.at, b"/*") => {
                let end = find(self.bytes, self.at + 2, b"*/").map_or(self.bytes.len(), |e| e + 2);
                self.push(TokenKind::Comment, end);
            }
            b'"' => {
                self.push(TokenKind::Quote, self.at + 1);
                self.modes.push(Mode::Quoted);
            }
            b'<' if self.starts_with(self.at, b"<<") => self.heredoc_start(),
            b'(' | b'[' | b'{' => {
                self.push(TokenKind::Open, self.at + 1);
                if let Some(Mode::Code { depth }) = self.modes.last_mut() {
                    *depth += 1;
                }
            }
            b')' | b']' | b'}' => self.close(byte),
            b'0'..=b'9' => {
                let end = self.end_of(self.at, |b| b.is_ascii_alphanumeric() || b == b'.');
                self.push(TokenKind::Number, end);
            }
            _ if is_word_start(byte) => {
                let end = self.end_of(self.at, is_word);
                self.push(TokenKind::Word, end);
            }
            _ => self.push(TokenKind::Sign, self.at + 1),
        }
    }

    fn line_comment(&mut self) {
        let end = self.end_of(self.at, |byte| byte != b'\n');
        let end = if end > self.at && self.bytes[end - 1] == b'\r' {
            end - 1
        } else {
            end
        };
        self.push(TokenKind::Comment, end);
    }

    fn close(&mut self, byte: u8) {
        let ends_interpolation = matches!(self.modes.last(), Some(Mode::Code { depth: 0 }))
            && self.modes.len() > 1
            && byte == b'}';
        self.push(TokenKind::Close, self.at + 1);
        if ends_interpolation {
            self.modes.pop();
        } else if let Some(Mode::Code { depth }) = self.modes.last_mut() {
            *depth = depth.saturating_sub(1);
        }
    }

    fn heredoc_start(&mut self) {
        let marker = self.at + 2 + usize::from(self.starts_with(self.at, b"<<-"));
        let end = self.end_of(marker, is_word);
        let rest = self.end_of(end, |byte| byte == b'\r');
        if end == marker || self.bytes.get(rest) != Some(&b'\n') {
            return self.push(TokenKind::Sign, self.at + 1);
        }
        self.push(TokenKind::HeredocStart, rest + 1);
        self.modes.push(Mode::Heredoc(Span::new(marker, end)));
    }

    /// At the start of a line of a heredoc or after an interpolation in one.
    fn heredoc(&mut self, marker: Span) {
        let start = self.at;
        loop {
            let is_line_start = self.at == 0 || self.bytes[self.at - 1] == b'\n';
            let word = self.end_of(self.at, |byte| byte == b' ' || byte == b'\t');
            if is_line_start
                && self.starts_with(word, marker.of(self.bytes))
                && !self
                    .bytes
                    .get(word + marker.len())
                    .is_some_and(|b| is_word(*b))
            {
                self.text_since(start);
                self.push(TokenKind::HeredocEnd, word + marker.len());
                self.modes.pop();
                return;
            }
            match self.template_text(|byte| byte == b'\n') {
                Stop::Interpolation => {
                    self.text_since(start);
                    return self.interpolation();
                }
                Stop::At => self.at += 1,
                Stop::End => return self.text_since(start),
            }
        }
    }

    fn quoted(&mut self) {
        let start = self.at;
        match self.template_text(|byte| byte == b'"' || byte == b'\n') {
            Stop::Interpolation => {
                self.text_since(start);
                self.interpolation();
            }
            Stop::At if self.bytes[self.at] == b'"' => {
                self.text_since(start);
                self.push(TokenKind::Quote, self.at + 1);
                self.modes.pop();
            }
            // A string does not reach over a line: this one was never closed.
            Stop::At => {
                self.text_since(start);
                self.modes.pop();
            }
            Stop::End => self.text_since(start),
        }
    }

    /// Moves on to the next interpolation or byte that ends the text.
    fn template_text(&mut self, ends: impl Fn(u8) -> bool) -> Stop {
        let in_quotes = matches!(self.modes.last(), Some(Mode::Quoted));
        while let Some(&byte) = self.bytes.get(self.at) {
            if ends(byte) {
                return Stop::At;
            }
            let is_marker =
                (byte == b'$' || byte == b'%') && self.bytes.get(self.at + 1) == Some(&b'{');
            if is_marker {
                return Stop::Interpolation;
            }
            let is_escaped_marker = (byte == b'$' || byte == b'%')
                && self.bytes.get(self.at + 1) == Some(&byte)
                && self.bytes.get(self.at + 2) == Some(&b'{');
            self.at += match byte {
                _ if is_escaped_marker => 3,
                b'\\' if in_quotes && self.bytes.get(self.at + 1) != Some(&b'\n') => 2,
                _ => 1,
            };
        }
        self.at = self.bytes.len();
        Stop::End
    }

    fn text_since(&mut self, start: usize) {
        let end = self.at;
        if start < end {
            self.at = start;
            self.push(TokenKind::Text, end);
        }
    }

    fn interpolation(&mut self) {
        self.push(TokenKind::Open, self.at + 2);
        self.modes.push(Mode::Code { depth: 0 });
    }
}

enum Stop {
    Interpolation,
    At,
    End,
}

/// First position of `needle` at or after `from`.
fn find(bytes: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
    bytes
        .get(from..)?
        .windows(needle.len())
        .position(|window| window == needle)
        .map(|at| from + at)
}

/// Bytes of other alphabets count as letters.
const fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

pub(crate) const fn is_word(byte: u8) -> bool {
    is_word_start(byte) || byte.is_ascii_digit() || byte == b'-'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str, kind: TokenKind) -> Vec<&str> {
        tokens(source)
            .into_iter()
            .filter(|token| token.kind == kind)
            .map(|token| token.span.text(source))
            .collect()
    }

    #[test]
    fn comments_are_only_where_code_is() {
        let source = "a = \"# no ${ b /* yes */ } // no\" # yes\r\nx = <<-EOT\n  # no\n  ${ c # yes\n }\n  EOT\n// yes";
        assert_eq!(
            texts(source, TokenKind::Comment),
            ["/* yes */", "# yes", "# yes", "// yes"]
        );
    }

    #[test]
    fn heredocs_end_at_their_marker_alone() {
        let source = "a = <<EOT\nEOTX\n$${ no }\n  EOT\nb = 1";
        assert_eq!(texts(source, TokenKind::HeredocEnd), ["  EOT"]);
        assert_eq!(texts(source, TokenKind::Text), ["EOTX\n$${ no }\n"]);
        assert_eq!(texts(source, TokenKind::Word), ["a", "b"]);
    }

    #[test]
    fn an_open_string_ends_with_its_line() {
        let source = "a = \"b\nc = { d = \"\\\"}\" }";
        assert_eq!(texts(source, TokenKind::Word), ["a", "c", "d"]);
        assert_eq!(texts(source, TokenKind::Close), ["}"]);
    }

    #[test]
    fn interpolations_nest() {
        let source = r#""${a["${b}"]}}" c"#;
        assert_eq!(texts(source, TokenKind::Word), ["a", "b", "c"]);
        assert_eq!(texts(source, TokenKind::Text), ["}"]);
    }
}
