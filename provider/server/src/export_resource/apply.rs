//! Writing an export, just as planned.

use std::{collections::BTreeMap, sync::Arc};

use ovhai_exports::{Destination, Disk, Write, Written, write};
use ovhai_model::Digest;
use terraform_plugin::{Context, Diagnostics, Path, Value};

use super::{
    ExportModel, ExportResource, ExportUnit, Prepared,
    before::{existing, former, prior_names},
    plan::refuse_removals,
    remove_files, report_failure,
};
use crate::platform::{Platform, run_blocking};

impl<K: ExportUnit> ExportResource<K> {
    /// Writes what was planned and returns the state; `prior` is the export as it stands, for updates.
    pub(super) async fn write_export(
        &self,
        ctx: &Context,
        platform: &Arc<Platform>,
        mut model: ExportModel<K::Options>,
        prior: Option<ExportModel<K::Options>>,
        diagnostics: &mut Diagnostics,
    ) -> Option<ExportModel<K::Options>> {
        let found = existing(&model, prior.as_ref(), diagnostics).await?;
        let planned_here = model
            .index_digest
            .get()
            .and_then(|_| self.find_prepared(&model));
        let prepared = match planned_here {
            Some(prepared) => prepared,
            // The revision came with apply, or the estate is large.
            None => {
                let former = former(&model, prior.as_ref(), diagnostics).await;
                let names = prior_names(prior.as_ref(), former.as_ref(), found.as_ref());
                self.prepare(ctx, platform, &model, names, diagnostics)
                    .await?
            }
        };
        if model
            .index_digest
            .get()
            .is_some_and(|planned| planned != prepared.plan.index_digest.as_str())
        {
            diagnostics.error_at(
                Path::root("revision"),
                "The export is no longer what was planned",
                "The estate or the provider changed between planning and applying. Nothing was written; run terraform plan \
                 again.",
            );
            return None;
        }
        let destination = model.read_destination(diagnostics)?;
        refuse_removals(
            &model,
            prior.as_ref(),
            found.as_ref(),
            &prepared,
            diagnostics,
        );
        // The plan has warned of missing and overwritten files; here it is only about what to write over.
        let mut told = Diagnostics::new();
        let judged = self
            .judge_changes(&model, &prepared, found, &mut told)
            .await?;
        if told.has_error() {
            diagnostics.extend(told);
        }
        if diagnostics.has_error() {
            return None;
        }
        let is_unproven =
            K::proof(&model.options).is_some_and(|proof| proof.validation.is_unknown());
        if is_unproven {
            let proven = self
                .prove(ctx, platform, &model.options, &prepared, diagnostics)
                .await?;
            let validation = proven.map_or(Value::Null, |proven| Value::Known(proven.validation));
            K::set_validation(&mut model.options, validation);
        }
        let before = prior.as_ref().and_then(ExportModel::destination);
        let prior_id = prior.as_ref().and_then(|prior| prior.id.get()).cloned();
        // At another place it is another export, so that removing the former one cannot touch the new.
        let moved_from = before.filter(|before| !is_same_folder(before, &destination));
        let known_id = prior_id.clone().filter(|_| moved_from.is_none());
        let standing = Standing {
            known_id,
            same_content: judged.same_content,
        };
        let written = self
            .write_files(ctx, platform, &model, &prepared, standing, diagnostics)
            .await?;
        platform
            .exports()
            .insert(&destination.folder(), &written.id);
        tracing::info!(
            written = written.written,
            unchanged = written.unchanged,
            removed = written.removed,
            kept = written.kept.len(),
            adopted = written.adopted,
            "export written"
        );
        model.describe(&prepared.plan);
        model.id = written.id.clone().into();
        model.service_name = prepared.inputs.service.clone().into();
        model.tree_digest = written.tree_digest.as_str().into();
        if !written.kept.is_empty() {
            let text = format!("In {destination}: {}.", written.kept.join(", "));
            diagnostics.warning("Files changed by hand were kept", text);
        }
        if let (Some(before), Some(prior_id)) = (moved_from, prior_id) {
            platform.exports().remove(&prior_id);
            if model.deletes_on_destroy() {
                remove_files(before, prior_id, diagnostics).await;
            } else {
                let text =
                    format!("The export now is in {destination}; its files in {before} were left.");
                diagnostics.warning("The files at the former destination stay", text);
            }
        }
        Some(model)
    }

    fn find_prepared(&self, model: &ExportModel<K::Options>) -> Option<Arc<Prepared>> {
        let revision = model.revision.get()?;
        self.take_prepared(model.index_digest.get()?)
            .filter(|prepared| {
                Some(&prepared.inputs.service) == model.service_name.get()
                    && prepared.inputs.revision.to_string() == *revision
            })
    }

    async fn write_files(
        &self,
        ctx: &Context,
        platform: &Arc<Platform>,
        model: &ExportModel<K::Options>,
        prepared: &Arc<Prepared>,
        standing: Standing,
        diagnostics: &mut Diagnostics,
    ) -> Option<Written> {
        let folder = model.read_destination(diagnostics)?.folder();
        let platform = Arc::clone(platform);
        let Standing {
            known_id,
            same_content,
        } = standing;
        let (kind, options, prepared) = (
            self.kind.clone(),
            model.options.clone(),
            Arc::clone(prepared),
        );
        let (on_local_change, cancellation) = (model.on_local_change(), ctx.cancellation().clone());
        let result = run_blocking(diagnostics, move || {
            let fresh_id = known_id.clone().unwrap_or_else(ovhai_exports::fresh_id);
            let identity = prepared.identity(K::NAME);
            let request = Write {
                files: &Disk,
                folder: &folder,
                known_id: known_id.as_deref(),
                fresh_id: &fresh_id,
                identity: &identity,
                revision: &prepared.inputs.revision,
                plan: &prepared.plan,
                on_local_change,
                same_content: &same_content,
                is_live: &|id| platform.exports().contains(id),
                cancelled: &|| cancellation.is_cancelled(),
            };
            write(&request, &mut |sink| {
                prepared
                    .plan
                    .produce(&kind, prepared.inputs.borrow(), &options, sink)
            })
        })
        .await?;
        match result {
            Ok(written) => Some(written),
            Err(error) => {
                report_failure(error, diagnostics);
                None
            }
        }
    }
}

/// What is known of the export that stands in the destination.
struct Standing {
    /// Its id, when it is the one to update.
    known_id: Option<String>,
    /// Files that only have another layout, with their digests.
    same_content: BTreeMap<String, Digest>,
}

/// Two spellings of one folder must not make the new files go with the old ones.
fn is_same_folder(before: &Destination, now: &Destination) -> bool {
    let real = |destination: &Destination| std::fs::canonicalize(destination.folder());
    before == now || matches!((real(before), real(now)), (Ok(before), Ok(now)) if before == now)
}
