//! The second scan: the result against the account.
//!
//! Before anything is written, the result is scanned again by the census. It must find exactly what the account says stays,
//! what was carried over, and the blocks that make the state forget; the result must parse as far as the original did, and
//! refer to nothing that is gone. A disagreement is a mistake of this program, and nothing is written.
//!
//! Each who works on it holds one result at a time: what is kept of it are its edits, and a fingerprint of what they come to.

mod shared;
mod untouched;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use ovhai_syntax::{Edits, FileClass, Named, Span};

use crate::{
    account::{Disposition, Occurrence},
    census::{self, Hit},
    error::Error,
    index::Index,
    repository::{Repository, folder},
    rewrite::{NewFile, Planned, Rewrite, Rule, Source},
    survey::{self, BlockFact, BlockKind, Facts, FileSurvey, fingerprint},
    workers::{Workers, made},
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
    workers: &dyn Workers,
    index: &Index,
    repository: &dyn Repository,
    rewrite: &Rewrite,
    occurrences: &[Occurrence],
) -> Result<Vec<Rewritten>, Error> {
    let carried = carried_from(rewrite);
    let by_file = by_file(index, occurrences);
    let changed = made(workers, index.files(), |number, file| {
        let carried = carried.get(file.path.as_str());
        let carried = carried.map_or(&[][..], Vec::as_slice);
        edited(file, repository, rewrite, by_file[number], carried)
    });
    let files: Vec<(&String, &NewFile)> = rewrite.files.iter().collect();
    let new = made(workers, &files, |_, (path, file)| {
        created(index, path, file)
    });
    let mut results = Vec::new();
    let mut after: BTreeMap<String, Names> = BTreeMap::new();
    for result in changed.into_iter().chain(new) {
        if let Some((rewritten, names)) = result? {
            let folder = folder(&rewritten.path).to_owned();
            after.entry(folder).or_default().add(names);
            results.push(rewritten);
        }
    }
    nothing_dangles(index, &results, &after)?;
    results.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(results)
}

/// The occurrences of every file, in the order of files.
fn by_file<'a>(index: &Index, mut occurrences: &'a [Occurrence]) -> Vec<&'a [Occurrence]> {
    let files = 0..index.files().len();
    files
        .map(|file| {
            let count = occurrences.partition_point(|occurrence| occurrence.file <= file);
            let (these, others) = occurrences.split_at(count);
            occurrences = others;
            these
        })
        .collect()
}

/// A file after the rewrite, and the names in it; nothing if the file stays as it is.
type Changed = Result<Option<(Rewritten, Names)>, Error>;

/// Makes the edits of `file`.
fn edited(
    file: &FileSurvey,
    repository: &dyn Repository,
    rewrite: &Rewrite,
    occurrences: &[Occurrence],
    carried: &[Span],
) -> Changed {
    let planned = rewrite.edits.get(&file.path).map_or(&[][..], Vec::as_slice);
    let contradict = |source| Error::Edits {
        path: file.path.clone(),
        source,
    };
    let edits = planned.iter().map(|planned| planned.edit.clone()).collect();
    let edits = Edits::outermost(edits).map_err(contradict)?;
    balance(file, occurrences, &edits, carried)?;
    if edits.is_empty() {
        return Ok(None);
    }
    let source = Source::read(repository, file)?;
    let bytes = edits.apply(source.text.as_bytes()).map_err(contradict)?;
    scan_again(file, occurrences, &edits, planned, &bytes)?;
    let names = match untouched::read(file, &edits, &bytes) {
        Some(names) => names,
        None => reads_as_before(&file.path, &bytes, Some(file))?,
    };
    let rewritten = Rewritten {
        path: file.path.clone(),
        was: file.fingerprint,
        is: fingerprint(&bytes),
        new: String::new(),
        is_gone: rewrite.gone.contains(&file.path),
        edits: Some(edits),
    };
    Ok(Some((rewritten, names)))
}

