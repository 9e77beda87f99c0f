//! Files and folders: their length, names and first lines.

use super::{Violation, code, tree::Tree};

const LONGEST: usize = 400;
const MOST_ENTRIES: usize = 25;
/// Such names gather unrelated code.
const FORBIDDEN: [&str; 7] = [
    "utils", "util", "common", "helpers", "base", "manager", "misc",
];
/// Everything at the top that is no dot file.
const TOP_LEVEL: [&str; 9] = [
    "Cargo.toml",
    "Cargo.lock",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "docs",
    "examples",
    "provider",
    "translator",
];

pub fn file_length(tree: &Tree) -> Vec<Violation> {
    tree.files()
        .filter(|file| file.is_production_rust())
        .filter_map(|file| {
            let length = code::production_length(&file.text);
            (length > LONGEST).then(|| {
                Violation::new(
                    &file.path,
                    LONGEST + 1,
                    "file-length",
                    format!("{length} lines besides tests, at most {LONGEST}; split it by idea"),
                )
            })
        })
        .collect()
}

pub fn module_header(tree: &Tree) -> Vec<Violation> {
    tree.files()
        .filter(|file| file.is_rust() && !file.text.starts_with("// @generated"))
        .filter(|file| {
            let first = file
                .text
                .lines()
                .find(|line| !line.trim().is_empty() && !line.starts_with("#!"));
            !first.is_some_and(|line| line.starts_with("//!") && line.len() > 6)
        })
        .map(|file| {
            Violation::new(
                &file.path,
                1,
                "module-header",
                "begin with a //! line that says what the module is for",
            )
        })
        .collect()
}

pub fn module_name(tree: &Tree) -> Vec<Violation> {
    tree.files()
        .filter(|file| file.path.ends_with(".rs"))
        .filter_map(|file| {
            let name = file
                .path
                .trim_end_matches(".rs")
                .split('/')
                .find(|part| FORBIDDEN.contains(part))?;
            Some(Violation::new(
                &file.path,
                1,
                "module-name",
                format!("{name} says nothing; name the module after its one idea"),
            ))
        })
        .collect()
}

pub fn flat_folder(tree: &Tree) -> Vec<Violation> {
    tree.folders()
        .into_iter()
        .filter(|(folder, entries)| !folder.is_empty() && entries.len() > MOST_ENTRIES)
        .map(|(folder, entries)| {
            Violation::new(
                folder,
                0,
                "flat-folder",
                format!(
                    "{} entries, at most {MOST_ENTRIES}; group them",
                    entries.len()
                ),
            )
        })
        .collect()
}

pub fn top_level(tree: &Tree) -> Vec<Violation> {
    tree.folders()
        .remove("")
        .into_iter()
        .flatten()
        .filter(|name| {
            !name.starts_with('.') && *name != "test-fixtures" && !TOP_LEVEL.contains(name)
        })
        .map(|name| {
            Violation::new(
                name,
                0,
                "top-level",
                "the top folder is fixed; put this where it belongs",
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_found_without_their_tests() {
        let code = "fn x() {}\n".repeat(400);
        let with_tests = format!(
            "{code}#[cfg(test)]\nmod tests {{\n{}}}\n",
            "    //\n".repeat(300)
        );
        let too_long = "fn x() {}\n".repeat(401);
        let tree = Tree::of_texts(&[
            ("a/src/x.rs", &with_tests),
            ("a/src/long.rs", &too_long),
            ("a/tests/long.rs", &too_long),
            ("a/src/generated/long.rs", &too_long),
        ]);
        let found = file_length(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].to_string(),
            "a/src/long.rs:401: file-length: 401 lines besides tests, at most 400; split it by idea"
        );
    }

    #[test]
    fn headers_and_names() {
        let tree = Tree::of_texts(&[
            ("a/src/lib.rs", "//! What it is for.\n"),
            ("a/src/bare.rs", "use x;\n//! Too late to be a header.\n"),
            ("a/src/empty.rs", "//!\n"),
            (
                "a/src/attributes.rs",
                "#![forbid(unsafe_code)]\n//! What it is for.\n",
            ),
            ("a/src/common/x.rs", "//! What it is for.\n"),
            ("a/src/database.rs", "//! What it is for.\n"),
        ]);
        let paths = |found: Vec<Violation>| -> Vec<String> {
            found.into_iter().map(|violation| violation.path).collect()
        };
        assert_eq!(
            paths(module_header(&tree)),
            ["a/src/bare.rs", "a/src/empty.rs"]
        );
        assert_eq!(paths(module_name(&tree)), ["a/src/common/x.rs"]);
    }

    #[test]
    fn crowded_folders_and_strangers_at_the_top() {
        let names: Vec<String> = (0..26).map(|n| format!("docs/x/{n}.md")).collect();
        let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
        files.extend([("README.md", ""), (".ci/run", ""), ("notes.md", "")]);
        let tree = Tree::of_texts(&files);
        assert_eq!(flat_folder(&tree)[0].path, "docs/x");
        let strangers = top_level(&tree);
        assert_eq!(strangers.len(), 1);
        assert_eq!(strangers[0].path, "notes.md");
    }
}
