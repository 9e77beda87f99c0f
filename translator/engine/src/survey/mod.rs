//! One file at a time: what it is, its hits, what it declares and refers to, and which [`Claim`] each hit belongs to.
//!
//! A survey needs nothing but the file, so files can be surveyed in any order and side by side. Afterwards the file's bytes
//! and its tree are gone; only the survey is kept.

mod claims;
mod configuration;
mod facts;
mod isolated;
mod lines;
mod nodes;
mod reads;
mod settings;
mod things;

use std::{collections::BTreeSet, sync::LazyLock};

use memchr::memmem::Finder;
use ovhai_syntax::{FileClass, LineEnding, Span};

use crate::{
    census::{self, Hit, Pattern},
    repository::folder,
    vendor,
};

pub use claims::{Claim, Place};
pub use facts::{
    Around, AroundKind, BlockFact, BlockKind, Facts, Reference, Repetition, Requirement, StepFact,
    StepFactKind,
};
pub use lines::HitLines;
pub(crate) use nodes::literal_of;
pub use things::Thing;

/// What is known of one file.
#[derive(Clone, Debug)]
pub struct FileSurvey {
    /// Its path.
    pub path: String,
    /// The file that it is a link to, if it is one: the same bytes as a part of another module.
    pub alias_of: Option<String>,
    /// What it is.
    pub class: FileClass,
    /// How many bytes.
    pub length: usize,
    /// To notice that the file changes while it is worked on.
    pub fingerprint: u64,
    /// How its lines end.
    pub ending: LineEnding,
    /// Every hit, in order.
    pub hits: Vec<Hit>,
    /// Line numbers of what is claimed.
    pub lines: HitLines,
    /// Disjoint or nested; every hit belongs to exactly one.
    pub claims: Vec<Claim>,
    /// What a configuration file says; nothing for other files, or for those that cannot matter.
    pub facts: Option<Facts>,
    /// Whether its folder has to be read as a whole: it speaks of the vendor, or of modules that may.
    pub matters: bool,
    /// Whether it names the host where the platform's OpenStack identities are checked.
    pub names_identity_host: bool,
    /// Why it could not be read, if so.
    pub unreadable: Option<String>,
}

/// Words that make a folder matter although nothing in it names the vendor: it may call modules that do, or hold what is the
/// vendor's through a provider that somebody else configures.
static WORDS: LazyLock<[Finder<'static>; 2]> =
    LazyLock::new(|| ["module", "openstack"].map(Finder::new));

impl FileSurvey {
    /// Surveys the file at `path`.
    #[must_use]
    pub fn of(path: &str, bytes: &[u8]) -> Self {
        Self::read(path, bytes, true)
    }

    /// Surveys the file at `path`, and parses it only if something in it asks for that. If [`pending`] wants it once all files
    /// were looked at, it has to be surveyed again.
    #[must_use]
    pub fn first(path: &str, bytes: &[u8]) -> Self {
        Self::read(path, bytes, false)
    }

    fn read(path: &str, bytes: &[u8], is_whole: bool) -> Self {
        let class = FileClass::of(path, bytes);
        let hits = census::scan(bytes);
        let matters = !hits.is_empty()
            || class == FileClass::Lock
            || class.is_module_part() && WORDS.iter().any(|word| word.find(bytes).is_some());
        // What they set decides what a variable is, whoever reads it.
        let is_values = matches!(class, FileClass::Values | FileClass::ValuesJson);
        let is_wanted = matters || is_values || is_whole && class.is_module_part();
        let (facts, candidates) = if class.is_hcl() && is_wanted {
            let (facts, candidates) = configuration::read(bytes, &hits, class);
            (Some(facts), candidates)
        } else {
            (None, things::openstack_commands(bytes, class, &hits))
        };
        let claims = claims::assign(bytes, class, &hits, candidates);
        let lines = HitLines::of(bytes, &claims, facts.as_ref());
        Self {
            path: path.to_owned(),
            alias_of: None,
            class,
            length: bytes.len(),
            fingerprint: fingerprint(bytes),
            ending: LineEnding::of(bytes),
            names_identity_host: hits.iter().any(|hit| {
                hit.pattern == Pattern::Host && vendor::is_identity_host(hit.span().of(bytes))
            }),
            hits,
            lines,
            claims,
            facts,
            matters,
            unreadable: None,
        }
    }

    /// A file that could not be read.
    #[must_use]
    pub fn unreadable(path: &str, why: String) -> Self {
        Self {
            unreadable: Some(why),
            ..Self::of(path, b"")
        }
    }

    /// One-based number of the line `span` begins on, if it was claimed or is a block's.
    #[must_use]
    pub fn line(&self, span: Span) -> usize {
        self.lines.number(span.start)
    }

    /// Its hits within `span`.
    #[must_use]
    pub fn hits_in(&self, span: Span) -> &[Hit] {
        census::within(&self.hits, span)
    }

    /// Its blocks.
    #[must_use]
    pub fn blocks(&self) -> &[BlockFact] {
        self.facts.as_ref().map_or(&[], |facts| &facts.blocks)
    }

    /// Its references.
    #[must_use]
    pub fn references(&self) -> &[Reference] {
        self.facts.as_ref().map_or(&[], |facts| &facts.references)
    }
}

/// What a configuration file says, and nothing else of it; nothing for other files.
pub(crate) fn facts(path: &str, bytes: &[u8]) -> Option<Facts> {
    let class = FileClass::of(path, bytes);
    class
        .is_hcl()
        .then(|| configuration::facts(bytes, &census::scan(bytes), class))
}

/// Which of `surveys` that were made by [`FileSurvey::first`] have to be made by [`FileSurvey::of`]: parts of modules that
/// matter because of another file. What is in all other folders can change nothing.
#[must_use]
pub fn pending(surveys: &[FileSurvey]) -> Vec<usize> {
    let matter: BTreeSet<&str> = surveys
        .iter()
        .filter(|survey| survey.matters)
        .map(|survey| folder(&survey.path))
        .collect();
    let is_pending = |survey: &FileSurvey| {
        survey.class.is_module_part()
            && survey.facts.is_none()
            && survey.unreadable.is_none()
            && matter.contains(folder(&survey.path))
    };
    let all = surveys.iter().enumerate();
    all.filter(|(_, survey)| is_pending(survey))
        .map(|(number, _)| number)
        .collect()
}

/// FNV-1a by words of eight bytes: no secret is kept by it, and nobody is to be fooled.
#[must_use]
pub fn fingerprint(bytes: &[u8]) -> u64 {
    let mix = |hash: u64, word: u64| {
        let mixed = (hash ^ word).wrapping_mul(0x0100_0000_01b3);
        // The product moves bits up only.
        mixed ^ mixed >> 32
    };
    let (words, rest) = bytes.as_chunks::<8>();
    let start = mix(0xcbf2_9ce4_8422_2325, bytes.len() as u64);
    let hash = words
        .iter()
        .fold(start, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    rest.iter()
        .fold(hash, |hash, byte| mix(hash, u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_tells_every_byte_and_the_length() {
        let text: Vec<u8> = (0..100).collect();
        let mut seen = BTreeSet::from([fingerprint(&text)]);
        for at in 0..text.len() {
            assert!(seen.insert(fingerprint(&text[..at])));
            let mut other = text.clone();
            other[at] ^= 0x80;
            assert!(seen.insert(fingerprint(&other)), "{at}");
        }
        assert_ne!(fingerprint(&[0; 8]), fingerprint(&[0; 16]));
    }
}
