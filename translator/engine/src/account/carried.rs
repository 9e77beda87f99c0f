//! Hits that stand in new text because they were carried over from a block that left.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_syntax::Span;

use crate::{
    census::{self, Hit, Pattern},
    rewrite::Rewrite,
    survey::{FileSurvey, Place},
};

/// Hits of the file that stand in new text because they were carried over.
pub(super) fn carried(file: &FileSurvey, hits: Vec<(CarriedHit, Place)>) -> Vec<(Place, Hit)> {
    let mut found: Vec<(Place, Hit)> = Vec::new();
    let mut used: BTreeSet<Hit> = BTreeSet::new();
    for (carried, place) in hits {
        // A name that is written in two places afterwards is two occurrences.
        let fits = |known: &&Hit| {
            carried.origin.contains(known.span())
                && known.end - known.start == carried.length
                && known.pattern == carried.pattern
        };
        let from = file
            .hits
            .partition_point(|hit| hit.start < carried.origin.start);
        let mut near = file.hits[from..]
            .iter()
            .take_while(|known| known.start < carried.origin.end)
            .filter(fits);
        let known = near
            .clone()
            .find(|known| !used.contains(known))
            .or_else(|| near.next());
        if let Some(known) = known {
            used.insert(*known);
            found.push((place, *known));
        }
    }
    found
}

/// A hit in new text that was carried over from somewhere.
pub(super) struct CarriedHit {
    origin: Span,
    length: usize,
    pattern: Pattern,
}

/// By the file they were carried over from.
pub(super) fn carried_hits(rewrite: &Rewrite) -> BTreeMap<&str, Vec<(CarriedHit, Place)>> {
    let mut found: BTreeMap<&str, Vec<(CarriedHit, Place)>> = BTreeMap::new();
    let all = rewrite.edits.values().flatten();
    for planned in all.filter(|planned| !planned.carried.is_empty()) {
        for hit in census::scan(planned.edit.text.as_bytes()) {
            // From several files nothing is carried to one place, so that the smallest place says which.
            let carried = planned
                .carried
                .iter()
                .filter(|(span, _)| span.contains(hit.span()))
                .min_by_key(|(span, _)| span.len());
            let Some((span, origin)) = carried else {
                continue;
            };
            let text = span.text(&planned.edit.text);
            let is_comment =
                text.starts_with('#') || text.starts_with("//") || text.starts_with("/*");
            let place = match hit.pattern {
                _ if is_comment => Place::Comment,
                Pattern::Type => Place::Reference,
                _ => Place::Literal,
            };
            let hit = CarriedHit {
                origin: origin.span,
                length: hit.end - hit.start,
                pattern: hit.pattern,
            };
            found
                .entry(origin.file.as_str())
                .or_default()
                .push((hit, place));
        }
    }
    found
}
