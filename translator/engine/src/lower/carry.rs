//! What the table of a type says of each argument.

use ovhai_syntax::Address;

use super::{Lowering, meta, nested::strangers};
use crate::mappings::Fate;

impl Lowering<'_> {
    /// Carries what the table says, and reports what it does not say.
    pub(super) fn carry(&mut self) {
        let rules = self.subject.attributes();
        for nested in self.block.body.blocks() {
            let mut found = Vec::new();
            strangers(nested, &mut found);
            for (name, at) in found {
                let detail = format!("`{name}` in `{}`", nested.keyword.text);
                self.note_at(&crate::finding::UNKNOWN_ATTRIBUTE, detail, at);
            }
        }
        for name in self.view().names() {
            if meta::IS_META.contains(&name) {
                continue;
            }
            let at = self.place(name);
            let rule = rules.iter().find(|rule| rule.name == name);
            let is_parent = || {
                rules
                    .iter()
                    .any(|rule| rule.name.split('.').next() == Some(name))
            };
            match rule.map(|rule| &rule.fate) {
                Some(Fate::To(argument)) => match self.attribute(name) {
                    Some(attribute) => {
                        let value = self.code(&attribute.value);
                        self.set_from(argument, value, Some(attribute.span));
                    }
                    None => {
                        if let Some(value) = self.listed(self.view(), name) {
                            self.set_from(argument, value, Some(at));
                        }
                    }
                },
                Some(Fate::Secret(argument)) => match self.attribute(name) {
                    Some(attribute) if Address::of(&attribute.value).is_some() => {
                        let value = self.code(&attribute.value);
                        self.set_from(argument, value, Some(attribute.span));
                    }
                    _ => {
                        let detail = format!("`{name}`: a secret that is written out is asked for");
                        self.note_at(&crate::finding::NOT_CARRIED, detail, at);
                    }
                },
                Some(Fate::One(argument)) => {
                    if let Some(value) = self.sole(self.view(), name) {
                        self.set_from(argument, value, Some(at));
                    }
                }
                Some(Fate::Converted(_) | Fate::Implied(_)) => {}
                Some(Fate::Dropped(why)) => {
                    self.note_at(&crate::finding::NOT_CARRIED, format!("`{name}`: {why}"), at);
                }
                None if is_parent() || self.subject.drops_everything() => {}
                None if self.subject.knows(name) => {
                    let detail = format!("`{name}` has no rule");
                    self.note_at(&crate::finding::NOT_CARRIED, detail, at);
                }
                None => {
                    let detail = format!("`{name}`");
                    self.note_at(&crate::finding::UNKNOWN_ATTRIBUTE, detail, at);
                }
            }
        }
    }
}
