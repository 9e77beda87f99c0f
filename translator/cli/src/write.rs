//! Writing a rewrite: all files of a repository or none, whatever stops the run.
//!
//! A [`Journal`] says what is about to happen before the first byte is written. Every new file is written beside its place
//! and synced; only then old files are set aside and new ones renamed into place; only then the old ones go. A run that fails
//! puts everything back itself. One that was killed leaves its journal, and the next `rewrite --write` first
//! [finishes or undoes](recover) what that run began.

mod journal;

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    thread,
};

use anyhow::{Context as _, Result, bail};
use ovhai_engine::{Repository, survey::fingerprint, verify::Rewritten};

use journal::Journal;
pub use journal::{is_left, recover};

/// Ending of a new file that is not in its place yet.
const STAGED: &str = ".translator-new";
/// Ending of an old file that was set aside.
const ASIDE: &str = ".translator-old";
/// Files that wait for the disk at the same time.
const SYNCED_AT_ONCE: usize = 16;

/// One file on its way.
struct Step<'a> {
    file: &'a Rewritten,
    place: PathBuf,
    staged: PathBuf,
    aside: PathBuf,
    /// Whether there is something to set aside.
    exists: bool,
}

/// Writes `files` below `root`, which is where `repository` lies. One file is held in memory at a time.
pub fn write(root: &Path, repository: &dyn Repository, files: &[Rewritten]) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    match run(root, repository, files, &mut || true) {
        Err(error) => {
            recover(root).with_context(|| format!("could not be undone after: {error:#}"))?;
            Err(error.context("nothing was written"))
        }
        done => done,
    }
}

