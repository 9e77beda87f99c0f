//! Command lines that start a workload.

use ovhai_model::FindingKind;
use ovhai_platform::cli::{self, Command, Context, Line, Parsed};
use ovhai_platform::documents::{Nulls, Wire as _};
use ovhai_syntax::Span;
use serde_json::{Value, json};

use crate::finding;

/// One command line that starts a workload.
pub(super) struct Started {
    /// The program's name in the script.
    pub(super) word: Span,
    /// How findings name it: its kind and the line it begins on.
    pub(super) address: String,
    /// What it starts, as the platform's document.
    pub(super) document: Document,
    /// What a person should know of the line.
    pub(super) findings: Vec<(&'static FindingKind, String)>,
}

/// By kind.
pub(super) enum Document {
    App(Value),
    Job(Value),
    Notebook(Value),
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

/// Whether a shell or a CI reads the file.
pub(super) fn is_script(path: &str, text: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let first = text.lines().next().unwrap_or_default();
    let is_shell = first.starts_with("#!") && first.contains("sh");
    is_shell
        || ENDINGS.iter().any(|ending| name.ends_with(ending))
        || NAMES.iter().any(|start| name.starts_with(start))
}

/// Every command line in `text` that starts a workload; `line` gives the number of the line at an offset.
pub(super) fn find(text: &str, line: impl Fn(usize) -> usize) -> Vec<Started> {
    let lines = cli::lines(text);
    let runs = lines.iter().filter(|line| line.is_run());
    runs.filter_map(|found| started(found, &line)).collect()
}

fn started(found: &Line, line: &impl Fn(usize) -> usize) -> Option<Started> {
    let parsed = cli::parse(found.words(), &Context::default());
    let start = found.span().start;
    let number = line(start);
    let document = |spec: Value| json!({"id": format!("line-{number}"), "spec": spec});
    let (kind, document) = match parsed.command.as_ref()? {
        Command::AppRun(spec) => {
            let spec = spec.write(Nulls::AsRead);
            ("app", Document::App(document(spec)))
        }
        Command::JobRun(run) => {
            let spec = run.spec.write(Nulls::AsRead);
            ("job", Document::Job(document(spec)))
        }
        Command::NotebookRun(spec) => {
            let spec = spec.write(Nulls::AsRead);
            ("notebook", Document::Notebook(document(spec)))
        }
        _ => return None,
    };
    Some(Started {
        word: Span::new(start, start + 1),
        address: format!("{kind}/line-{number}"),
        document,
        findings: findings(&parsed),
    })
}

fn findings(parsed: &Parsed) -> Vec<(&'static FindingKind, String)> {
    let mut found: Vec<_> = parsed
        .findings
        .iter()
        .map(|noted| (noted.kind, noted.detail.clone()))
        .collect();
    if let Some(Command::JobRun(run)) = &parsed.command
        && run.from.is_some()
    {
        let detail = "`--from`: the rest comes from another job".to_owned();
        found.push((&finding::NO_MANIFESTS, detail));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_start_workloads_are_found_in_all_kinds_of_scripts() {
        for (path, text, expected) in [
            (
                "run.sh",
                "set -e\novhai app run \\\n  --name web img:1\n",
                vec!["app/line-2"],
            ),
            (
                ".gitlab-ci.yml",
                "job:\n  script:\n    - ovhai job run img:1 -- python train.py\n",
                vec!["job/line-3"],
            ),
            (
                "Makefile",
                "run:\n\tID=$$(ovhai notebook run pytorch vscode -o json | jq -r .id)\n",
                vec!["notebook/line-2"],
            ),
            (
                "run.sh",
                "pip install ovhai\novhai app list\n# ovhai app run x\n",
                vec![],
            ),
        ] {
            assert!(is_script(path, text));
            let number = |at: usize| text[..at].matches('\n').count() + 1;
            let found: Vec<String> = find(text, number)
                .into_iter()
                .map(|one| one.address)
                .collect();
            assert_eq!(found, expected, "{text}");
        }
        assert!(!is_script("README.md", "ovhai app run x"));
        assert!(is_script("deploy", "#!/usr/bin/env bash\n"));
    }
}
