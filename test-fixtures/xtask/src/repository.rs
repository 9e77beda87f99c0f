//! Where things lie. Everything is relative to the checkout this program was built from, never to the working directory.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};

/// One checkout.
#[derive(Clone, Debug)]
pub struct Repository {
    root: PathBuf,
}

impl Repository {
    /// The checkout that holds this crate.
    pub fn of_this_build() -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here
            .ancestors()
            .nth(2)
            .context("the crate does not lie two folders below the repository")?;
        ensure!(
            root.join("Cargo.toml").is_file(),
            "the checkout this program was built from is gone: {}; run cargo xtask in a checkout",
            root.display()
        );
        Ok(Self {
            root: root.to_path_buf(),
        })
    }

    /// The top folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the top folder, `/`-separated.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Programs and packages that tests need; ignored by git.
    pub fn tools(&self) -> PathBuf {
        self.path(".tools")
    }

    /// An emptied folder for one purpose of this program, below `.tools/scratch`.
    pub fn scratch(&self, name: &str) -> Result<PathBuf> {
        let path = self.tools().join("scratch").join(name);
        empty_folder(&path)?;
        Ok(path)
    }
}

/// Makes `path` an empty folder.
pub fn empty_folder(path: &Path) -> Result<()> {
    if path.symlink_metadata().is_ok() {
        fs::remove_dir_all(path).with_context(|| format!("cannot empty {}", path.display()))?;
    }
    fs::create_dir_all(path).with_context(|| format!("cannot create {}", path.display()))
}

/// Every file below `folder`, sorted by path; folders named in `skip` are left out.
pub fn files_below(folder: &Path, skip: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        let entries =
            fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot list {}", folder.display()))?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                if !skip.iter().any(|name| entry.file_name() == *name) {
                    waiting.push(entry.path());
                }
            } else {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Copies the files below `from` to the same places below `to`, without `skip`ped folders.
pub fn copy_tree(from: &Path, to: &Path, skip: &[&str]) -> Result<()> {
    for file in files_below(from, skip)? {
        let relative = file
            .strip_prefix(from)
            .context("a file outside its folder")?;
        let target = to.join(relative);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(&file, &target)
            .with_context(|| format!("cannot copy {} to {}", file.display(), target.display()))?;
    }
    Ok(())
}
