//! The account: what became of every occurrence.
//!
//! Claims come from the survey, which gave every hit of the census to exactly one of them; here each gets its disposition.
//! What was carried over word for word from a block that left and still speaks of the vendor is an occurrence of its own.

mod carried;
mod changes;

use std::collections::BTreeSet;

use ovhai_model::FindingKind;
use ovhai_syntax::{FileClass, Named, Span};
use serde::Serialize;

use self::changes::Changes;
use crate::{
    census::{Hit, Pattern},
    decide::{Decisions, Fate},
    finding,
    index::{BlockRef, Index},
    mappings::Target,
    repository::folder,
    rewrite::{Rewrite, is_remote_state},
    scripts,
    survey::{BlockKind, Claim, FileSurvey, Place},
    vendor,
};
use carried::{carried, carried_hits};

/// What the engine did with an occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// Something takes its place.
    Rewritten,
    /// It is gone.
    Removed,
    /// Understood, and stays by decision.
    Kept,
    /// Not understood.
    Refused,
}

/// One occurrence.
#[derive(Clone, Debug)]
pub struct Occurrence {
    /// Index of the file.
    pub file: usize,
    /// Where.
    pub span: Span,
    /// What it is.
    pub place: Place,
    /// How findings name it.
    pub address: String,
    /// Its hits.
    pub hits: Vec<Hit>,
    /// The block that makes it the vendor's, for an occurrence without hits.
    pub made_by: Option<String>,
    /// What became of it.
    pub disposition: Disposition,
    /// Why it stays, and what exactly it is about.
    pub reason: Option<(&'static FindingKind, String)>,
}

/// Every occurrence of the repository, by file and place.
#[must_use]
pub fn account(index: &Index, decisions: &Decisions, rewrite: &Rewrite) -> Vec<Occurrence> {
    let mut occurrences = Vec::new();
    let mut all_carried = carried_hits(rewrite);
    for (number, file) in index.files().iter().enumerate() {
        let carried = carried(
            file,
            all_carried.remove(file.path.as_str()).unwrap_or_default(),
        );
        if file.claims.is_empty() {
            continue;
        }
        let moved: BTreeSet<Hit> = carried.iter().map(|(_, hit)| *hit).collect();
        let changes = Changes::of(file, rewrite);
        for claim in &file.claims {
            let (disposition, reason) =
                disposition(claim, file, number, index, decisions, rewrite, &changes);
            let hits = claim.hits.iter().map(|hit| file.hits[*hit]);
            let hits: Vec<Hit> = hits.filter(|hit| !moved.contains(hit)).collect();
            // All of it went along into a new block.
            if hits.is_empty() && claim.made_by.is_none() {
                continue;
            }
            occurrences.push(Occurrence {
                file: number,
                span: claim.span,
                place: claim.place,
                address: claim.address.clone(),
                hits,
                made_by: claim.made_by.clone(),
                disposition,
                reason,
            });
        }
        for (place, hit) in carried {
            let mut claims = file.claims.iter();
            let owner = claims.find(|claim| claim.span.contains(hit.span()));
            let kind = match place {
                Place::Comment => &finding::COMMENT,
                Place::Reference => &finding::TO_KEPT,
                _ => literal_kind([hit.pattern]),
            };
            occurrences.push(Occurrence {
                file: number,
                span: hit.span(),
                place,
                address: owner.map_or_else(String::new, |claim| claim.address.clone()),
                hits: vec![hit],
                made_by: None,
                disposition: Disposition::Kept,
                reason: Some((kind, "carried over as it is".to_owned())),
            });
        }
    }
    occurrences.sort_by_key(|occurrence| (occurrence.file, occurrence.span));
    occurrences
}

type Verdict = (Disposition, Option<(&'static FindingKind, String)>);

fn disposition(
    claim: &Claim,
    file: &FileSurvey,
    number: usize,
    index: &Index,
    decisions: &Decisions,
    rewrite: &Rewrite,
    changes: &Changes<'_>,
) -> Verdict {
    let kept = |kind: &'static FindingKind, detail: &str| {
        (Disposition::Kept, Some((kind, detail.to_owned())))
    };
    let replaced = changes.replaced(claim, file);
    let patterns = || claim.hits.iter().map(|hit| file.hits[*hit].pattern);
    match claim.place {
        Place::Block if replaced == Some(Disposition::Removed) => (Disposition::Removed, None),
        Place::Block if replaced.is_none() && is_key(claim, file) => {
            key(claim, number, index, decisions)
        }
        Place::Block => block(claim, number, index, decisions),
        Place::Reference => {
            let named = changes.references.get(&claim.span).copied();
            let verdict = reference(claim, named, file, decisions);
            match replaced {
                // It went with an argument that was not carried over.
                Some(way) if verdict.0 != Disposition::Rewritten => (way, None),
                _ => verdict,
            }
        }
        _ if replaced.is_some() => (replaced.unwrap_or(Disposition::Rewritten), None),
        Place::Requirement | Place::ProviderArgument => kept(&finding::FORGET_FIRST, ""),
        Place::Backend => kept(&finding::BACKEND, ""),
        Place::Literal if is_of_backend(claim, file) => kept(&finding::BACKEND, ""),
        Place::Literal => match rewrite.beside.get(&(number, claim.span.start)) {
            Some(folder) => (Disposition::Kept, Some(scripts::beside(folder))),
            None => kept(
                claim
                    .thing
                    .kind()
                    .unwrap_or_else(|| literal_kind(patterns())),
                "",
            ),
        },
        Place::Name => kept(&finding::NAME, ""),
        Place::Comment => kept(&finding::COMMENT, ""),
        Place::Command => match rewrite.beside.get(&(number, claim.span.start)) {
            Some(folder) => (Disposition::Kept, Some(scripts::beside(folder))),
            None => kept(claim.thing.command(), ""),
        },
        Place::Text => {
            let kind = patterns()
                .min()
                .map_or(&finding::TEXT, |pattern| match pattern {
                    Pattern::Host => claim.thing.kind().unwrap_or(&finding::HOST),
                    Pattern::Variable => &finding::ENVIRONMENT,
                    Pattern::Command if !file.class.is_hcl() => &finding::COMMAND,
                    _ => &finding::TEXT,
                });
            kept(kind, "")
        }
        // Three letters come up by chance in any picture or archive.
        Place::Binary
            if file.class == FileClass::Binary
                && patterns().all(|pattern| pattern >= Pattern::Provider) =>
        {
            kept(&finding::BINARY_WORD, "")
        }
        Place::Binary => (
            Disposition::Refused,
            Some((&finding::BINARY, String::new())),
        ),
    }
}

/// Whether the string says where a state lies: in a partial configuration, or where a state is read.
fn is_of_backend(claim: &Claim, file: &FileSurvey) -> bool {
    let block = claim.block.and_then(|block| file.blocks().get(block));
    let is_host = claim
        .hits
        .iter()
        .any(|hit| file.hits[*hit].pattern == Pattern::Host);
    is_host
        && (file.class == FileClass::Backend
            || block.is_some_and(|block| is_remote_state(&block.kind)))
}

fn literal_kind(patterns: impl IntoIterator<Item = Pattern>) -> &'static FindingKind {
    match patterns.into_iter().min() {
        Some(Pattern::Host) => &finding::HOST,
        Some(Pattern::Variable) => &finding::ENVIRONMENT,
        Some(Pattern::Name) => &finding::TEXT,
        _ => &finding::VENDOR_WORD,
    }
}

/// Whether the place is the key of a type in JSON, under which several blocks may stand.
fn is_key(claim: &Claim, file: &FileSurvey) -> bool {
    let block = claim.block.and_then(|block| file.blocks().get(block));
    file.class.is_json() && block.is_some_and(|block| !block.span.contains(claim.span))
}

/// A key that stays does so for the first block under it that stays.
fn key(claim: &Claim, number: usize, index: &Index, decisions: &Decisions) -> Verdict {
    let of_type = |named: &Named| vendor::type_of(named).map(str::to_owned);
    let mut subjects = decisions.subjects.iter().zip(&decisions.fates);
    let own = claim.block.and_then(|block| {
        let at = BlockRef {
            file: number,
            block,
        };
        decisions.subject_at(at)
    });
    let own = own.and_then(|own| of_type(&decisions.subjects[own].named));
    let staying = subjects.find(|(subject, fate)| {
        subject.at.file == number
            && fate.stays()
            && of_type(&subject.named) == own
            && index.block(subject.at).span.start > claim.span.end
    });
    match staying {
        Some((subject, _)) => {
            let block = Some(subject.at.block);
            let claim = Claim {
                block,
                ..claim.clone()
            };
            self::block(&claim, number, index, decisions)
        }
        None => block(claim, number, index, decisions),
    }
}

fn block(claim: &Claim, file: usize, index: &Index, decisions: &Decisions) -> Verdict {
    let refused =
        |kind: &'static FindingKind, detail: String| (Disposition::Refused, Some((kind, detail)));
    let Some(block) = claim.block else {
        return refused(&finding::UNREADABLE_PART, String::new());
    };
    let at = BlockRef { file, block };
    if let Some(subject) = decisions.subject_at(at) {
        return match &decisions.fates[subject] {
            Fate::Leaves(lowered) => match lowered.target {
                Target::Module(_) | Target::Member(_) => (Disposition::Rewritten, None),
                Target::Inputs => (Disposition::Removed, None),
            },
            Fate::Kept { kind, detail } => (Disposition::Kept, Some((kind, detail.clone()))),
            Fate::Parted { detail, .. } => {
                (Disposition::Kept, Some((&finding::PARTED, detail.clone())))
            }
            Fate::Refused { kind, detail } => refused(kind, detail.clone()),
        };
    }
    let fact = index.block(at);
    match &fact.kind {
        _ if fact.problem.is_some() => refused(&finding::UNREADABLE_PART, fact.address()),
        BlockKind::Provider { .. } => (
            Disposition::Kept,
            Some((&finding::FORGET_FIRST, String::new())),
        ),
        BlockKind::State { .. } if decisions.goes_with(index, at) => (Disposition::Removed, None),
        BlockKind::State { .. } => (
            Disposition::Kept,
            Some((&finding::STATE_BLOCK, String::new())),
        ),
        _ => refused(&finding::BY_HAND, fact.address()),
    }
}

fn reference(
    claim: &Claim,
    named: Option<&Named>,
    file: &FileSurvey,
    decisions: &Decisions,
) -> Verdict {
    let subject = named
        .filter(|_| file.class.is_module_part())
        .and_then(|named| decisions.subject(folder(&file.path), named));
    let is_in_check = claim
        .block
        .and_then(|block| file.blocks().get(block))
        .is_some_and(
            |block| matches!(&block.kind, BlockKind::Other(name) if name.starts_with("check.")),
        );
    match subject {
        Some(subject) if decisions.fates[subject].lowered().is_some() => {
            (Disposition::Rewritten, None)
        }
        Some(_) => (Disposition::Kept, Some((&finding::TO_KEPT, String::new()))),
        // What a check reads for itself is declared within the check, which stays.
        None if is_in_check => (Disposition::Kept, Some((&finding::TO_KEPT, String::new()))),
        None if file.class.is_module_part() => (
            Disposition::Refused,
            Some((
                &finding::NO_COUNTERPART,
                "it is not declared in this module".to_owned(),
            )),
        ),
        None => named
            .filter(|_| matches!(file.class, FileClass::Test | FileClass::TestJson))
            .and_then(|named| tested(named, file, decisions))
            .unwrap_or_else(|| {
                let detail = "files of this kind are not rewritten".to_owned();
                (
                    Disposition::Refused,
                    Some((&finding::NO_COUNTERPART, detail)),
                )
            }),
    }
}

/// What became of a block that a test names: one of the module that the test lies in, or in whose folder `tests` it lies.
fn tested(named: &Named, file: &FileSurvey, decisions: &Decisions) -> Option<Verdict> {
    let own = folder(&file.path);
    let above = match own.rsplit_once('/') {
        Some((above, "tests")) => Some(above),
        None if own == "tests" => Some(""),
        _ => None,
    };
    let mut folders = above.into_iter().chain([own]);
    let subject = folders.find_map(|folder| decisions.subject(folder, named))?;
    let Some(lowered) = decisions.fates[subject].lowered() else {
        return Some((Disposition::Kept, Some((&finding::TO_KEPT, String::new()))));
    };
    let detail = match lowered.target {
        Target::Module(_) => format!(
            "`{named}` is `module.{}` now",
            decisions.subjects[subject].name
        ),
        Target::Member(_) | Target::Inputs => format!("`{named}` is gone"),
    };
    Some((
        Disposition::Refused,
        Some((&finding::TEST_REFERENCE, detail)),
    ))
}
