//! `SUMMARY.md`: the export for people who decide, not only for those who apply.

use std::collections::BTreeSet;

use ovhai_model::{
    Address, Category, Fidelity, Kind,
    markdown::{cell, counted, one_line},
};

use super::{KindView, Report, holdings, open, steps};
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
    holdings::write(&mut out, report);
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
        "{}{} exported as `{}` manifests for the namespace `{}`. {}{}\n",
        counted(count, "workload"),
        per_kind(report),
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
        },
        holdings::counts(report)
    );
}

/// How many of each kind, unless all are apps.
fn per_kind(report: &Report<'_>) -> String {
    let counts = report.accumulated.counts();
    if counts.keys().all(|kind| *kind == Kind::App) {
        return String::new();
    }
    let parts: Vec<String> = counts
        .iter()
        .map(|(kind, count)| counted(*count, kind.as_str()))
        .collect();
    format!(" ({})", parts.join(", "))
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
        "## Workloads\n\nThe grade is the worst of the differences that nobody has decided yet.\n\n",
    );
    let has_kinds = !per_kind(report).is_empty();
    let (heading, line) = if has_kinds {
        (" kind |", "---|")
    } else {
        ("", "")
    };
    put!(
        out,
        "| workload |{heading} objects | grade | open for a person | differences |\n|---|{line}---|---|---:|---:|"
    );
    for trace in &report.workloads {
        let (fidelity, open) = report.open(trace);
        let kind = if has_kinds {
            format!(" {} |", trace.address.kind())
        } else {
            String::new()
        };
        put!(
            out,
            "| {} |{kind} `{}` | {fidelity} | {open} | {} |",
            cell(shown(trace)),
            trace.name,
            trace.findings.len()
        );
    }
}

/// What was found about objects that are not exported as workloads.
fn others(out: &mut String, report: &Report<'_>) {
    let is_told: BTreeSet<&Address> = report
        .holdings
        .iter()
        .map(|holding| &holding.address)
        .collect();
    let mut others = report
        .others
        .iter()
        .filter(|finding| !is_told.contains(&finding.address))
        .peekable();
    if others.peek().is_none() {
        return;
    }
    out.push_str("\n## Other objects\n\n| object | finding | what was found |\n|---|---|---|\n");
    for finding in others {
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