/// A file that was not there.
fn created(index: &Index, path: &str, file: &NewFile) -> Changed {
    let bytes = file.text.as_bytes();
    let is_allowed = matches!(file.rule, Rule::State | Rule::Manifest);
    if !is_allowed && !census::scan(bytes).is_empty() {
        return Err(disagree(path, "a new file names the vendor"));
    }
    let names = reads_as_before(path, bytes, index.file_at(path))?;
    let rewritten = Rewritten {
        path: path.to_owned(),
        edits: None,
        was: 0,
        is: fingerprint(bytes),
        new: file.text.clone(),
        is_gone: false,
    };
    Ok(Some((rewritten, names)))
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
    occurrences: &[Occurrence],
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
    occurrences: &[Occurrence],
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
    /// Those of a file that is at `path` and says `facts`, in the blocks that count. Only parts of modules have names.
    fn of(path: &str, facts: &Facts, counts: impl Fn(usize) -> bool) -> Self {
        let mut names = Self::default();
        if !FileClass::of(path, b"").is_module_part() {
            return names;
        }
        for (number, block) in facts.blocks.iter().enumerate() {
            match &block.kind {
                _ if !counts(number) => {}
                BlockKind::Declares(named) => drop(names.declared.insert(named.clone())),
                BlockKind::Locals(locals) => {
                    let locals = locals.iter().cloned().map(Named::Local);
                    names.declared.extend(locals);
                }
                _ => {}
            }
        }
        for reference in &facts.references {
            // Blocks about the state name what it holds, not what is declared.
            let kind = &facts.blocks[reference.block].kind;
            let counts = counts(reference.block) && !matches!(kind, BlockKind::State { .. });
            // Most are named several times.
            if counts && !names.referred.contains(&reference.named) {
                names.referred.insert(reference.named.clone());
            }
        }
        names
    }

    fn add(&mut self, mut other: Self) {
        self.declared.append(&mut other.declared);
        self.referred.append(&mut other.referred);
    }
}

/// No new problem in the result; what it declares and refers to.
fn reads_as_before(path: &str, bytes: &[u8], before: Option<&FileSurvey>) -> Result<Names, Error> {
    let Some(facts) = survey::facts(path, bytes) else {
        return Ok(Names::default());
    };
    let count = |blocks: &[BlockFact]| {
        let problems = blocks.iter().filter(|block| block.problem.is_some());
        problems.count()
    };
    if count(&facts.blocks) > before.map_or(0, |file| count(file.blocks())) {
        return Err(disagree(path, "the result does not parse"));
    }
    Ok(Names::of(path, &facts, |_| true))
}

/// No reference to something that is gone.
fn nothing_dangles(
    index: &Index,
    results: &[Rewritten],
    after: &BTreeMap<String, Names>,
) -> Result<(), Error> {
    let changed: BTreeSet<&str> = results.iter().map(|result| result.path.as_str()).collect();
    let stays = |file: usize| !changed.contains(index.file(file).path.as_str());
    for (folder, names) in after {
        let module = index.module(folder);
        let places = |named: &Named| module.and_then(|module| module.declared.get(named));
        let is_declared = |named: &Named| {
            let elsewhere = || places(named).is_some_and(|all| all.iter().any(|at| stays(at.file)));
            names.declared.contains(named) || elsewhere()
        };
        let referred = module.map(|module| &module.references);
        // What was referred to and not declared before was never there.
        let was_dangling = |named: &Named| {
            referred.is_some_and(|all| all.contains_key(named)) && places(named).is_none()
        };
        let others = referred.into_iter().flatten();
        let others = others.filter(|(_, all)| all.iter().any(|at| stays(at.file)));
        let mut all = names.referred.iter().chain(others.map(|(named, _)| named));
        if let Some(named) = all.find(|named| !is_declared(named) && !was_dangling(named)) {
            let what = format!("`{named}` is referred to and not declared");
            let inside = crate::repository::join(folder, "*.tf");
            return Err(disagree(&inside, what));
        }
    }
    Ok(())
}
