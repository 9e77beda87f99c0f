//! The part of `SUMMARY.md` that says what is open where.

use ovhai_model::{
    Fidelity,
    markdown::{counted, plain},
};

use super::{Report, put, summary::shown};
use crate::accumulated::{FindingTrace, Trace};

/// How many workloads are told in full: a summary of a large estate must stay readable.
const TOLD: usize = 50;

/// Characters of a finding's detail.
const LONGEST_DETAIL: usize = 400;

/// Per workload its address, which answers need, and what waits for a person or does not survive.
pub(super) fn write(out: &mut String, report: &Report<'_>) {
    let mut waiting = report
        .workloads
        .iter()
        .filter_map(|trace| {
            let open = open(report, trace);
            (!open.is_empty()).then_some((trace, open))
        })
        .peekable();
    if waiting.peek().is_none() {
        return;
    }
    put!(
        out,
        "\n## Open per workload\n\n\
         Manual and unsupported differences without an answer. The key of an answer is the finding for all workloads, or \
         `FINDING@ADDRESS` for one."
    );
    for (trace, open) in waiting.by_ref().take(TOLD) {
        put!(
            out,
            "\n### {}\n\nObjects `{}`, address `{}`\n",
            plain(shown(trace), 160),
            trace.name,
            trace.address
        );
        for finding in open {
            let detail = plain(&finding.detail, LONGEST_DETAIL);
            put!(out, "- `{}`: {detail}", finding.slug);
        }
    }
    let rest = waiting.count();
    if rest > 0 {
        put!(
            out,
            "\n{} more with open differences: `findings.json` has all of them, by address.",
            counted(rest, "workload")
        );
    }
}

fn open<'a>(report: &Report<'_>, trace: &'a Trace) -> Vec<&'a FindingTrace> {
    let needs_person = |finding: &&FindingTrace| {
        finding.answer.is_none()
            && report
                .kinds
                .get(&*finding.slug)
                .is_some_and(|kind| kind.fidelity >= Fidelity::Manual)
    };
    trace.findings.iter().filter(needs_person).collect()
}
