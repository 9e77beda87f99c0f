//! One page for people who do not use a terminal: no scripts, nothing loaded from elsewhere, no values of the repository.

use std::{
    collections::BTreeMap,
    fmt::{Display, Write as _},
    path::Path,
};

use ovhai_engine::{
    Report,
    account::Disposition,
    findings,
    report::{Finding, Summary},
};
use ovhai_model::{Category, Fidelity, FindingKind};

const STYLE: &str = include_str!("html.css");
const DISPOSITIONS: [(Disposition, &str, &str); 4] = [
    (
        Disposition::Rewritten,
        "rewritten",
        "something neutral takes its place",
    ),
    (Disposition::Removed, "removed", "it is gone"),
    (
        Disposition::Kept,
        "kept",
        "it stays by decision; a finding says why",
    ),
    (
        Disposition::Refused,
        "refused",
        "it was not understood; a person has to look",
    ),
];
const CATEGORIES: [(Category, &str); 3] = [
    (Category::Core, "migration is guaranteed"),
    (Category::Implementation, "adaptation is needed"),
    (
        Category::Specific,
        "of this vendor only, nothing is guaranteed",
    ),
];
/// Worst first.
const FIDELITIES: [(Fidelity, &str); 4] = [
    (Fidelity::Unsupported, "has no counterpart"),
    (
        Fidelity::Manual,
        "a person has to decide or supply something",
    ),
    (Fidelity::Adapted, "same purpose, with a difference"),
    (Fidelity::Exact, "nothing has to be done"),
];

