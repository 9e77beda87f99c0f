//! Words that have no business in any file.

use super::{
    Violation,
    tree::{File, Tree},
};

/// Folders of somebody's machine, those of build machines first. Split here, so that this file keeps its own rule.
const MACHINE_PATHS: [&str; 4] = [
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
];
/// Package registries; whoever builds chooses a mirror, so nothing names them.
const REGISTRY_HOSTS: [&str; 7] = [
    concat!("crates", ".io"),
    concat!("pypi", ".org"),
    concat!("files.python", "hosted.org"),
    concat!("npm", "js.org"),
    concat!("npm", "js.com"),
    concat!("deb.debian", ".org"),
    concat!("proxy.go", "lang.org"),
];
const UNFINISHED: [&str; 5] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("to", "do!("),
    concat!("un", "implemented!("),
    IGNORED,
];
/// A test that does not run. Those that need other people's programs are left to the suites that bring these.
pub const IGNORED: &str = concat!("#[ig", "nore");
/// Where those are.
pub const JUDGED: &str = "/tests/";

pub fn machine_path(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree.files() {
        // Inside containers these folders are somebody's, so data may hold them.
        let is_data = file.path.starts_with("test-fixtures/") && !file.path.ends_with(".rs");
        let wanted = if is_data {
            &MACHINE_PATHS[..2]
        } else {
            &MACHINE_PATHS
        };
        for (number, line) in file.lines() {
            for wanted in wanted {
                let is_absolute = line.match_indices(*wanted).any(|(start, _)| {
                    !line[..start]
                        .ends_with(|c: char| c.is_alphanumeric() || "._-/~})*:".contains(c))
                });
                if is_absolute {
                    found.push(Violation::new(
                        &file.path,
                        number,
                        "machine-path",
                        format!("{wanted} is a folder of one machine; derive the path"),
                    ));
                }
            }
        }
    }
    found
}

pub fn registry_host(tree: &Tree) -> Vec<Violation> {
    // The lock file is cargo's and names its index.
    let files = tree.files().filter(|file| file.path != "Cargo.lock");
    lines_with(files, &REGISTRY_HOSTS, "registry-host", |host| {
        format!("do not name {host}; say which package")
    })
}

pub fn unfinished(tree: &Tree) -> Vec<Violation> {
    let files = tree.files().filter(|file| {
        [".rs", ".md", ".tf", ".toml", ".py", ".mjs", ".sh", ".yaml"]
            .iter()
            .any(|ending| file.path.ends_with(ending))
    });
    let mut found = lines_with(files, &UNFINISHED, "unfinished", |word| {
        format!("{word}: finish it, or record it as an issue")
    });
    found.retain(|violation| {
        let file = tree.get(&violation.path);
        let line = file.and_then(|file| file.lines().find(|(at, _)| *at == violation.line));
        !violation.path.contains(JUDGED) || !line.is_some_and(|(_, line)| is_left(line))
    });
    found
}

/// Whether a test says which suite runs it.
pub fn is_left(line: &str) -> bool {
    line.starts_with(IGNORED) && line.contains(": cargo xtask test --only ")
}

fn lines_with<'a>(
    files: impl Iterator<Item = &'a File>,
    words: &[&str],
    rule: &'static str,
    advice: impl Fn(&str) -> String,
) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in files {
        for (number, line) in file.lines() {
            if let Some(word) = words.iter().find(|word| line.contains(**word)) {
                found.push(Violation::new(&file.path, number, rule, advice(word)));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(found: &[Violation]) -> Vec<usize> {
        found.iter().map(|violation| violation.line).collect()
    }

    #[test]
    fn machine_paths_are_absolute_ones() {
        let [work, root, home, _] = MACHINE_PATHS;
        let text = format!(
            "see {work}main\n\"{root}.cache\"\n=({home}me\nexamples{work}x\n/workspace/x\n$HOME{work}\nhttps:/{work}x\n"
        );
        let data = format!("{home}me\n{work}x\n");
        let tree = Tree::of_texts(&[("a.md", &text), ("test-fixtures/x.json", &data)]);
        let (data, found): (Vec<_>, Vec<_>) = machine_path(&tree)
            .into_iter()
            .partition(|v| v.path != "a.md");
        assert_eq!(numbers(&data), [2]);
        assert_eq!(numbers(&found)[..3], [1, 2, 3]);
        assert!(!numbers(&found).contains(&4) && !numbers(&found).contains(&5));
    }

    #[test]
    fn registries_are_named_in_the_lock_file_only() {
        let text = format!("source = {}", REGISTRY_HOSTS[0]);
        let tree = Tree::of_texts(&[("Cargo.lock", &text), ("docs/x.md", &text)]);
        let found = registry_host(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, "docs/x.md");
    }

    #[test]
    fn unfinished_work_is_found() {
        let text = UNFINISHED.join("\n");
        let tree = Tree::of_texts(&[("x.rs", &text), ("x.json", &text)]);
        assert_eq!(numbers(&unfinished(&tree)), [1, 2, 3, 4, 5]);
        let left =
            format!("{IGNORED} = \"needs a judge: cargo xtask test --only judged\"]\n{IGNORED}]");
        for (path, lines) in [("a/tests/x.rs", &[2][..]), ("a/src/x.rs", &[1, 2])] {
            let tree = Tree::of_texts(&[(path, &left)]);
            assert_eq!(numbers(&unfinished(&tree)), lines);
        }
    }
}
