//! What every export resource has in common, as Terraform sees it.

use std::collections::BTreeMap;

use ovhai_exports::{Destination, ExportPlan, OnLocalChange, Verify};
use ovhai_model::{Address, Revision};
use terraform_plugin::{Diagnostics, Json, Schema, Value};

use crate::select::Select;

/// An export.
#[derive(Clone, Debug, Schema)]
pub struct ExportModel<O: Schema> {
    /// Identifies the export: a UUID that its journal keeps.
    #[attr(computed, plan(use_state_for_unknown))]
    pub id: Value<String>,
    /// Public Cloud project. Default: the provider's.
    #[attr(optional, computed, plan(requires_replace, use_state_for_unknown))]
    pub service_name: Value<String>,
    /// Where to export to: `file:` and a folder, which may be relative to the working directory. The folder must be new, empty
    /// or this export's; files of others in it are never touched.
    #[attr(required, validate(text("must be `file:` and a folder", |text| text.parse::<Destination>().map(drop).map_err(|e| e.to_string()))))]
    pub destination: Value<String>,
    /// The revision of the estate to export, normally the `revision` of an `ovhai_inventory` data source. If the selected
    /// objects are no longer as that revision saw them, planning stops and says what changed.
    #[attr(required, validate(text("must be the `revision` of an `ovhai_inventory`", |text| text.parse::<Revision>().map(drop).map_err(|e| e.to_string()))))]
    pub revision: Value<String>,
    /// Which objects to export. Give the `ovhai_inventory` the same selection: then only changes of selected objects count.
    #[attr(optional)]
    pub select: Value<Select>,
    /// Decisions for findings, by `slug` or `slug@address`. An answer marks the finding as decided and supplies the value where
    /// it asks for one.
    #[attr(optional)]
    pub answers: Value<BTreeMap<String, String>>,
    /// Changes of produced objects, by `Kind/name`: a JSON merge patch (RFC 7386), written with `jsonencode`.
    #[attr(optional)]
    pub overrides: Value<BTreeMap<String, Json>>,
    /// What to do with exported files that were changed by hand: `fail` stops planning and shows the change as a ready-made
    /// override, `keep` leaves them, `overwrite` writes them anew.
    #[attr(default = "fail", validate(one_of(&["fail", "keep", "overwrite"])))]
    pub on_local_change: Value<String>,
    /// What to do when exported objects are gone from the platform, or can no longer be read: `fail` stops planning, so that an
    /// export outlives what it was made from, `delete` removes their files.
    #[attr(default = "fail", validate(one_of(&["fail", "delete"])))]
    pub on_source_removed: Value<String>,
    /// What destroying does with the files: `keep` leaves them, `delete` removes those that still are as they were exported.
    #[attr(default = "keep", validate(one_of(&["keep", "delete"])))]
    pub on_destroy: Value<String>,
    /// How closely refreshing looks: `changed` trusts files whose size and time are as they were written, `full` hashes all.
    #[attr(default = "changed", validate(one_of(&["changed", "full"])))]
    pub verify: Value<String>,
    #[attr(flatten)]
    pub options: O,
    /// Digest over the paths and contents of all files. It differs from the plan's when files were changed or removed.
    #[attr(computed)]
    pub tree_digest: Value<String>,
    /// Digest of `index.json`, which lists every file with its digest, size and source.
    #[attr(computed)]
    pub index_digest: Value<String>,
    /// Number of files.
    #[attr(computed)]
    pub file_count: Value<i64>,
    /// Number of exported objects by kind.
    #[attr(computed)]
    pub counts: Value<BTreeMap<String, i64>>,
    /// Number of findings by what becomes of the thing: `adapted` works with a difference, `manual` needs a person, `unsupported`
    /// does not survive. What has no finding is exact.
    #[attr(computed)]
    pub fidelity: Value<BTreeMap<String, i64>>,
    /// Number of objects by finding. The findings themselves are in `findings.json` and, to read, in `SUMMARY.md`.
    #[attr(computed)]
    pub findings: Value<BTreeMap<String, i64>>,
    /// Number of objects by finding that needs a person and has no answer yet. Empty when nothing is left to decide.
    #[attr(computed)]
    pub open_findings: Value<BTreeMap<String, i64>>,
    /// The exported objects by address (`app/ID`).
    #[attr(computed)]
    pub workloads: Value<BTreeMap<String, WorkloadModel>>,
}