/// All steps, one after the other; `goes_on` is asked before each one that changes something.
fn run(
    root: &Path,
    repository: &dyn Repository,
    files: &[Rewritten],
    goes_on: &mut dyn FnMut() -> bool,
) -> Result<()> {
    let mut next = || {
        if goes_on() {
            Ok(())
        } else {
            bail!("interrupted")
        }
    };
    let steps: Vec<Step<'_>> = files.iter().map(|file| Step::new(root, file)).collect();
    for step in &steps {
        step.check()?;
    }
    let folders = missing_folders(root, &steps);
    next()?;
    let journal = Journal::begin(root, files, &folders)?;
    for folder in &folders {
        next()?;
        let folder = root.join(folder);
        fs::create_dir(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    for step in &steps {
        next()?;
        step.stage(repository)?;
    }
    sync(&steps)?;
    for step in &steps {
        next()?;
        step.set_aside()?;
        next()?;
        step.put_in_place()?;
    }
    next()?;
    journal.commit()?;
    for step in steps.iter().filter(|step| step.exists) {
        next()?;
        fs::remove_file(&step.aside)
            .with_context(|| format!("{} cannot be removed", step.aside.display()))?;
    }
    next()?;
    journal.end()
}

impl<'a> Step<'a> {
    fn new(root: &Path, file: &'a Rewritten) -> Self {
        let place = root.join(&file.path);
        Self {
            staged: beside(&place, STAGED),
            aside: beside(&place, ASIDE),
            exists: file.edits.is_some(),
            place,
            file,
        }
    }

    /// Whether it can be done; changes nothing.
    fn check(&self) -> Result<()> {
        for left in [&self.staged, &self.aside] {
            if left.symlink_metadata().is_ok() {
                bail!(
                    "{} is left from a run that did not end; look at it and remove it",
                    left.display()
                );
            }
        }
        if !self.exists {
            if self.place.symlink_metadata().is_ok() {
                bail!("{} appeared meanwhile", self.place.display());
            }
            return Ok(());
        }
        let metadata = fs::symlink_metadata(&self.place)
            .with_context(|| format!("{} is gone", self.place.display()))?;
        if !metadata.is_file() {
            bail!("{} is no file any more", self.place.display());
        }
        if metadata.permissions().readonly() {
            bail!("{} is read-only", self.place.display());
        }
        Ok(())
    }

    fn stage(&self, repository: &dyn Repository) -> Result<()> {
        if self.file.is_gone {
            return Ok(());
        }
        let failed = || format!("{} cannot be written", self.staged.display());
        let mut new = File::create_new(&self.staged).with_context(failed)?;
        let bytes = self.file.bytes(repository)?;
        new.write_all(&bytes).with_context(failed)?;
        if self.exists {
            let permissions = fs::metadata(&self.place)
                .with_context(|| format!("{} is gone", self.place.display()))?
                .permissions();
            fs::set_permissions(&self.staged, permissions).with_context(failed)?;
        } else if self.file.path.ends_with(".sh") {
            executable(&self.staged)?;
        }
        Ok(())
    }

    fn set_aside(&self) -> Result<()> {
        if self.exists {
            fs::rename(&self.place, &self.aside)
                .with_context(|| format!("{} cannot be replaced", self.place.display()))?;
            let bytes = fs::read(&self.aside)
                .with_context(|| format!("{} cannot be read", self.aside.display()))?;
            if fingerprint(&bytes) != self.file.was {
                bail!("{} changed meanwhile; run again", self.place.display());
            }
        }
        Ok(())
    }

    fn put_in_place(&self) -> Result<()> {
        if self.file.is_gone {
            return Ok(());
        }
        fs::rename(&self.staged, &self.place)
            .with_context(|| format!("{} cannot be replaced", self.place.display()))
    }
}

fn beside(place: &Path, ending: &str) -> PathBuf {
    let mut name = place.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    place.with_file_name(name)
}

/// Folders that new files need, outer ones first, relative to `root` with `/`.
fn missing_folders(root: &Path, steps: &[Step<'_>]) -> Vec<String> {
    let mut missing: Vec<String> = Vec::new();
    for step in steps.iter().filter(|step| !step.exists) {
        let mut from = 0;
        while let Some(length) = step.file.path[from..].find('/') {
            let folder = &step.file.path[..from + length];
            from += length + 1;
            if !missing.iter().any(|known| known == folder) && !root.join(folder).exists() {
                missing.push(folder.to_owned());
            }
        }
    }
    missing
}

/// Waits until the disk has every new file; many wait no longer than one.
fn sync(steps: &[Step<'_>]) -> Result<()> {
    let staged: Vec<&Path> = steps
        .iter()
        .filter(|step| !step.file.is_gone)
        .map(|step| step.staged.as_path())
        .collect();
    let sync = |path: &Path| {
        File::open(path)
            .and_then(|file| file.sync_all())
            .with_context(|| format!("{} cannot be written", path.display()))
    };
    thread::scope(|scope| {
        let waiting: Vec<_> = staged
            .chunks(staged.len().div_ceil(SYNCED_AT_ONCE).max(1))
            .map(|part| scope.spawn(move || part.iter().try_for_each(|path| sync(path))))
            .collect();
        waiting.into_iter().try_for_each(|one| {
            one.join()
                .unwrap_or_else(|_| bail!("a thread that waits for the disk panicked"))
        })
    })
}

#[cfg(unix)]
fn executable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
        .with_context(|| format!("{} cannot be made executable", path.display()))
}

#[cfg(not(unix))]
fn executable(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use ovhai_syntax::{Edit, Edits, Span};

    use super::*;
    use crate::disk::Disk;

    fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut todo = vec![root.to_path_buf()];
        while let Some(folder) = todo.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(root).unwrap().display().to_string();
                if path.is_dir() {
                    found.insert(format!("{name}/"), Vec::new());
                    todo.push(path);
                } else {
                    found.insert(name, fs::read(&path).unwrap());
                }
            }
        }
        found
    }

    fn disk(root: &Path) -> Disk {
        Disk::open(root).unwrap()
    }

    fn begin(root: &Path) -> Vec<Rewritten> {
        for (path, text) in [
            ("a.tf", "old a"),
            ("b.tf", "old b"),
            ("goes.tf", "old c"),
            ("x/y.tf", "y"),
        ] {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), text).unwrap();
        }
        let was = |path: &str| fs::read(root.join(path)).map_or(0, |bytes| fingerprint(&bytes));
        let edits = || Some(Edits::new(vec![Edit::new(Span::new(0, 3), "new")]).unwrap());
        let file = |path: &str, edits: Option<Edits>, text: &str, is_gone| Rewritten {
            path: path.to_owned(),
            was: edits.as_ref().map_or(0, |_| was(path)),
            is: fingerprint(text.as_bytes()),
            new: if edits.is_none() { text } else { "" }.to_owned(),
            edits,
            is_gone,
        };
        vec![
            file("a.tf", edits(), "new a", false),
            file("b.tf", edits(), "new b", false),
            file("goes.tf", edits(), "new c", true),
            file("modules/m/main.tf", None, "module", false),
            file("x/forget.sh", None, "script", false),
        ]
    }

    #[test]
    fn a_run_that_is_killed_anywhere_leaves_all_or_nothing() {
        let whole = tempfile::TempDir::new().unwrap();
        let files = begin(whole.path());
        let before = tree(whole.path());
        let mut count = 0;
        run(whole.path(), &disk(whole.path()), &files, &mut || {
            count += 1;
            true
        })
        .unwrap();
        let after = tree(whole.path());
        assert!(after.contains_key("modules/m/main.tf") && !after.contains_key("goes.tf"));
        let (mut undone, mut finished) = (0, 0);
        for killed in 0..count {
            let folder = tempfile::TempDir::new().unwrap();
            let files = begin(folder.path());
            let mut left: usize = killed;
            let ended = run(folder.path(), &disk(folder.path()), &files, &mut || {
                let goes_on = left > 0;
                left = left.saturating_sub(1);
                goes_on
            });
            assert!(ended.is_err());
            assert_eq!(
                is_left(folder.path()),
                killed > 0,
                "killed before step {killed}"
            );
            recover(folder.path()).unwrap();
            assert!(!is_left(folder.path()));
            match tree(folder.path()) {
                found if found == before => undone += 1,
                found => {
                    assert_eq!(found, after, "killed before step {killed}");
                    finished += 1;
                }
            }
            // Whatever it was, the next run ends.
            if tree(folder.path()) == before {
                run(folder.path(), &disk(folder.path()), &files, &mut || true).unwrap();
                assert_eq!(tree(folder.path()), after);
            }
        }
        assert!(undone > 10 && finished > 2, "{undone} {finished}");
    }

    #[test]
    fn a_file_that_changed_meanwhile_keeps_its_change() {
        let folder = tempfile::TempDir::new().unwrap();
        let files = begin(folder.path());
        fs::write(folder.path().join("b.tf"), "mine").unwrap();
        let before = tree(folder.path());
        write(folder.path(), &disk(folder.path()), &files).unwrap_err();
        assert_eq!(tree(folder.path()), before);
    }

    #[test]
    fn what_a_person_made_meanwhile_stays() {
        let folder = tempfile::TempDir::new().unwrap();
        let files = begin(folder.path());
        let mut left = 3;
        run(folder.path(), &disk(folder.path()), &files, &mut || {
            left -= 1;
            left > 0
        })
        .unwrap_err();
        fs::write(folder.path().join("x/forget.sh"), "mine").unwrap();
        recover(folder.path()).unwrap();
        assert_eq!(tree(folder.path())["x/forget.sh"], b"mine");
    }
}