/// All reports as one page.
pub fn reports(reports: &[(&Path, &Report)]) -> String {
    let mut page = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>What a rewrite does</title>\n<style>\n",
    );
    page.push_str(STYLE);
    page.push_str("</style>\n</head>\n<body>\n<main>\n");
    for (root, report) in reports {
        one(&mut page, root, report);
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// Text for a page. Nothing that comes from a repository goes in without it.
fn text(value: impl Display) -> String {
    let mut result = String::new();
    for character in value.to_string().chars() {
        match character {
            '&' => result.push_str("&amp;"),
            '<' => result.push_str("&lt;"),
            '>' => result.push_str("&gt;"),
            '"' => result.push_str("&quot;"),
            '\'' => result.push_str("&#39;"),
            // Such characters turn the direction of what follows, or are no text at all.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => result.push('\u{fffd}'),
            other if other.is_control() => result.push(' '),
            other => result.push(other),
        }
    }
    result
}

fn one(page: &mut String, root: &Path, report: &Report) {
    let _ = writeln!(page, "<h1>{}</h1>", text(root.display()));
    account(page, report);
    policy(page, report);
    what_was(page, report);
    told(page, report);
    changed(page, report);
}

fn account(page: &mut String, report: &Report) {
    let s = report.summary;
    let done = s.rewritten + s.removed;
    let sentence = match (s.found, done) {
        (0, _) => "Nothing in this repository speaks of the vendor.".to_owned(),
        (found, done) if done == found => {
            format!("All {found} places that speak of the vendor go.")
        }
        (found, done) => format!(
            "Of {found} places that speak of the vendor, {done} go; {} stay, each with its reason.",
            found - done
        ),
    };
    let _ = writeln!(page, "<p class=\"lead\">{}</p>", text(sentence));
    let _ = writeln!(page, "<p>{} files were read.</p>", s.files);
    if s.found == 0 {
        return;
    }
    bar(page, &counts(s), s.found);
    page.push_str("<table class=\"legend\">\n<tr><th>What became of it</th><th class=\"n\">Places</th><th>Meaning</th></tr>\n");
    for ((_, word, meaning), count) in DISPOSITIONS.iter().zip(counts(s)) {
        let _ = writeln!(
            page,
            "<tr><td><span class=\"key {word}\"></span>{word}</td><td class=\"n\">{}</td><td>{meaning}</td></tr>",
            count.1
        );
    }
    page.push_str("</table>\n");
}

fn counts(s: Summary) -> [(&'static str, usize); 4] {
    [
        ("rewritten", s.rewritten),
        ("removed", s.removed),
        ("kept", s.kept),
        ("refused", s.refused),
    ]
}

/// Parts of a whole, side by side. The numbers stand beside it: nothing is said by colour alone.
fn bar(page: &mut String, parts: &[(&str, usize)], whole: usize) {
    let said: Vec<String> = parts
        .iter()
        .map(|(word, count)| format!("{count} {word}"))
        .collect();
    let _ = write!(
        page,
        "<div class=\"bar\" role=\"img\" aria-label=\"{}\">",
        text(said.join(", "))
    );
    for (word, count) in parts.iter().filter(|(_, count)| *count > 0) {
        // In thousandths, so that the same numbers always give the same page.
        let share = (count * 1000).div_ceil(whole.max(1));
        let _ = write!(
            page,
            "<span class=\"{word}\" style=\"flex-grow:{share}\" title=\"{count} {word}\"></span>"
        );
    }
    page.push_str("</div>\n");
}

fn policy(page: &mut String, report: &Report) {
    page.push_str("<h2>By category of the reversibility policy</h2>\n<table>\n<tr><th>Category</th><th>What the policy says</th>");
    for (fidelity, meaning) in FIDELITIES {
        let _ = write!(page, "<th class=\"n\" title=\"{meaning}\">{fidelity}</th>");
    }
    page.push_str("<th>Share</th></tr>\n");
    for (category, says) in CATEGORIES {
        let count = |fidelity: Fidelity| {
            report
                .findings
                .iter()
                .filter(|finding| finding.category == category && finding.fidelity == fidelity)
                .count()
        };
        let _ = write!(page, "<tr><td>{category}</td><td>{says}</td>");
        let parts: Vec<(&str, usize)> = FIDELITIES
            .iter()
            .map(|(fidelity, _)| (fidelity.as_str(), count(*fidelity)))
            .collect();
        for (_, count) in &parts {
            let _ = write!(page, "<td class=\"n\">{count}</td>");
        }
        page.push_str("<td>");
        bar(page, &parts, parts.iter().map(|(_, count)| count).sum());
        page.push_str("</td></tr>\n");
    }
    page.push_str("</table>\n<p class=\"note\">Numbers of findings. ");
    let meanings: Vec<String> = FIDELITIES
        .iter()
        .map(|(fidelity, meaning)| format!("{fidelity}: {meaning}"))
        .collect();
    let _ = writeln!(page, "{}.</p>", text(meanings.join("; ")));
}

/// Before and after, by what it is: for blocks by type.
fn what_was(page: &mut String, report: &Report) {
    let mut kinds: BTreeMap<(bool, String), [usize; 4]> = BTreeMap::new();
    for entry in &report.occurrences {
        let position = DISPOSITIONS
            .iter()
            .position(|(disposition, ..)| *disposition == entry.disposition);
        let is_block = entry.place == "block";
        let name = if is_block {
            type_of(&entry.address).to_owned()
        } else {
            entry.place.replace('_', " ")
        };
        if let Some(position) = position {
            kinds.entry((!is_block, name)).or_default()[position] += 1;
        }
    }
    if kinds.is_empty() {
        return;
    }
    page.push_str(
        "<h2>Before and after</h2>\n<table>\n<tr><th>What it was</th><th class=\"n\">before</th>",
    );
    for (_, word, _) in DISPOSITIONS {
        let _ = write!(page, "<th class=\"n\">{word}</th>");
    }
    page.push_str("<th class=\"n\">after</th></tr>\n");
    for ((is_other, name), counts) in kinds {
        let before: usize = counts.iter().sum();
        let name = if is_other {
            text(name)
        } else {
            format!("<code>{}</code>", text(name))
        };
        let _ = write!(page, "<tr><td>{name}</td><td class=\"n\">{before}</td>");
        for count in counts {
            let _ = write!(page, "<td class=\"n\">{count}</td>");
        }
        let _ = writeln!(page, "<td class=\"n\">{}</td></tr>", counts[2] + counts[3]);
    }
    page.push_str("</table>\n");
}

/// The type in the address of a block.
fn type_of(address: &str) -> &str {
    let rest = address
        .strip_prefix("data.")
        .or_else(|| address.strip_prefix("ephemeral."))
        .unwrap_or(address);
    match rest.split_once('.') {
        Some((first, _)) if !first.is_empty() => first,
        _ if rest.is_empty() => "block",
        _ => rest,
    }
}

fn told(page: &mut String, report: &Report) {
    let kinds: BTreeMap<&str, &FindingKind> = findings().map(|kind| (kind.slug, kind)).collect();
    page.push_str("<h2>What a person should know</h2>\n");
    if report.findings.is_empty() {
        page.push_str("<p>Nothing.</p>\n");
    }
    for (fidelity, meaning) in FIDELITIES {
        let mut groups: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in report
            .findings
            .iter()
            .filter(|finding| finding.fidelity == fidelity)
        {
            groups.entry(finding.slug).or_default().push(finding);
        }
        if groups.is_empty() {
            continue;
        }
        let _ = writeln!(
            page,
            "<h3><span class=\"key {fidelity}\"></span>{fidelity}: {meaning}</h3>"
        );
        let mut groups: Vec<_> = groups.into_iter().collect();
        // What there is most of first; names decide between equals.
        groups.sort_by_key(|(slug, all)| (std::cmp::Reverse(all.len()), *slug));
        for (slug, all) in groups {
            let title = kinds.get(slug).map_or(slug, |kind| kind.title);
            let _ = writeln!(
                page,
                "<details><summary><b>{}</b> <span class=\"count\">{}</span> <code>{}</code> {}</summary>\n<p>What to do: {}.</p>\n<ul>",
                text(title),
                all.len(),
                text(slug),
                all[0].category,
                text(all[0].hint)
            );
            for finding in all {
                let detail = finding
                    .message
                    .strip_prefix(title)
                    .unwrap_or(&finding.message);
                let detail = detail.trim_start_matches(": ");
                let _ = writeln!(
                    page,
                    "<li><code>{}:{}</code> {} {}</li>",
                    text(&finding.file),
                    finding.line,
                    text(&finding.address),
                    text(detail)
                );
            }
            page.push_str("</ul>\n</details>\n");
        }
    }
}

fn changed(page: &mut String, report: &Report) {
    let mut files: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    for edit in &report.edits {
        let file = files.entry(&edit.file).or_default();
        file.0 += 1;
        file.1 = edit.span.is_none();
    }
    if files.is_empty() {
        return;
    }
    let _ = writeln!(
        page,
        "<h2>What changes</h2>\n<details><summary>{} files</summary>\n<table>\n<tr><th>File</th><th>Change</th></tr>",
        files.len()
    );
    for (path, (count, is_new)) in files {
        let what = match (is_new, count) {
            (true, _) => "new".to_owned(),
            (false, 1) => "1 edit".to_owned(),
            (false, count) => format!("{count} edits"),
        };
        let _ = writeln!(
            page,
            "<tr><td><code>{}</code></td><td>{what}</td></tr>",
            text(path)
        );
    }
    page.push_str("</table>\n</details>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_a_repository_is_only_text() {
        assert_eq!(
            text("<script>alert('x')</script> & \"y\"\u{202e}\n"),
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;\u{fffd} "
        );
    }

    #[test]
    fn blocks_are_counted_by_type() {
        for (address, expected) in [
            ("ovh_me.x", "ovh_me"),
            ("data.ovh_me.x", "ovh_me"),
            ("provider.ovh", "provider"),
            ("", "block"),
        ] {
            assert_eq!(type_of(address), expected);
        }
    }
}
