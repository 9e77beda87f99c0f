//! What a run is about to do, on disk before it does it.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Component, Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use ovhai_engine::{survey::fingerprint, verify::Rewritten};

use super::{ASIDE, STAGED, beside};

/// Its file, at the top of the repository.
const NAME: &str = ".translator-journal";
/// Its last line once every file is in its place.
const DONE: &str = "done";

/// The journal of a run.
pub(super) struct Journal(PathBuf);

impl Journal {
    /// Writes it, whole or not at all.
    pub(super) fn begin(root: &Path, files: &[Rewritten], folders: &[String]) -> Result<Self> {
        let mut text = String::new();
        for folder in folders {
            text.push_str(&format!("folder\t\t{folder}\n"));
        }
        for file in files {
            let word = if file.edits.is_some() { "old" } else { "new" };
            text.push_str(&format!("{word}\t{:016x}\t{}\n", file.is, file.path));
        }
        let path = root.join(NAME);
        let draft = beside(&path, STAGED);
        let failed = || format!("{} cannot be written", path.display());
        // One that is left, or a link that somebody put there: what it leads to is not touched.
        gone(&draft)?;
        let mut new = File::create_new(&draft).with_context(failed)?;
        new.write_all(text.as_bytes()).with_context(failed)?;
        new.sync_all().with_context(failed)?;
        fs::rename(&draft, &path).with_context(failed)?;
        Ok(Self(path))
    }

    /// From here on the run is finished, not undone.
    pub(super) fn commit(&self) -> Result<()> {
        let failed = || format!("{} cannot be written", self.0.display());
        let mut file = File::options()
            .append(true)
            .open(&self.0)
            .with_context(failed)?;
        file.write_all(format!("{DONE}\n").as_bytes())
            .with_context(failed)?;
        file.sync_all().with_context(failed)
    }

    /// Nothing is left to do.
    pub(super) fn end(self) -> Result<()> {
        fs::remove_file(&self.0).with_context(|| format!("{} cannot be removed", self.0.display()))
    }
}

/// Whether a run in `root` did not end.
pub fn is_left(root: &Path) -> bool {
    root.join(NAME).is_file()
}

/// Finishes what a run in `root` began, or undoes it, whichever it had come to. Nothing to do is no error.
pub fn recover(root: &Path) -> Result<()> {
    let path = root.join(NAME);
    if !path.is_file() {
        return Ok(());
    }
    let text = fs::read_to_string(&path).with_context(|| {
        format!(
            "{} cannot be read; see what it names by hand",
            path.display()
        )
    })?;
    let is_done = text.lines().last() == Some(DONE);
    // The last first: folders become empty before they go.
    for line in text.lines().rev() {
        let mut parts = line.splitn(3, '\t');
        let (Some(word), Some(print), Some(name)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let place = within(root, name)?;
        match (word, is_done) {
            ("old", true) => gone(&beside(&place, ASIDE))?,
            ("old", false) => {
                let aside = beside(&place, ASIDE);
                if aside.is_file() {
                    fs::rename(&aside, &place).with_context(|| {
                        format!(
                            "{} could not be put back; it is in {}",
                            place.display(),
                            aside.display()
                        )
                    })?;
                }
                gone(&beside(&place, STAGED))?;
            }
            ("new", false) => {
                gone(&beside(&place, STAGED))?;
                // Only what the run itself put there.
                let is_ours = fs::read(&place)
                    .is_ok_and(|bytes| format!("{:016x}", fingerprint(&bytes)) == print);
                if is_ours {
                    gone(&place)?;
                }
            }
            ("folder", false) => {
                // One that somebody put something into stays.
                let _ = fs::remove_dir(&place);
            }
            _ => {}
        }
    }
    gone(&path)
}

/// The place called `name` below `root`. A journal may be anybody's who wrote into the repository: it must not reach out of it.
fn within(root: &Path, name: &str) -> Result<PathBuf> {
    let path = Path::new(name);
    let is_plain = path
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let is_linked = |folder: &&Path| root.join(folder).is_symlink();
    if !is_plain || path.ancestors().skip(1).any(|folder| is_linked(&folder)) {
        bail!(
            "the journal in {} names `{}`, which is not in the repository; remove the journal if nobody began a rewrite",
            root.display(),
            name.escape_default()
        );
    }
    Ok(root.join(path))
}

/// Makes sure that there is no file at `path`.
fn gone(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be removed", path.display()))
        }
        _ => Ok(()),
    }
}
