//! The rows of the policy.

use super::put;
use crate::Readiness;

/// Counts per row.
pub(super) fn table(out: &mut String, readiness: &Readiness) {
    out.push_str(
        "## The reversibility policy, row by row\n\n\
         The policy says for each feature whether a migration is guaranteed (core), needs adaptation (implementation) or is not \
         guaranteed (specific).\n\n\
         | policy row | category | objects | as they are | adapted | wait for a person | no counterpart | in the way |\n\
         |---|---|---:|---:|---:|---:|---:|---:|\n",
    );
    for summary in readiness
        .rows
        .iter()
        .filter(|summary| summary.objects() > 0)
    {
        let row = summary.row;
        put!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            row.title(),
            row.category(),
            summary.objects(),
            summary.exact,
            summary.adapted,
            summary.manual,
            summary.unsupported,
            summary.blockers,
        );
    }
    let unconcerned: Vec<&str> = readiness
        .rows
        .iter()
        .filter(|summary| summary.objects() == 0)
        .map(|summary| summary.row.title())
        .collect();
    if !unconcerned.is_empty() {
        put!(
            out,
            "\nRows that concern none of the objects: {}.",
            unconcerned.join("; ")
        );
    }
    out.push_str(
        "\nEach object is counted once per row that concerns it, by the worst that was found there. *Adapted* works, with a \
         difference that is named or that a person has decided. *Wait for a person* needs a decision or something that only a person \
         can supply. *No counterpart* is lost, and has to be accepted. *In the way* counts the entries of the next section.\n\n",
    );
}

/// What each row is, for whoever has not read the policy.
pub(super) fn meaning(out: &mut String, readiness: &Readiness) {
    out.push_str(
        "## What the rows mean\n\n\
         | policy row | the vendor's policy, in other words | what an export does about it |\n|---|---|---|\n",
    );
    let concerned = readiness
        .rows
        .iter()
        .filter(|summary| summary.objects() > 0);
    for row in concerned.map(|summary| summary.row) {
        put!(
            out,
            "| {} | {} | {} |",
            row.title(),
            row.promise(),
            row.approach()
        );
    }
    out.push('\n');
}
