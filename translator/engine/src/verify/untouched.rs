//! Blocks that no edit comes near need not be read a second time: they say what they said, as long as they still begin where an
//! item of the file begins. That is asked of the rest: it is read with `b {}` in the place of each, and has to have each `b {}`
//! as a block of its own, at the same place. What the reader makes of an item depends on nothing before it but that.

use std::collections::BTreeSet;

use ovhai_syntax::{Edits, Named, Notation, Span};

use super::Names;
use crate::survey::{BlockFact, BlockKind, FileSurvey};

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
    let survey = FileSurvey::of(&before.path, &rest);
    let blocks = survey.blocks().iter();
    let stand_ins: BTreeSet<Span> = blocks
        .filter(|block| block.problem.is_none() && is_stand_in(block))
        .map(|block| block.span)
        .collect();
    let is_as_before = survey.facts.as_ref()?.repairs.is_empty()
        && survey.blocks().iter().all(|block| block.problem.is_none())
        && places.iter().all(|place| stand_ins.contains(place));
    if !is_as_before {
        return None;
    }
    let mut names = Names::of(&survey);
    for (block, _) in facts.blocks.iter().zip(&untouched).filter(|(_, is)| **is) {
        names.declared.extend(declared(&block.kind));
    }
    for reference in &facts.references {
        let is_of_state = matches!(facts.blocks[reference.block].kind, BlockKind::State { .. });
        // Most are named several times.
        if untouched[reference.block] && !is_of_state && !names.referred.contains(&reference.named)
        {
            names.referred.insert(reference.named.clone());
        }
    }
    Some(names)
}

/// The names that a block of this kind declares.
fn declared(kind: &BlockKind) -> Vec<Named> {
    match kind {
        BlockKind::Declares(named) => vec![named.clone()],
        BlockKind::Locals(names) => names.iter().cloned().map(Named::Local).collect(),
        _ => Vec::new(),
    }
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
