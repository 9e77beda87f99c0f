//! A report for a pull request.

use std::{fmt::Write as _, path::Path};

use ovhai_engine::Report;

use super::text::shown;

pub fn reports(reports: &[(&Path, &Report)]) -> String {
    let mut text = String::new();
    for (root, report) in reports {
        let s = report.summary;
        // Writing to a string cannot fail.
        let _ = writeln!(text, "## {}\n", root.display());
        let _ = writeln!(
            text,
            "| found | rewritten | removed | kept | refused |\n|---|---|---|---|---|\n| {} | {} | {} | {} | {} |\n",
            s.found, s.rewritten, s.removed, s.kept, s.refused
        );
        if report.findings.is_empty() {
            continue;
        }
        text.push_str("| place | finding | what | what to do |\n|---|---|---|---|\n");
        for finding in &report.findings {
            let cell = |value: &str| shown(value).replace('|', "\\|");
            let _ = writeln!(
                text,
                "| {}:{} | {} `{}` | {} {} | {} |",
                cell(&finding.file),
                finding.line,
                finding.fidelity,
                finding.slug,
                cell(&finding.address),
                cell(&finding.message),
                cell(finding.hint)
            );
        }
        text.push('\n');
    }
    text
}
