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
    ProduceError, journal::FOLDER, stage::stage,
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

/// What stands at a path the export wants or owned.
enum Found {
    Nothing,
    /// These bytes.
    Content(Digest),
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
    prepare_folder(files, folder)?;
    let holder = folder.join(FOLDER);
    let lock_path = holder.join("lock");
    let _lock = files
        .lock(&lock_path)
        .map_err(Error::io("lock", &lock_path))?
        .ok_or_else(|| Error::Locked {
            path: folder.to_owned(),
        })?;
    let before = Journal::load(files, folder)?;
    let adopted = check_identity(request, before.as_ref())?;
    let work = survey_paths(request, before.as_ref())?;

    let mut journal = Journal::begin(
        before
            .as_ref()
            .map_or(request.fresh_id, |journal| &journal.id)
            .to_owned(),
        request.identity.clone(),
        request.revision.clone(),
    );
    if let Some(before) = &before {
        // Newer entries win: they are what the last complete or interrupted write put in place.
        journal.previous = before.previous.clone();
        journal.previous.extend(before.files.clone());
    }
    journal.files = plan
        .files
        .iter()
        .map(|(path, file)| {
            let kept = work.kept.get(path);
            let digest = kept.unwrap_or(&file.sha256).clone();
            (
                path.clone(),
                JournalFile {
                    digest,
                    size: file.size,
                    modified_nanos: 0,
                    kept: kept.is_some(),
                },
            )
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

fn prepare_folder(files: &dyn Files, folder: &Path) -> Result<(), Error> {
    // The nearest thing that exists decides; a file there gives a clearer message than the failed creation would.
    for ancestor in folder
        .ancestors()
        .filter(|path| !path.as_os_str().is_empty())
    {
        match files.metadata(ancestor) {
            Ok(Some(metadata)) if metadata.is_file => {
                return Err(Error::NotAFolder {
                    path: ancestor.to_owned(),
                });
            }
            Ok(Some(_)) => break,
            Ok(None) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => {}
            Err(error) => return Err(Error::io("look at", ancestor)(error)),
        }
    }
    let holder = folder.join(FOLDER);
    if files
        .metadata(&holder)
        .ok()
        .flatten()
        .is_some_and(|metadata| metadata.is_link)
    {
        return Err(Error::Link { path: holder });
    }
    files
        .create_folder(&holder)
        .map_err(Error::io("create", &holder))
}

/// Whether the destination's journal is this export's; `Ok(true)` if it is taken over.
fn check_identity(request: &Write<'_>, journal: Option<&Journal>) -> Result<bool, Error> {
    let Some(journal) = journal else {
        return Ok(false);
    };
    let occupied = |found: String| {
        Err(Error::Occupied {
            path: request.folder.to_owned(),
            found,
        })
    };
    match request.known_id {
        Some(id) if id == journal.id => Ok(false),
        Some(_) => occupied(format!("the export {}", journal.id)),
        None if journal.identity == *request.identity => Ok(true),
        None if journal.identity.service != request.identity.service => occupied(format!(
            "an export of the project {}",
            journal.identity.service
        )),
        None if journal.identity.kind != request.identity.kind => {
            occupied(format!("a {} export", journal.identity.kind))
        }
        None => occupied("an export of another selection".to_owned()),
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
}

/// Decides path by path before anything is touched.
fn survey_paths<'a>(request: &Write<'a>, journal: Option<&Journal>) -> Result<Work<'a>, Error> {
    let mut work = Work::default();
    let (mut foreign, mut changed, mut safe_folders) = (Vec::new(), Vec::new(), BTreeSet::new());
    let is_ours = |path: &str, digest: &Digest| {
        journal.is_some_and(|journal| {
            journal
                .written(path)
                .any(|file| file.digest == *digest && !file.kept)
        })
    };
    let is_owned =
        |path: &str| journal.is_some_and(|journal| journal.written(path).next().is_some());
    for (path, planned) in &request.plan.files {
        match found(request.files, request.folder, path, &mut safe_folders)? {
            Found::Content(digest) if digest == planned.sha256 => {}
            Found::Content(digest) if !is_ours(path, &digest) => match request.on_local_change {
                _ if !is_owned(path) => foreign.push(path.clone()),
                OnLocalChange::Fail => changed.push(path.clone()),
                OnLocalChange::Keep => {
                    work.kept.insert(path.clone(), digest);
                }
                OnLocalChange::Overwrite => {
                    work.write.insert(path);
                }
            },
            Found::Nothing | Found::Content(_) => {
                work.write.insert(path);
            }
        }
    }
    let obsolete = journal
        .into_iter()
        .flat_map(Journal::owned)
        .filter(|path| !request.plan.files.contains_key(*path));
    for path in obsolete {
        let Found::Content(digest) = found(request.files, request.folder, path, &mut safe_folders)?
        else {
            continue;
        };
        match request.on_local_change {
            _ if is_ours(path, &digest) => work.obsolete.push(path.clone()),
            OnLocalChange::Overwrite => work.obsolete.push(path.clone()),
            OnLocalChange::Fail => changed.push(path.clone()),
            OnLocalChange::Keep => {}
        }
    }
    if !foreign.is_empty() {
        return Err(Error::Foreign { paths: foreign });
    }
    if !changed.is_empty() {
        return Err(Error::LocalChange { paths: changed });
    }
    Ok(work)
}

fn found(
    files: &dyn Files,
    folder: &Path,
    path: &str,
    safe_folders: &mut BTreeSet<String>,
) -> Result<Found, Error> {
    for (index, _) in path.match_indices('/') {
        let parent = &path[..index];
        if safe_folders.contains(parent) {
            continue;
        }
        let full = folder.join(parent);
        match files.metadata(&full).map_err(Error::io("look at", &full))? {
            None => return Ok(Found::Nothing),
            Some(metadata) if metadata.is_link => return Err(Error::Link { path: full }),
            Some(metadata) if !metadata.is_folder => return Err(Error::NotAFolder { path: full }),
            Some(_) => {
                safe_folders.insert(parent.to_owned());
            }
        }
    }
    let full = folder.join(path);
    match files.metadata(&full).map_err(Error::io("look at", &full))? {
        None => Ok(Found::Nothing),
        Some(metadata) if metadata.is_link => Err(Error::Link { path: full }),
        Some(metadata) if metadata.is_file => Ok(Found::Content(Digest::of(
            &files.read(&full).map_err(Error::io("read", &full))?,
        ))),
        Some(_) => Err(Error::Foreign {
            paths: vec![path.to_owned()],
        }),
    }
}

fn put_in_place(
    files: &dyn Files,
    folder: &Path,
    staged: &BTreeMap<String, std::path::PathBuf>,
) -> Result<(), Error> {
    let mut folders = BTreeSet::new();
    for (path, from) in staged {
        let to = folder.join(path);
        if let Some(parent) = to.parent()
            && folders.insert(parent.to_owned())
        {
            files
                .create_folder(parent)
                .map_err(Error::io("create", parent))?;
        }
        files
            .rename(from, &to)
            .map_err(Error::io("rename to", &to))?;
    }
    for parent in folders {
        files
            .sync_folder(&parent)
            .map_err(Error::io("sync", &parent))?;
    }
    Ok(())
}

/// Removes files and the folders that become empty by it.
pub(crate) fn remove_obsolete(
    files: &dyn Files,
    folder: &Path,
    paths: &[String],
) -> Result<(), Error> {
    let mut folders = BTreeSet::new();
    for path in paths {
        let full = folder.join(path);
        files
            .remove_file(&full)
            .map_err(Error::io("remove", &full))?;
        folders.extend(
            path.match_indices('/')
                .map(|(index, _)| path[..index].to_owned()),
        );
    }
    // Deepest first, so that a parent is empty by its turn.
    for path in folders.iter().rev() {
        let full = folder.join(path);
        files
            .remove_empty_folder(&full)
            .map_err(Error::io("remove", &full))?;
    }
    Ok(())
}
