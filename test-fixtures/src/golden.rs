//! Comparing whole trees with what is checked in.

use std::{fmt, fs, path::Path};

use crate::tree::{Tree, read_tree};

/// Whether expected files are rewritten: `UPDATE_GOLDEN=1`.
#[must_use]
pub fn is_updating() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1")
}

/// How produced files differ from expected ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch(Vec<String>);

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.0 {
            writeln!(f, "{line}")?;
        }
        f.write_str("run again with UPDATE_GOLDEN=1 to accept, and read the diff before committing")
    }
}

impl std::error::Error for Mismatch {}

/// Compares `produced` with the files below `expected`; with `UPDATE_GOLDEN=1` writes them instead, and removes files that are
/// no longer produced.
///
/// # Errors
/// Every file that is missing, superfluous or different, with the first lines that differ.
///
/// # Panics
/// If expected files cannot be written.
pub fn compare(expected: &Path, produced: &Tree) -> Result<(), Mismatch> {
    let known = read_tree(expected);
    if is_updating() {
        rewrite(expected, &known, produced);
        return Ok(());
    }
    let mut lines = Vec::new();
    for path in known.keys().filter(|path| !produced.contains_key(*path)) {
        lines.push(format!("{path}: no longer produced"));
    }
    for (path, bytes) in produced {
        match known.get(path) {
            None => lines.push(format!("{path}: produced but not expected")),
            Some(old) if old != bytes => {
                lines.push(format!("{path}: {}", first_change(old, bytes)))
            }
            Some(_) => {}
        }
    }
    if lines.is_empty() {
        Ok(())
    } else {
        Err(Mismatch(lines))
    }
}

fn rewrite(expected: &Path, known: &Tree, produced: &Tree) {
    for path in known.keys().filter(|path| !produced.contains_key(*path)) {
        fs::remove_file(expected.join(path)).expect("a stale expected file can be removed");
    }
    for (path, bytes) in produced {
        if known.get(path) == Some(bytes) {
            continue;
        }
        let file = expected.join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).expect("a folder for expected files can be made");
        }
        fs::write(file, bytes).expect("an expected file can be written");
    }
}

fn first_change(old: &[u8], new: &[u8]) -> String {
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    let number = old
        .lines()
        .zip(new.lines())
        .take_while(|(one, other)| one == other)
        .count();
    let line = |text: &str| {
        text.lines()
            .nth(number)
            .unwrap_or("(end of file)")
            .to_owned()
    };
    format!(
        "line {} is\n    {}\n  but expected is\n    {}",
        number + 1,
        line(&new),
        line(&old)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_difference_is_named() {
        let folder = std::env::temp_dir().join(format!("golden-{}", std::process::id()));
        fs::create_dir_all(folder.join("a")).unwrap();
        fs::write(folder.join("a/same"), "x\n").unwrap();
        fs::write(folder.join("a/other"), "x\ny\n").unwrap();
        fs::write(folder.join("gone"), "").unwrap();
        let produced: Tree = [
            ("a/same".to_owned(), b"x\n".to_vec()),
            ("a/other".to_owned(), b"x\nz\n".to_vec()),
            ("new".to_owned(), Vec::new()),
        ]
        .into();
        let result = compare(&folder, &produced);
        fs::remove_dir_all(&folder).unwrap();
        if is_updating() {
            return;
        }
        let text = result.unwrap_err().to_string();
        for part in [
            "gone: no longer",
            "new: produced",
            "a/other: line 2 is\n    z",
        ] {
            assert!(text.contains(part), "{text}");
        }
        assert!(!text.contains("same"), "{text}");
    }
}
