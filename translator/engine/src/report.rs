//! What is said about a run: summary, findings, edits. Its JSON form is a promise; `data/report.schema.json` describes it.
//!
//! Nothing in it quotes a value: names, addresses and places only, so that a report can be passed on.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_model::{Category, Fidelity, FindingKind};
use ovhai_syntax::{FileClass, Span};
use serde::Serialize;

use crate::{
    account::{Disposition, Occurrence},
    finding,
    index::Index,
    repository::{OddKind, folder},
    rewrite::{Rewrite, Told},
    verify::Rewritten,
};

/// Version of the JSON form. It grows when a member changes its meaning or goes.
pub const VERSION: u32 = 1;
/// The schema of the JSON form.
pub const SCHEMA: &str = include_str!("../data/report.schema.json");

/// A run.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// [`VERSION`].
    pub version: u32,
    /// Counts.
    pub summary: Summary,
    /// What a person should know, by file and line.
    pub findings: Vec<Finding>,
    /// What is changed, by file and place.
    pub edits: Vec<Change>,
    /// Every occurrence with its disposition, by file and place: the account that the summary adds up.
    pub occurrences: Vec<Entry>,
}

/// Counts. `found` is the sum of the four dispositions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Files that were scanned.
    pub files: usize,
    /// Hits of the census in them.
    pub hits: usize,
    /// Occurrences.
    pub found: usize,
    /// Those with something in their place.
    pub rewritten: usize,
    /// Those that are gone.
    pub removed: usize,
    /// Those that stay by decision.
    pub kept: usize,
    /// Those that were not understood.
    pub refused: usize,
}

/// What a person should know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// Path of the file.
    pub file: String,
    /// One-based.
    pub line: usize,
    /// `area/what-is-wrong`; never renamed.
    pub slug: &'static str,
    /// How well the thing survives.
    pub fidelity: Fidelity,
    /// Category of the reversibility policy.
    pub category: Category,
    /// What it is about; empty for a file as a whole.
    pub address: String,
    /// What became of the occurrence; nothing if it is about none.
    pub disposition: Option<Disposition>,
    /// What was found.
    pub message: String,
    /// What to do.
    pub hint: &'static str,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// Path of the file.
    pub file: String,
    /// One-based line where it begins in the original; nothing for a new file.
    pub line: Option<usize>,
    /// What is replaced, in bytes of the original; nothing for a new file.
    pub span: Option<[usize; 2]>,
    /// How many bytes take its place.
    pub length: usize,
    /// Which rule made it.
    pub rule: &'static str,
    /// How well the thing survives.
    pub fidelity: Fidelity,
    /// What it is about.
    pub address: String,
}

/// One occurrence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Entry {
    /// Path of the file.
    pub file: String,
    /// One-based.
    pub line: usize,
    /// In bytes of the original.
    pub span: [usize; 2],
    /// What it is.
    pub place: &'static str,
    /// What it is about; empty where nothing has a name.
    pub address: String,
    /// What the census saw.
    pub patterns: Vec<&'static str>,
    /// The block that makes it the vendor's, where the census saw nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_by: Option<String>,
    /// What became of it.
    pub disposition: Disposition,
    /// The finding that says why it stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<&'static str>,
}

impl Report {
    /// The report of a run.
    #[must_use]
    pub fn new(
        index: &Index,
        occurrences: &[Occurrence],
        rewrite: &Rewrite,
        results: &[Rewritten],
    ) -> Self {
        let mut summary = Summary {
            ..Summary::default()
        };
        // What is in a link is counted where it is.
        let own = index.files().iter().filter(|file| file.alias_of.is_none());
        for file in own {
            summary.files += 1;
            summary.hits += file.hits.len();
        }
        let mut findings = files(index);
        let mut entries = Vec::new();
        let is_own = |occurrence: &&Occurrence| index.file(occurrence.file).alias_of.is_none();
        for occurrence in occurrences.iter().filter(is_own) {
            summary.found += 1;
            match occurrence.disposition {
                Disposition::Rewritten => summary.rewritten += 1,
                Disposition::Removed => summary.removed += 1,
                Disposition::Kept => summary.kept += 1,
                Disposition::Refused => summary.refused += 1,
            }
            let file = index.file(occurrence.file);
            let line = file.line(occurrence.span);
            if let Some((kind, detail)) = &occurrence.reason {
                findings.push(Finding {
                    address: occurrence.address.clone(),
                    disposition: Some(occurrence.disposition),
                    ..raised(kind, &file.path, line, detail)
                });
            }
            entries.push(Entry {
                file: file.path.clone(),
                line,
                span: [occurrence.span.start, occurrence.span.end],
                place: occurrence.place.as_str(),
                address: occurrence.address.clone(),
                patterns: occurrence
                    .hits
                    .iter()
                    .map(|hit| hit.pattern.as_str())
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .collect(),
                made_by: occurrence.made_by.clone(),
                disposition: occurrence.disposition,
                slug: occurrence.reason.as_ref().map(|(kind, _)| kind.slug),
            });
        }
        findings.extend(rewrite.told.iter().map(|told| of_told(told, index)));
        findings.extend(rewrite.remarks.iter().map(|remark| Finding {
            address: remark.address.clone(),
            ..raised(remark.kind, &remark.document, 1, &remark.detail)
        }));
        findings.sort();
        findings.dedup();
        entries.sort();
        Self {
            version: VERSION,
            summary,
            findings,
            edits: changes(index, rewrite, results),
            occurrences: entries,
        }
    }

