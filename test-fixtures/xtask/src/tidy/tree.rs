//! The files the rules look at.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    process,
    repository::{Repository, files_below},
};

/// Every file of a checkout that git knows or would add, by path with `/`.
pub struct Tree {
    files: BTreeMap<String, File>,
}

/// One file.
pub struct File {
    /// Its path with `/`.
    pub path: String,
    /// Its text; empty when it is not UTF-8.
    pub text: String,
}

impl Tree {
    /// The files of `repository`; outside git, everything but build results.
    pub fn of_repository(repository: &Repository) -> Result<Self> {
        let root = repository.root();
        let listed = process::capture(Command::new("git").current_dir(root).args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]));
        let paths: Vec<String> = match listed {
            Ok(listed) if listed.status.success() => listed
                .stdout
                .split('\0')
                .filter(|path| !path.is_empty())
                .map(str::to_owned)
                .collect(),
            _ => files_below(root, &["target", ".git", ".tools", ".demo", ".terraform"])?
                .iter()
                .map(|path| {
                    let relative = path.strip_prefix(root)?;
                    let parts: Vec<_> = relative
                        .components()
                        .map(|part| part.as_os_str().to_string_lossy())
                        .collect();
                    Ok(parts.join("/"))
                })
                .collect::<Result<_>>()?,
        };
        let mut files = BTreeMap::new();
        for path in paths {
            let absolute = root.join(&path);
            // Deleted but not yet committed, or a link to elsewhere.
            if !absolute.symlink_metadata().is_ok_and(|data| data.is_file()) {
                continue;
            }
            let bytes = fs::read(&absolute)
                .with_context(|| format!("cannot read {}", absolute.display()))?;
            let text = String::from_utf8(bytes).unwrap_or_default();
            files.insert(path.clone(), File { path, text });
        }
        Ok(Self { files })
    }

    /// A tree made of texts.
    #[cfg(test)]
    pub fn of_texts(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| {
                let file = File {
                    path: (*path).to_owned(),
                    text: (*text).to_owned(),
                };
                ((*path).to_owned(), file)
            })
            .collect();
        Self { files }
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Every file.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.files.values()
    }

    /// The file at `path`.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    /// Files below `folder`.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a File> {
        self.files().filter(move |file| {
            file.path
                .strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/'))
        })
    }

    /// Names of the folders directly in `folder`.
    pub fn folders_in<'a>(&'a self, folder: &'a str) -> BTreeSet<&'a str> {
        self.below(folder)
            .filter_map(|file| file.path[folder.len() + 1..].split_once('/'))
            .map(|(name, _)| name)
            .collect()
    }

    /// Every folder with the names of what lies directly in it; the top folder is the empty path.
    pub fn folders(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut folders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for path in self.files.keys() {
            let mut path = path.as_str();
            loop {
                let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
                folders.entry(parent).or_default().insert(name);
                if parent.is_empty() {
                    break;
                }
                path = parent;
            }
        }
        folders
    }
}

impl File {
    /// Lines with their numbers.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }

    /// Whether it is Rust written by people.
    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs") && !self.path.contains("/generated/")
    }

    /// Whether it is Rust that ends up in a product: not a test, benchmark or example.
    pub fn is_production_rust(&self) -> bool {
        self.is_rust()
            && !["/tests/", "/benches/", "/examples/"]
                .iter()
                .any(|part| self.path.contains(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_folders() {
        let tree = Tree::of_texts(&[("a/b/c.rs", ""), ("a/d.rs", ""), ("ab/e.rs", "")]);
        assert_eq!(tree.below("a").count(), 2);
        assert_eq!(tree.folders_in("a"), ["b"].into());
        assert_eq!(tree.folders()["a"], ["b", "d.rs"].into());
        assert_eq!(tree.folders()[""], ["a", "ab"].into());
    }
}
