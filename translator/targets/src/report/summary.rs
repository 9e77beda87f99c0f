//! `SUMMARY.md`: the export for people who decide, not only for those who apply.

use ovhai_model::{Category, Fidelity};

use super::{KindView, Report, open, steps};
use crate::{accumulated::Trace, report::put};

pub(super) fn markdown(report: &Report<'_>) -> Vec<u8> {
    let mut out = String::with_capacity(16 * 1024);
    out.push_str("# What leaving the platform means for these workloads\n\n");
    opening(&mut out, report);
    grades(&mut out, report);
    steps::write(&mut out, report);
    kinds(&mut out, report);
    workloads(&mut out, report);
    open::write(&mut out, report);
    others(&mut out, report);
    out.into_bytes()
}

fn opening(out: &mut String, report: &Report<'_>) {
    let count = report.workloads.len();
    let waiting = report
        .workloads
        .iter()
        .filter(|trace| report.open(trace).1 > 0)
        .count();
    put!(
        out,
        "{} exported as `{}` manifests for the namespace `{}`. {}\n",
        counted(count, "workload"),
        report.target.name(),
        report.scope.profile.namespace,
        match (count, waiting) {
            (0, _) => "Nothing was selected.".to_owned(),
            (_, 0) => "Nothing waits for a decision.".to_owned(),
            (_, waiting) => format!(
                "{} for a person's decision before use.",
                if waiting == 1 {
                    "One waits".to_owned()
                } else {
                    format!("{waiting} wait")
                }
            ),
        }
    );
}

pub(super) fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

/// How many findings there are per grade and category of the reversibility policy.
fn grades(out: &mut String, report: &Report<'_>) {
    out.push_str(
        "## How well it survives\n\n\
         `core`, `implementation` and `specific` are the categories of the vendor's reversibility policy.\n\n\
         | differences | core | implementation | specific | of these decided |\n|---|---:|---:|---:|---:|\n",
    );
    for (fidelity, meaning) in [
        (Fidelity::Adapted, "adapted: works, with a difference"),
        (Fidelity::Manual, "manual: a person must act"),
        (Fidelity::Unsupported, "unsupported: does not survive"),
    ] {
        let of = |category: Option<Category>| -> usize {
            report
                .kinds
                .values()
                .filter(|kind| kind.fidelity == fidelity)
                .filter(|kind| category.is_none_or(|category| kind.category == category))
                .map(|kind| {
                    if category.is_some() {
                        kind.count
                    } else {
                        kind.decided
                    }
                })
                .sum()
        };
        put!(
            out,
            "| {meaning} | {} | {} | {} | {} |",
            of(Some(Category::Core)),
            of(Some(Category::Implementation)),
            of(Some(Category::Specific)),
            of(None)
        );
    }
    out.push_str("\nWhatever is not listed below behaves the same.\n\n");
}

impl KindView<'_> {
    /// Whether a person must still act somewhere.
    pub(super) fn is_open(&self) -> bool {
        self.fidelity >= Fidelity::Manual && self.decided < self.count
    }
}

fn kinds(out: &mut String, report: &Report<'_>) {
    let mut sorted: Vec<(&&str, &KindView<'_>)> = report.kinds.iter().collect();
    // What needs a person first, then what does not survive, then by how often it occurs.
    sorted.sort_by_key(|(slug, kind)| {
        let rank = match kind.fidelity {
            Fidelity::Manual => 0,
            Fidelity::Unsupported => 1,
            _ => 2,
        };
        (rank, !kind.is_open(), std::cmp::Reverse(kind.count), **slug)
    });
    for (heading, belongs) in [
        (
            "## Needs a person",
            (|kind: &KindView<'_>| kind.fidelity == Fidelity::Manual) as fn(&KindView<'_>) -> bool,
        ),
        ("## Does not survive", |kind| {
            kind.fidelity == Fidelity::Unsupported
        }),
        ("## Works differently", |kind| {
            kind.fidelity <= Fidelity::Adapted
        }),
    ] {
        let mut rows = sorted.iter().filter(|(_, kind)| belongs(kind)).peekable();
        if rows.peek().is_none() {
            continue;
        }
        put!(
            out,
            "{heading}\n\n| finding | category | objects | of these decided | what to do |\n|---|---|---:|---:|---|"
        );
        for (slug, kind) in rows {
            // What was noticed while reading has no title here.
            let title = if kind.title == **slug {
                format!("`{slug}`")
            } else {
                format!("**{}** (`{slug}`)", one_line(kind.title))
            };
            put!(
                out,
                "| {title} | {} | {} | {} | {} |",
                kind.category,
                kind.count,
                kind.decided,
                one_line(kind.hint)
            );
        }
        out.push('\n');
    }
}

fn workloads(out: &mut String, report: &Report<'_>) {
    if report.workloads.is_empty() {
        return;
    }
    out.push_str(
        "## Workloads\n\nThe grade is the worst of the differences that nobody has decided yet.\n\n\
         | workload | objects | grade | open for a person | differences |\n|---|---|---|---:|---:|\n",
    );
    for trace in &report.workloads {
        let (fidelity, open) = report.open(trace);
        put!(
            out,
            "| {} | `{}` | {fidelity} | {open} | {} |",
            cell(shown(trace)),
            trace.name,
            trace.findings.len()
        );
    }
}

/// What was found about objects that are not exported as workloads.
fn others(out: &mut String, report: &Report<'_>) {
    if report.others.is_empty() {
        return;
    }
    out.push_str("\n## Other objects\n\n| object | finding | what was found |\n|---|---|---|\n");
    for finding in report.others.iter() {
        put!(
            out,
            "| {} | `{}` | {} |",
            cell(&finding.address.to_string()),
            finding.slug,
            cell(&finding.detail)
        );
    }
}

pub(super) fn shown(trace: &Trace) -> &str {
    if trace.display_name.is_empty() {
        trace.address.id()
    } else {
        &trace.display_name
    }
}

/// One of our own sentences as a Markdown table cell, its first letter large unless its first word has another large one, as
/// gRPC has, and its markup kept.
fn one_line(text: &str) -> String {
    let word = text.split(' ').next().unwrap_or_default();
    let mut out = String::with_capacity(text.len());
    for (index, character) in text.chars().enumerate() {
        match character {
            '|' => out.push_str("\\|"),
            _ if character.is_control() => out.push(' '),
            _ if index == 0 && !word.contains(char::is_uppercase) => {
                out.extend(character.to_uppercase());
            }
            _ => out.push(character),
        }
    }
    out
}

/// Foreign `text` as a Markdown table cell: one line, nothing that is markup, at most 160 characters.
pub(super) fn cell(text: &str) -> String {
    plain(text, 160)
}

/// Foreign `text` on one line with nothing that is markup, at most `longest` characters of it.
pub(super) fn plain(text: &str, longest: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, character) in text.chars().enumerate() {
        if index == longest {
            out.push('…');
            break;
        }
        match character {
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '&' | '!' => {
                out.push('\\');
                out.push(character);
            }
            _ if character.is_control() => out.push(' '),
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{cell, one_line};

    #[test]
    fn names_cannot_break_a_table() {
        assert_eq!(cell("a|b\n<script>"), "a\\|b \\<script\\>");
        assert_eq!(cell(&"x".repeat(300)).chars().count(), 161);
    }

    #[test]
    fn sentences_begin_large_and_names_stay() {
        assert_eq!(one_line("a URL | changes"), "A URL \\| changes");
        assert_eq!(one_line("gRPC is closed"), "gRPC is closed");
    }
}
