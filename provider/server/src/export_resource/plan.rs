//! Planning an export: observe, compare, render in memory, survey the destination. Nothing is written.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

use ovhai_exports::{Disk, Edit, ExportPlan, FileState, OnLocalChange, Phase, PriorNames, Survey};
use ovhai_model::{Comparison, Digest, Revision};
use terraform_plugin::{Context, Diagnostics, Path, PlanRequest, Text, Value, value::Element};

use super::{
    ExportModel, ExportResource, ExportUnit, Inputs, Prepared,
    before::{existing, former, prior_names},
    local_change, messages,
    prove::{self, Told},
    report_failure,
};
use crate::{
    platform::{Platform, run_blocking},
    reading::Scope,
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
        let prior = request.prior.as_ref();
        let Some(found) = existing(&request.proposed, prior, diagnostics).await else {
            return;
        };
        let former = former(&request.proposed, prior, diagnostics).await;
        let names = prior_names(prior, former.as_ref(), found.as_ref());
        let Some(prepared) = self
            .prepare(ctx, platform, &request.proposed, names, diagnostics)
            .await
        else {
            return;
        };
        refuse_removals(
            &request.proposed,
            prior,
            found.as_ref(),
            &prepared,
            diagnostics,
        );
        let Some(judged) = self
            .judge_changes(&request.proposed, &prepared, found, diagnostics)
            .await
        else {
            return;
        };
        let Judged { kept, same_content } = judged;
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
        let Some(proven) = self
            .prove(ctx, platform, &model.options, &prepared, diagnostics)
            .await
        else {
            return;
        };
        let told = prove::planned::<K>(model, prior, proven.as_ref());
        let proof = proven.as_ref().filter(|_| told != Told::Nothing);
        if is_same && let Some(proof) = proof {
            let summary = match told {
                Told::Unasked => "The cluster could not be asked again; what it said before stands",
                Told::Result | Told::Nothing => {
                    "What is known of the objects' acceptance is no longer the same"
                }
            };
            diagnostics.warning(summary, &proof.text);
        }
        if !is_same {
            let known_id = prior
                .filter(|_| !moves)
                .and_then(|prior| prior.id.get())
                .cloned();
            self.check_destination(model, &prepared, known_id, same_content, diagnostics)
                .await;
            let proof = proven.as_ref().map(|proven| proven.text.as_str());
            messages::summarise(&prepared.plan, proof, diagnostics);
        }
        self.remember(&prepared);
    }

    /// What apply would refuse because of the destination is refused now.
    async fn check_destination(
        &self,
        model: &ExportModel<K::Options>,
        prepared: &Arc<Prepared>,
        known_id: Option<String>,
        same_content: BTreeMap<String, Digest>,
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
                same_content: &same_content,
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
        prior_names: PriorNames,
        diagnostics: &mut Diagnostics,
    ) -> Option<Arc<Prepared>> {
        let service = platform.service_name(&model.service_name, diagnostics)?;
        let selection = Select::selection(&model.select, diagnostics)?;
        let revision: Revision = diagnostics.ok(
            "Invalid revision",
            model.revision.as_deref().unwrap_or("").parse(),
        )?;
        let scope = Scope::export(&selection);
        let estate = platform
            .read(ctx, &service, scope, diagnostics)
            .await?
            .estate;
        if let Comparison::Different(change) = revision.compare(&estate, &selection) {
            diagnostics.error_at(
                Path::root("revision"),
                "The estate changed since the revision was read",
                messages::changed(&change, &estate),
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
            prior_names,
        };
        let (kind, options) = (self.kind.clone(), model.options.clone());
        let planned = run_blocking(diagnostics, move || {
            let plan = ExportPlan::of(&kind, inputs.borrow(), &options)?;
            Ok(Prepared {
                inputs,
                plan,
                proven: OnceLock::new(),
            })
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

    /// Judges hand-made changes; under `fail` those that matter are errors.
    pub(super) async fn judge_changes(
        &self,
        model: &ExportModel<K::Options>,
        prepared: &Arc<Prepared>,
        found: Option<Survey>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Judged> {
        let missing: Vec<String> = found
            .iter()
            .flat_map(|found| &found.differing)
            .filter(|(path, state)| {
                **state == FileState::Missing && prepared.plan.files.contains_key(*path)
            })
            .map(|(path, _)| path.clone())
            .collect();
        let was_complete = found
            .as_ref()
            .is_some_and(|found| found.journal.phase == Phase::Complete);
        let mut changes = found.map(|found| found.local_changes()).unwrap_or_default();
        // An edit that configuration now says too is no difference, and a file no longer planned is not this plan's.
        changes.retain(|path, digest| {
            prepared
                .plan
                .files
                .get(path)
                .is_some_and(|file| file.sha256 != *digest)
        });
        let destination = model.read_destination(diagnostics)?;
        if was_complete && !missing.is_empty() {
            let text = format!("In {destination}: {}.", local_change::list(&missing));
            diagnostics.warning("Missing files will be written anew", text);
        }
        let mut judged = Judged::default();
        if changes.is_empty() {
            return Some(judged);
        }
        match model.on_local_change() {
            OnLocalChange::Keep => judged.kept = changes,
            OnLocalChange::Overwrite => {
                let paths: Vec<String> = changes.into_keys().collect();
                let text = format!("In {destination}: {}.", local_change::list(&paths));
                diagnostics.warning("Files changed by hand will be overwritten", text);
            }
            OnLocalChange::Fail => {
                let (kind, options, prepared) = (
                    self.kind.clone(),
                    model.options.clone(),
                    Arc::clone(prepared),
                );
                let (place, inspected) = (destination.clone(), changes.clone());
                let mut edits = run_blocking(diagnostics, move || {
                    local_change::inspect(&kind, &options, &prepared, &place, &inspected)
                })
                .await?;
                changes.retain(|path, _| edits.get(path) == Some(&Edit::Layout));
                edits.retain(|path, _| !changes.contains_key(path));
                judged.same_content = changes;
                if !edits.is_empty() {
                    diagnostics.error_at(
                        Path::root("on_local_change"),
                        "Exported files were changed by hand",
                        local_change::explain(&destination, &edits),
                    );
                }
            }
        }
        Some(judged)
    }
}

/// What is to be done with hand-made changes.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// Files to leave, with their digests.
    pub kept: BTreeMap<String, Digest>,
    /// Files that only have another layout, with their digests.
    pub same_content: BTreeMap<String, Digest>,
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
        .all()
        .map(|object| object.address.to_string())
        .collect();
    let sources = found.into_iter().flat_map(|found| {
        found
            .journal
            .files
            .values()
            .chain(found.journal.previous.values())
    });
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
