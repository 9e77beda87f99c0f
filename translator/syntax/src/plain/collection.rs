//! Lists, objects, and the `for` that makes one.

use std::collections::BTreeSet;

use super::Reader;
use crate::{Expression, ExpressionKind, For, Name, ObjectItem, Root, Traversal};

impl Reader<'_> {
    pub(super) fn list(&mut self) -> Option<ExpressionKind> {
        self.take(b'[')?;
        self.gap()?;
        if self.begins_for()? {
            let (key, value, collection) = self.for_intro()?;
            self.gap()?;
            let result = self.nested(true)?;
            self.gap()?;
            let condition = self.condition()?;
            self.take(b']')?;
            return Some(ExpressionKind::For(Box::new(For {
                key,
                value,
                collection,
                result_key: None,
                result,
                condition,
            })));
        }
        let mut items = Vec::new();
        while self.peek() != b']' {
            items.push(self.nested(true)?);
            self.gap()?;
            if self.peek() != b',' {
                break;
            }
            self.at += 1;
            self.gap()?;
        }
        self.take(b']')?;
        Some(ExpressionKind::Array(items))
    }

    /// Whether a `for` is here. A name that begins alike, or a word that the parser may take for one, is not plain.
    fn begins_for(&self) -> Option<bool> {
        if !self.starts_with(b"for") {
            return Some(false);
        }
        match self.ahead(3) {
            b' ' | b'\t' | b'#' | b'/' | b'\n' => Some(true),
            byte if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') => Some(false),
            _ => None,
        }
    }

    /// From `for` to the colon.
    fn for_intro(&mut self) -> Option<(Option<Name>, Name, Expression)> {
        self.keyword("for")?;
        self.gap()?;
        let start = self.at;
        let word = self.word()?;
        let mut key = None;
        let mut value = self.named(word, start);
        self.gap()?;
        if self.peek() == b',' {
            self.at += 1;
            self.gap()?;
            let start = self.at;
            let word = self.word()?;
            key = Some(std::mem::replace(&mut value, self.named(word, start)));
            self.gap()?;
        }
        self.keyword("in")?;
        self.gap()?;
        let collection = self.nested(false)?;
        self.gap()?;
        self.take(b':')?;
        Some((key, value, collection))
    }

    /// `if` at the end of a `for`.
    #[expect(clippy::option_option, reason = "not plain, or plain with none or one")]
    fn condition(&mut self) -> Option<Option<Expression>> {
        if !self.starts_with(b"if") {
            return Some(None);
        }
        self.keyword("if")?;
        self.gap()?;
        let condition = self.nested(true)?;
        self.gap()?;
        Some(Some(condition))
    }

    pub(super) fn object(&mut self, over_lines: &mut bool) -> Option<ExpressionKind> {
        self.take(b'{')?;
        self.gap()?;
        if self.begins_for()? {
            *over_lines = true;
            return self.for_object();
        }
        let mut items: Vec<ObjectItem> = Vec::new();
        let mut keys: BTreeSet<String> = BTreeSet::new();
        loop {
            self.gap()?;
            if self.peek() == b'}' {
                break;
            }
            let start = self.at;
            let mut key = self.nested(false)?;
            if let ExpressionKind::Traversal(Traversal {
                root: Root::Name(name),
                steps,
            }) = &mut key.kind
                && steps.is_empty()
            {
                key.kind = ExpressionKind::String(std::mem::take(&mut name.text));
            }
            // Given twice, perhaps written in another way.
            let known = match &key.kind {
                ExpressionKind::String(name) => name.clone(),
                _ => self.since(start).split_ascii_whitespace().collect(),
            };
            if !keys.insert(known) {
                return None;
            }
            self.space()?;
            if !matches!(self.peek(), b'=' | b':') {
                return None;
            }
            self.at += 1;
            self.space()?;
            let value = self.nested(false)?;
            items.push(ObjectItem { key, value });
            self.space()?;
            match self.peek() {
                b'}' => break,
                b',' => self.at += 1,
                _ => {
                    self.line_comment()?;
                    self.line_end()?;
                }
            }
        }
        self.take(b'}')?;
        Some(ExpressionKind::Object(items))
    }

    fn for_object(&mut self) -> Option<ExpressionKind> {
        let (key, value, collection) = self.for_intro()?;
        self.gap()?;
        let result_key = self.nested(false)?;
        self.gap()?;
        self.take(b'=')?;
        self.take(b'>')?;
        self.gap()?;
        let result = self.nested(false)?;
        self.gap()?;
        if self.starts_with(b"...") {
            self.at += 3;
            self.gap()?;
        }
        let condition = self.condition()?;
        self.take(b'}')?;
        Some(ExpressionKind::For(Box::new(For {
            key,
            value,
            collection,
            result_key: Some(result_key),
            result,
            condition,
        })))
    }
}