/// One exported object.
#[derive(Clone, Debug, PartialEq, Schema)]
pub struct WorkloadModel {
    /// Its name in the export.
    #[attr(computed)]
    pub name: Value<String>,
    /// Digest over its files.
    #[attr(computed)]
    pub digest: Value<String>,
    /// Number of differences that work by themselves; `findings.json` has them.
    #[attr(computed)]
    pub adapted: Value<i64>,
    /// What needs a person or does not survive: slug to `manual` or `unsupported`.
    #[attr(computed)]
    pub findings: Value<BTreeMap<String, String>>,
}

impl<O: Schema> ExportModel<O> {
    /// Where it goes. Validation has read the same text.
    pub fn destination(&self) -> Option<Destination> {
        self.destination.get()?.parse().ok()
    }

    /// Where it goes, or an error: a state that names no destination was not written by this provider.
    pub fn read_destination(&self, diagnostics: &mut Diagnostics) -> Option<Destination> {
        let destination = self.destination.as_deref().unwrap_or("").parse();
        diagnostics.ok("The state names no destination", destination)
    }

    /// The policy for hand-made changes.
    pub fn on_local_change(&self) -> OnLocalChange {
        match self.on_local_change.as_deref().known() {
            Some("keep") => OnLocalChange::Keep,
            Some("overwrite") => OnLocalChange::Overwrite,
            _ => OnLocalChange::Fail,
        }
    }

    /// Whether files of objects that are gone may be removed.
    pub fn follows_removals(&self) -> bool {
        self.on_source_removed.as_deref().known() == Some("delete")
    }

    /// Whether destroying removes files.
    pub fn deletes_on_destroy(&self) -> bool {
        self.on_destroy.as_deref().known() == Some("delete")
    }

    /// How closely to look when refreshing.
    pub fn verify(&self) -> Verify {
        if self.verify.as_deref().known() == Some("full") {
            Verify::Full
        } else {
            Verify::Changed
        }
    }

    /// The names of its workloads, by address.
    pub fn names(&self) -> impl Iterator<Item = (Address, String)> + '_ {
        let workloads = self.workloads.get().into_iter().flatten();
        workloads.filter_map(|(address, workload)| {
            Some((address.parse().ok()?, workload.name.get()?.clone()))
        })
    }

    /// Fills in what a plan knows; the tree digest is the caller's, as kept files change it.
    pub fn describe(&mut self, plan: &ExportPlan) {
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        let mut fidelity: BTreeMap<String, i64> = BTreeMap::new();
        let mut findings: BTreeMap<String, i64> = BTreeMap::new();
        for (slug, (grade, count)) in &plan.produced.findings {
            *fidelity.entry(grade.to_string()).or_default() += number(*count);
            findings.insert(slug.clone(), number(*count));
        }
        let mut workloads = BTreeMap::new();
        for (address, workload) in &plan.produced.workloads {
            *counts.entry(address.kind().to_string()).or_default() += 1;
            let severe = workload
                .severe
                .iter()
                .map(|(slug, grade)| (slug.clone(), grade.to_string()));
            let model = WorkloadModel {
                name: workload.name.as_str().into(),
                digest: workload.digest.as_str().into(),
                adapted: number(workload.adapted).into(),
                findings: Value::Known(severe.collect()),
            };
            workloads.insert(address.to_string(), model);
        }
        let open = plan
            .produced
            .open
            .iter()
            .map(|(slug, count)| (slug.clone(), number(*count)))
            .collect();
        self.index_digest = plan.index_digest.as_str().into();
        self.file_count = number(plan.files.len() as u64).into();
        self.counts = Value::Known(counts);
        self.fidelity = Value::Known(fidelity);
        self.findings = Value::Known(findings);
        self.open_findings = Value::Known(open);
        self.workloads = Value::Known(workloads);
    }
}

/// A count as Terraform's number; no estate comes near the limit.
pub fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
