//! Planning an export: observe, compare, render in memory, survey the destination. Nothing is written.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    sync::Arc,
};

use ovhai_exports::{Disk, ExportPlan, OnLocalChange, Survey, Verify, survey};
use ovhai_model::{Change, Comparison, Estate, Fidelity, Revision};
use terraform_plugin::{Context, Diagnostics, Path, PlanRequest, Text, Value, value::Element};

use super::{
    ExportModel, ExportResource, ExportUnit, Inputs, Prepared, local_change, report_failure,
};
use crate::{
    platform::{Platform, run_blocking},
    select::Select,
};

impl<K: ExportUnit> ExportResource<K> {
    pub(super) async fn plan_export(
        &self,
        ctx: &Context,
        platform: &Arc<Platform>,
        request: &mut PlanRequest<ExportModel<K::Options>>,
        diagnostics: &mut Diagnostics,
    ) {
        if request.proposed.service_name.is_unknown() && request.config.service_name.is_null() {
            let Some(service) = platform.service_name(&Value::Null, diagnostics) else {
                return;
            };
            request.proposed.service_name = service.into();
        }
        if !request.config.encode().is_known() {
            // The revision or something else comes with apply; then so does everything computed from it.
            return;
        }
        let Some(prepared) = self
            .prepare(ctx, platform, &request.proposed, diagnostics)
            .await
        else {
            return;
        };
        let prior = request.prior.as_ref();
        let Some(found) = existing(&request.proposed, prior, diagnostics).await else {
            return;
        };
        refuse_removals(
            &request.proposed,
            prior,
            found.as_ref(),
            &prepared,
            diagnostics,
        );
        let kept = self
            .local_changes(&request.proposed, &prepared, found, diagnostics)
            .await;
        if diagnostics.has_error() {
            return;
        }
        let model = &mut request.proposed;
        let moves = prior.is_some_and(|prior| prior.destination != model.destination);
        model.describe(&prepared.plan);
        let tree = prepared.plan.tree_digest_with(&kept);
        let is_same = !moves
            && prior.is_some_and(|prior| {
                prior.tree_digest.get().map(String::as_str) == Some(tree.as_str())
                    && prior.index_digest == model.index_digest
            });
        // Kept files may be edited again before apply, and then the tree is another one.
        model.tree_digest = if is_same || kept.is_empty() {
            tree.as_str().into()
        } else {
            Value::Unknown
        };
        if moves {
            model.id = Value::Unknown;
        }
        if !is_same {
            let known_id = prior
                .filter(|_| !moves)
                .and_then(|prior| prior.id.get())
                .cloned();
            self.check_destination(model, &prepared, known_id, diagnostics)
                .await;
            summarise(&prepared.plan, diagnostics);
        }
        self.remember(&prepared);
    }

    /// What apply would refuse because of the destination is refused now.
    async fn check_destination(
        &self,
        model: &ExportModel<K::Options>,
        prepared: &Arc<Prepared>,
        known_id: Option<String>,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(destination) = model.destination() else {
            return;
        };
        let (prepared, on_local_change) = (Arc::clone(prepared), model.on_local_change());
        let checked = run_blocking(diagnostics, move || {
            let identity = prepared.identity(K::NAME);
            ovhai_exports::check(&ovhai_exports::Write {
                files: &Disk,
                folder: &destination.folder(),
                known_id: known_id.as_deref(),
                fresh_id: "",
                identity: &identity,
                revision: &prepared.inputs.revision,
                plan: &prepared.plan,
                on_local_change,
                // The export of a resource that will be replaced is still live while planning.
                is_live: &|_| false,
                cancelled: &|| false,
            })
        })
        .await;
        if let Some(Err(error)) = checked {
            diagnostics.error_at(
                Path::root("destination"),
                "The destination cannot be used",
                error.to_string(),
            );
        }
    }

