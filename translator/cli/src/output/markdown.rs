//! A report for a pull request: what came of it, what a person has to do, and every place for whoever wants to know.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::Path,
};

use ovhai_engine::{Report, report::Finding};
use ovhai_model::Fidelity;

use super::text::shown;

pub fn reports(reports: &[(&Path, &Report)]) -> String {
    let mut text = String::new();
    for (root, report) in reports {
        one(&mut text, root, report);
    }
    text
}

// Writing to a string cannot fail.
fn one(text: &mut String, root: &Path, report: &Report) {
    let s = report.summary;
    let _ = writeln!(text, "## {}\n", cell(&root.display().to_string()));
    let _ = writeln!(
        text,
        "Of {} places in {} files that speak of the old platform, {} have something neutral in their place, {} are gone, {} stay by decision and {} were not understood.\n",
        s.found, s.files, s.rewritten, s.removed, s.kept, s.refused
    );
    let _ = writeln!(
        text,
        "| found | rewritten | removed | kept | refused |\n|--:|--:|--:|--:|--:|\n| {} | {} | {} | {} | {} |\n",
        s.found, s.rewritten, s.removed, s.kept, s.refused
    );
    let changed: BTreeSet<&str> = report.edits.iter().map(|edit| edit.file.as_str()).collect();
    if !changed.is_empty() {
        let _ = writeln!(text, "{} files change or are new.\n", changed.len());
    }
    if report.findings.is_empty() {
        return;
    }
    let mut kinds: BTreeMap<(Reverse<Fidelity>, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        let key = (Reverse(finding.fidelity), finding.slug);
        kinds.entry(key).or_default().push(finding);
    }
    text.push_str(
        "### What to do\n\n| | finding | places | category | what to do |\n|---|---|--:|---|---|\n",
    );
    for ((fidelity, slug), findings) in &kinds {
        let _ = writeln!(
            text,
            "| {} | `{slug}` | {} | {} | {} |",
            fidelity.0,
            findings.len(),
            findings[0].category,
            cell(findings[0].hint)
        );
    }
    let _ = writeln!(
        text,
        "\n<details>\n<summary>All {} places</summary>\n\n| place | finding | what |\n|---|---|---|",
        report.findings.len()
    );
    for finding in kinds.values().flatten() {
        let _ = writeln!(
            text,
            "| {}:{} | {} `{}` | {} {} |",
            cell(&finding.file),
            finding.line,
            finding.fidelity,
            finding.slug,
            cell(&finding.address),
            cell(&finding.message)
        );
    }
    text.push_str("\n</details>\n\n");
}

/// Text within a table: it ends no cell and begins no element.
fn cell(value: &str) -> String {
    shown(value)
        .replace('|', "\\|")
        .replace('<', "&lt;")
        .replace('\n', " ")
}
