//! Blocks that no edit comes near need not be read a second time: they say what they said, as long as they still begin where an
//! item of the file begins. That is asked of the rest: it is read with `b {}` in the place of each, and has to have each `b {}`
//! as a block of its own, at the same place. What the reader makes of an item depends on nothing before it but that.

use std::collections::BTreeSet;

use ovhai_syntax::{Edits, Notation, Span};

use super::Names;
use crate::survey::{self, BlockFact, BlockKind, FileSurvey};

/// Stands for a block.
const BLOCK: &str = "b {}";

/// What the result of `edits` declares and refers to, if that can be told from the survey of what was there `before` and from
/// the rest; nothing if the whole result has to be read.
pub(super) fn read(before: &FileSurvey, edits: &Edits, bytes: &[u8]) -> Option<Names> {
    let facts = before.facts.as_ref()?;
    let is_sound = facts.notation == Notation::Native
        && facts.repairs.is_empty()
        && facts.blocks.iter().all(|block| block.problem.is_none());
    if !is_sound {
        return None;
    }
    let untouched: Vec<bool> = facts
        .blocks
        .iter()
        .map(|block| !edits.touches(block.span))
        .collect();
    let (rest, places) = rest(&facts.blocks, &untouched, edits, bytes)?;
    let read = survey::facts(&before.path, &rest)?;
    let is_sound = read.repairs.is_empty() && read.blocks.iter().all(|it| it.problem.is_none());
    let stand_ins = read.blocks.iter().filter(|block| is_stand_in(block));
    let stand_ins: BTreeSet<Span> = stand_ins.map(|block| block.span).collect();
    if !is_sound || !places.iter().all(|place| stand_ins.contains(place)) {
        return None;
    }
    let mut names = Names::of(&before.path, &read, |_| true);
    names.add(Names::of(&before.path, facts, |block| untouched[block]));
    Some(names)
}

fn is_stand_in(block: &BlockFact) -> bool {
    matches!(&block.kind, BlockKind::Other(name) if name == "b")
}

/// The result with a stand-in for every block that is as it was, and where those stand.
fn rest(
    blocks: &[BlockFact],
    untouched: &[bool],
    edits: &Edits,
    bytes: &[u8],
) -> Option<(Vec<u8>, Vec<Span>)> {
    let mut rest = Vec::new();
    let mut places = Vec::new();
    let mut at = 0;
    for (block, _) in blocks.iter().zip(untouched).filter(|(_, is)| **is) {
        let start = edits.moved(block.span.start)?;
        rest.extend_from_slice(bytes.get(at..start)?);
        let place = rest.len();
        rest.extend_from_slice(BLOCK.as_bytes());
        places.push(Span::new(place, rest.len()));
        at = start + block.span.len();
    }
    rest.extend_from_slice(bytes.get(at..)?);
    Some((rest, places))
}