    /// Reads the estate, checks it against the configured revision and renders.
    pub(super) async fn prepare(
        &self,
        ctx: &Context,
        platform: &Arc<Platform>,
        model: &ExportModel<K::Options>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Arc<Prepared>> {
        let service = platform.service_name(&model.service_name, diagnostics)?;
        let selection = Select::selection(&model.select, diagnostics)?;
        let revision: Revision = diagnostics.ok(
            "Invalid revision",
            model.revision.as_deref().unwrap_or("").parse(),
        )?;
        let estate = platform.read(ctx, &service, diagnostics).await?.estate;
        if let Comparison::Different(change) = revision.compare(&estate, &selection) {
            diagnostics.error_at(
                Path::root("revision"),
                "The estate changed since the revision was read",
                explain(&change, &estate),
            );
            return None;
        }
        let overrides = model.overrides.get().into_iter().flatten();
        let inputs = Inputs {
            service,
            revision,
            estate,
            selection,
            answers: model.answers.get().cloned().unwrap_or_default(),
            overrides: overrides
                .map(|(object, patch)| (object.clone(), patch.text().into_owned()))
                .collect(),
            secret_names: platform.observe_options().secret_names.clone(),
        };
        let (kind, options) = (self.kind.clone(), model.options.clone());
        let planned = run_blocking(diagnostics, move || {
            let plan = ExportPlan::of(&kind, inputs.borrow(), &options)?;
            Ok(Prepared { inputs, plan })
        })
        .await?;
        match planned {
            Ok(prepared) => Some(Arc::new(prepared)),
            Err(error) => {
                report_failure(error, diagnostics);
                None
            }
        }
    }

    /// Hand-made changes to keep, with their digests; under `fail` they are errors.
    async fn local_changes(
        &self,
        model: &ExportModel<K::Options>,
        prepared: &Arc<Prepared>,
        found: Option<Survey>,
        diagnostics: &mut Diagnostics,
    ) -> BTreeMap<String, ovhai_model::Digest> {
        let mut changes = found.map(|found| found.local_changes()).unwrap_or_default();
        // An edit that configuration now says too is no difference, and a file no longer planned is not this plan's.
        changes.retain(|path, digest| {
            prepared
                .plan
                .files
                .get(path)
                .is_some_and(|file| file.sha256 != *digest)
        });
        match model.on_local_change() {
            OnLocalChange::Keep => changes,
            OnLocalChange::Overwrite => BTreeMap::new(),
            OnLocalChange::Fail => {
                if !changes.is_empty()
                    && let Some(destination) = model.destination()
                {
                    let (kind, options, prepared) = (
                        self.kind.clone(),
                        model.options.clone(),
                        Arc::clone(prepared),
                    );
                    let paths: Vec<String> = changes.into_keys().collect();
                    let detail = run_blocking(diagnostics, move || {
                        local_change::explain(&kind, &options, &prepared, &destination, &paths)
                    })
                    .await;
                    diagnostics.error_at(
                        Path::root("on_local_change"),
                        "Exported files were changed by hand",
                        detail.unwrap_or_default(),
                    );
                }
                BTreeMap::new()
            }
        }
    }
}

/// The export that stands in the destination, if it is this one or one that a create would adopt.
pub(super) async fn existing<O: terraform_plugin::Schema>(
    model: &ExportModel<O>,
    prior: Option<&ExportModel<O>>,
    diagnostics: &mut Diagnostics,
) -> Option<Option<Survey>> {
    let folder = model.read_destination(diagnostics)?.folder();
    // To keep edits all of them must be seen, also those that size and time hide.
    let verify = match model.on_local_change() {
        OnLocalChange::Keep => Verify::Full,
        OnLocalChange::Fail | OnLocalChange::Overwrite => model.verify(),
    };
    let found = run_blocking(diagnostics, move || survey(&Disk, &folder, verify)).await?;
    let found = diagnostics.ok("The destination cannot be read", found)?;
    Some(found.filter(|found| {
        prior.is_none_or(|prior| prior.id.get() == Some(&found.journal.id))
            && model.service_name.get() == Some(&found.journal.identity.service)
    }))
}

/// An export must outlive what it was made from: when exported objects are gone from the platform, only a person decides that
/// their files go too.
pub(super) fn refuse_removals<O: terraform_plugin::Schema>(
    model: &ExportModel<O>,
    prior: Option<&ExportModel<O>>,
    found: Option<&Survey>,
    prepared: &Prepared,
    diagnostics: &mut Diagnostics,
) {
    if model.follows_removals() {
        return;
    }
    let estate = &prepared.inputs.estate;
    let there: BTreeSet<String> = estate
        .workloads
        .iter()
        .map(|workload| workload.address.to_string())
        .chain(
            estate
                .registries
                .iter()
                .map(|registry| registry.address.to_string()),
        )
        .collect();
    let sources = found
        .into_iter()
        .flat_map(|found| found.journal.files.values());
    let mut gone: BTreeMap<String, String> = sources
        .filter_map(|file| file.source.as_ref())
        .map(|source| (source.to_string(), String::new()))
        .collect();
    for (address, workload) in prior
        .and_then(|prior| prior.workloads.get())
        .into_iter()
        .flatten()
    {
        gone.insert(
            address.clone(),
            workload.name.as_deref().unwrap_or("").to_owned(),
        );
    }
    gone.retain(|address, _| !there.contains(address));
    if gone.is_empty() {
        return;
    }
    const SHOWN: usize = 10;
    let shown: Vec<String> = gone
        .iter()
        .take(SHOWN)
        .map(|(address, name)| {
            if name.is_empty() {
                address.clone()
            } else {
                format!("{name} ({address})")
            }
        })
        .collect();
    let more = gone.len().saturating_sub(SHOWN);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    diagnostics.error_at(
        Path::root("on_source_removed"),
        "Exported objects are gone from the platform",
        format!(
            "Gone, or no longer readable: {}{more}.\n\nExporting again would remove their files, which may be the last copy. \
             Nothing was changed. To let the export follow, set on_source_removed = \"delete\"; to keep it as it is, take this \
             resource out of the configuration with a removed block, or export to another destination.",
            shown.join(", ")
        ),
    );
}

fn explain(change: &Change, estate: &Estate) -> String {
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
fn summarise(plan: &ExportPlan, diagnostics: &mut Diagnostics) {
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
    if plan.produced.findings.is_empty() && plan.produced.notices.is_empty() {
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
    for notice in &plan.produced.notices {
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
