//! What a plan tells in words.

use std::{collections::BTreeMap, fmt::Write};

use ovhai_exports::ExportPlan;
use ovhai_model::{Change, Estate, Fidelity};
use terraform_plugin::Diagnostics;

/// What is another now than in the revision, by name.
pub fn changed(change: &Change, estate: &Estate) -> String {
    const SHOWN: usize = 10;
    let name = |address: &ovhai_model::Address| {
        let found = estate
            .workloads
            .iter()
            .find(|workload| workload.address == *address);
        found.map_or_else(
            || address.to_string(),
            |workload| format!("{:?} ({address})", workload.name),
        )
    };
    let mut text = String::new();
    for (what, addresses) in [("Changed", &change.changed), ("Added", &change.added)] {
        if addresses.is_empty() {
            continue;
        }
        let shown: Vec<String> = addresses.iter().take(SHOWN).map(name).collect();
        let more = addresses.len().saturating_sub(SHOWN);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{what}: {}{more}.", shown.join(", "));
    }
    if change.gone > 0 {
        let _ = writeln!(text, "Gone or no longer selected: {}.", change.gone);
    }
    if change.is_empty() {
        text.push_str("Which object it is cannot be told from the revision.\n");
    }
    text.push_str(
        "\nNothing was exported. Run terraform plan again to see what an exit looks like now.",
    );
    text
}

/// One warning for the whole export, not one for each of thousands of findings.
pub fn summarise(plan: &ExportPlan, proof: Option<&str>, diagnostics: &mut Diagnostics) {
    let with = |wanted| {
        plan.produced
            .findings
            .iter()
            .filter(move |(_, (fidelity, _))| *fidelity == wanted)
    };
    let lost: BTreeMap<&str, u64> = with(Fidelity::Unsupported)
        .map(|(slug, (_, count))| (slug.as_str(), *count))
        .collect();
    let adapted: u64 = with(Fidelity::Adapted).map(|(_, (_, count))| count).sum();
    let open: BTreeMap<&str, u64> = plan
        .produced
        .open
        .iter()
        .map(|(slug, count)| (slug.as_str(), *count))
        .collect();
    if plan.produced.findings.is_empty() && plan.produced.notices.is_empty() && proof.is_none() {
        return;
    }
    let mut text = format!(
        "{} workloads in {} files. {adapted} differences work by themselves.\n",
        plan.produced.workloads.len(),
        plan.files.len()
    );
    list(
        "A person has to decide or supply something",
        &open,
        &mut text,
    );
    list("Does not survive", &lost, &mut text);
    for notice in plan
        .produced
        .notices
        .iter()
        .map(String::as_str)
        .chain(proof)
    {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "\n{notice}");
    }
    text.push_str("\nSUMMARY.md in the destination explains each of them; open_findings lists them for conditions.");
    diagnostics.warning("What this exit keeps and what it changes", text);
}

/// Slugs with their counts, most frequent first.
fn list(heading: &str, slugs: &BTreeMap<&str, u64>, text: &mut String) {
    if slugs.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{heading}:");
    let mut sorted: Vec<_> = slugs.iter().collect();
    sorted.sort_by_key(|(slug, count)| (std::cmp::Reverse(**count), **slug));
    for (slug, count) in sorted {
        let _ = writeln!(text, "  {slug}: {count}");
    }
}
