//! The second scan: the result against the account.
//!
//! Before anything is written, the result is scanned again by the census. It must find exactly what the account says stays,
//! what was carried over, and the blocks that make the state forget; the result must parse as far as the original did, and
//! refer to nothing that is gone. A disagreement is a mistake of this program, and nothing is written.

use std::collections::{BTreeMap, BTreeSet};

use ovhai_syntax::{Edits, Named, Span};

use crate::{
    account::{Disposition, Occurrence},
    census::{self, Hit},
    error::Error,
    index::Index,
    repository::{Repository, folder},
    rewrite::{Planned, Rewrite, Rule, Source},
    survey::FileSurvey,
};

/// A file after the rewrite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// Its path.
    pub path: String,
    /// The edits, if the file was there before.
    pub edits: Option<Edits>,
    /// [Fingerprint](crate::survey::fingerprint) of what was there before; 0 if there was nothing.
    pub was: u64,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether the file goes; then there are no bytes.
    pub is_gone: bool,
}

/// Makes the edits and checks the result.
///
/// # Errors
///
/// [`Error::Account`] if account and result disagree, [`Error::Edits`] if edits contradict each other, [`Error::Changed`] if a
/// file is no longer what was surveyed.
pub fn verify(
    index: &Index,
    repository: &dyn Repository,
    rewrite: &Rewrite,
    occurrences: &[Occurrence],
) -> Result<Vec<Rewritten>, Error> {
    let mut results = Vec::new();
    let carried = carried_from(rewrite);
    for (number, file) in index.files().iter().enumerate() {
        let planned = rewrite.edits.get(&file.path).map_or(&[][..], Vec::as_slice);
        let edits = Edits::outermost(planned.iter().map(|planned| planned.edit.clone()).collect())
            .map_err(|source| Error::Edits {
                path: file.path.clone(),
                source,
            })?;
        let from = occurrences.partition_point(|occurrence| occurrence.file < number);
        let these: Vec<&Occurrence> = occurrences[from..]
            .iter()
            .take_while(|occurrence| occurrence.file == number)
            .collect();
        let carried = carried
            .get(file.path.as_str())
            .map_or(&[][..], Vec::as_slice);
        balance(file, &these, &edits, carried)?;
        if edits.is_empty() {
            continue;
        }
        let source = Source::read(repository, file)?;
        let bytes = edits
            .apply(source.text.as_bytes())
            .map_err(|source| Error::Edits {
                path: file.path.clone(),
                source,
            })?;
        scan_again(file, &these, &edits, planned, &bytes)?;
        results.push(Rewritten {
            path: file.path.clone(),
            edits: Some(edits),
            was: file.fingerprint,
            bytes,
            is_gone: rewrite.gone.contains(&file.path),
        });
    }
    for (path, file) in &rewrite.files {
        let found = census::scan(file.text.as_bytes());
        if !matches!(file.rule, Rule::State | Rule::Manifest) && !found.is_empty() {
            return Err(disagree(path, "a new file names the vendor"));
        }
        results.push(Rewritten {
            path: path.clone(),
            edits: None,
            was: 0,
            bytes: file.text.clone().into_bytes(),
            is_gone: false,
        });
    }
    reads_as_before(index, &results)?;
    results.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(results)
}

fn disagree(path: &str, what: impl std::fmt::Display) -> Error {
    Error::Account {
        path: path.to_owned(),
        what: what.to_string(),
    }
}

/// What was carried over, by the file it was taken from.
fn carried_from(rewrite: &Rewrite) -> BTreeMap<&str, Vec<Span>> {
    let mut found: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    let all = rewrite.edits.values().flatten();
    for (_, origin) in all.flat_map(|planned| &planned.carried) {
        found.entry(&origin.file).or_default().push(origin.span);
    }
    found
}

