//! What stands in the way, what is lost, and what people have decided.

use ovhai_model::{
    Fidelity,
    markdown::{counted, one_line, plain},
};

use super::{Names, put, text::sentence};
use crate::{Difference, MOST_SHOWN, Readiness};

/// Characters of a decision.
const LONGEST_DECISION: usize = 200;

/// Everything that must be decided or supplied before leaving, by row of the policy.
pub(super) fn blockers(out: &mut String, readiness: &Readiness, names: &Names<'_>) {
    out.push_str("## What stands in the way\n\n");
    if readiness.blockers.is_empty() {
        out.push_str("Nothing.\n\n");
        return;
    }
    let (mut entries, mut row, mut is_cut) = (String::new(), None, false);
    for (index, blocker) in readiness.blockers.iter().enumerate() {
        if row != Some(blocker.row) {
            put!(
                &mut entries,
                "\n### {} ({})\n",
                blocker.row.title(),
                blocker.row.category()
            );
            row = Some(blocker.row);
        }
        // What could not be read has no names.
        let concerned = if blocker.key.starts_with("unread/") {
            String::new()
        } else {
            let concerned = names.list(&blocker.objects, blocker.count, &blocker.kinds);
            is_cut |= concerned.contains("; and ");
            format!(" Concerns {concerned}.")
        };
        let category = if blocker.category == blocker.row.category() {
            String::new()
        } else {
            format!(
                " By itself this is {}, not {}.",
                blocker.category,
                blocker.row.category()
            )
        };
        put!(
            &mut entries,
            "{}. **{}.** *{}:* {}{category}{concerned} (`{}`)",
            index + 1,
            one_line(&blocker.title),
            blocker.who,
            one_line(&sentence(&blocker.hint)),
            blocker.key,
        );
    }
    out.push_str(
        "An entry is settled by doing what it says and recording it under the name in brackets, as an answer or as an acceptance with a \
         reason. It then moves to what people have decided.",
    );
    if is_cut {
        out.push_str(
            " Objects beyond the first are named in the JSON form of this report, under `objects`.",
        );
    }
    put!(out, "\n{entries}");
}

/// What has no counterpart and does not stand in the way; what does is told there.
pub(super) fn to_accept(out: &mut String, readiness: &Readiness) {
    let lost: Vec<&Difference> = readiness
        .differences
        .iter()
        .filter(|difference| difference.fidelity == Fidelity::Unsupported && !difference.blocks())
        .collect();
    if lost.is_empty() {
        return;
    }
    out.push_str(
        "## Differences to accept\n\n\
         These have no counterpart elsewhere, and the policy does not guarantee them: leaving means accepting them.\n\n\
         | what is lost | category | objects | of these accepted | what to do |\n|---|---|---:|---:|---|\n",
    );
    for difference in lost {
        put!(
            out,
            "| {} (`{}`) | {} | {} | {} | {} |",
            one_line(&difference.title),
            difference.slug,
            difference.category,
            difference.count,
            difference.decided,
            one_line(&sentence(&difference.hint)),
        );
    }
    out.push('\n');
}

/// Decisions on record.
pub(super) fn decided(out: &mut String, readiness: &Readiness) {
    let mut decided = readiness
        .differences
        .iter()
        .filter(|difference| difference.decided > 0)
        .peekable();
    if decided.peek().is_none() {
        return;
    }
    out.push_str("## Decided by people\n\n| question | objects | decision |\n|---|---:|---|\n");
    for difference in decided {
        for decision in difference.decisions.iter().take(MOST_SHOWN) {
            put!(
                out,
                "| {} (`{}`) | {} | {} |",
                one_line(&difference.title),
                difference.slug,
                decision.count,
                plain(&decision.text, LONGEST_DECISION),
            );
        }
        let more = difference.decisions.len().saturating_sub(MOST_SHOWN);
        if more > 0 {
            put!(
                out,
                "| {} (`{}`) | | {} |",
                one_line(&difference.title),
                difference.slug,
                counted(more, "more decision"),
            );
        }
    }
    out.push('\n');
}
