//! Values.
//!
//! `over_lines` says whether a value may go on in the next line. As in the parser, a list or a call as the first term of a value
//! allows it for what follows.

use super::Reader;
use crate::{Conditional, Expression, ExpressionKind, Name, Root, Step, StepKind, Traversal};

/// More operators in one value are not plain.
const OPERATORS: usize = 100;

impl Reader<'_> {
    /// A value within another one.
    pub(super) fn nested(&mut self, mut over_lines: bool) -> Option<Expression> {
        self.deeper()?;
        let value = self.expression(&mut over_lines)?;
        self.depth -= 1;
        Some(value)
    }

    pub(super) fn expression(&mut self, over_lines: &mut bool) -> Option<Expression> {
        let start = self.at;
        let mut value = self.term(over_lines)?;
        let mut chain = Chain::default();
        loop {
            let end = self.at;
            self.gap_if(*over_lines)?;
            if let Some(binds) = self.operator()? {
                self.operators += 1;
                if self.operators > OPERATORS {
                    return None;
                }
                self.gap_if(*over_lines)?;
                chain.push(value, binds);
                let mut over_lines = *over_lines;
                value = self.term(&mut over_lines)?;
                continue;
            }
            if self.peek() != b'?' {
                self.at = end;
                return Some(chain.end(value));
            }
            self.at += 1;
            let condition = chain.end(value);
            self.gap_if(*over_lines)?;
            let yes = self.nested(*over_lines)?;
            self.gap_if(*over_lines)?;
            self.take(b':')?;
            self.gap_if(*over_lines)?;
            let no = self.nested(*over_lines)?;
            let parts = Conditional { condition, yes, no };
            return Some(Expression {
                span: self.span(start),
                kind: ExpressionKind::Conditional(Box::new(parts)),
            });
        }
    }

    /// How strongly the operator here binds; it is read. Nothing within if there is none.
    fn operator(&mut self) -> Option<Option<u8>> {
        let (binds, length) = match (self.peek(), self.ahead(1)) {
            (b'|', b'|') => (1, 2),
            (b'&', b'&') => (2, 2),
            (b'=' | b'!', b'=') => (3, 2),
            (b'!' | b'|' | b'&', _) | (b'<', b'<') => return None,
            (b'<' | b'>', b'=') => (4, 2),
            (b'<' | b'>', _) => (4, 1),
            (b'+' | b'-', _) => (5, 1),
            (b'/', b'/' | b'*') => return Some(None),
            (b'*' | b'/' | b'%', _) => (6, 1),
            _ => return Some(None),
        };
        self.at += length;
        Some(Some(binds))
    }

    /// A value without operators, with what is taken of it.
    fn term(&mut self, over_lines: &mut bool) -> Option<Expression> {
        let start = self.at;
        let kind = match self.peek() {
            b'"' => self.quoted()?,
            b'[' => {
                *over_lines = true;
                self.list()?
            }
            b'{' => self.object(over_lines)?,
            b'(' => self.parenthesis()?,
            b'<' => self.heredoc()?,
            b'0'..=b'9' => self.number(start)?,
            b'-' if self.ahead(1).is_ascii_digit() => {
                self.at += 1;
                self.number(start)?
            }
            b'-' if matches!(self.ahead(1), b' ' | b'\t' | b'/') => return None,
            b'-' | b'!' => self.unary(*over_lines)?,
            _ => self.word_or_call(over_lines)?,
        };
        let mut value = Expression {
            span: self.span(start),
            kind,
        };
        let steps = self.steps(*over_lines)?;
        if !steps.is_empty() {
            let root = match value.kind {
                ExpressionKind::Traversal(Traversal { root, .. }) => root,
                _ => Root::Expression(Box::new(value)),
            };
            value = Expression {
                span: self.span(start),
                kind: ExpressionKind::Traversal(Traversal { root, steps }),
            };
        }
        Some(value)
    }

    fn unary(&mut self, mut over_lines: bool) -> Option<ExpressionKind> {
        self.at += 1;
        self.space()?;
        self.deeper()?;
        let value = self.term(&mut over_lines)?;
        self.depth -= 1;
        Some(ExpressionKind::Unary(Box::new(value)))
    }

    fn parenthesis(&mut self) -> Option<ExpressionKind> {
        self.take(b'(')?;
        self.gap()?;
        let value = self.nested(true)?;
        self.gap()?;
        self.take(b')')?;
        Some(ExpressionKind::Parenthesis(Box::new(value)))
    }

    fn word_or_call(&mut self, over_lines: &mut bool) -> Option<ExpressionKind> {
        let start = self.at;
        let word = self.word()?;
        let name = self.named(word, start);
        let end = self.at;
        self.gap_if(*over_lines)?;
        match (self.peek(), self.ahead(1)) {
            (b'(', _) => {
                *over_lines = true;
                return self.call(name);
            }
            (b':', b':') => return None,
            _ => self.at = end,
        }
        Some(match word {
            "null" => ExpressionKind::Null,
            "true" => ExpressionKind::Bool(true),
            "false" => ExpressionKind::Bool(false),
            _ => ExpressionKind::Traversal(Traversal {
                root: Root::Name(name),
                steps: Vec::new(),
            }),
        })
    }

    fn call(&mut self, name: Name) -> Option<ExpressionKind> {
        self.take(b'(')?;
        let mut arguments = Vec::new();
        let mut expands_last = false;
        loop {
            self.gap()?;
            if self.peek() == b')' {
                break;
            }
            arguments.push(self.nested(true)?);
            self.gap()?;
            match self.peek() {
                b',' => self.at += 1,
                b'.' if self.starts_with(b"...") => {
                    self.at += 3;
                    expands_last = true;
                    self.gap()?;
                    break;
                }
                _ => break,
            }
        }
        self.take(b')')?;
        Some(ExpressionKind::Call {
            name,
            arguments,
            expands_last,
        })
    }

    fn steps(&mut self, over_lines: bool) -> Option<Vec<Step>> {
        let mut steps = Vec::new();
        loop {
            let end = self.at;
            self.gap_if(over_lines)?;
            let start = self.at;
            let kind = match (self.peek(), self.ahead(1)) {
                (b'.', b'.') => None,
                (b'.', _) => {
                    self.at += 1;
                    self.gap()?;
                    Some(self.member()?)
                }
                (b'[', _) => {
                    self.at += 1;
                    self.gap()?;
                    Some(self.index()?)
                }
                _ => None,
            };
            let Some(kind) = kind else {
                self.at = end;
                return Some(steps);
            };
            let span = self.span(start);
            steps.push(Step { span, kind });
        }
    }

    /// What follows a dot.
    fn member(&mut self) -> Option<StepKind> {
        let start = self.at;
        Some(match self.peek() {
            b'*' => {
                self.at += 1;
                StepKind::LegacySplat
            }
            b'0'..=b'9' => {
                self.digits();
                let digits = self.since(start);
                if digits.len() > 1 && digits.starts_with('0') {
                    return None;
                }
                StepKind::LegacyIndex(digits.parse().ok()?)
            }
            _ => StepKind::Attribute(self.word()?.to_owned()),
        })
    }

    /// What follows a bracket, and the other bracket.
    fn index(&mut self) -> Option<StepKind> {
        let kind = if self.peek() == b'*' {
            self.at += 1;
            StepKind::Splat
        } else {
            StepKind::Index(self.nested(true)?)
        };
        self.gap()?;
        self.take(b']')?;
        Some(kind)
    }
}

/// Terms and the operators between them, joined as they bind; equal ones from the left.
#[derive(Default)]
struct Chain(Vec<(Expression, u8)>);

impl Chain {
    fn push(&mut self, value: Expression, binds: u8) {
        let value = self.join(value, binds);
        self.0.push((value, binds));
    }

    fn end(&mut self, value: Expression) -> Expression {
        self.join(value, 0)
    }

    /// Joins what binds no less strongly than the operator behind `value`.
    fn join(&mut self, mut value: Expression, binds: u8) -> Expression {
        while self.0.last().is_some_and(|(_, before)| *before >= binds)
            && let Some((left, _)) = self.0.pop()
        {
            value = Expression {
                span: left.span.to(value.span),
                kind: ExpressionKind::Binary(Box::new([left, value])),
            };
        }
        value
    }
}
