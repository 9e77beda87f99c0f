//! Folders as data.

use std::{collections::BTreeMap, fs, path::Path};

/// Files by relative path with `/`.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// Every file below `folder`; empty if there is no such folder.
///
/// # Panics
/// If a file cannot be read.
#[must_use]
pub fn read_tree(folder: &Path) -> Tree {
    let mut tree = Tree::new();
    walk(folder, "", &mut tree);
    tree
}

fn walk(folder: &Path, prefix: &str, tree: &mut Tree) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            walk(&path, &format!("{name}/"), tree);
        } else {
            let bytes =
                fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            tree.insert(name, bytes);
        }
    }
}
