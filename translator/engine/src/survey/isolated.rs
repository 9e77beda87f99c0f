//! Parts that have no tree: what they are by their first words, and the references among their other words.

use ovhai_syntax::{Isolated, Named, Span, TokenKind};

use super::{Place, Reference, Repetition, configuration::Reader, nodes::kind_of};
use crate::vendor;

impl Reader<'_> {
    pub(super) fn isolated(&mut self, isolated: &Isolated) {
        let labels: Vec<&str> = isolated.labels.iter().map(|l| l.text.as_str()).collect();
        let keyword = isolated.keyword.as_ref().map_or("", |name| &name.text);
        let kind = kind_of(keyword, &labels, None);
        let place = self.vendors_block(&kind, labels.first().copied().unwrap_or_default());
        self.begin(kind, isolated.span, Repetition::Once);
        if let Some(fact) = self.facts.blocks.last_mut() {
            fact.problem = Some(isolated.problem.clone());
        }
        if place.is_some() {
            self.claim(isolated.span, Place::Block);
        }
        self.words(isolated.span);
        self.block = None;
        self.address.clear();
    }

    /// References in text that has no tree: words with dots between.
    fn words(&mut self, span: Span) {
        let Ok(text) = std::str::from_utf8(span.of(self.bytes)) else {
            return;
        };
        let tokens = ovhai_syntax::tokens(text);
        let word = |index: usize| {
            tokens
                .get(index)
                .filter(|token| token.kind == TokenKind::Word)
                .map(|token| token.span.text(text))
        };
        let is_dot = |index: usize| {
            tokens
                .get(index)
                .is_some_and(|token| token.span.text(text) == ".")
        };
        for index in 0..tokens.len() {
            let (Some(of_type), true, Some(name)) =
                (word(index), is_dot(index + 1), word(index + 2))
            else {
                continue;
            };
            let is_data = index > 1 && is_dot(index - 1) && word(index - 2) == Some("data");
            let (of_type, name) = (of_type.to_owned(), name.to_owned());
            let named = if is_data {
                Named::Data { of_type, name }
            } else {
                Named::Resource { of_type, name }
            };
            let Some(block) = self
                .block
                .filter(|_| vendor::type_of(&named).is_some() || vendor::is_openstack(&named))
            else {
                continue;
            };
            let at = tokens[index].span.to(tokens[index + 2].span);
            let at = Span::new(span.start + at.start, span.start + at.end);
            self.facts.references.push(Reference {
                named,
                span: at,
                address: at,
                steps: Vec::new(),
                around: Vec::new(),
                block,
                attribute: String::new(),
                reads: None,
            });
        }
    }
}
