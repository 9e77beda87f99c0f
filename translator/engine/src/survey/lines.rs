//! Line numbers, only for the places that reports speak of: a table of all lines of all files would be most of the index.

use super::{Claim, Facts};

/// Offsets that somebody may ask for, with their one-based lines.
#[derive(Clone, Debug, Default)]
pub struct HitLines(Vec<(usize, usize)>);

impl HitLines {
    pub(super) fn of(bytes: &[u8], claims: &[Claim], facts: Option<&Facts>) -> Self {
        let mut offsets: Vec<usize> = claims.iter().map(|claim| claim.span.start).collect();
        if let Some(facts) = facts {
            for block in &facts.blocks {
                offsets.push(block.span.start);
                offsets.extend(block.problem.as_ref().map(|problem| problem.at));
            }
            offsets.extend(
                facts
                    .references
                    .iter()
                    .map(|reference| reference.span.start),
            );
            offsets.extend(facts.requirements.iter().map(|entry| entry.span.start));
            offsets.extend(facts.repairs.iter().map(|problem| problem.at));
        }
        offsets.sort_unstable();
        offsets.dedup();
        let (mut line, mut at) = (1, 0);
        let lines = offsets.into_iter().map(|offset| {
            let end = offset.min(bytes.len());
            line += bytes[at..end].iter().filter(|byte| **byte == b'\n').count();
            at = end;
            (offset, line)
        });
        Self(lines.collect())
    }

    /// The line of `offset`, or of the nearest known offset before it.
    #[must_use]
    pub fn number(&self, offset: usize) -> usize {
        let index = self.0.partition_point(|(known, _)| *known <= offset);
        index.checked_sub(1).map_or(1, |index| self.0[index].1)
    }
}
