//! Shell text as words, operators and redirections.

use std::ops::Range;

use super::{
    scan,
    word::{Word, Written},
};

/// A piece of a shell text.
#[derive(Debug)]
pub(super) enum Token {
    /// A word.
    Word(Word),
    /// `>FILE`, `2>&1`, `<<END` with their targets.
    Redirection(Range<usize>),
    /// Anything between two commands: a line's end, `;`, `|`, `&&`, a parenthesis.
    Separator,
}

/// Reads tokens of a part of a text; spans are those of the whole.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    /// Ends of here-documents that begin at the next line, and whether tabs before them count.
    here: Vec<(String, bool)>,
    /// The insides of `$(…)`, `` `…` `` and `<(…)`, which are shell text themselves.
    pub(super) insides: Vec<Range<usize>>,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str, part: Range<usize>) -> Self {
        Self {
            text,
            at: part.start,
            end: part.end,
            here: Vec::new(),
            insides: Vec::new(),
        }
    }

    /// The next token; `None` at the end.
    pub(super) fn next(&mut self) -> Option<Token> {
        loop {
            let c = self.peek()?;
            match c {
                '\n' => {
                    self.at += 1;
                    self.skip_here_documents();
                    return Some(Token::Separator);
                }
                '\\' if self.continuation().is_some() => {
                    self.at += self.continuation().unwrap_or(1);
                }
                c if c.is_whitespace() => self.at += c.len_utf8(),
                '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                '<' | '>' if !self.rest()[1..].starts_with('(') => {
                    return Some(self.redirection(self.at));
                }
                '&' if self.rest().starts_with("&>") => {
                    let start = self.at;
                    self.at += 1;
                    return Some(self.redirection(start));
                }
                ';' | '&' | '|' | '(' | ')' => {
                    self.at += 1;
                    return Some(Token::Separator);
                }
                _ => {
                    let word = self.word();
                    // The number before an arrow is a channel.
                    let is_channel = !word.value.text().is_empty()
                        && word.span.len() == word.value.text().len()
                        && word.value.text().bytes().all(|b| b.is_ascii_digit())
                        && self.rest().starts_with(['<', '>']);
                    return Some(if is_channel {
                        self.redirection(word.span.start)
                    } else {
                        Token::Word(word)
                    });
                }
            }
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Length of a backslash with the end of its line.
    fn continuation(&self) -> Option<usize> {
        let rest = self.rest();
        (rest.starts_with("\\\n").then_some(2)).or_else(|| rest.starts_with("\\\r\n").then_some(3))
    }

    /// The arrow at hand and its target; `start` is where its channel begins.
    fn redirection(&mut self, start: usize) -> Token {
        const ARROWS: [&str; 10] = ["<<<", "<<-", "<<", "<>", "<&", ">>", ">&", ">|", "<", ">"];
        let arrow = ARROWS
            .iter()
            .find(|arrow| self.rest().starts_with(**arrow))
            .copied()
            .unwrap_or_default();
        self.at += arrow.len();
        while let Some(c) = self.peek() {
            match c {
                '\n' => break,
                '\\' if self.continuation().is_some() => {
                    self.at += self.continuation().unwrap_or(1);
                }
                c if c.is_whitespace() => self.at += c.len_utf8(),
                _ => break,
            }
        }
        let is_word = self
            .peek()
            .is_some_and(|c| !c.is_whitespace() && !";&|()<>".contains(c));
        if is_word {
            let word = self.word();
            if matches!(arrow, "<<" | "<<-") {
                self.here
                    .push((word.value.text().to_owned(), arrow == "<<-"));
            }
        }
        Token::Redirection(start..self.at)
    }

    /// Passes the texts of here-documents, which begin at the line at hand.
    fn skip_here_documents(&mut self) {
        for (end, tabs) in std::mem::take(&mut self.here) {
            while !self.rest().is_empty() {
                let line = self.rest().split_inclusive('\n').next().unwrap_or_default();
                self.at += line.len();
                let line = line.trim_end_matches(['\n', '\r']);
                let line = if tabs {
                    line.trim_start_matches('\t')
                } else {
                    line
                };
                if line == end {
                    break;
                }
            }
        }
    }

    /// The word at hand.
    fn word(&mut self) -> Word {
        let start = self.at;
        let mut value = Written::default();
        let (mut spreads, mut is_unclosed) = (false, false);
        while let Some(c) = self.peek() {
            match c {
                '\'' => is_unclosed |= !self.single_quoted(&mut value),
                '"' => is_unclosed |= !self.double_quoted(&mut value, &mut spreads),
                '\\' => match self.continuation() {
                    Some(length) => self.at += length,
                    None => self.escaped(&mut value),
                },
                '$' if self.rest()[1..].starts_with('\'') => {
                    is_unclosed |= !self.ansi_quoted(&mut value);
                }
                // `$"…"` is a translated text.
                '$' if self.rest()[1..].starts_with('"') => self.at += 1,
                '<' | '>' if !self.rest()[1..].starts_with('(') => break,
                '$' | '`' | '{' | '<' | '>' => {
                    is_unclosed |= !self.expression(&mut value, &mut spreads, false);
                }
                c if c.is_whitespace() || ";&|()".contains(c) => break,
                c => {
                    self.at += c.len_utf8();
                    value.push(c.encode_utf8(&mut [0; 4]));
                }
            }
        }
        Word {
            value,
            span: start..self.at,
            spreads,
            is_unclosed,
        }
    }

    fn escaped(&mut self, value: &mut Written) {
        self.at += 1;
        match self.peek() {
            Some(c) => {
                self.at += c.len_utf8();
                value.push(c.encode_utf8(&mut [0; 4]));
            }
            None => value.push("\\"),
        }
    }

    /// False if it never ends.
    fn single_quoted(&mut self, value: &mut Written) -> bool {
        let end = scan::single(self.text, self.at).filter(|&end| end <= self.end);
        let inside = self.at + 1..end.map_or(self.end, |end| end - 1);
        self.at = end.unwrap_or(self.end);
        // Continuous integration fills in its own expressions before any shell sees the quotes.
        let mut rest = self.text.get(inside).unwrap_or_default();
        while let Some((before, template)) = rest.split_once("${{") {
            let Some(length) = template.find("}}") else {
                break;
            };
            value.push(before);
            let length = "${{".len() + length + "}}".len();
            let (template, behind) = rest[before.len()..].split_at(length);
            value.push_hole(template);
            rest = behind;
        }
        value.push(rest);
        end.is_some()
    }

    /// False if it never ends.
    fn double_quoted(&mut self, value: &mut Written, spreads: &mut bool) -> bool {
        let end = scan::double(self.text, self.at).filter(|&end| end <= self.end);
        let (outer, stop) = (self.end, end.map_or(self.end, |end| end - 1));
        self.at += 1;
        self.end = stop.max(self.at);
        let mut is_closed = end.is_some();
        while let Some(c) = self.peek() {
            match c {
                '\\' if self.continuation().is_some() => {
                    self.at += self.continuation().unwrap_or(1);
                }
                '\\' if self.rest()[1..].starts_with(['"', '\\', '$', '`']) => self.escaped(value),
                '$' | '`' | '{' => is_closed &= self.expression(value, spreads, true),
                c => {
                    self.at += c.len_utf8();
                    value.push(c.encode_utf8(&mut [0; 4]));
                }
            }
        }
        self.end = outer;
        self.at = end.unwrap_or(outer);
        is_closed
    }

    /// `$'…'`; false if it never ends.
    fn ansi_quoted(&mut self, value: &mut Written) -> bool {
        self.at += 2;
        while let Some(c) = self.peek() {
            self.at += c.len_utf8();
            match c {
                '\'' => return true,
                '\\' => {
                    let Some(escaped) = self.peek() else { break };
                    self.at += escaped.len_utf8();
                    match escaped {
                        'n' => value.push("\n"),
                        't' => value.push("\t"),
                        'r' => value.push("\r"),
                        '\\' | '\'' | '"' => value.push(escaped.encode_utf8(&mut [0; 4])),
                        // Octal and other codes stay as they are written; no flag's value has them in practice.
                        _ => {
                            value.push("\\");
                            value.push(escaped.encode_utf8(&mut [0; 4]));
                        }
                    }
                }
                c => value.push(c.encode_utf8(&mut [0; 4])),
            }
        }
        false
    }

    /// The expression at hand, or the character if it begins none; false if it never ends.
    fn expression(&mut self, value: &mut Written, spreads: &mut bool, is_quoted: bool) -> bool {
        let start = self.at;
        let end = scan::expression(self.text, start).filter(|&end| end <= self.end);
        let Some(end) = end else {
            value.push_hole(self.rest());
            self.at = self.end;
            return false;
        };
        if end == start {
            let c = self.peek().unwrap_or_default();
            self.at += c.len_utf8();
            value.push(c.encode_utf8(&mut [0; 4]));
            return true;
        }
        let expression = self.text.get(start..end).unwrap_or_default();
        self.at = end;
        value.push_hole(expression);
        let is_template = expression.starts_with('{') || expression.contains("{{");
        let is_list = expression.starts_with("$@")
            || expression.starts_with("$*")
            || expression.contains("[@]")
            || expression.contains("[*]");
        *spreads |= is_list || !(is_quoted || is_template);
        let opened = expression.trim_start_matches(['$', '<', '>']);
        if opened.starts_with(['(', '`']) && !opened.starts_with("((") {
            let opening = start + (expression.len() - opened.len()) + 1;
            self.insides.push(opening..end - 1);
        }
        true
    }
}
