//! A repository on disk.

use std::{
    borrow::Cow,
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use ovhai_engine::{
    downloaded::Downloaded,
    repository::{Odd, OddKind, Repository, Unreadable},
};
use ovhai_syntax::FileClass;
use serde_json::Value;

use crate::threads::Threads;

/// Folders that belong to tools: version control, and what Terraform downloaded.
const TOOLS: [&str; 5] = [".git", ".hg", ".svn", ".terraform", ".terragrunt-cache"];

/// Every regular file below a folder. Links are not followed: what they point to is found where it is.
#[derive(Clone, Debug)]
pub struct Disk {
    root: PathBuf,
    paths: Vec<String>,
    odd: Vec<Odd>,
    downloaded: Vec<Downloaded>,
}

/// Where Terraform says what it downloaded, below a root module.
const MODULES: &str = ".terraform/modules/modules.json";

impl Disk {
    /// Lists the files below `root`.
    ///
    /// Folders that cannot be listed are an error: an account of half a tree would be wrong.
    pub fn open(root: &Path) -> Result<Self> {
        if !root.is_dir() {
            bail!("{} is no folder", root.display());
        }
        let mut disk = Self::at(root);
        disk.list_all()?;
        disk.paths.sort_unstable();
        disk.odd.sort();
        disk.downloaded.sort();
        Ok(disk)
    }

    /// Nothing of it is listed yet.
    fn at(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            paths: Vec::new(),
            odd: Vec::new(),
            downloaded: Vec::new(),
        }
    }

    /// Adds what is below the folder.
    fn list_all(&mut self) -> Result<()> {
        // One level after the other, the folders of one side by side.
        let mut folders = vec![String::new()];
        while !folders.is_empty() {
            let listed = Threads.made(&folders, |prefix| {
                let mut part = Self::at(&self.root);
                part.list(prefix).map(|folders| (part, folders))
            });
            folders.clear();
            for part in listed {
                let (part, below) = part?;
                self.paths.extend(part.paths);
                self.odd.extend(part.odd);
                self.downloaded.extend(part.downloaded);
                folders.extend(below);
            }
        }
        Ok(())
    }

    /// Adds what is in one folder, whose path with `/` is `prefix`, and hands back those in it that are to be listed, alike.
    fn list(&mut self, prefix: &str) -> Result<Vec<String>> {
        let folder = match prefix.trim_end_matches('/') {
            "" => self.root.clone(),
            path => self.root.join(path),
        };
        let mut below = Vec::new();
        let entries = fs::read_dir(&folder)
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
            if kind.is_file() {
                self.paths.push(path);
                continue;
            }
            let is_named_like_one = FileClass::of(&path, b"").is_hcl();
            if kind.is_dir() {
                if is_named_like_one {
                    self.notice(&path, OddKind::Folder);
                }
                if name == ".terraform" {
                    self.downloads(&folder, prefix);
                }
                if !TOOLS.contains(&name.as_str()) {
                    below.push(format!("{path}/"));
                }
            } else if kind.is_symlink() && entry.path().is_dir() {
                self.notice(&path, OddKind::LinkedFolder);
            } else if is_named_like_one {
                let what = if kind.is_symlink() && !entry.path().exists() {
                    OddKind::DeadLink
                } else if kind.is_symlink() {
                    OddKind::Link
                } else {
                    OddKind::Special
                };
                self.notice(&path, what);
            }
        }
        Ok(below)
    }

    /// What was downloaded for the root module in `folder`. A list that is missing or cannot be read says nothing: it is
    /// Terraform's own, and another `terraform init` makes it anew.
    fn downloads(&mut self, folder: &Path, prefix: &str) {
        let Some(list) = fs::read(folder.join(MODULES))
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok())
        else {
            return;
        };
        for module in list["Modules"].as_array().into_iter().flatten() {
            let text = |name: &str| module[name].as_str().unwrap_or_default();
            let place = text("Dir");
            // Other folders are the repository's own modules.
            let is_plain = !place.split('/').any(|part| part == "..");
            if !place.starts_with(".terraform/modules/") || !is_plain {
                continue;
            }
            let Ok(entries) = fs::read_dir(folder.join(place)) else {
                continue;
            };
            let mut files: Vec<String> = entries
                .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
                .map(|name| format!("{prefix}{place}/{name}"))
                .filter(|path| FileClass::of(path, b"").is_module_part())
                .collect();
            files.sort_unstable();
            self.downloaded.push(Downloaded {
                root: prefix.trim_end_matches('/').to_owned(),
                key: text("Key").to_owned(),
                source: text("Source").to_owned(),
                files,
            });
        }
    }

    /// Where the link at `path` leads to, relative to the repository, if it leads into it.
    fn target(&self, path: &str) -> Option<String> {
        let root = fs::canonicalize(&self.root).ok()?;
        let target = fs::canonicalize(self.root.join(path)).ok()?;
        let inside = target.strip_prefix(root).ok()?;
        let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
        Some(parts?.join("/"))
    }

    fn notice(&mut self, path: &str, what: OddKind) {
        let target = match what {
            OddKind::Link | OddKind::LinkedFolder => self.target(path),
            OddKind::DeadLink | OddKind::Folder | OddKind::Special => None,
        };
        self.odd.push(Odd {
            path: path.to_owned(),
            what,
            target,
        });
    }

    /// The bytes of the file at `path`, in place of what `buffer` holds: no look at its size first, and no memory of its own
    /// for each of very many small files.
    pub fn read_into(&self, path: &str, buffer: &mut Vec<u8>) -> Result<(), Unreadable> {
        buffer.clear();
        fs::File::open(self.root.join(path))
            .and_then(|file| file.take(u64::MAX).read_to_end(buffer))
            .map(drop)
            .map_err(|error| Unreadable(error.kind().to_string()))
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

    fn downloaded(&self) -> Vec<Downloaded> {
        self.downloaded.clone()
    }
}
