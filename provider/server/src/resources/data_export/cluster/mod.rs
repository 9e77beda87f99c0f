//! Copies that Jobs of a cluster make: what is asked of them, and what became of it.

mod collect;
mod look;
mod objects;
mod under_way;

use ovhai_data::Exclude;
use terraform_plugin::{Diagnostics, Path, Value};

pub use collect::standing;
pub use look::plan;
pub use under_way::{refresh, stop};

use self::{collect::collect, objects::rendered};
use super::{DataOptions, Prepared, model::DataOnCluster, places::Goal};
use crate::transfer_resource::{
    Ask, TransferModel, Work,
    cluster::{self, RUNNING, Ran, WRITTEN},
};

/// The settings, if the engine is a cluster.
pub fn of(options: &DataOptions) -> Option<&DataOnCluster> {
    let is_chosen = options.engine.as_deref().known() == Some("kubernetes");
    options.kubernetes.get().filter(|_| is_chosen)
}

/// Problems of the configuration alone.
pub fn check(config: &TransferModel<DataOptions>, diagnostics: &mut Diagnostics) {
    let options = &config.options;
    let mut wrong = |attribute: &str, summary: &str, detail: &str| {
        diagnostics.error_at(Path::root(attribute), summary, detail);
    };
    let goal = config
        .destination
        .get()
        .and_then(|text| Goal::parse(text).ok());
    if options.engine.as_deref().known() != Some("kubernetes") {
        if matches!(goal, Some(Goal::Claim { .. })) {
            wrong(
                "destination",
                "Only Jobs reach a PersistentVolumeClaim",
                "Use engine = \"kubernetes\", or file: or s3:.",
            );
        }
        if options.kubernetes.is_known() && options.engine.is_known() {
            wrong(
                "kubernetes",
                "These settings are of another engine",
                "Set engine = \"kubernetes\", or take them out.",
            );
        }
        return;
    }
    if options.recipients.is_known() {
        wrong(
            "recipients",
            "Jobs do not encrypt",
            "rclone knows nothing of age. Use engine = \"local\", or a store that encrypts.",
        );
    }
    if options.kubernetes.is_null() {
        wrong(
            "kubernetes",
            "How Jobs are to run is not said",
            "Add kubernetes = { secrets = { … } } with the Secrets of the object stores.",
        );
    }
    if matches!(goal, Some(Goal::Folder(_))) {
        wrong(
            "destination",
            "Jobs do not reach a folder of this machine",
            "Use s3:BUCKET/PREFIX or pvc:CLAIM/FOLDER, or engine = \"local\".",
        );
    }
    let deletes = "Jobs keep no manifest that would tell what is theirs, so they never remove anything. Use engine = \"local\" for it.";
    if config.deletes_on_destroy() {
        wrong("on_destroy", "Copies made by Jobs are not removed", deletes);
    }
    if options.git.as_deref().known() == Some("bundle") {
        wrong(
            "git",
            "Jobs do not copy repositories",
            "They have no git. Copy repositories by an export of their own with engine = \"local\".",
        );
    }
    if options.on_source_removed.as_deref().known() == Some("delete") {
        wrong(
            "on_source_removed",
            "Copies made by Jobs are not removed",
            deletes,
        );
    }
}

/// Has it copied.
pub async fn run(
    ask: &Ask<'_>,
    prepared: Prepared,
    work: &Work,
    model: &mut TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let on = of(&model.options)?.clone();
    if prepared.is_done {
        if model.options.run.get().is_some() {
            work.goes_on();
        }
        return Some(());
    }
    let objects = rendered(ask, model, &prepared, diagnostics).await?;
    let (all, bytes) = prepared.totals.unzip();
    work.progress.totals(all, bytes);
    let going = |model: &mut TransferModel<DataOptions>, status: String| {
        let options = &mut model.options;
        options.set_copies(prepared.former.clone());
        options.findings = Value::Known(prepared.findings.clone());
        options.run = status.into();
        model.digest = Value::Null;
        work.goes_on();
    };
    if let Some(folder) = on.run.manifests() {
        cluster::write(ask, folder, &objects, diagnostics).await?;
        diagnostics.warning(
            "Manifests were written",
            format!(
                "Nothing was copied. Apply them with kubectl apply --server-side -f {folder}/transfer.json; then take `manifests` out \
                 of the configuration: the next apply takes the Job over, compares what it copied, and removes it."
            ),
        );
        going(model, format!("{WRITTEN} to {folder}"));
        return Some(());
    }
    let Some(runner) = on.run.runner(ask.platform, diagnostics).await? else {
        diagnostics.error_at(
            Path::root("kubernetes"),
            "The cluster is not known yet",
            "Something of it comes only with apply; apply what it depends on first.",
        );
        return None;
    };
    match cluster::run(&runner, &objects, on.run.is_waiting(), work, diagnostics).await? {
        Ran::GoesOn(line) => {
            going(model, format!("{RUNNING}: {line}"));
            Some(())
        }
        Ran::Ended(collected) => collect(ask, prepared, &collected, model, diagnostics).await,
    }
}

pub(super) fn exclude(options: &DataOptions) -> Exclude {
    let all = options.exclude.get().into_iter().flatten();
    Exclude::new(all.map(String::as_str))
}
