//! Whether a work tree is clean.

use std::{path::Path, process::Command};

/// What git says of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tree {
    /// Everything is committed.
    Clean,
    /// Something is not.
    Dirty,
    /// It is no work tree, or there is no git.
    None,
}

/// What git says of `folder`.
pub fn tree(folder: &Path) -> Tree {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args([
            // Settings of a repository name a program for it to call; looking at one must run nothing.
            "-c",
            "core.fsmonitor=false",
            "status",
            "--porcelain",
            "--untracked-files=normal",
            "--",
            ".",
        ])
        .output();
    match output {
        Ok(output) if output.status.success() => {
            if output.stdout.is_empty() {
                Tree::Clean
            } else {
                Tree::Dirty
            }
        }
        _ => Tree::None,
    }
}
