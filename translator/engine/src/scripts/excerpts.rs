//! The parts of a file that a shell would read, whatever the file is: a script as a whole, blocks of code in a document, commands
//! in strings and lists of a program, documents that are fed to a shell.

mod document;
mod heredoc;
mod quoted;
mod terraform;
mod yaml;

use std::borrow::Cow;

use ovhai_syntax::FileClass;

/// Text for a shell.
pub(super) struct Excerpt<'a> {
    pub(super) text: Cow<'a, str>,
    /// Where it begins in the file.
    pub(super) start: usize,
    /// Whether every byte stands where it stood; else all of it stands at the start.
    pub(super) is_in_place: bool,
}

impl<'a> Excerpt<'a> {
    fn whole(text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            text: text.into(),
            start: 0,
            is_in_place: true,
        }
    }

    /// Where the byte at `at` stands in the file.
    pub(super) fn place(&self, at: usize) -> usize {
        self.start + if self.is_in_place { at } else { 0 }
    }
}

/// Endings of files that a shell or a CI reads.
const ENDINGS: [&str; 12] = [
    ".sh", ".bash", ".zsh", ".ksh", ".mk", ".make", ".yml", ".yaml", ".just", ".envrc", ".tftpl",
    ".tpl",
];
/// Beginnings of their names.
const NAMES: [&str; 9] = [
    "Makefile",
    "GNUmakefile",
    "makefile",
    "Dockerfile",
    "Containerfile",
    "Jenkinsfile",
    "justfile",
    "Justfile",
    "Taskfile",
];

/// The parts of the file at `path`; none if nobody runs commands from it.
pub(super) fn excerpts<'a>(path: &str, text: &'a str) -> Vec<Excerpt<'a>> {
    let class = FileClass::of(path, b"");
    if class.is_hcl() {
        return terraform::arguments(text, class);
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if ends(&[".md", ".markdown", ".mdx"]) {
        return document::blocks(text);
    }
    let first = text.lines().next().unwrap_or_default();
    if ends(&[".py"]) || first.starts_with("#!") && first.contains("python") {
        return quoted::commands(text, quoted::Language::Python);
    }
    let is_shell = first.starts_with("#!") && first.contains("sh");
    if !is_shell && !ends(&ENDINGS) && !NAMES.iter().any(|start| name.starts_with(start)) {
        return Vec::new();
    }
    let mut found = vec![match ends(&[".yml", ".yaml"]) {
        true => Excerpt::whole(yaml::joined(text)),
        false => Excerpt::whole(text),
    }];
    if ends(&[".yml", ".yaml"]) || name.starts_with("Dockerfile") || name.starts_with("Container") {
        found.extend(quoted::commands(text, quoted::Language::Lists));
    }
    found.extend(heredoc::bodies(text));
    found
}
