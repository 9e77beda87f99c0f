//! What the table of a type says of each argument.

use ovhai_syntax::{Address, Attribute, ExpressionKind, Notation, Span, emit::Value};

use super::{Lowering, Nested, View, meta, nested::strangers};
use crate::mappings::{AttributeRule, Fate};

impl<'a> Lowering<'a> {
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
            let is_read = rule.is_some_and(|rule| !matches!(rule.fate, Fate::Dropped(_)));
            if is_read {
                self.inner(&rules, self.view(), name, name);
            }
            let is_parent = || {
                rules
                    .iter()
                    .any(|rule| rule.name.split('.').next() == Some(name))
            };
            match rule.map(|rule| &rule.fate) {
                Some(Fate::To(argument)) => match self.whole(name) {
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

    /// The argument `name`, if it says all there is of that name.
    fn whole(&self, name: &str) -> Option<&'a Attribute> {
        self.attribute(name)
            .filter(|_| !self.view().is_also_repeated(name))
    }

    /// Reports what stands within what is called `name` in `view` and nothing reads: no release documents it, or no rule says what
    /// becomes of it.
    fn inner(&mut self, rules: &[AttributeRule], view: View<'a>, name: &str, path: &str) {
        let within = |known: &str| {
            let rest = known.strip_prefix(path);
            rest.is_some_and(|rest| rest.starts_with('.'))
        };
        let row = self.subject.row;
        let has_rules = rules.iter().any(|rule| within(&rule.name));
        // Keys of a map are a person's own.
        if !has_rules && !row.arguments.iter().any(|known| within(known)) {
            return;
        }
        let (views, blocks) = match view.nested(name) {
            Nested::None | Nested::Expression(_) => return,
            Nested::Views(views) => (views, Vec::new()),
            Nested::Dynamic { views, blocks } => (views, blocks),
        };
        let contents = blocks
            .iter()
            .flat_map(|block| block.body.blocks_of("content"));
        let views = views
            .into_iter()
            .chain(contents.map(|content| View::Body(&content.body)));
        for view in views {
            for inner in view.names() {
                let path = format!("{path}.{inner}");
                let deeper = format!("{path}.");
                let mut documented = row.arguments.iter();
                let is_parent = rules.iter().any(|rule| rule.name.starts_with(&deeper))
                    || documented.any(|known| known.starts_with(&deeper));
                let at = view
                    .value(inner)
                    .map_or(self.place(name), |value| value.span);
                match rules
                    .iter()
                    .find(|rule| rule.name == path)
                    .map(|rule| &rule.fate)
                {
                    Some(Fate::Dropped(why)) => {
                        let detail = format!("`{path}`: {why}");
                        self.note_at(&crate::finding::NOT_CARRIED, detail, at);
                    }
                    Some(_) => {}
                    None if is_parent => {}
                    None if !row.knows(&path) => {
                        let detail = format!("`{path}`");
                        self.note_at(&crate::finding::UNKNOWN_ATTRIBUTE, detail, at);
                    }
                    None if has_rules => {
                        let detail = format!("`{path}` has no rule");
                        self.note_at(&crate::finding::NOT_CARRIED, detail, at);
                    }
                    // All of it goes along.
                    None => {}
                }
                self.inner(rules, view, inner, &path);
            }
        }
    }

    /// Where the module `noun` takes a list of what JSON says as a single object, because it is the only block of its name, makes
    /// a list of it.
    pub(super) fn list_single_blocks(&mut self, noun: &str) {
        let Some(template) = self.profile.module(noun) else {
            return;
        };
        let objects: Vec<Span> = self
            .block
            .body
            .attributes()
            .map(|attribute| &attribute.value)
            .filter(|value| matches!(value.kind, ExpressionKind::Object(_)))
            .map(|value| value.span)
            .collect();
        for argument in &mut self.arguments {
            let is_single = self.notation == Notation::Json
                && template.lists.contains(&argument.name)
                && matches!(&argument.value, Value::Code(_, Some(origin)) if objects.contains(&origin.span));
            if is_single {
                argument.value = Value::List(vec![argument.value.clone()]);
            }
        }
    }
}
