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
mod settings;

use ovhai_syntax::{FileClass, LineEnding, Span};

use crate::{
    census::{self, Hit, Pattern},
    vendor,
};

pub use claims::{Claim, Place};
pub use facts::{
    Around, AroundKind, BlockFact, BlockKind, Facts, Reference, Repetition, Requirement, StepFact,
    StepFactKind,
};
pub use lines::HitLines;
pub(crate) use nodes::literal_of;

/// What is known of one file.
#[derive(Clone, Debug)]
pub struct FileSurvey {
    /// Its path.
    pub path: String,
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
    /// Whether it names the host where the platform's OpenStack identities are checked.
    pub names_identity_host: bool,
    /// Why it could not be read, if so.
    pub unreadable: Option<String>,
}

impl FileSurvey {
    /// Surveys the file at `path`.
    #[must_use]
    pub fn of(path: &str, bytes: &[u8]) -> Self {
        let class = FileClass::of(path, bytes);
        let hits = census::scan(bytes);
        let may_matter = class.is_module_part() || class == FileClass::Lock || !hits.is_empty();
        let parsed = (class.is_hcl() && may_matter).then(|| ovhai_syntax::parse(bytes, class));
        let (facts, candidates) = match &parsed {
            None => (None, Vec::new()),
            Some(document) => {
                let (facts, candidates) = configuration::read(document, bytes, &hits, class);
                (Some(facts), candidates)
            }
        };
        let claims = claims::assign(bytes, class, &hits, candidates);
        let lines = HitLines::of(bytes, &claims, facts.as_ref());
        Self {
            path: path.to_owned(),
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

/// FNV-1a: no secret is kept by it, and nobody is to be fooled.
#[must_use]
pub fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
