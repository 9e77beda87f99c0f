//! Writing an export: check everything, journal, stage, verify, rename, tidy up.
//!
//! Until the first rename the destination holds the version before, complete. A killed run leaves a journal in phase
//! `writing`; the next write recognises finished files by their digest and continues.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use ovhai_model::{Digest, Revision};

use crate::{
    Error, ExportPlan, Files, Identity, Journal, JournalFile, OnLocalChange, Phase, Produce,
    ProduceError,
    claim::{Claimant, check_folder, lock},
    found::{Found, Look},
    journal::FOLDER,
    place::{put_in_place, remove_obsolete},
    stage::stage,
};

/// What to write, and where.
pub struct Write<'a> {
    /// The disk.
    pub files: &'a dyn Files,
    /// The destination.
    pub folder: &'a Path,
    /// The id Terraform knows, when the export exists; a destination of another id is refused.
    pub known_id: Option<&'a str>,
    /// The id to give a new export.
    pub fresh_id: &'a str,
    /// What is exported.
    pub identity: &'a Identity,
    /// From which revision.
    pub revision: &'a Revision,
    /// What was planned.
    pub plan: &'a ExportPlan,
    /// What to do with hand-made changes.
    pub on_local_change: OnLocalChange,
    /// Digests of edited files that say what is exported in another layout; they are replaced like files of ours.
    pub same_content: &'a BTreeMap<String, Digest>,
    /// Whether another resource manages the export with this id right now; such a one is not taken over.
    pub is_live: &'a (dyn Fn(&str) -> bool + Sync),
    /// Asked between files; true stops the run, keeping what is finished.
    pub cancelled: &'a (dyn Fn() -> bool + Sync),
}

/// What a write did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The export's id: the fresh one, or that of the journal found.
    pub id: String,
    /// Whether an interrupted or forgotten export was continued.
    pub adopted: bool,
    /// Digest of the tree as it is now.
    pub tree_digest: Digest,
    /// Files written.
    pub written: usize,
    /// Files that already had the planned content.
    pub unchanged: usize,
    /// Files of the version before that were removed.
    pub removed: usize,
    /// Hand-made files left in place.
    pub kept: Vec<String>,
}

/// Writes what `produce` makes, as `request.plan` says.
///
/// # Errors
/// Nothing is changed by an error before the first rename but the journal; see [`Error`] for each case.
pub fn write(request: &Write<'_>, produce: Produce<'_>) -> Result<Written, ProduceError> {
    let Write {
        files,
        folder,
        plan,
        ..
    } = *request;
    let holder = folder.join(FOLDER);
    if !matches!(files.metadata(&holder), Ok(Some(metadata)) if metadata.is_folder) {
        // Nothing of ours is here yet: what can be refused is refused before even a folder is created.
        check(request)?;
    }
    let _lock = lock(files, folder, &holder)?;
    let before = Journal::load(files, folder)?;
    let adopted = request.claimant().judge(folder, before.as_ref())?;
    let work = survey_paths(request, before.as_ref())?;

    // An adopted export gets a new id: whatever else still knows the old one no longer owns these files.
    let id = request.known_id.unwrap_or(request.fresh_id);
    let mut journal = Journal::begin(
        id.to_owned(),
        request.identity.clone(),
        request.revision.clone(),
    );
    journal.previous = work.standing.clone();
    journal.files = plan
        .files
        .iter()
        .map(|(path, file)| {
            let kept = work.kept.get(path);
            let file = JournalFile {
                digest: kept.unwrap_or(&file.sha256).clone(),
                size: file.size,
                modified_nanos: 0,
                kept: kept.is_some(),
                source: file.source.clone(),
            };
            (path.clone(), file)
        })
        .collect();
    journal.save(files, folder)?;

    let staging = holder.join("staging");
    let wanted: BTreeMap<&str, &Digest> = work
        .write
        .iter()
        .map(|path| (*path, &plan.files[*path].sha256))
        .collect();
    let staged = stage(files, &staging, &wanted, request.cancelled, produce).inspect_err(|_| {
        // Best effort: a full disk needs the space back, and the next write clears it anyway.
        let _ = files.remove_folder(&staging);
    })?;
    if (request.cancelled)() {
        return Err(Error::Cancelled.into());
    }
    look_again(request, &work, staged.keys())?;
    put_in_place(files, folder, &staged)?;
    remove_obsolete(files, folder, &work.obsolete)?;
    files
        .remove_folder(&staging)
        .map_err(Error::io("remove", &staging))?;

    journal.phase = Phase::Complete;
    journal.previous.clear();
    for (path, file) in &mut journal.files {
        let full = folder.join(path);
        if let Some(metadata) = files.metadata(&full).map_err(Error::io("look at", &full))? {
            file.size = metadata.size;
            file.modified_nanos = metadata.modified_nanos;
        }
    }
    journal.save(files, folder)?;
    Ok(Written {
        id: journal.id,
        adopted,
        tree_digest: plan.tree_digest_with(&work.kept),
        written: staged.len(),
        unchanged: plan.files.len() - staged.len() - work.kept.len(),
        removed: work.obsolete.len(),
        kept: work.kept.into_keys().collect(),
    })
}

