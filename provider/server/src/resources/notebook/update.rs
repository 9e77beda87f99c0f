//! The calls that turn one notebook into another, and nothing else.

use std::sync::Arc;

use ovh_api::Error;
use ovhai_platform::documents::{FlavorType, Notebook, NotebookUpdate};
use terraform_plugin::{Diagnostics, Path, Value};

use super::{
    model::{BackupRetention, NotebookModel, QuantumResources},
    plan::stopped_for,
    run::{start, wait_until_running},
    waits,
};
use crate::managed::workload::{
    changed::differing,
    compute::Counting,
    labels, volume,
    work::{Kind, Run, Trouble, Work},
};

/// Changes the notebook, and gives it at the end. `kind` is that of the planned flavor.
pub async fn update(
    work: &Work<'_>,
    prior: &NotebookModel,
    planned: &NotebookModel,
    kind: impl Future<Output = Result<FlavorType, Arc<Error>>>,
    diagnostics: &mut Diagnostics,
) -> Result<Notebook, Trouble<Notebook>> {
    for label in labels::changes(&prior.labels, &planned.labels) {
        let set = work.project.set_notebook_label(work.id, &label).await;
        set.map_err(|error| cannot(work, error, diagnostics))?;
    }
    if let Some(retention) = differing(&planned.backup_retention, &prior.backup_retention) {
        set_retention(work, &retention, diagnostics).await?;
    }
    let wants_to_run = planned.running == Value::Known(true);
    let mut last = None;
    let mut is_started = prior.running != planned.running && wants_to_run;
    if stopped_for(prior, planned).is_some() {
        let live = work.get::<Notebook>(diagnostics).await?;
        let body = body(prior, planned, &live, kind).await;
        let body = match body {
            Ok(body) => body,
            Err(obstacle) => {
                tell(work, obstacle, diagnostics);
                return Err(Trouble(None));
            }
        };
        // A notebook that was started outside since the plan is stopped only if that was allowed.
        let may_stop = !wants_to_run || planned.allow_restart == Value::Known(true);
        if live.run() == Run::Stopping || (may_stop && live.run() != Run::Rests) {
            is_started = is_started || (wants_to_run && live.run() == Run::Runs);
            work.stop::<Notebook>(diagnostics).await?;
        }
        let changed = work.project.update_notebook(work.id, &body).await;
        last = Some(changed.map_err(|error| cannot(work, error, diagnostics))?);
    } else if prior.running != planned.running && !wants_to_run {
        last = work.stop::<Notebook>(diagnostics).await?;
    }
    if is_started {
        let before = start(work, diagnostics).await?;
        last = match waits(planned) {
            true => wait_until_running(work, Some(&before), diagnostics).await?,
            false => None,
        };
    }
    match last {
        Some(notebook) => Ok(notebook),
        None => work.get(diagnostics).await,
    }
}

/// Sets how long backups are kept.
pub async fn set_retention(
    work: &Work<'_>,
    retention: &BackupRetention,
    diagnostics: &mut Diagnostics,
) -> Result<(), Trouble<Notebook>> {
    let set = work
        .project
        .set_notebook_retention(work.id, &retention.request())
        .await;
    set.map(drop)
        .map_err(|error| cannot(work, error, diagnostics))
}

/// Says the count once more, in the way of servers that do not know `flavorCount` and gave one unit.
pub async fn recount(
    work: &Work<'_>,
    planned: &NotebookModel,
    kind: impl Future<Output = Result<FlavorType, Arc<Error>>>,
    diagnostics: &mut Diagnostics,
) -> Result<(), Trouble<Notebook>> {
    let kind = match kind.await {
        Ok(kind) => kind,
        Err(error) => {
            tell(work, Obstacle::Api(error), diagnostics);
            return Err(Trouble(None));
        }
    };
    work.stop::<Notebook>(diagnostics).await?;
    let resources = planned.resources.get();
    let body = NotebookUpdate {
        resources: resources.map(|resources| resources.request(Counting::Kind, &kind)),
        ..NotebookUpdate::default()
    };
    let changed = work.project.update_notebook(work.id, &body).await;
    changed.map_err(|error| cannot(work, error, diagnostics))?;
    if planned.running != Value::Known(false) {
        start(work, diagnostics).await?;
    }
    Ok(())
}

fn cannot(work: &Work<'_>, error: Error, diagnostics: &mut Diagnostics) -> Trouble<Notebook> {
    work.tell(error, "cannot be changed", diagnostics)
}

enum Obstacle {
    /// A volume has `(secret)` for a text that is not there any more.
    Hidden,
    Api(Arc<Error>),
}

async fn body(
    prior: &NotebookModel,
    planned: &NotebookModel,
    live: &Notebook,
    kind: impl Future<Output = Result<FlavorType, Arc<Error>>>,
) -> Result<NotebookUpdate, Obstacle> {
    let mut update = NotebookUpdate {
        name: differing(&planned.name, &prior.name),
        quantum_resources: differing(&planned.quantum_resources, &prior.quantum_resources)
            .as_ref()
            .map(QuantumResources::request),
        ssh_public_keys: differing(&planned.ssh_public_keys, &prior.ssh_public_keys),
        timeout_auto_restart: differing(&planned.timeout_auto_restart, &prior.timeout_auto_restart),
        unsecure_http: differing(&planned.unsecure_http, &prior.unsecure_http),
        ..NotebookUpdate::default()
    };
    if let (Some(before), Some(after)) = (prior.environment.get(), planned.environment.get()) {
        update.framework_version = differing(&after.framework_version, &before.framework_version);
    }
    if let (Some(before), Some(after)) = (prior.resources.get(), planned.resources.get())
        && !before.is_same(after)
    {
        // A document with `flavorCount` comes from a server that takes it.
        let has_count = live
            .spec
            .resources
            .as_ref()
            .is_some_and(|resources| resources.flavor_count.is_some());
        let (counting, kind) = match has_count {
            true => (Counting::Units, FlavorType::Cpu),
            false => (Counting::Kind, kind.await.map_err(Obstacle::Api)?),
        };
        update.resources = Some(after.request(counting, &kind));
    }
    if let Some(volumes) = differing(&planned.volumes, &prior.volumes) {
        let volumes = volume::request(&volumes, &live.spec.volumes);
        update.volumes = Some(volumes.ok_or(Obstacle::Hidden)?);
    }
    Ok(update)
}

fn tell(work: &Work<'_>, obstacle: Obstacle, diagnostics: &mut Diagnostics) {
    match obstacle {
        Obstacle::Hidden => diagnostics.error_at(
            Path::root("volumes"),
            "A secret is not there any more",
            "`(secret)` stands for a text of the live notebook, which has been changed meanwhile. Run terraform plan again.",
        ),
        Obstacle::Api(error) => {
            let _ = work
                .limit
                .report::<()>(Err(error), "The notebook cannot be changed", diagnostics);
        }
    }
}
