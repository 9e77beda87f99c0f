//! Meta-arguments: what every resource has, whatever its type.

use ovhai_syntax::{
    Attribute, Block, Expression, ExpressionKind, Item, Named, Notation, Root, Span, Traversal,
    emit::is_word, walk,
};

use super::{Condition, Lowering, Refusal};
use crate::{finding, index::required_version, mappings::Target};

/// Arguments and blocks that every resource has.
pub(super) const IS_META: [&str; 9] = [
    "connection",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "provider",
    "provisioner",
    "timeouts",
    "triggers_replace",
];

impl Lowering<'_> {
    /// `count` and `for_each` come first.
    pub(super) fn before(&mut self) -> Result<(), Refusal> {
        if self.block.body.blocks_of("provisioner").next().is_some() {
            return Err(Refusal::new(
                &finding::PROVISIONER,
                "`provisioner` blocks would run again on the new platform",
            ));
        }
        if self.notation == Notation::Json {
            self.refuse_inner_dynamic()?;
        }
        for name in ["count", "for_each"] {
            if let Some(attribute) = self.attribute(name) {
                let value = self.code(&attribute.value);
                self.set_from(name, value, Some(attribute.span));
            }
        }
        Ok(())
    }

    /// A `dynamic` within what looks like a value in JSON would end up in the value.
    fn refuse_inner_dynamic(&self) -> Result<(), Refusal> {
        let mut found = None;
        for attribute in attributes(self.block) {
            walk(&attribute.value, &mut |expression, _| {
                if let ExpressionKind::Object(items) = &expression.kind
                    && items.iter().any(|item| item.name() == Some("dynamic"))
                {
                    found = Some(&attribute.name.text);
                }
            });
        }
        match found {
            Some(name) => {
                let detail = format!("`dynamic` within `{name}`");
                Err(Refusal::new(&finding::JSON, detail))
            }
            None => Ok(()),
        }
    }

    /// `depends_on` comes last; the rest does not carry over.
    pub(super) fn after(&mut self, target: &Target) {
        if let Some(attribute) = self.attribute("depends_on") {
            let value = self.references(&attribute.value);
            self.set_from("depends_on", value, Some(attribute.span));
        }
        let has_providers = match target {
            Target::Module(noun) => self
                .profile
                .module(noun)
                .is_some_and(|template| !template.providers.is_empty()),
            Target::Inputs | Target::Member(_) => false,
        };
        if let Some(attribute) = self.attribute("provider")
            && has_providers
            && self.written(&attribute.value).contains('.')
        {
            let detail = format!("`{}`", self.written(&attribute.value).trim_matches('"'));
            self.note_at(&finding::PROVIDER_ALIAS, detail, attribute.span);
        }
        let lifecycles = self.block.body.blocks_of("lifecycle");
        for item in lifecycles.flat_map(|lifecycle| &lifecycle.body.items) {
            match item {
                Item::Attribute(attribute) => self.rule_of_changes(attribute, target),
                Item::Block(block) => self.condition(block, target),
                Item::Isolated(_) => {}
            }
        }
    }

    /// An argument of `lifecycle`.
    fn rule_of_changes(&mut self, attribute: &Attribute, target: &Target) {
        let name = attribute.name.text.as_str();
        let is_gone = *target == Target::Inputs;
        let kind = match name {
            "ignore_changes" | "create_before_destroy" if is_gone => return,
            "ignore_changes" | "create_before_destroy" => &finding::CHANGES,
            _ => &finding::LIFECYCLE,
        };
        let says_no = matches!(attribute.value.kind, ExpressionKind::Bool(false));
        if says_no {
            return;
        }
        let detail = match name {
            "ignore_changes" => {
                let names: Vec<String> = names(&attribute.value)
                    .into_iter()
                    .map(|name| self.called_now(name))
                    .collect();
                match names.is_empty() {
                    true => "`ignore_changes`: all".to_owned(),
                    false => format!("`ignore_changes`: {}", names.join(", ")),
                }
            }
            _ => format!("`{name}`"),
        };
        self.note_at(kind, detail, attribute.span);
    }

    /// An argument of the block, and what it is called in the module.
    fn called_now(&self, name: &str) -> String {
        let from = self.place(name);
        let argument = self
            .arguments
            .iter()
            .find(|argument| argument.from == Some(from) && from != self.block.span);
        match argument {
            Some(argument) if argument.name != name => {
                format!("`{name}`, now `{}`", argument.name)
            }
            Some(_) => format!("`{name}`"),
            None => format!("`{name}`, which is not carried over"),
        }
    }

    /// `precondition` or `postcondition`.
    fn condition(&mut self, block: &Block, target: &Target) {
        let name = block.keyword.text.as_str();
        let is_module = matches!(target, Target::Module(_));
        let new = Named::Resource {
            of_type: CHECKER.to_owned(),
            name: checker(&self.subject.name),
        };
        let module = self.index.module(&self.subject.folder);
        let is_taken = module.is_some_and(|module| module.declared.contains_key(&new));
        let is_known = name == "precondition"
            && self.notation == Notation::Native
            && !required_version::is_too_old(self.index, &self.subject.folder);
        if !is_module || is_taken || !is_known {
            return self.note_at(&finding::LIFECYCLE, format!("`{name}`"), block.span);
        }
        let arguments = block.body.attributes().map(|attribute| {
            let value = self.code(&attribute.value);
            (attribute.name.text.clone(), value)
        });
        let arguments = arguments.collect();
        self.conditions.push(Condition {
            arguments,
            from: block.span,
        });
        self.note_at(&finding::CONDITION, format!("`{new}`"), block.span);
    }
}

/// The type of what checks the conditions of a block that a module takes the place of.
pub(crate) const CHECKER: &str = "terraform_data";

/// Its name.
pub(crate) fn checker(name: &str) -> String {
    format!("{name}_conditions")
}

/// Every argument of a block and of the blocks in it.
fn attributes(block: &Block) -> Vec<&Attribute> {
    let mut found: Vec<&Attribute> = block.body.attributes().collect();
    for inner in block.body.blocks() {
        found.extend(attributes(inner));
    }
    found
}

/// The argument that a comment in `rule` is about, if the rule is a list of arguments: the one on its line, or the next.
pub(crate) fn named_by(rule: &Attribute, comment: Span) -> Option<String> {
    let ExpressionKind::Array(elements) = &rule.value.kind else {
        return None;
    };
    let names = names(&rule.value);
    if names.len() != elements.len() {
        return None;
    }
    // A comment behind an element stands behind its comma.
    let number = elements
        .iter()
        .rposition(|element| element.span.end <= comment.start)
        .unwrap_or(0);
    names.get(number).map(|name| (*name).to_owned())
}

/// The arguments that a list of them names, as references or as strings.
pub(crate) fn names(list: &Expression) -> Vec<&str> {
    let ExpressionKind::Array(elements) = &list.kind else {
        return Vec::new();
    };
    let names = elements.iter().filter_map(|element| match &element.kind {
        ExpressionKind::String(name) => Some(name.as_str()),
        ExpressionKind::Traversal(Traversal {
            root: Root::Name(name),
            ..
        }) => Some(name.text.as_str()),
        _ => None,
    });
    names
        .map(|name| name.split(['.', '[']).next().unwrap_or(name))
        .filter(|name| is_word(name))
        .collect()
}
