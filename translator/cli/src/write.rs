//! Writing a rewrite: all files of a repository or none.
//!
//! Every new file is first written beside its place and synced. Only then are old files set aside and new ones renamed into
//! place; if one rename fails, everything is put back. A run that was killed in between leaves files whose names end in
//! [`STAGED`] or [`ASIDE`]; the next run refuses to start until somebody looked at them.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use ovhai_engine::verify::Rewritten;

/// Ending of a new file that is not in its place yet.
const STAGED: &str = ".translator-new";
/// Ending of an old file that was set aside.
const ASIDE: &str = ".translator-old";

/// One file on its way.
struct Step {
    place: PathBuf,
    staged: PathBuf,
    aside: PathBuf,
    exists: bool,
    /// Whether nothing takes its place.
    goes: bool,
}

/// Writes `files` below `root`.
pub fn write(root: &Path, files: &[Rewritten]) -> Result<()> {
    let mut steps = Vec::with_capacity(files.len());
    let mut folders = Vec::new();
    let staged = stage(root, files, &mut steps, &mut folders);
    if let Err(error) = staged.and_then(|()| place(&steps)) {
        for step in &steps {
            // What is not there need not be removed.
            let _ = fs::remove_file(&step.staged);
        }
        for folder in folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
        return Err(error.context("nothing was written"));
    }
    for step in steps.iter().filter(|step| step.exists) {
        fs::remove_file(&step.aside)
            .with_context(|| format!("{} cannot be removed", step.aside.display()))?;
    }
    Ok(())
}

fn stage(
    root: &Path,
    files: &[Rewritten],
    steps: &mut Vec<Step>,
    folders: &mut Vec<PathBuf>,
) -> Result<()> {
    for file in files {
        let place = root.join(&file.path);
        let beside = |ending: &str| {
            let mut name = place.file_name().unwrap_or_default().to_owned();
            name.push(ending);
            place.with_file_name(name)
        };
        let step = Step {
            staged: beside(STAGED),
            aside: beside(ASIDE),
            exists: file.edits.is_some(),
            goes: file.is_gone,
            place,
        };
        for left in [&step.staged, &step.aside] {
            if left.exists() {
                bail!(
                    "{} is left from a run that did not end; look at it and remove it",
                    left.display()
                );
            }
        }
        if !step.exists && step.place.exists() {
            bail!("{} appeared meanwhile", step.place.display());
        }
        if step.goes {
            steps.push(step);
            continue;
        }
        make_folder(&step.place, folders)?;
        let mut new = File::create_new(&step.staged)
            .with_context(|| format!("{} cannot be written", step.staged.display()))?;
        let staged = step.staged.clone();
        let place = step.place.clone();
        let exists = step.exists;
        // From here on the file is there and has to go if something fails.
        steps.push(step);
        new.write_all(&file.bytes)
            .and_then(|()| new.sync_all())
            .with_context(|| format!("{} cannot be written", staged.display()))?;
        if exists {
            let permissions = fs::metadata(&place)
                .with_context(|| format!("{} is gone", place.display()))?
                .permissions();
            if permissions.readonly() {
                bail!("{} is read-only", place.display());
            }
            fs::set_permissions(&staged, permissions)
                .with_context(|| format!("{} cannot be written", staged.display()))?;
        } else if file.path.ends_with(".sh") {
            executable(&staged)?;
        }
    }
    Ok(())
}

fn make_folder(place: &Path, made: &mut Vec<PathBuf>) -> Result<()> {
    let mut missing = Vec::new();
    let mut folder = place.parent();
    while let Some(path) = folder.filter(|path| !path.exists()) {
        missing.push(path.to_owned());
        folder = path.parent();
    }
    for path in missing.into_iter().rev() {
        fs::create_dir(&path).with_context(|| format!("{} cannot be made", path.display()))?;
        made.push(path);
    }
    Ok(())
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

fn place(steps: &[Step]) -> Result<()> {
    for (number, step) in steps.iter().enumerate() {
        let renamed = set_aside(step).and_then(|()| match step.goes {
            true => Ok(()),
            false => fs::rename(&step.staged, &step.place),
        });
        if let Err(error) = renamed {
            for done in steps[..=number].iter().rev() {
                put_back(done)?;
            }
            return Err(error)
                .with_context(|| format!("{} cannot be replaced", step.place.display()));
        }
    }
    Ok(())
}

fn set_aside(step: &Step) -> std::io::Result<()> {
    if step.exists {
        fs::rename(&step.place, &step.aside)
    } else {
        Ok(())
    }
}

fn put_back(step: &Step) -> Result<()> {
    if step.aside.exists() {
        fs::rename(&step.aside, &step.place).with_context(|| {
            format!(
                "{} could not be put back; it is in {}",
                step.place.display(),
                step.aside.display()
            )
        })?;
    } else if !step.exists && !step.staged.exists() {
        fs::remove_file(&step.place)
            .with_context(|| format!("{} could not be removed again", step.place.display()))?;
    }
    Ok(())
}
