//! How a block whose instances part ways becomes one block for each kind.
//!
//! They all keep the type they have: nothing leaves in that step, instances only move. What this file makes is data; a block
//! is not parted where something names its instances in a way that cannot be followed.

use std::collections::BTreeMap;

use ovhai_syntax::{
    Attribute, Edit, Expression, ExpressionKind, Named, Notation, Root, Span, StepKind, Traversal,
    emit::{is_word, quoted},
    walk,
};

use super::Lowering;
use crate::{
    census::Pattern,
    index::{Index, Literal, ReferenceRef, required_version},
    repository::join,
    survey::{BlockKind, Reference, Repetition, StepFactKind},
};

/// The file with the `moved` blocks, one per module. While it is there, what it moved into stays.
pub const FILE: &str = "parted.tf";

/// One block to several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// What they become, at least two.
    pub parts: Vec<SplitPart>,
    /// Whether instances are told apart by their positions, which begin anew in each part.
    pub is_counted: bool,
}

/// One of the blocks that take the place of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitPart {
    /// Its name.
    pub name: String,
    /// How the addresses of its instances end: `["a"]`.
    pub indexes: Vec<String>,
    /// What makes it out of the old block: edits within that block.
    pub edits: Vec<Edit>,
}

impl Split {
    /// The part that the instance `index` goes to.
    #[must_use]
    pub fn part_of(&self, index: &str) -> Option<&SplitPart> {
        let mut parts = self.parts.iter();
        parts.find(|part| part.indexes.iter().any(|known| known == index))
    }

    /// How the address of the instance `index` ends in the part it goes to.
    #[must_use]
    pub fn moved(&self, index: &str) -> String {
        let part = self.part_of(index).filter(|_| self.is_counted);
        let position = part.and_then(|part| part.indexes.iter().position(|known| known == index));
        position.map_or_else(|| index.to_owned(), |position| format!("[{position}]"))
    }

    /// How all instances are called after the type, `name[0]`, in the order of their old positions.
    #[must_use]
    pub fn in_order(&self) -> Vec<String> {
        let count = self.parts.iter().map(|part| part.indexes.len()).sum();
        let indexes = (0..count).map(|position: usize| format!("[{position}]"));
        indexes
            .filter_map(|index| {
                let part = self.part_of(&index)?;
                Some(format!("{}{}", part.name, self.moved(&index)))
            })
            .collect()
    }
}

/// How the address of the instance that `reference` names ends, if it names one.
#[must_use]
pub fn instance(reference: &Reference) -> Option<String> {
    match &reference.steps.first()?.kind {
        StepFactKind::Key(key) => Some(format!("[{}]", quoted(key))),
        StepFactKind::Position(position) => Some(format!("[{position}]")),
        _ => None,
    }
}

/// The name of the block for instances that have `value`.
pub(super) fn part_name(name: &str, value: &str) -> String {
    format!("{name}_{value}")
}

/// Whether instances are on their way into what `named` is in `folder`.
#[must_use]
pub fn waits(index: &Index, folder: &str, named: &Named) -> bool {
    let Named::Resource { of_type, name } = named else {
        return false;
    };
    let is_from = |kind: &BlockKind| {
        let BlockKind::State { keyword, about, .. } = kind else {
            return false;
        };
        let Some(Named::Resource {
            of_type: other,
            name: from,
        }) = about
        else {
            return false;
        };
        let rest = name.strip_prefix(from.as_str());
        keyword == "moved" && other == of_type && rest.is_some_and(|rest| rest.starts_with('_'))
    };
    index
        .file_at(&join(folder, FILE))
        .is_some_and(|file| file.blocks().iter().any(|block| is_from(&block.kind)))
}

