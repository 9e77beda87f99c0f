//! What is replaced in a file, found by place.

use std::collections::BTreeMap;

use ovhai_syntax::{Named, Span};

use super::Disposition;
use crate::{
    rewrite::{Rewrite, Rule},
    survey::{Claim, FileSurvey},
};

/// What changes in a file, and what it refers to, by place.
pub(super) struct Changes<'a> {
    /// What is replaced, by where it begins, with its number in the plan and its rule.
    spans: Vec<(Span, usize, Rule)>,
    /// The furthest end of each of them and all before it.
    ends: Vec<usize>,
    pub(super) references: BTreeMap<Span, &'a Named>,
}

impl<'a> Changes<'a> {
    pub(super) fn of(file: &'a FileSurvey, rewrite: &Rewrite) -> Self {
        let planned = rewrite.edits.get(&file.path).into_iter().flatten();
        let mut spans: Vec<(Span, usize, Rule)> = planned
            .enumerate()
            .filter(|(_, planned)| !planned.edit.span.is_empty())
            .map(|(number, planned)| (planned.edit.span, number, planned.rule))
            .collect();
        spans.sort_unstable();
        let ends = spans.iter().scan(0, |furthest, (span, ..)| {
            *furthest = span.end.max(*furthest);
            Some(*furthest)
        });
        let mut references = BTreeMap::new();
        for reference in file.references() {
            references.entry(reference.span).or_insert(&reference.named);
        }
        Self {
            ends: ends.collect(),
            spans,
            references,
        }
    }

    /// The rule that replaces all of `span`; the first one planned, if several do.
    fn rule(&self, span: Span) -> Option<Rule> {
        let begun = self
            .spans
            .partition_point(|(known, ..)| known.start <= span.start);
        let known = self.spans[..begun].iter().zip(&self.ends).rev();
        known
            .take_while(|(_, furthest)| **furthest >= span.end)
            .filter(|((known, ..), _)| known.contains(span))
            .min_by_key(|((_, number, _), _)| *number)
            .map(|((.., rule), _)| *rule)
    }

    /// What the edits do with all that `claim` covers, if they do something with it.
    pub(super) fn replaced(&self, claim: &Claim, file: &FileSurvey) -> Option<Disposition> {
        if let Some(rule) = self.rule(claim.span) {
            return Some(match rule {
                Rule::Cleanup => Disposition::Removed,
                _ => Disposition::Rewritten,
            });
        }
        let mut hits = claim.hits.iter().map(|hit| file.hits[*hit].span());
        let all = !claim.hits.is_empty() && hits.all(|hit| self.rule(hit).is_some());
        all.then_some(Disposition::Rewritten)
    }
}