    /// Whether a person has to do something: something was refused, or a finding is worse than a difference.
    #[must_use]
    pub fn needs_person(&self) -> bool {
        self.summary.refused > 0
            || self
                .findings
                .iter()
                .any(|finding| finding.fidelity >= Fidelity::Manual)
    }

    /// Whether nothing may be written or applied: a plan destroys what holds data.
    #[must_use]
    pub fn forbids(&self) -> bool {
        let slug = finding::PLAN_DESTROYS_DATA.slug;
        self.findings.iter().any(|finding| finding.slug == slug)
    }

    /// As JSON with indentation and a line ending.
    #[must_use]
    pub fn json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// How many findings there are of each slug.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for finding in &self.findings {
            *counts.entry(finding.slug).or_default() += 1;
        }
        counts
    }
}

fn raised(kind: &'static FindingKind, file: &str, line: usize, detail: &str) -> Finding {
    let message = if detail.is_empty() {
        kind.title.to_owned()
    } else {
        format!("{}: {detail}", kind.title)
    };
    Finding {
        file: file.to_owned(),
        line,
        slug: kind.slug,
        fidelity: kind.fidelity,
        category: kind.category,
        address: String::new(),
        disposition: None,
        message,
        hint: kind.hint,
    }
}

fn of_told(told: &Told, index: &Index) -> Finding {
    let file = index.file(told.file);
    let path = file.alias_of.as_ref().unwrap_or(&file.path);
    Finding {
        address: told.address.clone(),
        ..raised(told.kind, path, file.line(told.at), &told.detail)
    }
}

/// What is to be said about files as such.
fn files(index: &Index) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in index.files().iter().filter(|file| file.alias_of.is_none()) {
        if let Some(why) = &file.unreadable {
            findings.push(raised(&finding::UNREADABLE_FILE, &file.path, 1, why));
        }
        if file.class == FileClass::Encrypted {
            findings.push(raised(&finding::ENCRYPTED, &file.path, 1, ""));
        }
        // Where nothing of the vendor's is near, it is nobody's business here.
        let near = index
            .module(folder(&file.path))
            .filter(|_| file.class.is_module_part());
        let speaks = match near {
            Some(module) => module
                .files
                .iter()
                .any(|file| !index.file(*file).claims.is_empty()),
            None => !file.claims.is_empty(),
        };
        for problem in file
            .blocks()
            .iter()
            .filter(|_| speaks)
            .filter_map(|block| block.problem.as_ref())
        {
            let line = file.lines.number(problem.at);
            findings.push(raised(
                &finding::UNREADABLE_PART,
                &file.path,
                line,
                &problem.message,
            ));
        }
    }
    for odd in index.odd() {
        let what = match odd.what {
            // What lies in a folder is looked at where it lies.
            OddKind::LinkedFolder if !FileClass::of(&odd.path, b"").is_hcl() => continue,
            OddKind::Link | OddKind::LinkedFolder => "a link",
            OddKind::DeadLink => "a link that leads nowhere",
            OddKind::Folder => "a folder",
            OddKind::Special => "neither file nor folder",
        };
        findings.push(raised(&finding::ODD, &odd.path, 1, what));
    }
    findings
}

fn changes(index: &Index, rewrite: &Rewrite, results: &[Rewritten]) -> Vec<Change> {
    let mut changes = Vec::new();
    let made: BTreeMap<&str, &Rewritten> = results
        .iter()
        .map(|result| (result.path.as_str(), result))
        .collect();
    for (path, planned) in &rewrite.edits {
        let Some(file) = index.file_at(path) else {
            continue;
        };
        let made: BTreeSet<(Span, &str)> = made
            .get(file.path.as_str())
            .and_then(|result| result.edits.as_ref())
            .into_iter()
            .flat_map(|edits| edits.iter().map(|edit| (edit.span, edit.text.as_str())))
            .collect();
        for planned in planned {
            let span = planned.edit.span;
            if made.contains(&(span, planned.edit.text.as_str())) {
                changes.push(Change {
                    file: file.path.clone(),
                    line: Some(file.line(span)),
                    span: Some([span.start, span.end]),
                    length: planned.edit.text.len(),
                    rule: planned.rule.as_str(),
                    fidelity: planned.fidelity,
                    address: planned.address.clone(),
                });
            }
        }
    }
    changes.extend(rewrite.files.iter().map(|(path, file)| Change {
        file: path.clone(),
        line: None,
        span: None,
        length: file.text.len(),
        rule: file.rule.as_str(),
        fidelity: Fidelity::Exact,
        address: path.clone(),
    }));
    changes.sort();
    changes
}
