//! Runs that nobody waits for.

use ovhai_jobs::RCLONE;
use terraform_plugin::Diagnostics;

use super::{
    super::{DataOptions, model::DataOnCluster},
    look::was_interrupted,
    of,
};
use crate::{
    platform::Platform,
    select::Select,
    transfer_resource::{
        TransferModel,
        cluster::{self, Named},
    },
};

/// What state says of a run that was left alone, as it is now; `Some(true)` if there is one.
pub async fn refresh(
    platform: &Platform,
    state: &mut TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<bool> {
    let (Some(on), Some(before)) = (
        of(&state.options).cloned(),
        state.options.run.get().cloned(),
    ) else {
        return Some(false);
    };
    let job = named(&on, state, diagnostics)?;
    let status = on.run.status(platform, &job, before, diagnostics).await?;
    state.options.run = status.into();
    Some(true)
}

/// Ends what still runs.
pub async fn stop(
    platform: &Platform,
    state: &TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) {
    let Some(on) = of(&state.options).cloned() else {
        return;
    };
    // A run that ended removed its Job itself, and its cluster may be gone.
    let may_be_there = state.options.run.get().is_some() || was_interrupted(state);
    if on.run.manifests().is_some() || !may_be_there {
        return;
    }
    if let Some(job) = named(&on, state, diagnostics) {
        on.run.end(platform, &job, diagnostics).await;
    }
}

fn named(
    on: &DataOnCluster,
    state: &TransferModel<DataOptions>,
    diagnostics: &mut Diagnostics,
) -> Option<Named> {
    let selection = Select::selection(&state.select, diagnostics)?;
    let service = state.service_name.as_deref().unwrap_or("");
    let export = cluster::export_of("data", service, state, &selection);
    let settings = on.run.settings("data", export, RCLONE);
    Some(Named {
        namespace: settings.namespace.clone(),
        name: settings.name(),
    })
}
