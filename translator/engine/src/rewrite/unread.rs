//! Variables that nothing reads any more: who sets one of them believes that it does something.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_syntax::{Named, Span};

use super::{Planned, Rewrite, Told};
use crate::{
    finding,
    index::{Index, Module},
    repository,
};

/// Edits of one folder, by path.
type Edits<'a> = Vec<(&'a str, &'a [Planned])>;

/// Tells of the variables that only what goes has read.
pub(super) fn tell(index: &Index, rewrite: &mut Rewrite) {
    let mut folders: BTreeMap<&str, Edits<'_>> = BTreeMap::new();
    for (path, planned) in &rewrite.edits {
        let edits = folders.entry(repository::folder(path)).or_default();
        edits.push((path, planned));
    }
    let mut told = Vec::new();
    for (folder, edits) in folders {
        if let Some(module) = index.module(folder) {
            told.extend(unread(index, module, &edits));
        }
    }
    rewrite.told.extend(told);
}

fn unread(index: &Index, module: &Module, edits: &Edits<'_>) -> Vec<Told> {
    // What new text reads is read, wherever it was read before.
    let texts = edits.iter().flat_map(|(_, planned)| *planned);
    let read: BTreeSet<&str> = texts
        .flat_map(|planned| variables(&planned.edit.text))
        .collect();
    let mut replaced: Vec<(&str, Span)> = edits
        .iter()
        .flat_map(|(path, planned)| planned.iter().map(|planned| (*path, planned.edit.span)))
        .filter(|(_, span)| !span.is_empty())
        .collect();
    // Of edits within another one, the outer one counts.
    replaced.sort_by_key(|(path, span)| (*path, span.start, std::cmp::Reverse(span.end)));
    replaced.dedup_by(|inner, outer| inner.0 == outer.0 && outer.1.contains(inner.1));
    let is_gone = |path: &str, span: Span| {
        let after =
            replaced.partition_point(|(known, at)| (*known, at.start) <= (path, span.start));
        let before = after.checked_sub(1).map(|before| replaced[before]);
        before.is_some_and(|(known, at)| known == path && at.contains(span))
    };
    let mut told = Vec::new();
    for (named, places) in &module.declared {
        let (Named::Variable(name), Some(at)) = (named, places.first()) else {
            continue;
        };
        let references = module.references.get(named).map_or(&[][..], Vec::as_slice);
        let mut spans = references
            .iter()
            .map(|at| (index.file(at.file).path.as_str(), index.reference(*at).span));
        let is_unread = !references.is_empty()
            && !read.contains(name.as_str())
            && spans.all(|(path, span)| is_gone(path, span));
        if is_unread {
            told.push(Told {
                kind: &finding::UNREAD,
                file: at.file,
                at: index.block(*at).span,
                address: named.to_string(),
                detail: format!("`{name}`"),
            });
        }
    }
    told
}

/// The names after `var.` in `text`.
fn variables(text: &str) -> impl Iterator<Item = &str> {
    text.split("var.").skip(1).map(|rest| {
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        &rest[..end]
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_of_variables_are_found() {
        let found: Vec<&str> = super::variables("f(var.a, \"${var.b-c}\")[var.d_1].x").collect();
        assert_eq!(found, ["a", "b-c", "d_1"]);
    }
}
