//! Where files come from. The engine never opens one: it is handed a [`Repository`].

use std::{borrow::Cow, collections::BTreeMap};

use crate::downloaded::Downloaded;

/// Files of one repository, by path: relative, with `/`, no `.` and no `..`.
pub trait Repository: Sync {
    /// Path of every regular file that belongs to the repository, sorted, each once.
    fn paths(&self) -> Vec<String>;

    /// The bytes of the file at `path`.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] says why; the file then counts as refused.
    fn read(&self, path: &str) -> Result<Cow<'_, [u8]>, Unreadable>;

    /// What is there and is no regular file, although its name says it should be: links, folders called `x.tf`.
    fn odd(&self) -> Vec<Odd> {
        Vec::new()
    }

    /// Modules from elsewhere that Terraform keeps beside the configuration. They are no part of the repository.
    fn downloaded(&self) -> Vec<Downloaded> {
        Vec::new()
    }
}

/// Why a file could not be read. Says nothing about its contents.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(pub String);

/// Something that is no regular file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Odd {
    /// Where.
    pub path: String,
    /// What it is.
    pub what: OddKind,
    /// Where a link leads to, if that is in the repository.
    pub target: Option<String>,
}

/// What something is that is no regular file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OddKind {
    /// A symbolic link; what it points to is read where it is, if it belongs to the repository.
    Link,
    /// A symbolic link to what is not there.
    DeadLink,
    /// A symbolic link to a folder, whatever its name.
    LinkedFolder,
    /// A folder with the name of a configuration file.
    Folder,
    /// A device, a pipe, a socket.
    Special,
}

/// A repository that is held in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InMemory(pub BTreeMap<String, Vec<u8>>);

impl Repository for InMemory {
    fn paths(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    fn read(&self, path: &str) -> Result<Cow<'_, [u8]>, Unreadable> {
        self.0
            .get(path)
            .map(|bytes| Cow::Borrowed(bytes.as_slice()))
            .ok_or_else(|| Unreadable("there is no such file".to_owned()))
    }
}

/// The folder a path lies in; empty at the top.
#[must_use]
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `path` below `folder`.
#[must_use]
pub fn join(folder: &str, path: &str) -> String {
    if folder.is_empty() {
        path.to_owned()
    } else {
        format!("{folder}/{path}")
    }
}

/// The folder that the local module source `source` (`./x`, `../x`) means from `folder`; nothing if it leads out of the
/// repository or is not local.
#[must_use]
pub fn resolve(folder: &str, source: &str) -> Option<String> {
    if !source.starts_with("./") && !source.starts_with("../") && source != "." && source != ".." {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in source.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The local module source that leads from `folder` to `target`.
#[must_use]
pub fn relative(folder: &str, target: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = target.split('/').filter(|part| !part.is_empty()).collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let ups = from.len() - shared;
    let mut parts = vec![".."; ups];
    if ups == 0 {
        parts.push(".");
    }
    parts.extend(&to[shared..]);
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_sources_are_followed_and_made() {
        assert_eq!(resolve("", "./a/b").as_deref(), Some("a/b"));
        assert_eq!(resolve("x/y", "../z/").as_deref(), Some("x/z"));
        assert_eq!(resolve("x", "../../z"), None);
        assert_eq!(resolve("x", "hashicorp/consul/aws"), None);
        assert_eq!(relative("", "modules/a"), "./modules/a");
        assert_eq!(relative("envs/prod", "modules/a"), "../../modules/a");
        assert_eq!(relative("modules/b", "modules/a"), "../a");
    }
}
