//! Command lines that start a workload.

use ovhai_model::FindingKind;
use ovhai_platform::cli::{self, Command, Context, Line, Parsed};
use ovhai_platform::documents::{Nulls, Wire as _};
use ovhai_syntax::Span;
use serde_json::{Value, json};

use super::{excerpts::excerpts, variables::variables};
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

/// Every command line in the file at `path` that starts a workload; `line` gives the number of the line at an offset.
pub(super) fn find(path: &str, text: &str, line: impl Fn(usize) -> usize) -> Vec<Started> {
    let context = Context {
        region: None,
        variables: variables(path, text),
    };
    let mut found: Vec<Started> = Vec::new();
    for excerpt in excerpts(path, text) {
        let lines = cli::lines(&excerpt.text);
        for one in lines.iter().filter(|line| line.is_run()) {
            let start = excerpt.place(one.span().start);
            found.extend(started(one, start, &context, &line));
        }
    }
    // One place may be read in two ways.
    found.sort_by_key(|one| one.word);
    found.dedup_by_key(|one| one.word);
    found
}

fn started(
    found: &Line,
    start: usize,
    context: &Context,
    line: &impl Fn(usize) -> usize,
) -> Option<Started> {
    let parsed = cli::parse(found.words(), context);
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

    fn found(path: &str, text: &str) -> Vec<String> {
        let number = |at: usize| text[..at].matches('\n').count() + 1;
        let found = find(path, text, number).into_iter();
        found
            .map(|one| {
                let (Document::App(value) | Document::Job(value) | Document::Notebook(value)) =
                    &one.document;
                assert!(text[one.word.start..].starts_with(['o', '@']), "{text}");
                let spec = &value["spec"];
                let what = spec["image"].as_str().or(spec["name"].as_str());
                format!("{} {}", one.address, what.unwrap_or("-"))
            })
            .collect()
    }

    #[test]
    fn lines_that_start_workloads_are_found_in_all_kinds_of_files() {
        for (path, text, expected) in [
            (
                "run.sh",
                "set -e\novhai app run \\\n  --name web img:1\n",
                &["app/line-2 img:1"][..],
            ),
            (
                ".gitlab-ci.yml",
                "job:\n  script:\n    - ovhai job run img:1 -- python train.py\n",
                &["job/line-3 img:1"],
            ),
            (
                "Makefile",
                "run:\n\tID=$$(ovhai notebook run pytorch vscode --name n -o json | jq -r .id)\n",
                &["notebook/line-2 n"],
            ),
            (
                "run.sh",
                "pip install ovhai\novhai app list\n# ovhai app run x\n",
                &[],
            ),
            (
                "deploy",
                "#!/usr/bin/env bash\novhai app run a\n",
                &["app/line-2 a"],
            ),
            // Variables.
            (
                "run.sh",
                "IMAGE=reg.example/a\nTAG='1'\novhai app run $IMAGE:${TAG}\n",
                &["app/line-3 reg.example/a:1"],
            ),
            (
                "Makefile",
                "export NAME = a\nTAG := 2\nrun:\n\tovhai job run $(NAME):${TAG}\n",
                &["job/line-4 a:2"],
            ),
            // YAML joins lines.
            (
                "ci.yaml",
                "a:\n  - >-\n    ovhai app run\n    --name web\n    img:1\n  - ovhai job run\n    img:2\n  - echo\n",
                &["app/line-3 img:1", "job/line-6 img:2"],
            ),
            (
                "ci.yaml",
                "a:\n  - \"ovhai app run img:1\"\nb: ['ovhai', 'job', 'run', 'img:2']\n",
                &["app/line-2 img:1", "job/line-3 img:2"],
            ),
            (
                "Dockerfile",
                "RUN ovhai app run \\\n  img:1\nCMD [\"ovhai\", \"app\", \"run\", \"img:2\"]\n",
                &["app/line-1 img:1", "app/line-3 img:2"],
            ),
            // Documents that are fed to a shell.
            (
                "run.sh",
                "ssh host <<'EOF'\novhai app run img:1\nEOF\ncat <<END\novhai app run usage\nEND\ncat > a.sh <<-X\n\tovhai app run img:2\n\tX\n",
                &["app/line-2 img:1", "app/line-8 img:2"],
            ),
            // Programs.
            (
                "train.py",
                "subprocess.run([\n  \"ovhai\", 'job', \"run\",  # a job\n  \"--name\", name, \"img\" \":1\", *rest,\n])\nos.system(f\"ovhai app run img:{tag}\")\nprint(\"ovhai app run failed\")\n",
                &["job/line-2 img:1", "app/line-5 img:${tag}"],
            ),
            // Documents for people.
            (
                "README.md",
                "# ovhai\n```bash\n$ ovhai app run \\\n  img:1\n```\n\n```python\nx = 'ovhai app run no'\n```\nUse `ovhai job run img:2`, not ovhai job run no.\n",
                &["app/line-3 img:1", "job/line-10 img:2"],
            ),
            // Configuration.
            (
                "main.tf",
                "resource \"null_resource\" \"a\" {\n  provisioner \"local-exec\" {\n    command = \"ovhai app run img:${var.tag}\"\n  }\n}\nlocals {\n  command = <<-EOT\n    set -e\n    ovhai job run \\\n      img:2\n  EOT\n  other = \"ovhai app run no\"\n}\n",
                &["app/line-3 img:${var.tag}", "job/line-9 img:2"],
            ),
            ("main.c", "ovhai app run x", &[]),
        ] {
            assert_eq!(found(path, text), expected, "{text}");
        }
    }
}
