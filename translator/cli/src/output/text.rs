//! A report for people.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fmt::Write as _,
    io::{IsTerminal as _, stdout},
    path::Path,
};

use ovhai_engine::{Report, report::Finding};
use ovhai_model::Fidelity;

/// As many places of one kind are named; the rest are counted, unless a person has to supply something for each.
const NAMED: usize = 5;
const ALL: &str = "input/value-needed";

pub fn reports(reports: &[(&Path, &Report)]) -> String {
    let colour = stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let mut text = String::new();
    for (root, report) in reports {
        if reports.len() > 1 {
            let _ = writeln!(text, "{}", root.display());
        }
        text.push_str(&one(report, colour));
    }
    text
}

fn one(report: &Report, colour: bool) -> String {
    let mut kinds: BTreeMap<(std::cmp::Reverse<Fidelity>, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        kinds
            .entry((std::cmp::Reverse(finding.fidelity), finding.slug))
            .or_default()
            .push(finding);
    }
    let mut text = String::new();
    for ((fidelity, slug), findings) in kinds {
        let fidelity = fidelity.0;
        let (start, end) = match (colour, fidelity) {
            (true, Fidelity::Unsupported) => ("\x1b[31m", "\x1b[0m"),
            (true, Fidelity::Manual) => ("\x1b[33m", "\x1b[0m"),
            _ => ("", ""),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{start}{fidelity} {slug}{end} ({})", findings.len());
        let named = if slug == ALL { findings.len() } else { NAMED };
        for finding in findings.iter().take(named) {
            let at = format!("{}:{}", shown(&finding.file), finding.line);
            let address = if finding.address.is_empty() {
                String::new()
            } else {
                format!(" {}", shown(&finding.address))
            };
            let _ = writeln!(text, "  {at}{address}: {}", shown(&finding.message));
        }
        if findings.len() > named {
            let _ = writeln!(text, "  and {} more", findings.len() - named);
        }
        let _ = writeln!(text, "  -> {}", findings[0].hint);
    }
    let s = report.summary;
    let _ = writeln!(
        text,
        "{} files, {} found = {} rewritten + {} removed + {} kept + {} refused",
        s.files, s.found, s.rewritten, s.removed, s.kept, s.refused
    );
    text
}

/// Text of a repository for a terminal: nothing in it moves the cursor or ends the line.
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let characters = text.chars().map(|c| match is_hidden(c) {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    });
    Cow::Owned(characters.collect())
}

/// Control characters, and those that turn the direction of what follows.
fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