impl Lowering<'_> {
    /// One block for each of `groups`, which are the ends of instances' addresses by the value that `argument` has for them.
    pub(super) fn split(
        &self,
        argument: &Attribute,
        groups: &BTreeMap<String, Vec<String>>,
    ) -> Option<Split> {
        let Named::Resource { of_type, name } = &self.subject.named else {
            return None;
        };
        if self.notation != Notation::Native || !self.can_move(groups) {
            return None;
        }
        let label = self.block.labels.get(1)?.span;
        let is_free = |part: &str| {
            let new = Named::Resource {
                of_type: of_type.clone(),
                name: part.to_owned(),
            };
            let module = self.index.module(&self.subject.folder);
            is_word(part) && module.is_some_and(|module| !module.declared.contains_key(&new))
        };
        if !groups.keys().all(|value| is_free(&part_name(name, value))) {
            return None;
        }
        if self.subject.repetition == Repetition::Count {
            let parts = self.counted(name, label, argument, groups)?;
            return Some(Split {
                parts,
                is_counted: true,
            });
        }
        let over = self.attribute("for_each")?.value.span;
        let all = over.text(self.text);
        if all.contains("<<") {
            return None;
        }
        let is_set = matches!(
            self.literal(&self.attribute("for_each")?.value)?,
            Literal::List(_)
        );
        let condition = self.over_items(&argument.value, is_set)?;
        let parts = groups.iter().map(|(value, indexes)| {
            let name = part_name(name, value);
            let value = quoted(value);
            let items = if is_set {
                format!("toset([for key in {all} : key if {condition} == {value}])")
            } else {
                format!("{{ for key, value in {all} : key => value if {condition} == {value} }}")
            };
            SplitPart {
                edits: vec![
                    Edit::new(label, quoted(&name)),
                    Edit::new(over, items),
                    Edit::new(argument.value.span, value),
                ],
                name,
                indexes: indexes.clone(),
            }
        });
        Some(Split {
            parts: parts.collect(),
            is_counted: false,
        })
    }

    /// Whether everything that names the block can follow, and the block can be written several times.
    fn can_move(&self, groups: &BTreeMap<String, Vec<String>>) -> bool {
        let named = &self.subject.named;
        let folder = &self.subject.folder;
        if required_version::is_too_old(self.index, folder) {
            return false;
        }
        let is_about_state = |kind: &BlockKind| matches!(kind, BlockKind::State { about: Some(about), .. } if about == named);
        let is_elsewhere = self.index.files().iter().any(|file| {
            let mut blocks = file.blocks().iter();
            let mut references = file.references().iter();
            blocks.any(|block| is_about_state(&block.kind))
                || !file.class.is_module_part()
                    && references.any(|reference| reference.named == *named)
        });
        let file = self.index.file(self.subject.at.file);
        let has_host = file
            .hits
            .iter()
            .any(|hit| hit.pattern == Pattern::Host && self.block.span.contains(hit.span()));
        let references = self
            .index
            .module(folder)
            .and_then(|module| module.references.get(named));
        let mut references = references.into_iter().flatten();
        !is_elsewhere && !has_host && references.all(|at| self.can_follow(*at, groups))
    }

    fn can_follow(&self, at: ReferenceRef, groups: &BTreeMap<String, Vec<String>>) -> bool {
        let reference = self.index.reference(at);
        let file = self.index.file(at.file);
        let is_native = file
            .facts
            .as_ref()
            .is_some_and(|facts| facts.notation == Notation::Native);
        let is_sound = file.blocks()[reference.block].problem.is_none();
        let is_plain = reference.address.len() == self.subject.named.to_string().len();
        let is_known = match instance(reference) {
            Some(index) => groups.values().flatten().any(|known| *known == index),
            // A list of addresses takes no expression.
            None => !reference.attribute.ends_with("replace_triggered_by"),
        };
        is_native && is_sound && is_plain && is_known
    }

    /// `value`, which says something of `each`, as it is said within a `for`.
    fn over_items(&self, value: &Expression, is_set: bool) -> Option<String> {
        let mut found: Vec<(Span, &str)> = Vec::new();
        walk(value, &mut |expression, _| {
            let ExpressionKind::Traversal(Traversal {
                root: Root::Name(root),
                steps,
            }) = &expression.kind
            else {
                return;
            };
            let Some(first) = steps.first().filter(|_| root.text == "each") else {
                return;
            };
            if let StepKind::Attribute(part) = &first.kind {
                let name = if is_set || part == "key" {
                    "key"
                } else {
                    "value"
                };
                found.push((Span::new(root.span.start, first.span.end), name));
            }
        });
        found.sort_unstable();
        let mut text = String::new();
        let mut at = value.span.start;
        for (span, name) in &found {
            text.push_str(Span::new(at, span.start).text(self.text));
            text.push_str(name);
            at = span.end;
        }
        text.push_str(Span::new(at, value.span.end).text(self.text));
        let is_plain = !text.contains('\n') && !found.is_empty();
        is_plain.then_some(text)
    }
}
