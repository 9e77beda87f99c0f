//! What became of each object, and of all.

use std::collections::BTreeMap;

use ovhai_model::{Address, FindingKind};

use crate::{Object, findings};

/// Takes what may be secret out of a message. Clusters and policies may say anything.
pub type Redact = fn(&str) -> String;

/// What a proof came to for one object, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It passed everything that was asked for.
    Proven,
    /// It may be accepted; nobody can say yet.
    NotProven,
    /// It would be refused.
    Refused,
}

/// One thing that was found about an object.
#[derive(Clone, Debug)]
pub struct Reason {
    /// What it is.
    pub kind: &'static FindingKind,
    /// What exactly, redacted.
    pub detail: String,
}

/// What a proof says of one object.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// `Kind/name`.
    pub object: String,
    /// What the object was made from.
    pub source: Option<Address>,
    /// What it came to.
    pub outcome: Outcome,
    /// Why, and what else is worth knowing.
    pub reasons: Vec<Reason>,
    /// Refused for something that no cluster sees, such as an object that is there twice.
    pub(crate) is_certain: bool,
}

impl Verdict {
    pub(crate) fn new(object: &Object, outcome: Outcome, reasons: Vec<Reason>) -> Self {
        Self {
            object: object.key(),
            source: object.source.clone(),
            outcome,
            reasons,
            is_certain: false,
        }
    }

    /// A file that should hold objects and cannot be read.
    #[must_use]
    pub fn unreadable(path: &str, why: &str) -> Self {
        Self {
            object: path.to_owned(),
            source: None,
            outcome: Outcome::Refused,
            reasons: vec![Reason {
                kind: &findings::REFUSED,
                detail: format!("the file cannot be read: {why}"),
            }],
            is_certain: true,
        }
    }

    /// Only checked without a cluster, although one was to be asked.
    #[must_use]
    pub fn unasked(self, why: &str) -> Self {
        self.without_cluster(&findings::NOT_PROVEN, why.to_owned())
    }

    /// Only checked without the cluster, because of `kind`: at best not proven, refused if already that check refused it.
    pub(crate) fn without_cluster(mut self, kind: &'static FindingKind, detail: String) -> Self {
        self.outcome = self.outcome.max(Outcome::NotProven);
        self.reasons.insert(0, Reason { kind, detail });
        self
    }
}

/// Everything about one export, small whatever its size.
#[derive(Clone, Debug, Default)]
pub struct Validation {
    /// Objects looked at.
    pub objects: u64,
    /// How many passed.
    pub proven: u64,
    /// How many nobody can say anything sure of.
    pub not_proven: u64,
    /// How many would be refused.
    pub refused: u64,
    /// Objects by finding.
    pub findings: BTreeMap<&'static str, u64>,
    /// Examples by finding: object and detail, the first few in order of the objects.
    pub examples: BTreeMap<&'static str, Vec<(String, String)>>,
}

/// Examples kept for each finding.
const KEPT: usize = 5;

impl Validation {
    /// Counts a verdict.
    pub fn add(&mut self, verdict: &Verdict) {
        self.objects += 1;
        *match verdict.outcome {
            Outcome::Proven => &mut self.proven,
            Outcome::NotProven => &mut self.not_proven,
            Outcome::Refused => &mut self.refused,
        } += 1;
        let mut counted: Vec<&str> = Vec::new();
        for reason in &verdict.reasons {
            let slug = reason.kind.slug;
            if !counted.contains(&slug) {
                counted.push(slug);
                *self.findings.entry(slug).or_default() += 1;
            }
            let examples = self.examples.entry(slug).or_default();
            // One missing right or namespace concerns many objects in the same words.
            if !examples.iter().any(|(_, detail)| *detail == reason.detail) {
                examples.push((verdict.object.clone(), reason.detail.clone()));
                // Verdicts of a cluster come in any order, and messages should not change with it.
                examples.sort();
                examples.truncate(KEPT);
            }
        }
    }

    /// Whether everything passed and nobody has to look.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.proven == self.objects && self.findings.is_empty()
    }
}