/// Says whether `request` could be written, as far as that can be told without writing.
///
/// # Errors
/// What [`write()`] would refuse with.
pub fn check(request: &Write<'_>) -> Result<(), Error> {
    let Write { files, folder, .. } = *request;
    check_folder(files, folder)?;
    let journal = Journal::load(files, folder)?;
    request.claimant().judge(folder, journal.as_ref())?;
    survey_paths(request, journal.as_ref()).map(drop)
}

impl Write<'_> {
    const fn claimant(&self) -> Claimant<'_> {
        Claimant {
            known_id: self.known_id,
            identity: self.identity,
            is_live: self.is_live,
        }
    }
}

#[derive(Default)]
struct Work<'a> {
    /// Planned paths whose content is not there yet.
    write: BTreeSet<&'a str>,
    /// Hand-made files to leave, with their digests.
    kept: BTreeMap<String, Digest>,
    /// Paths of the version before that are no longer wanted and hold what was written there.
    obsolete: Vec<String>,
    /// What stands there now and is ours, so that an interrupted run still knows it as ours.
    standing: BTreeMap<String, JournalFile>,
    /// What was seen at every path that will be written or removed.
    seen: BTreeMap<String, Found>,
}

/// Decides path by path before anything is touched.
fn survey_paths<'a>(request: &Write<'a>, journal: Option<&Journal>) -> Result<Work<'a>, Error> {
    let mut work = Work::default();
    let (mut foreign, mut changed) = (Vec::new(), Vec::new());
    let mut look = Look::new(request.files, request.folder);
    for (path, planned) in &request.plan.files {
        let found = look.at(path)?;
        let digest = match &found {
            Found::Other(blocked) => return Err(blocked.error(request.folder, path)),
            Found::Content(digest) => Some(digest),
            Found::Nothing => None,
        };
        // Noted in any case: what is ours must stay known as ours if this run is interrupted.
        let is_ours = digest.is_none_or(|digest| work.stand(journal, path, digest));
        if digest == Some(&planned.sha256) {
            continue;
        }
        let says_the_same = digest.is_some() && request.same_content.get(path) == digest;
        match (digest, request.on_local_change) {
            (None, _) => {}
            (Some(_), _) if is_ours => {}
            (Some(_), _) if !is_owned(journal, path) => {
                foreign.push(path.clone());
                continue;
            }
            (Some(_), _) if says_the_same => {}
            (Some(_), OnLocalChange::Fail) => {
                changed.push(path.clone());
                continue;
            }
            (Some(digest), OnLocalChange::Keep) => {
                work.kept.insert(path.clone(), digest.clone());
                continue;
            }
            (Some(_), OnLocalChange::Overwrite) => {}
        }
        work.write.insert(path);
        work.seen.insert(path.clone(), found);
    }
    let obsolete = journal
        .into_iter()
        .flat_map(Journal::owned)
        .filter(|path| !request.plan.files.contains_key(*path));
    for path in obsolete {
        let found = look.at(path)?;
        let Found::Content(digest) = &found else {
            continue;
        };
        match request.on_local_change {
            _ if work.stand(journal, path, digest) => {}
            OnLocalChange::Overwrite => {}
            OnLocalChange::Fail => {
                changed.push(path.clone());
                continue;
            }
            OnLocalChange::Keep => continue,
        }
        work.obsolete.push(path.clone());
        work.seen.insert(path.clone(), found);
    }
    if !foreign.is_empty() {
        return Err(Error::Foreign { paths: foreign });
    }
    if !changed.is_empty() {
        return Err(Error::LocalChange { paths: changed });
    }
    Ok(work)
}

impl Work<'_> {
    /// Whether the bytes at `path` are ones this export wrote; notes them if so.
    fn stand(&mut self, journal: Option<&Journal>, path: &str, digest: &Digest) -> bool {
        let ours = journal.and_then(|journal| {
            journal
                .written(path)
                .find(|file| file.digest == *digest && !file.kept)
                .cloned()
        });
        let is_ours = ours.is_some();
        if let Some(file) = ours {
            self.standing.insert(path.to_owned(), file);
        }
        is_ours
    }
}

fn is_owned(journal: Option<&Journal>, path: &str) -> bool {
    journal.is_some_and(|journal| journal.written(path).next().is_some())
}

/// Staging takes a while, in which somebody may have edited a file: what is about to be replaced or removed must still be what
/// was seen. `overwrite` replaces edits, but never through a link.
fn look_again<'a>(
    request: &Write<'_>,
    work: &'a Work<'_>,
    staged: impl Iterator<Item = &'a String>,
) -> Result<(), Error> {
    let mut look = Look::new(request.files, request.folder);
    let mut changed = Vec::new();
    for path in staged.chain(&work.obsolete) {
        match look.at(path)? {
            Found::Other(blocked) => return Err(blocked.error(request.folder, path)),
            now if Some(&now) != work.seen.get(path)
                && request.on_local_change != OnLocalChange::Overwrite =>
            {
                changed.push(path.clone());
            }
            Found::Nothing | Found::Content(_) => {}
        }
    }
    if changed.is_empty() {
        Ok(())
    } else {
        Err(Error::LocalChange { paths: changed })
    }
}
