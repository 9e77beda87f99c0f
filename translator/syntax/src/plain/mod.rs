//! Reads plain configuration straight into our tree, several times as fast as by way of the parser's.
//!
//! Plain is what nearly every file keeps to. What is rare (template directives, letters of other alphabets in names, numbers
//! with exponents, functions of providers, deep nesting) and what is wrong is nothing here: the whole file then goes to the
//! parser, which alone says what is accepted and what is the matter. So this reader may know less than the parser, never
//! more: what it reads, the parser reads too, and gives the same tree (a law, tested on every fixture and on damaged ones).

mod collection;
mod cursor;
mod expression;
mod text;

use std::collections::BTreeSet;

use crate::{Attribute, Block, Body, ExpressionKind, Item, Label, Name, Span};

/// As deep as this reader goes; the parser goes a little deeper.
const DEEPEST: usize = 60;

/// Everything in `text`, which stands at `origin` in its file; nothing if it is not plain.
pub(crate) fn items(text: &str, origin: usize) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    each(text, origin, &mut |item| items.push(item))?;
    Some(items)
}

/// Hands on every item of `text`, one after the other; nothing if it is not plain, which may show after some of them.
pub(crate) fn each(text: &str, origin: usize, seen: &mut dyn FnMut(Item)) -> Option<()> {
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        origin,
        at: 0,
        depth: 0,
        operators: 0,
    };
    reader.items(true, seen)
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    /// Where the text stands in its file.
    origin: usize,
    /// How far it is read.
    at: usize,
    /// How many blocks and expressions are open.
    depth: usize,
    /// Operators in the value that is being read.
    operators: usize,
}

impl<'a> Reader<'a> {
    fn items(&mut self, is_top: bool, seen: &mut dyn FnMut(Item)) -> Option<()> {
        let mut names: BTreeSet<&'a str> = BTreeSet::new();
        loop {
            self.gap()?;
            if self.at == self.bytes.len() {
                return is_top.then_some(());
            }
            if self.peek() == b'}' {
                return (!is_top).then_some(());
            }
            let start = self.at;
            let word = self.word()?;
            let name = self.named(word, start);
            self.space()?;
            if self.peek() == b'=' {
                // Given twice.
                if !names.insert(word) {
                    return None;
                }
                seen(Item::Attribute(self.attribute(name)?));
            } else {
                seen(Item::Block(self.block(name)?));
            }
            self.space()?;
            self.line_comment()?;
            if self.at < self.bytes.len() {
                self.line_end()?;
            }
        }
    }

    fn named(&self, word: &str, start: usize) -> Name {
        Name {
            text: word.to_owned(),
            span: self.span(start),
        }
    }

    /// From the sign on.
    fn attribute(&mut self, name: Name) -> Option<Attribute> {
        self.take(b'=')?;
        self.space()?;
        self.operators = 0;
        let value = self.expression(&mut false)?;
        Some(Attribute {
            span: name.span.to(value.span),
            name,
            value,
        })
    }

    /// From the labels on.
    fn block(&mut self, keyword: Name) -> Option<Block> {
        let mut labels = Vec::new();
        loop {
            let start = self.at;
            let text = match self.peek() {
                b'{' => break,
                b'"' => match self.quoted()? {
                    ExpressionKind::String(text) => text,
                    _ => return None,
                },
                _ => self.word()?.to_owned(),
            };
            let span = self.span(start);
            labels.push(Label { text, span });
            self.space()?;
        }
        self.deeper()?;
        let body = self.braces()?;
        self.depth -= 1;
        Some(Block {
            span: keyword.span.to(self.span(self.at)),
            keyword,
            labels,
            body,
        })
    }

    fn braces(&mut self) -> Option<Body> {
        self.take(b'{')?;
        self.space()?;
        let inside = self.at;
        self.line_comment()?;
        let start = self.at;
        let is_one_line = !matches!(self.peek(), b'\n' | b'\r');
        let items = if !is_one_line {
            self.line_end()?;
            let mut items = Vec::new();
            self.items(false, &mut |item| items.push(item))?;
            items
        } else if self.at > inside {
            return None;
        } else if self.peek() == b'}' {
            Vec::new()
        } else {
            let word = self.word()?;
            let name = self.named(word, start);
            self.space()?;
            let attribute = self.attribute(name)?;
            self.space()?;
            vec![Item::Attribute(attribute)]
        };
        let span = match (items.first(), items.last()) {
            (Some(first), Some(last)) => first.span().to(last.span()),
            // Where the parser puts what has no place.
            _ if is_one_line => Span::new(self.origin, self.origin),
            _ => self.span(start),
        };
        self.take(b'}')?;
        Some(Body { span, items })
    }

    /// One level more, if there may be one.
    fn deeper(&mut self) -> Option<()> {
        self.depth += 1;
        (self.depth < DEEPEST).then_some(())
    }
}

#[cfg(test)]
mod tests;
