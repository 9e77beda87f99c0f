//! A repository on disk.

use std::{
    borrow::Cow,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use ovhai_engine::repository::{Odd, OddKind, Repository, Unreadable};
use ovhai_syntax::FileClass;

/// Folders that belong to tools: version control, and what Terraform downloaded.
const TOOLS: [&str; 5] = [".git", ".hg", ".svn", ".terraform", ".terragrunt-cache"];

/// Every regular file below a folder. Links are not followed: what they point to is found where it is.
#[derive(Clone, Debug)]
pub struct Disk {
    root: PathBuf,
    paths: Vec<String>,
    odd: Vec<Odd>,
}

impl Disk {
    /// Lists the files below `root`.
    ///
    /// Folders that cannot be listed are an error: an account of half a tree would be wrong.
    pub fn open(root: &Path) -> Result<Self> {
        if !root.is_dir() {
            bail!("{} is no folder", root.display());
        }
        let mut disk = Self {
            root: root.to_owned(),
            paths: Vec::new(),
            odd: Vec::new(),
        };
        disk.list(root, "")?;
        disk.paths.sort_unstable();
        disk.odd.sort();
        Ok(disk)
    }

    fn list(&mut self, folder: &Path, prefix: &str) -> Result<()> {
        let entries = fs::read_dir(folder)
            .with_context(|| format!("{} cannot be listed", folder.display()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("{} cannot be listed", folder.display()))?;
            let Ok(name) = entry.file_name().into_string() else {
                bail!(
                    "{} holds a name that is no UTF-8; rename it",
                    folder.display()
                );
            };
            let kind = entry
                .file_type()
                .with_context(|| format!("{} cannot be looked at", entry.path().display()))?;
            let path = format!("{prefix}{name}");
            let is_named_like_one = FileClass::of(&path, b"").is_hcl();
            if kind.is_file() {
                self.paths.push(path);
            } else if kind.is_dir() {
                if is_named_like_one {
                    self.notice(&path, OddKind::Folder);
                }
                if !TOOLS.contains(&name.as_str()) {
                    self.list(&entry.path(), &format!("{path}/"))?;
                }
            } else if is_named_like_one {
                let what = if kind.is_symlink() {
                    OddKind::Link
                } else {
                    OddKind::Special
                };
                self.notice(&path, what);
            }
        }
        Ok(())
    }

    fn notice(&mut self, path: &str, what: OddKind) {
        self.odd.push(Odd {
            path: path.to_owned(),
            what,
        });
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

impl Repository for Disk {
    fn paths(&self) -> Vec<String> {
        self.paths.clone()
    }

    fn read(&self, path: &str) -> Result<Cow<'_, [u8]>, Unreadable> {
        fs::read(self.root.join(path))
            .map(Cow::Owned)
            .map_err(|error| Unreadable(error.kind().to_string()))
    }

    fn odd(&self) -> Vec<Odd> {
        self.odd.clone()
    }
}