/// Every hit belongs to exactly one occurrence, and what is replaced is what is said to be.
fn balance(
    file: &FileSurvey,
    occurrences: &[&Occurrence],
    edits: &Edits,
    carried: &[Span],
) -> Result<(), Error> {
    let mut owners: BTreeMap<Hit, usize> = BTreeMap::new();
    for occurrence in occurrences {
        if occurrence.hits.is_empty() && occurrence.made_by.is_none() {
            return Err(disagree(&file.path, "an occurrence without a hit"));
        }
        for hit in &occurrence.hits {
            *owners.entry(*hit).or_default() += 1;
        }
    }
    let is_carried = |hit: &Hit| carried.iter().any(|span| span.contains(hit.span()));
    for occurrence in occurrences {
        let leaves = matches!(
            occurrence.disposition,
            Disposition::Rewritten | Disposition::Removed
        );
        for hit in &occurrence.hits {
            let agrees = edits.replaces(hit.span()) == leaves || !leaves && is_carried(hit);
            if !agrees {
                let what = format!(
                    "{} at byte {} is {:?} and {} replaced",
                    occurrence.place.as_str(),
                    hit.start,
                    occurrence.disposition,
                    if leaves { "not" } else { "yet" }
                );
                return Err(disagree(&file.path, what));
            }
        }
    }
    let all: BTreeSet<Hit> = file.hits.iter().copied().collect();
    let owned: BTreeSet<Hit> = owners.keys().copied().collect();
    if all != owned {
        let what = format!("{} hits and {} owned", all.len(), owned.len());
        return Err(disagree(&file.path, what));
    }
    Ok(())
}

/// The census of the result: what stays where it moved to, what was carried, and blocks about the state.
fn scan_again(
    file: &FileSurvey,
    occurrences: &[&Occurrence],
    edits: &Edits,
    planned: &[Planned],
    bytes: &[u8],
) -> Result<(), Error> {
    let mut expected: BTreeSet<Span> = BTreeSet::new();
    for occurrence in occurrences {
        for hit in &occurrence.hits {
            expected.extend(
                edits
                    .moved(hit.start)
                    .map(|start| Span::new(start, start + hit.end - hit.start)),
            );
        }
    }
    let mut allowed: Vec<Span> = Vec::new();
    let mut by_span: BTreeMap<Span, Vec<&Planned>> = BTreeMap::new();
    for planned in planned {
        by_span.entry(planned.edit.span).or_default().push(planned);
    }
    for (edit, span) in edits.placed() {
        let planned = by_span.get(&edit.span).into_iter().flatten();
        for planned in planned.filter(|planned| planned.edit == *edit) {
            if planned.rule == Rule::State {
                allowed.push(span);
            }
            let carried = planned.carried.iter();
            allowed.extend(
                carried.map(|(at, _)| Span::new(span.start + at.start, span.start + at.end)),
            );
        }
    }
    let found: BTreeSet<Span> = census::scan(bytes).into_iter().map(Hit::span).collect();
    let new = found
        .difference(&expected)
        .find(|span| !allowed.iter().any(|allowed| allowed.contains(**span)));
    if let Some(span) = new {
        let what = format!("byte {} of the result names the vendor", span.start);
        return Err(disagree(&file.path, what));
    }
    match expected.difference(&found).next() {
        Some(span) => {
            let what = format!("byte {} of the result should name the vendor", span.start);
            Err(disagree(&file.path, what))
        }
        None => Ok(()),
    }
}

/// No new problem, and no reference to something that is gone.
fn reads_as_before(index: &Index, results: &[Rewritten]) -> Result<(), Error> {
    let changed: BTreeMap<&str, &Rewritten> = results
        .iter()
        .map(|result| (result.path.as_str(), result))
        .collect();
    let touched: BTreeSet<&str> = results.iter().map(|result| folder(&result.path)).collect();
    let mut after: Vec<FileSurvey> = index
        .files()
        .iter()
        .filter(|file| {
            touched.contains(folder(&file.path)) && !changed.contains_key(file.path.as_str())
        })
        .cloned()
        .collect();
    for result in results {
        let survey = FileSurvey::of(&result.path, &result.bytes);
        let before = index.file_at(&result.path);
        let count = |file: &FileSurvey| {
            let blocks = file.blocks().iter();
            blocks.filter(|block| block.problem.is_some()).count()
        };
        if count(&survey) > before.map_or(0, count) {
            return Err(disagree(&result.path, "the result does not parse"));
        }
        after.push(survey);
    }
    let after = Index::build(after, Vec::new());
    for module in after.modules() {
        let before = index
            .module(&module.folder)
            .map(dangling)
            .unwrap_or_default();
        if let Some(named) = dangling(module).difference(&before).next() {
            let what = format!("`{named}` is referred to and not declared");
            let inside = crate::repository::join(&module.folder, "*.tf");
            return Err(disagree(&inside, what));
        }
    }
    Ok(())
}

/// What is referred to and not declared.
fn dangling(module: &crate::index::Module) -> BTreeSet<Named> {
    module
        .references
        .iter()
        .filter(|(named, _)| !module.declared.contains_key(*named))
        .map(|(named, _)| named.clone())
        .collect()
}
