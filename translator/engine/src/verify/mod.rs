//! The second scan: the result against the account.
//!
//! Before anything is written, the result is scanned again by the census. It must find exactly what the account says stays,
//! what was carried over, and the blocks that make the state forget; the result must parse as far as the original did, and
//! refer to nothing that is gone. A disagreement is a mistake of this program, and nothing is written.
//!
//! One result is held at a time: what is kept of it are its edits, and a fingerprint of what they come to.

mod shared;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use ovhai_syntax::{Edits, Named, Span};

use crate::{
    account::{Disposition, Occurrence},
    census::{self, Hit},
    error::Error,
    index::{Index, Module},
    repository::{Repository, folder},
    rewrite::{Planned, Rewrite, Rule, Source},
    survey::{FileSurvey, fingerprint},
};

pub(crate) use shared::settle;

/// A file after the rewrite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// Its path.
    pub path: String,
    /// The edits, if the file was there before.
    pub edits: Option<Edits>,
    /// [Fingerprint](crate::survey::fingerprint) of what was there before; 0 if there was nothing.
    pub was: u64,
    /// Fingerprint of what is there afterwards.
    pub is: u64,
    /// Text of a file that was not there before.
    pub new: String,
    /// Whether the file goes; then there are no bytes.
    pub is_gone: bool,
}

impl Rewritten {
    /// Its bytes: the new text, or what is in `repository` with the edits made.
    ///
    /// # Errors
    ///
    /// [`Error::Changed`] if the file is no longer what the edits were made for.
    pub fn bytes(&self, repository: &dyn Repository) -> Result<Cow<'_, [u8]>, Error> {
        let Some(edits) = &self.edits else {
            return Ok(Cow::Borrowed(self.new.as_bytes()));
        };
        let old = repository.read(&self.path).ok();
        old.filter(|old| fingerprint(old) == self.was)
            .and_then(|old| edits.apply(&old).ok())
            .map(Cow::Owned)
            .ok_or_else(|| Error::Changed {
                path: self.path.clone(),
            })
    }
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
    let mut after: BTreeMap<&str, Names> = BTreeMap::new();
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
        after
            .entry(folder(&file.path))
            .or_default()
            .add(reads_as_before(&file.path, &bytes, Some(file))?);
        results.push(Rewritten {
            path: file.path.clone(),
            edits: Some(edits),
            was: file.fingerprint,
            is: fingerprint(&bytes),
            new: String::new(),
            is_gone: rewrite.gone.contains(&file.path),
        });
    }
    for (path, file) in &rewrite.files {
        let found = census::scan(file.text.as_bytes());
        if !matches!(file.rule, Rule::State | Rule::Manifest) && !found.is_empty() {
            return Err(disagree(path, "a new file names the vendor"));
        }
        let bytes = file.text.as_bytes();
        after.entry(folder(path)).or_default().add(reads_as_before(
            path,
            bytes,
            index.file_at(path),
        )?);
        results.push(Rewritten {
            path: path.clone(),
            edits: None,
            was: 0,
            is: fingerprint(bytes),
            new: file.text.clone(),
            is_gone: false,
        });
    }
    nothing_dangles(index, &results, after)?;
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
            if matches!(planned.rule, Rule::State | Rule::Parting) {
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

/// What is declared and what is referred to in a folder.
#[derive(Default)]
struct Names {
    declared: BTreeSet<Named>,
    referred: BTreeSet<Named>,
}

impl Names {
    fn add(&mut self, module: Module) {
        self.declared.extend(module.declared.into_keys());
        self.referred.extend(module.references.into_keys());
    }
}

/// No new problem in the result; what it declares and refers to.
fn reads_as_before(path: &str, bytes: &[u8], before: Option<&FileSurvey>) -> Result<Module, Error> {
    let survey = FileSurvey::of(path, bytes);
    let count = |file: &FileSurvey| {
        let blocks = file.blocks().iter();
        blocks.filter(|block| block.problem.is_some()).count()
    };
    if count(&survey) > before.map_or(0, count) {
        return Err(disagree(path, "the result does not parse"));
    }
    Ok(Module::of(&survey))
}

/// No reference to something that is gone.
fn nothing_dangles(
    index: &Index,
    results: &[Rewritten],
    after: BTreeMap<&str, Names>,
) -> Result<(), Error> {
    let changed: BTreeSet<&str> = results.iter().map(|result| result.path.as_str()).collect();
    for (folder, mut names) in after {
        let module = index.module(folder);
        for file in module.map_or(&[][..], |module| &module.files) {
            let file = index.file(*file);
            if !changed.contains(file.path.as_str()) {
                names.add(Module::of(file));
            }
        }
        let dangled = |named: &Named| {
            module.is_some_and(|module| {
                module.references.contains_key(named) && !module.declared.contains_key(named)
            })
        };
        let mut dangling = names.referred.difference(&names.declared);
        if let Some(named) = dangling.find(|named| !dangled(named)) {
            let what = format!("`{named}` is referred to and not declared");
            let inside = crate::repository::join(folder, "*.tf");
            return Err(disagree(&inside, what));
        }
    }
    Ok(())
}
